import { createPublicKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose/jwe/compact/encrypt';
import { type EncryptionKey, readEncryptionKey } from '../shared/core';

/** What encrypts a token: the public key that Kore.ai shows, a JWK as JSON text. */
export interface TokenEncryptionKey {
  readonly jwePublicKey: string;
  readonly contentEncryption: string;
}

/** @throws KoreNotifyError `invalid_options`, with words that quote no key */
export function readPublicKey({
  jwePublicKey: publicKey,
  contentEncryption,
}: TokenEncryptionKey): EncryptionKey<KeyObject> {
  return readEncryptionKey({ publicKey, contentEncryption }, (jwk) =>
    createPublicKey({ key: { ...jwk }, format: 'jwk' }),
  );
}

/** A token that is made, or was. */
interface MadeToken {
  readonly making: Promise<string>;
  token?: string;
}

/**
 * The last tokens, by key and claims: the credential is asked for a token at each request, and nobody could tell afterwards
 * which one it made, since encryption never gives the same text twice.
 */
const lately = new Map<string, MadeToken>();
/** Far more than the requests that are under way at once. */
const MAX_KEPT = 500;

/** A token of these claims, given as JSON text: for equal claims the same one. @throws KoreNotifyError as `readPublicKey` */
export function encryptToken(claims: string, key: TokenEncryptionKey): Promise<string> {
  const { header, publicKey } = readPublicKey(key);
  const name = nameOf(claims, key);
  const known = lately.get(name);
  if (known !== undefined) return known.making;
  const making = new CompactEncrypt(Buffer.from(claims)).setProtectedHeader(header).encrypt(publicKey);
  const made: MadeToken = { making };
  lately.set(name, made);
  for (const oldest of lately.keys()) {
    if (lately.size <= MAX_KEPT) break;
    lately.delete(oldest);
  }
  making.then(
    (token) => void (made.token = token),
    () => void lately.delete(name),
  );
  return making;
}

/** The token that was made of these claims lately, if any. */
export function encryptedLately(claims: string, key: TokenEncryptionKey): string | undefined {
  return lately.get(nameOf(claims, key))?.token;
}

function nameOf(claims: string, { jwePublicKey, contentEncryption }: TokenEncryptionKey): string {
  return JSON.stringify([claims, jwePublicKey, contentEncryption]);
}
