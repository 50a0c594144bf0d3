import { encryptedLately, encryptToken, readPublicKey, type TokenEncryptionKey } from './EncryptToken';
import { type SigningKey, signToken } from './SignToken';

/** What makes a token: with `useJwe` it is encrypted, else signed. */
export interface TokenKey extends SigningKey, TokenEncryptionKey {
  readonly useJwe: boolean;
}

/** @throws KoreNotifyError `invalid_options`, if no token can be made, with words that quote no key */
export function checkTokenKey(key: TokenKey): void {
  if (key.useJwe) readPublicKey(key);
  else signToken('{}', key);
}

/** A JWT of these claims, given as JSON text. Rejects as `checkTokenKey` throws. */
export async function makeToken(claims: string, key: TokenKey): Promise<string> {
  return key.useJwe ? encryptToken(claims, key) : signToken(claims, key);
}

/** Texts of a key, and the token that was made of these claims, that must never be shown. */
export function hiddenTexts(claims: string, key: TokenKey): readonly string[] {
  const { clientSecret, privateKey } = key;
  const secrets = [clientSecret, privateKey];
  try {
    if (!key.useJwe) return [signToken(claims, key), ...secrets];
    const { modulus } = readPublicKey(key);
    return [encryptedLately(claims, key) ?? '', modulus, ...secrets].filter((text) => text !== '');
  } catch {
    // Then no token was made either.
    return secrets;
  }
}
