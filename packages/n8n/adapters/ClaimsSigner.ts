import type { Signer, TokenClaims } from '../shared/core';
import { type SigningKey, signToken } from './SignToken';

/**
 * Signs nothing: it hands the claims on in the token's place, and the credential signs them when n8n lets it, so that
 * no request of a node ever holds the secret. When a token is reused and when it is fresh stays the core's decision.
 */
export class ClaimsSigner implements Signer {
  readonly #key: SigningKey;

  /** `key`: what the credential signs with, so that neither it nor the token is shown if somebody quotes it. */
  constructor(key: SigningKey) {
    this.#key = key;
  }

  sign(claims: TokenClaims): string {
    return JSON.stringify(claims);
  }

  hides(claims: string): readonly string[] {
    const { clientSecret, privateKey } = this.#key;
    const secrets = [clientSecret, privateKey];
    try {
      // The same claims are signed the same way every time.
      return [signToken(claims, this.#key), ...secrets];
    } catch {
      // Then the credential signed nothing either.
      return secrets;
    }
  }
}
