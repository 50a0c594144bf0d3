import { DEFAULTS } from '../vocabulary/options.ts';

/** Milliseconds before the next attempt: exponential, with full jitter. `attempt` is the one that failed. */
export function backoffMs(attempt: number, random: number): number {
  return random * Math.min(DEFAULTS.backoffCapMs, DEFAULTS.backoffBaseMs * 2 ** (attempt - 1));
}
