import { isKoreNotifyError, KoreNotifyError } from '../vocabulary/errors.ts';
import { trimInvisible } from '../text/invisible.ts';
import { restorePemLines } from './pem-lines.ts';

/** Algorithms that Kore.ai documents (docs/kore-ai-api.md#authentication). */
export const ALGORITHMS = ['HS256', 'HS512', 'RS256', 'RS512'] as const;

/** One of `ALGORITHMS`. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** Of an RSA key: shorter ones are not safe, and libraries refuse to sign with them. */
const LEAST_BITS = 2_048;

/** A private key of the host's cryptography, and what it says about the key; Node's `KeyObject` is one. */
export interface PrivateKey {
  /** `rsa` for an RSA key. */
  readonly asymmetricKeyType?: string | undefined;
  /** `modulusLength`: bits of an RSA key. */
  readonly asymmetricKeyDetails?: { readonly modulusLength?: number | undefined } | undefined;
}

/** What signs tokens: the algorithm, its digest, and a valid key. */
export type SigningKey<Key extends PrivateKey> = {
  readonly algorithm: Algorithm;
  readonly digest: 'sha256' | 'sha512';
} & (
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'private'; readonly privateKey: Key }
);

/**
 * Reads what signs tokens. `key`: the Client Secret for HS256 and HS512, the PEM text of an RSA private key for RS256 and
 * RS512; anything but text counts as missing. `parse` creates the host's key of a PEM text, or throws; its message is not
 * shown, since it may quote the key.
 * @throws KoreNotifyError `invalid_options`, if the key is missing or invalid for the algorithm; quotes nothing of it
 */
export function readSigningKey<Key extends PrivateKey>(
  { algorithm, key }: { readonly algorithm: string; readonly key: unknown },
  parse: (pem: string) => Key,
): SigningKey<Key> {
  const known = ALGORITHMS.find((name) => name === algorithm);
  if (known === undefined)
    throw unfit('The signing algorithm is not supported.', `Choose one of ${ALGORITHMS.join(', ')}.`);
  const digest = known.endsWith('256') ? 'sha256' : 'sha512';
  // Hosts give undefined for a credential that was never filled in.
  const text = typeof key === 'string' ? key : '';
  if (usesPrivateKey(known))
    return { algorithm: known, digest, kind: 'private', privateKey: readPrivateKey(text, parse) };
  const secret = trimInvisible(text);
  if (secret === '') throw unfit('There is no client secret.', 'Enter the client secret of the app.');
  return { algorithm: known, digest, kind: 'secret', secret };
}

/** Whether an algorithm signs with a private key, not with the client secret. */
export function usesPrivateKey(algorithm: string): boolean {
  return algorithm.startsWith('RS');
}

function readPrivateKey<Key extends PrivateKey>(pem: string, parse: (pem: string) => Key): Key {
  if (trimInvisible(pem) === '') throw unfit('There is no private key.', WHOLE_PEM);
  let key: Key;
  try {
    key = parse(restorePemLines(pem));
  } catch (error) {
    if (isKoreNotifyError(error)) throw error;
    throw unfit('The private key cannot be read.', WHOLE_PEM);
  }
  // Another kind would sign as well, and the platform would call it wrong credentials.
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    throw unfit('The private key does not fit.', 'Use an RSA private key of 2,048 bits or more.');
  return key;
}

const WHOLE_PEM = 'Paste the whole PEM text of an RSA private key without passphrase.';

function unfit(message: string, hint: string): KoreNotifyError {
  return new KoreNotifyError({ code: 'invalid_options', message, hint });
}
