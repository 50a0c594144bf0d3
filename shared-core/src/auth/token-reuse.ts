import { DEFAULTS, type ResolvedOptions } from '../vocabulary/options.ts';
import type { Clock, Signer } from '../vocabulary/ports.ts';
import { buildClaims, newJti } from './claims.ts';

/** Provides the token of each request. */
export interface TokenSource {
  /** A token that is valid now: fresh with JTI, else reused until 30 s before it expires. Rejects as the signer does. */
  get(): Promise<string>;
  /** Earlier tokens are not reused. */
  discard(): void;
  /** The platform's time minus monotonic time, in milliseconds, by which the last token was signed. */
  readonly originMs: number;
  /** The platform accepted a token signed by this origin: it stays, even if the wall clock is set. */
  trust(originMs: number): void;
  /** Milliseconds by which the platform's clock is ahead of this machine's wall clock now, as last seen. */
  clockOffsetMs: number;
}

/** One token source per client. */
export function createTokenSource(
  { clock, signer }: { clock: Clock; signer: Signer },
  options: ResolvedOptions,
): TokenSource {
  let reusable:
    { readonly token: Promise<string>; readonly renewAt: number; readonly originMs: number } | undefined;
  /** Known once the platform sent its time or accepted a token; until then the wall clock counts. */
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
        // A signer that failed is called again.
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
