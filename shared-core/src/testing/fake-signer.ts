import type { Signer, TokenClaims } from '../vocabulary/ports.ts';

/** Signs nothing: its tokens are numbered, and it keeps the claims it was given. */
export class FakeSigner implements Signer {
  readonly signed: TokenClaims[] = [];

  sign(claims: TokenClaims): string {
    this.signed.push(claims);
    return `token-${this.signed.length}`;
  }
}
