import { type Tuning, TUNING } from './tuning.ts';

/**
 * How much of one rolling window a process may use while other processes use the same bot without knowing of it. The model,
 * what it promises and what was tried: docs/decisions/fair-share.md.
 *
 * - **Unlimited mode:** alone, a process uses the whole window, in bursts.
 * - **Allowance:** a refusal means that others are there. What the process holds of the window becomes its allowance, and its
 *   requests are evenly spaced from then on.
 * - **Additive increase, multiplicative decrease:** allowances grow by about as many requests in a window, and lose a part
 *   with each refusal. Larger ones are refused more often and lose more: that makes them equal.
 * - **Recovery:** the increase halves with each refusal and comes back slowly. It triples for each refusal that was due and
 *   did not come.
 * - **Slow start:** an allowance below a third of the window grows by multiples of itself, until refusals stop that.
 * - **Probe:** a process that finds the window full, and holds next to nothing of it, tries until there is room.
 *
 * Time and randomness are given. Times are monotonic, in milliseconds.
 */
export interface FairShare {
  /** Requests that may be held at once: in flight, or ended less than a window ago. */
  readonly allowance: number;
  /** No request starts before this, in monotonic milliseconds. */
  readonly nextStart: number;
  /** Another window from now on. What was learnt of others is kept, as far as it fits. */
  limitTo(window: RollingWindow): void;
  /** How many of `maxInFlight` requests may be in flight at once. */
  concurrency(maxInFlight: number): number;
  /** A request starts. `held`: requests held before it. `random`: from 0 to 1. */
  started(event: { readonly now: number; readonly held: number; readonly random: number }): void;
  /** The platform may have counted a request. */
  accepted(now: number): void;
  /** The platform refused a request. `held`: requests held that have ended. Returns the milliseconds to pause. */
  refused(event: { readonly now: number; readonly held: number; readonly random: number }): number;
}

/** One of the platform's rolling windows. */
export interface RollingWindow {
  /** Requests that the platform takes within one window. */
  readonly maximum: number;
  readonly lengthMs: number;
}

/** Makes the share of a window. */
export type CreateShare = (window: RollingWindow) => FairShare;

