import { DEFAULTS, type ResolvedOptions } from '../vocabulary/options.ts';
import type { Clock, Signer } from '../vocabulary/ports.ts';
import { buildClaims, newJti } from './claims.ts';

/** Gives each request its token. */
export interface TokenSource {
  /** A token that is good now: fresh with JTI, else reused until 30 s before it expires. Rejects as the signer does. */
  get(): Promise<string>;
  /** Never reuse what was given out so far. */
  discard(): void;
  /** The platform's time minus our monotonic time, in milliseconds, as the token that was given last was signed by it. */
  readonly originMs: number;
  /** The platform accepted a token that was signed by this origin: our wall clock may be set anew, the origin stays. */
  trust(originMs: number): void;
  /** Milliseconds by which the platform's clock is ahead of our wall clock at this moment, as last learnt. */
  clockOffsetMs: number;
}

/** One token source a client. */
export function createTokenSource(
  { clock, signer }: { clock: Clock; signer: Signer },
  options: ResolvedOptions,
): TokenSource {
  let reusable:
    { readonly token: Promise<string>; readonly renewAt: number; readonly originMs: number } | undefined;
  /** Known once the platform told its time or accepted a token; until then the wall clock is believed, wherever it is set. */
  let knownOriginMs: number | undefined;
  let lastOriginMs = 0;

  const wallOriginMs = (): number => clock.now() - clock.elapsedMs();

  const source: TokenSource = {
    async get() {
      const elapsedMs = clock.elapsedMs();
      if (reusable !== undefined && elapsedMs < reusable.renewAt) {
        lastOriginMs = reusable.originMs;
        return reusable.token;
      }
      const originMs = knownOriginMs ?? wallOriginMs();
      lastOriginMs = originMs;
      const claims = buildClaims(
        options,
        originMs + elapsedMs,
        options.useJti ? newJti(() => clock.random()) : undefined,
      );
      const token = Promise.resolve(signer.sign(claims));
      if (!options.useJti) {
        const renewAt = (claims.exp - DEFAULTS.tokenRenewalSeconds) * 1000 - originMs;
        reusable = { token, renewAt, originMs };
        // A signer that failed once is asked again.
        token.catch(() => source.discard());
      }
      return token;
    },
    discard() {
      reusable = undefined;
    },
    get originMs() {
      return lastOriginMs;
    },
    trust(originMs) {
      knownOriginMs ??= originMs;
    },
    get clockOffsetMs() {
      return knownOriginMs === undefined ? 0 : knownOriginMs - wallOriginMs();
    },
    set clockOffsetMs(offsetMs) {
      knownOriginMs = wallOriginMs() + offsetMs;
    },
  };
  return source;
}
