/**
 * How much of one rolling window a process may use, when others may use the same bot without knowing of it.
 *
 * Alone, it takes the whole window, in bursts. A refusal by the platform means that others are there, and that the window
 * holds exactly its maximum: what the process holds of it becomes its share, at most half. From then on its requests are
 * evenly spaced, and
 * - every share grows by about as many requests in a window, and loses a part with each refusal. Who has more sends more,
 *   is refused more often and loses more each time: that makes the shares equal;
 * - growth halves with each refusal and comes back slowly, so that many processes are refused hardly more often than a few.
 *   It triples for each refusal that was due and did not come: the others may have gone;
 * - a share below a third of the window is eager at first, since it may be that of one who came late: it grows by
 *   multiples of itself, until a few refusals have told how much there is;
 * - who finds the window full knocks until places are free.
 *
 * Nothing here knows the time or makes chance: both are given, the time in monotonic milliseconds.
 */
export interface FairShare {
  /** Requests that may be held at once: under way, or ended less than a window ago. */
  readonly places: number;
  /** No request starts before this, in monotonic milliseconds. */
  readonly nextStart: number;
  /** Another window from now on; what was learnt of others is kept, as far as it fits. */
  limitTo(window: RollingWindow): void;
  /** How many of `maxInFlight` requests may be under way at once. */
  width(maxInFlight: number): number;
  /** A request starts. `held`: places taken. `chance`: from 0 to 1. */
  started(event: { readonly now: number; readonly held: number; readonly chance: number }): void;
  /** The platform may have counted a request. */
  accepted(now: number): void;
  /** The platform refused a request. `held`: places taken by requests that ended. Returns the milliseconds to pause. */
  refused(event: { readonly now: number; readonly held: number; readonly chance: number }): number;
}

/** One of the platform's rolling windows. */
export interface RollingWindow {
  /** Requests that the platform takes within one window. */
  readonly maximum: number;
  readonly lengthMs: number;
}

/** A process begins alone. */
export function createFairShare(window: RollingWindow): FairShare {
  let { maximum, lengthMs } = window;
  let isAlone = true;
  let share = maximum;
  /** Requests that a window adds to the share, apart from haste and eagerness. */
  let growth = 0;
  /** From 0 to 1. */
  let eagerness = 0;
  let nextStart = -Infinity;
  /** When it last began to take places, with none held. */
  let beganAt = 0;
  let acceptedAlone = 0;
  let lastRefusalAt = -Infinity;
  let hasKnocked = false;

  function mostGrowth(): number {
    return maximum ** GROWTH_POWER / GROWTH_DIVISOR;
  }

  function calmWindows(now: number): number {
    return (now - lastRefusalAt) / lengthMs;
  }

  /** Refusals that are due in a window. */
  function usualRefusals(): number {
    return (share / SHARE_OF_A_REFUSAL) ** REFUSALS_POWER;
  }

  function grow(now: number): void {
    const haste = HASTE ** (usualRefusals() * calmWindows(now));
    const perWindow = growth * haste + eagerness * EAGER_GROWTH * share;
    // More than half is for one who was hardly ever refused since it found places, or not for long.
    const mayHaveAll = eagerness > 0.5 || calmWindows(now) > CALM_WINDOWS;
    const most = mayHaveAll ? maximum : Math.max(share, maximum / 2);
    share = Math.min(most, share + perWindow / share);
    // In a window, half of itself for each refusal that is due: as much as those take.
    growth = Math.min(mostGrowth(), growth * (1 + usualRefusals() / 2 / share));
  }

  function beAlone(): void {
    isAlone = true;
    share = maximum;
    acceptedAlone = 0;
    hasKnocked = false;
  }

  function knock(): void {
    hasKnocked = true;
    acceptedAlone = 0;
  }

  /** What it holds becomes its share. */
  function takeShare(held: number): void {
    isAlone = false;
    share = Math.max(1, Math.min(maximum / 2, held));
    // Who got little when all began together is one of many; who had to knock cannot know.
    growth = hasKnocked ? mostGrowth() : Math.min(mostGrowth(), share * FIRST_GROWTH);
    eagerness = Math.max(0, 1 - (3 * share) / maximum);
  }

  function cut(held: number): void {
    const kept = share * (1 - CUT - (CUT_OF_ALL * share) / maximum);
    // What it claims and does not hold, others have.
    share = Math.max(1, Math.min(maximum / 2, kept, Math.max(held, share * (1 - MOST_CUT))));
    // As far as it was eager, that was the cause, and not its growth.
    growth *= (1 + eagerness) / 2;
    eagerness *= EAGERNESS_KEPT;
  }

  return {
    get places() {
      return Math.floor(share);
    },
    get nextStart() {
      return nextStart;
    },
    limitTo(other) {
      ({ maximum, lengthMs } = other);
      share = isAlone ? maximum : Math.max(1, Math.min(share, maximum / 2));
      // It was reckoned by the other window.
      nextStart = -Infinity;
    },
    width(maxInFlight) {
      if (!isAlone) return maxInFlight;
      // Whatever is under way when the window turns out to be full is refused together. That must be a small part of it.
      const harmless = Math.max(1, Math.floor((maximum * FIRST_WIDTH_OF + acceptedAlone) * WIDTH_PART));
      return Math.min(maxInFlight, harmless, hasKnocked ? acceptedAlone + 1 : Infinity);
    },
    started({ now, held, chance }) {
      if (held === 0) beganAt = now;
      // What it learnt says little any more about a share that it did not use.
      if ((!isAlone || hasKnocked) && held <= share / 2 && calmWindows(now) >= CALM_WINDOWS) beAlone();
      // Alone, the window fills in a burst, and so frees in one. Drawn out a little more with each, it lets others in between.
      const drawnOut = Math.max(0, (now - beganAt) / lengthMs - BURST_WINDOWS) * DRAWN_OUT_PART;
      const part = isAlone ? Math.min(SPACING, drawnOut) : SPACING + (chance - 0.5) * SPACING_JITTER;
      nextStart = now + (part * lengthMs) / share;
    },
    accepted(now) {
      if (isAlone) {
        acceptedAlone++;
        // After a refusal it is not alone: a small run is through by now, a large one must not take all that is free.
        if (hasKnocked && acceptedAlone >= maximum * UNSHARED_PART) takeShare(acceptedAlone);
        return;
      }
      grow(now);
      if (share === maximum && calmWindows(now) >= CALM_WINDOWS) beAlone();
    },
    refused({ now, held, chance }) {
      if (held < Math.max(1, maximum * LEAST_PART)) knock();
      else if (isAlone) takeShare(held);
      else cut(held);
      lastRefusalAt = now;
      if (!isAlone && held > 0) return Math.min(lengthMs, (lengthMs / share) * (0.5 + chance));
      // Half of it certain, half by chance: several processes share a bot and must not come back together.
      return lengthMs * Math.min(1, Math.max(KNOCK_PART, KNOCKS_FROM / maximum)) * (0.5 + chance / 2);
    },
  };
}

