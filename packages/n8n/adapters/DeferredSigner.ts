import type { Signer, TokenClaims } from '../shared/core';
import { hiddenTexts, type TokenKey } from './MakeToken';

/**
 * Signs nothing: it hands the claims on in the token's place, and the credential makes the token when n8n lets it, so that
 * no request of a node ever holds the secret. When a token is reused and when it is fresh stays the core's decision.
 */
export class DeferredSigner implements Signer {
  readonly #key: TokenKey;

  /** `key`: what the credential makes tokens with, so that neither it nor the token is shown if somebody quotes it. */
  constructor(key: TokenKey) {
    this.#key = key;
  }

  sign(claims: TokenClaims): string {
    return JSON.stringify(claims);
  }

  hides(claims: string): readonly string[] {
    return hiddenTexts(claims, this.#key);
  }
}
