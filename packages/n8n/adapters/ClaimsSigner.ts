import type { Signer, TokenClaims } from '../shared/core';

/**
 * Signs nothing: it hands the claims on in the token's place, and the credential signs them when n8n lets it, so that
 * no node ever sees the secret. When a token is reused and when it is fresh stays the core's decision.
 */
export class ClaimsSigner implements Signer {
  sign(claims: TokenClaims): string {
    return JSON.stringify(claims);
  }
}
