import { trimInvisible } from '../text/invisible.ts';
import { quoteValue } from '../text/quote.ts';
import { KoreNotifyError } from '../vocabulary/errors.ts';
import type { Problem } from '../vocabulary/problems.ts';

/** How the claims can be encrypted, in the order of Kore.ai's documents (docs/kore-ai-api.md#encrypted-tokens). */
export const CONTENT_ENCRYPTIONS = ['A128CBC-HS256', 'A128GCM', 'A256GCM'] as const;

/** One of `CONTENT_ENCRYPTIONS`. */
export type ContentEncryption = (typeof CONTENT_ENCRYPTIONS)[number];

/** How the key of the claims is encrypted. Kore.ai's documents name RSA1_5 too, which is not safe: it is refused. */
const KEY_ENCRYPTION = 'RSA-OAEP';

/** How the tokens of an app with "Enforce JWE" are encrypted (docs/kore-ai-api.md#encrypted-tokens). */
export interface TokenEncryption {
  /** The public key that Kore.ai shows for the app: a JWK with `kid`, as an object or as JSON text. */
  readonly publicKey: string | Readonly<Record<string, unknown>>;
  /** How the key of the claims is encrypted. @default 'RSA-OAEP', the only one */
  readonly keyEncryption?: 'RSA-OAEP';
  /** How the claims are encrypted. @default 'A128CBC-HS256' */
  readonly contentEncryption?: ContentEncryption;
}

/** A public key of the host's cryptography, and what it says about the key; Node's `KeyObject` is one. */
export interface PublicKey {
  /** `modulusLength`: bits of an RSA key. */
  readonly asymmetricKeyDetails?: { readonly modulusLength?: number | undefined } | undefined;
}

/** A public RSA key as RFC 7517 writes it, without anything else. */
export interface RsaJwk {
  /** The type of the key. */
  readonly kty: 'RSA';
  /** The modulus, base64url. */
  readonly n: string;
  /** The exponent, base64url. */
  readonly e: string;
}

/** What encrypts tokens: their header, and a valid key. */
export interface EncryptionKey<Key extends PublicKey> {
  /** The protected header of every token. */
  readonly header: {
    readonly alg: 'RSA-OAEP';
    readonly enc: ContentEncryption;
    readonly kid: string;
    readonly typ: 'JWT';
  };
  /** The host's key. */
  readonly publicKey: Key;
  /** The part of the key by which somebody else could make tokens: never shown. */
  readonly modulus: string;
}

/**
 * Reads what encrypts tokens. `parse` creates the host's key, or throws; its message is not shown. The error has one problem
 * with the path `publicKey`, `keyEncryption` or `contentEncryption`.
 * @throws KoreNotifyError `invalid_options`, if the key is missing or invalid; quotes nothing of it
 */
export function readEncryptionKey<Key extends PublicKey>(
  given: { readonly [Name in keyof TokenEncryption]?: unknown },
  parse: (jwk: RsaJwk) => Key,
): EncryptionKey<Key> {
  const enc = readContentEncryption(given.contentEncryption);
  checkKeyEncryption(given.keyEncryption);
  const jwk = readJwk(given.publicKey);
  const { kid } = jwk;
  checkUse(jwk);
  if (typeof kid !== 'string' || kid.trim() === '')
    throw unfit(
      'required',
      'The public key has no key ID (kid).',
      `${WHOLE_JWK} Kore.ai finds it by its kid.`,
    );
  const { n, e } = jwk;
  if (!isBase64Url(n) || !isBase64Url(e))
    throw unfit('format', 'The public key is incomplete: n or e is missing or damaged.', WHOLE_JWK);
  const publicKey = attempt(() => parse({ kty: 'RSA', n, e }));
  if (publicKey === undefined) throw unfit('format', 'The public key cannot be read.', WHOLE_JWK);
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    throw unfit('format', 'The public key is too short.', 'Use an RSA key of 2,048 bits or more.');
  return { header: { alg: KEY_ENCRYPTION, enc, kid, typ: 'JWT' }, publicKey, modulus: n };
}

