/**
 * Every parameter of the fair share (docs/decisions/fair-share.md#parameters). Parts are parts of a window, or of its
 * maximum. Found by simulating 1 to 50 processes with maxima of 20 to 600 in virtual time. What they achieve, and that no
 * promise hangs on their exact values, is in `shared-core/test/pace`.
 */
export interface Tuning {
  // Additive increase
  /**
   * The largest increase of an allowance in a window is `maximum ** increaseExponent / increaseDivisor` requests: 24 of 600,
   * 9 of 300, 0.15 of 20. Smaller windows get less than in proportion, since each refusal is a larger part of them.
   */
  readonly increaseExponent: number;
  /** See `increaseExponent`. With three processes and 600, it costs each of them a refusal in one or two windows. */
  readonly increaseDivisor: number;
  /** First increase, as a part of the first allowance, unless it was found by a probe: one of fifty must not add 24. */
  readonly firstIncrease: number;
  /** For each refusal that is due, the increase grows by this part of itself in a window. */
  readonly increaseRegained: number;

  // Multiplicative decrease
  /** Part of the allowance that a refusal takes in any case. */
  readonly decrease: number;
  /** Part of the allowance that a refusal takes in addition, for an allowance of the whole maximum. */
  readonly decreaseBySize: number;
  /** Part that a refusal takes at most, if much less than the allowance is held: a pause between sends is no reason. */
  readonly maximumDecrease: number;
  /** Part of the maximum that an allowance has at most after a refusal: somebody else is there. */
  readonly maximumAllowance: number;

  // Recovery: what refusals that do not come say
  /** An allowance of this size is due one refusal in a window. */
  readonly allowancePerRefusal: number;
  /** How refusals that are due grow with the allowance: 0.4 % of an allowance of 100, 0.8 % of one of 12. */
  readonly refusalsExponent: number;
  /** The increase is multiplied by this for each refusal that was due and did not come: others may have gone. */
  readonly recoveryFactor: number;

  // Slow start: growth by multiples of itself, for a process that came late
  /** Slow start applies to allowances below the maximum divided by this. */
  readonly slowStartDivisor: number;
  /** A process in full slow start grows by so many times its allowance in a window. */
  readonly slowStartIncrease: number;
  /** Part of the slow start that a refusal leaves: after five refusals it hardly counts. */
  readonly slowStartKept: number;
  /** Above this part, slow start may take more than `maximumAllowance`. */
  readonly slowStartUnbounded: number;

  // Unlimited mode: nobody else seems to be there
  /** Windows without a refusal after which nobody else seems to be there. */
  readonly quietWindows: number;
  /** Windows for which a process in unlimited mode may start requests in bursts. */
  readonly burstWindows: number;
  /** After that, each window makes a burst longer by this part of a window, so that others get in between. */
  readonly burstSpread: number;
  /** Requests in flight, as a part of those accepted so far: all of them are refused together if the window is full. */
  readonly concurrencyPart: number;
  /** To begin with, this part of the maximum counts as accepted: 10 in flight of 600. */
  readonly concurrencyStart: number;

  // Probe: the window is full, and this process holds next to nothing of it
  /** Below this part of the maximum a process has nothing to give away, and probes: 4 of 600. */
  readonly probeBelow: number;
  /** What a process may take without spacing after a successful probe: as much as one of fifty has. */
  readonly probeBurst: number;
  /** Longest pause after a probe that failed, as a part of a window: a window that frees in a burst is open briefly. */
  readonly probePause: number;
  /** Divided by the maximum, the pause for a small one: each probe is a larger part of it. */
  readonly probePauseRequests: number;

  // Even spacing of requests
  /** Time between two requests, as a part of even spacing: below 1, or slow answers leave room unused. */
  readonly spacing: number;
  /** How far randomness varies that, so that two processes do not keep step. */
  readonly spacingJitter: number;
}

/** What the pacer uses. */
export const TUNING: Tuning = {
  increaseExponent: 1.5,
  increaseDivisor: 600,
  firstIncrease: 0.25,
  increaseRegained: 0.5,
  decrease: 0.07,
  decreaseBySize: 0.25,
  maximumDecrease: 0.25,
  maximumAllowance: 0.5,
  allowancePerRefusal: 430,
  refusalsExponent: 2 / 3,
  recoveryFactor: 3,
  slowStartDivisor: 3,
  slowStartIncrease: 2,
  slowStartKept: 0.6,
  slowStartUnbounded: 0.5,
  quietWindows: 3,
  burstWindows: 4,
  burstSpread: 0.01,
  concurrencyPart: 1 / 40,
  concurrencyStart: 2 / 3,
  probeBelow: 0.007,
  probeBurst: 0.02,
  probePause: 1 / 12,
  probePauseRequests: 8,
  spacing: 0.98,
  spacingJitter: 0.2,
};
