import type { Signer, TokenClaims } from '../vocabulary/ports.ts';

/** The port `Signer` for tests: it signs nothing, numbers its tokens (`token-1`) and keeps their claims. */
export class FakeSigner implements Signer {
  /** The claims of all tokens, in order. */
  readonly signed: TokenClaims[] = [];

  sign(claims: TokenClaims): string {
    this.signed.push(claims);
    return `token-${this.signed.length}`;
  }
}
