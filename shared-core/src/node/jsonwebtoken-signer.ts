import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { type Algorithm, readSigningKey } from '../auth/signing-key.ts';
import { trimInvisible } from '../text/invisible.ts';
import type { Signer, TokenClaims } from '../vocabulary/ports.ts';

/** The port `Signer` with jsonwebtoken. */
export class JsonwebtokenSigner implements Signer {
  readonly #algorithm: Algorithm;
  readonly #key: KeyObject;
  readonly #keyText: string;

  /**
   * `key`: the Client Secret for HS256 and HS512, the PEM text of an RSA private key of 2,048 bits or more for RS256
   * and RS512.
   * @throws KoreNotifyError `invalid_options`, if the key is missing or invalid for the algorithm.
   */
  constructor({ algorithm, key }: { readonly algorithm: Algorithm; readonly key: string }) {
    const read = readSigningKey({ algorithm, key }, createPrivateKey);
    this.#algorithm = read.algorithm;
    this.#keyText = trimInvisible(key);
    this.#key = read.kind === 'private' ? read.privateKey : createSecretKey(read.secret, 'utf8');
  }

  sign(claims: TokenClaims): string {
    return jsonwebtoken.sign(claims, this.#key, { algorithm: this.#algorithm });
  }

  hides(token: string): readonly string[] {
    return [token, this.#keyText];
  }
}
