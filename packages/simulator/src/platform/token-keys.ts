import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { compactDecrypt, CompactEncrypt } from 'jose';
import { CONTENT_ENCRYPTIONS } from '@kore-notify/core';

/** The public key of an app that enforces JWE, as the platform shows it (docs/kore-ai-api.md#encrypted-tokens). */
export interface PublicJwk {
  kty: string;
  n: string;
  e: string;
  kid: string;
}

/** The key pair of an app that enforces JWE: the platform keeps one half, and shows the other. */
export interface TokenKey {
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const KEY_ENCRYPTION = 'RSA-OAEP';
const KEY_BITS = 2_048;

/** A new pair, with a `kid` of its own. Takes about a tenth of a second. */
export function makeTokenKey(): TokenKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
  const { kty = '', n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { jwk: { kty, n, e, kid: `k-${randomUUID()}` }, publicKey, privateKey };
}

/** The `kid` of a token of five parts; undefined for any other text. */
export function kidOf(token: string): string | undefined {
  const parts = token.split('.');
  if (parts.length !== 5) return undefined;
  try {
    const header = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString()) as {
      kid?: unknown;
    } | null;
    return typeof header?.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
}

/** The text in an encrypted token. Rejects if it was altered, or encrypted in another way or for another key. */
export async function decryptToken(token: string, { privateKey }: TokenKey): Promise<string> {
  const { plaintext } = await compactDecrypt(token, privateKey, {
    keyManagementAlgorithms: [KEY_ENCRYPTION],
    contentEncryptionAlgorithms: [...CONTENT_ENCRYPTIONS],
  });
  return Buffer.from(plaintext).toString();
}

/** A token of these claims, encrypted for an app. */
export function encryptToken(claims: object, { jwk: { kid }, publicKey }: TokenKey): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: KEY_ENCRYPTION, enc: CONTENT_ENCRYPTIONS[0], kid, typ: 'JWT' })
    .encrypt(publicKey);
}