/** A process begins in unlimited mode. `tuning`: other parameters, for simulations. */
export function createFairShare(window: RollingWindow, tuning: Tuning = TUNING): FairShare {
  let { maximum, lengthMs } = window;
  let isUnlimited = true;
  let allowance = maximum;
  /** Requests that a window adds to the allowance, apart from recovery and slow start. */
  let increase = 0;
  /** From 0 to 1. */
  let slowStart = 0;
  let nextStart = -Infinity;
  /** When it last began to hold requests, with none held. */
  let beganAt = 0;
  let acceptedUnlimited = 0;
  let lastRefusalAt = -Infinity;
  let isProbing = false;

  function maximumIncrease(): number {
    return maximum ** tuning.increaseExponent / tuning.increaseDivisor;
  }

  function windowsWithoutRefusal(now: number): number {
    return (now - lastRefusalAt) / lengthMs;
  }

  /** Refusals that are due in a window. */
  function dueRefusals(): number {
    return (allowance / tuning.allowancePerRefusal) ** tuning.refusalsExponent;
  }

  function grow(now: number): void {
    const quiet = windowsWithoutRefusal(now);
    const recovery = tuning.recoveryFactor ** (dueRefusals() * quiet);
    const perWindow = increase * recovery + slowStart * tuning.slowStartIncrease * allowance;
    // More than half is for one that was hardly ever refused since it found room, or not for long.
    const mayHaveAll = slowStart > tuning.slowStartUnbounded || quiet > tuning.quietWindows;
    const most = mayHaveAll ? maximum : Math.max(allowance, maximum * tuning.maximumAllowance);
    allowance = Math.min(most, allowance + perWindow / allowance);
    // In a window, a part of itself for each refusal that is due: as much as those take.
    const regained = (dueRefusals() * tuning.increaseRegained) / allowance;
    increase = Math.min(maximumIncrease(), increase * (1 + regained));
  }

  function enterUnlimitedMode(): void {
    isUnlimited = true;
    allowance = maximum;
    acceptedUnlimited = 0;
    isProbing = false;
  }

  function probe(): void {
    isProbing = true;
    acceptedUnlimited = 0;
  }

  /** What it holds becomes its allowance. */
  function leaveUnlimitedMode(held: number): void {
    isUnlimited = false;
    allowance = Math.max(1, Math.min(maximum * tuning.maximumAllowance, held));
    // One that got little when all began together is one of many; one that had to probe cannot know.
    const first = isProbing ? maximumIncrease() : allowance * tuning.firstIncrease;
    increase = Math.min(maximumIncrease(), first);
    slowStart = Math.max(0, 1 - (tuning.slowStartDivisor * allowance) / maximum);
  }

  function decrease(held: number): void {
    const kept = allowance * (1 - tuning.decrease - (tuning.decreaseBySize * allowance) / maximum);
    // What it may hold and does not, others have.
    const floor = Math.max(held, allowance * (1 - tuning.maximumDecrease));
    allowance = Math.max(1, Math.min(maximum * tuning.maximumAllowance, kept, floor));
    // As far as it was in slow start, that was the cause, and not its increase.
    increase *= (1 + slowStart) / 2;
    slowStart *= tuning.slowStartKept;
  }

  return {
    get allowance() {
      return Math.floor(allowance);
    },
    get nextStart() {
      return nextStart;
    },
    limitTo(other) {
      ({ maximum, lengthMs } = other);
      const most = maximum * tuning.maximumAllowance;
      allowance = isUnlimited ? maximum : Math.max(1, Math.min(allowance, most));
      // It was computed for the other window.
      nextStart = -Infinity;
    },
    concurrency(maxInFlight) {
      if (!isUnlimited) return maxInFlight;
      // All that is in flight when the window turns out to be full is refused together. That must be a small part of it.
      const counted = maximum * tuning.concurrencyStart + acceptedUnlimited;
      const harmless = Math.max(1, Math.floor(counted * tuning.concurrencyPart));
      return Math.min(maxInFlight, harmless, isProbing ? acceptedUnlimited + 1 : Infinity);
    },
    started({ now, held, random }) {
      if (held === 0) beganAt = now;
      // What it learnt says little any more about an allowance that it did not use.
      const isUnused = held <= allowance / 2 && windowsWithoutRefusal(now) >= tuning.quietWindows;
      if ((!isUnlimited || isProbing) && isUnused) enterUnlimitedMode();
      // In unlimited mode the window fills in a burst, and so frees in one. Drawn out a little more with each, it lets others in.
      const windows = (now - beganAt) / lengthMs;
      const drawnOut = Math.max(0, windows - tuning.burstWindows) * tuning.burstSpread;
      const evenly = tuning.spacing + (random - 0.5) * tuning.spacingJitter;
      const part = isUnlimited ? Math.min(tuning.spacing, drawnOut) : evenly;
      nextStart = now + (part * lengthMs) / allowance;
    },
    accepted(now) {
      if (isUnlimited) {
        acceptedUnlimited++;
        // After a refusal it is not alone: a small run is through by now, a large one must not take all that is free.
        if (isProbing && acceptedUnlimited >= maximum * tuning.probeBurst)
          leaveUnlimitedMode(acceptedUnlimited);
        return;
      }
      grow(now);
      if (allowance === maximum && windowsWithoutRefusal(now) >= tuning.quietWindows) enterUnlimitedMode();
    },
    refused({ now, held, random }) {
      if (held < Math.max(1, maximum * tuning.probeBelow)) probe();
      else if (isUnlimited) leaveUnlimitedMode(held);
      else decrease(held);
      lastRefusalAt = now;
      if (!isUnlimited && held > 0) return Math.min(lengthMs, (lengthMs / allowance) * (0.5 + random));
      // Half of it certain, half random: several processes share a bot and must not come back together.
      const part = Math.min(1, Math.max(tuning.probePause, tuning.probePauseRequests / maximum));
      return lengthMs * part * (0.5 + random / 2);
    },
  };
}