// Found by trying 1 to 50 processes and maxima of 20 to 600 in virtual time; what they achieve stands in
// test/resilience/fair-share.spec.ts. Parts are parts of a window, or of its maximum.

/**
 * A window of 600 adds at most 24 requests to a share: with three processes that is a refusal of each in one or two windows. A
 * smaller one adds less than in proportion (300: 9, 20: 0.15), since of few requests each refusal is a larger part.
 */
const GROWTH_POWER = 1.5;
const GROWTH_DIVISOR = 600;
/** Growth at first, of a share that was not knocked for: one of fifty processes has 12 of 600, and must not add 24. */
const FIRST_GROWTH = 0.25;
/** So large a share is due a refusal a window. A smaller one is due fewer, by this power: 0.4 % of 100, 0.8 % of 12. */
const SHARE_OF_A_REFUSAL = 430;
const REFUSALS_POWER = 2 / 3;
/** Growth is so many times as fast for each refusal that was due and did not come: a third is a half in a window or two. */
const HASTE = 3;
/** A fully eager share gains so many times itself in a window: from a fiftieth, a third is reached in two windows. */
const EAGER_GROWTH = 2;
/** Eagerness that a refusal leaves: after five it hardly counts, and so many it takes until the others have given way. */
const EAGERNESS_KEPT = 0.6;
/** Part of a share that a refusal takes, and how much more of the whole maximum: 15 % of one of three, 8 % of one of fifty. */
const CUT = 0.07;
const CUT_OF_ALL = 0.25;
/** Part that it takes at most, when much less than the share is held: a pause between two sends is no reason to lose all. */
const MOST_CUT = 0.25;
/** Windows without a refusal after which nobody else seems to be there. */
const CALM_WINDOWS = 3;
/** A process that holds less than this has nothing to give away, and knocks: 4 of 600, a third of what one of fifty has. */
const LEAST_PART = 0.007;
/** What it may then take without spacing: as much as one of fifty has. */
const UNSHARED_PART = 0.02;
/** Longest pause after a knock: a window that is renewed in a burst is open but briefly. */
const KNOCK_PART = 1 / 12;
/** Divided by the maximum, the same of a small one: each knock is a larger part of it. */
const KNOCKS_FROM = 8;
/** Time between two requests, of what even spacing would be: a little less, or answers that take long leave places unused. */
const SPACING = 0.98;
/** How far chance makes that vary, lest two processes keep step. */
const SPACING_JITTER = 0.2;
/** A process alone bursts freely for so many windows; then each makes a burst longer, and costs this part of its rate. */
const BURST_WINDOWS = 4;
const DRAWN_OUT_PART = 0.01;
/** Of what a process alone has made, so much may be under way; to begin, of this part of the maximum too: 10 of 600. */
const WIDTH_PART = 1 / 40;
const FIRST_WIDTH_OF = 2 / 3;
