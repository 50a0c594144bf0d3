import { DEFAULTS, type ResolvedOptions } from '../options.ts';
import type { Clock, Signer } from '../ports.ts';
import { buildClaims, newJti } from './claims.ts';

/** Gives each request its token. */
export interface TokenSource {
  /** A token that is good now: fresh with JTI, else reused until 30 s before it expires. Rejects as the signer does. */
  get(): Promise<string>;
  /** Never reuse what was given out so far. */
  discard(): void;
  /** Milliseconds by which the platform's clock is ahead of ours, as last learnt. */
  clockOffsetMs: number;
}

/** One token source a client. */
export function createTokenSource(
  ports: { clock: Clock; signer: Signer },
  options: ResolvedOptions,
): TokenSource {
  let reusable: { readonly token: Promise<string>; readonly renewAtMs: number } | undefined;

  const source: TokenSource = {
    clockOffsetMs: 0,
    async get() {
      const platformNowMs = ports.clock.now() + source.clockOffsetMs;
      if (reusable !== undefined && platformNowMs < reusable.renewAtMs) return reusable.token;
      const claims = buildClaims(
        options,
        platformNowMs,
        options.useJti ? newJti(() => ports.clock.random()) : undefined,
      );
      const token = Promise.resolve(ports.signer.sign(claims));
      if (!options.useJti) {
        reusable = { token, renewAtMs: (claims.exp - DEFAULTS.tokenRenewalSeconds) * 1000 };
        // A signer that failed once is asked again.
        token.catch(() => source.discard());
      }
      return token;
    },
    discard() {
      reusable = undefined;
    },
  };
  return source;
}
