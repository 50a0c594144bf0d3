import type { CreateShare, FairShare, RollingWindow } from '../../src/pace/adaptive-allowance.ts';

/** The two parameters of plain AIMD. */
export interface AimdTuning {
  /** Part of the maximum that a window adds to the allowance. */
  readonly increase: number;
  /** Part of the allowance that a refusal takes. */
  readonly decrease: number;
}

/**
 * Additive increase, multiplicative decrease, and nothing else: what docs/decisions/fair-share.md compares the core with.
 * A process begins with the whole window. After its first refusal its requests are evenly spaced.
 */
export function plainAimd({ increase, decrease }: AimdTuning): CreateShare {
  return (window: RollingWindow): FairShare => {
    let { maximum, lengthMs } = window;
    let allowance = maximum;
    let isSpaced = false;
    let nextStart = -Infinity;
    return {
      get allowance() {
        return Math.floor(allowance);
      },
      get nextStart() {
        return nextStart;
      },
      limitTo(other) {
        ({ maximum, lengthMs } = other);
        allowance = Math.min(allowance, maximum);
      },
      concurrency: (maxInFlight) => maxInFlight,
      started({ now }) {
        if (isSpaced) nextStart = now + lengthMs / allowance;
      },
      accepted() {
        allowance = Math.min(maximum, allowance + (increase * maximum) / allowance);
      },
      refused({ random }) {
        isSpaced = true;
        allowance = Math.max(1, allowance * (1 - decrease));
        return (lengthMs / allowance) * (0.5 + random);
      },
    };
  };
}
