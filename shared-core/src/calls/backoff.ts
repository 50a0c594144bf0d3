import { DEFAULTS } from '../vocabulary/options.ts';

/** How long to wait before the next attempt, in milliseconds: exponential with full jitter. `attempt` is the one that failed. */
export function backoffMs(attempt: number, random: number): number {
  return random * Math.min(DEFAULTS.backoffCapMs, DEFAULTS.backoffBaseMs * 2 ** (attempt - 1));
}
