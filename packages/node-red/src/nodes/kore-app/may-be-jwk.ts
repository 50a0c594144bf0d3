import { environmentReference } from '../../saved-values.ts';

/**
 * Whether a text may be the JWK of a public RSA key, or stands for one: nothing yet, or an environment variable. The core
 * says exactly what is wrong; it stays out of the browser.
 */
export function mayBeJwk(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || environmentReference(trimmed) !== undefined) return true;
  try {
    const jwk: unknown = JSON.parse(trimmed);
    if (typeof jwk !== 'object' || jwk === null) return false;
    const { kty, d, ...rest } = jwk as Readonly<Record<string, unknown>>;
    const isComplete = ['kid', 'n', 'e'].every((name) => typeof rest[name] === 'string' && rest[name] !== '');
    return kty === 'RSA' && d === undefined && isComplete;
  } catch {
    return false;
  }
}