/** Of an RSA key: shorter ones are not safe. */
const LEAST_BITS = 2_048;
/** Characters: a JWK of 16,384 bits has 3,000. */
const MAX_LENGTH = 20_000;
const WHOLE_JWK = 'Paste the whole JWK that Kore.ai shows for the app, from { to }.';
/** What only a private or secret key has. */
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

function readContentEncryption(given: unknown): ContentEncryption {
  if (given === undefined || given === null || given === '') return CONTENT_ENCRYPTIONS[0];
  const known = CONTENT_ENCRYPTIONS.find((name) => name === given);
  if (known !== undefined) return known;
  throw unfit(
    'choice',
    `${quoteValue(given)} is not a supported content encryption.`,
    `Choose one of ${CONTENT_ENCRYPTIONS.join(', ')}.`,
    'contentEncryption',
  );
}

function checkKeyEncryption(given: unknown): void {
  if (given === undefined || given === null || given === '' || given === KEY_ENCRYPTION) return;
  throw unfit('choice', describeKeyEncryption(given), `Use ${KEY_ENCRYPTION}.`, 'keyEncryption');
}

function describeKeyEncryption(given: unknown): string {
  return given === 'RSA1_5'
    ? 'RSA1_5 is not supported, because it is not safe.'
    : `${quoteValue(given)} is not a supported key encryption.`;
}

/** The key as an object that holds no private part. */
function readJwk(given: unknown): Readonly<Record<string, unknown>> {
  // Read once: what is somebody else's may throw, or say something else the next time.
  const jwk =
    typeof given === 'string'
      ? parseJwk(given)
      : isRecord(given)
        ? (attempt(() => ({ ...given })) ?? 'unreadable')
        : given;
  if (jwk === undefined || jwk === null) throw unfit('required', 'There is no public key.', WHOLE_JWK);
  if (!isRecord(jwk)) throw unfit('type', 'The public key is not a JWK.', WHOLE_JWK);
  if (Array.isArray(jwk['keys']))
    throw unfit(
      'type',
      'This is a set of keys (JWKS).',
      'Paste only the key that Kore.ai shows for the app.',
    );
  if (PRIVATE_PARTS.some((part) => Object.hasOwn(jwk, part))) throw privateKey();
  if (jwk['kty'] !== 'RSA') throw unfit('choice', 'The public key is not an RSA key (kty).', WHOLE_JWK);
  return jwk;
}

function parseJwk(given: string): unknown {
  const text = trimInvisible(given);
  if (text === '') return undefined;
  if (text.length > MAX_LENGTH) throw unfit('length', 'The public key is too long.', WHOLE_JWK);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) throw privateKey();
  if (text.includes('-----BEGIN'))
    throw unfit('format', 'This is a PEM key, which has no key ID (kid).', WHOLE_JWK);
  const jwk = attempt(() => JSON.parse(text) as unknown);
  if (jwk === undefined) throw unfit('format', 'The public key is not valid JSON.', WHOLE_JWK);
  return jwk ?? 'null';
}

/** A key for something else would be taken by every library, and refused by the platform as wrong credentials. */
function checkUse({ use, key_ops: operations, alg }: Readonly<Record<string, unknown>>): void {
  const encrypts =
    operations === undefined ||
    (Array.isArray(operations) && ['encrypt', 'wrapKey'].some((name) => operations.includes(name)));
  if ((use !== undefined && use !== 'enc') || !encrypts)
    throw unfit('choice', 'The public key is not for encryption (use).', WHOLE_JWK);
  if (alg !== undefined && alg !== KEY_ENCRYPTION)
    throw unfit(
      'choice',
      `The public key is for another algorithm (alg). ${describeKeyEncryption(alg)}`,
      `Ask for a key for ${KEY_ENCRYPTION}.`,
    );
}

function privateKey(): KoreNotifyError {
  return unfit('format', 'This is a private key.', `Keep it to yourself. ${WHOLE_JWK}`);
}

function isBase64Url(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]+={0,2}$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a call makes, undefined if it throws: the words of a parser may quote the key. */
function attempt<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function unfit(
  rule: Problem['rule'],
  message: string,
  remedy: string,
  path: keyof TokenEncryption = 'publicKey',
): KoreNotifyError {
  const list = [{ path, rule, message, remedy }];
  return new KoreNotifyError({ code: 'invalid_options', message, hint: remedy }, { list, count: 1 });
}
