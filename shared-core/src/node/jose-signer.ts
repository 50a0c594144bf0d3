import { createPublicKey, type KeyObject } from 'node:crypto';
import { type EncryptionKey, readEncryptionKey, type TokenEncryption } from '../auth/token-encryption.ts';
import type { Signer, TokenClaims } from '../vocabulary/ports.ts';

/** The port `Signer` with jose, for apps with "Enforce JWE": it encrypts the claims, and needs no Client Secret. */
export class JoseSigner implements Signer {
  readonly #key: EncryptionKey<KeyObject>;

  /** @throws KoreNotifyError `invalid_options`, if the key is missing or invalid; its problem has the path of the option. */
  constructor(encryption: TokenEncryption) {
    this.#key = readEncryptionKey(encryption, (jwk) => createPublicKey({ key: { ...jwk }, format: 'jwk' }));
  }

  async sign(claims: TokenClaims): Promise<string> {
    // jose has ES modules only, which this package cannot require on every Node; few apps need it.
    const { CompactEncrypt } = await import('jose');
    return new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader(this.#key.header)
      .encrypt(this.#key.publicKey);
  }

  hides(token: string): readonly string[] {
    return [token, this.#key.modulus];
  }
}
