/**
 * How much of one rolling window a process may use, when others may use the same bot without knowing of it.
 *
 * Alone, it is the whole window, in bursts. A refusal by the platform means that others are there, and that the window
 * holds exactly its maximum: what the process holds of it is its share, at most half. From then on
 * - its requests are evenly spaced, so that refusals meet the processes in proportion to what they take;
 * - each refusal takes a part of the share away, and each accepted request adds a little: who takes more loses more,
 *   which makes the shares equal in time;
 * - what it adds is so little that a share of twelve requests is refused hardly more than one request in a hundred, and
 *   grows faster the longer nobody refuses: the others may have gone;
 * - who comes while the window is full knocks until a place is free, then grows fast until it has met a few refusals.
 *
 * Nothing here knows the time or makes chance: both are given.
 */
export interface FairShare {
  /** Requests that may be held at once: under way, or ended less than a window ago. */
  readonly places: number;
  /** No request starts before this, in milliseconds since 1970. */
  readonly nextStart: number;
  /** How many of `maxInFlight` requests may be under way at once. */
  width(maxInFlight: number): number;
  /** A request starts. `chance`: from 0 to 1. */
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
export function createFairShare({ maximum, lengthMs }: RollingWindow): FairShare {
  /** `joining`: it came late and has not yet found out how much there is for it. */
  let mode: 'alone' | 'joining' | 'sharing' = 'alone';
  let share = maximum;
  let nextStart = 0;
  /** When it last began to take places, with none held. */
  let beganAt = 0;
  let acceptedAlone = 0;
  let lastRefusalAt = 0;
  let lastCutAt = 0;
  /** Refusals in a row of a process that holds next to nothing. */
  let knocks = 0;
  /** One after such a refusal, twice as many with each request that passes. */
  let widthAfterRefusal = Infinity;
  let hasKnocked = false;
  /** From 1 on, halved by each refusal while joining. */
  let eagerness = 1;
  /** Less than this is too little to give anything away. */
  const leastShare = Math.max(1, maximum * LEAST_PART);

  function isCalm(now: number): boolean {
    return now - lastRefusalAt >= lengthMs * ALONE_AFTER_WINDOWS;
  }

  /** Requests that a whole window adds to the share. */
  function growth(now: number): number {
    if (mode === 'joining') return eagerness * (maximum * JOINING_PART + JOINING_GROWTH * share);
    const calmWindows = (now - lastRefusalAt) / lengthMs;
    // A small share meets refusals so seldom that it must wait longer to tell that there are none. Yet the smaller it is,
    // the likelier it is less than a fair one.
    const untilCalm = Math.min(
      PATIENCE / share,
      share * Math.max(PATIENCE_OF_SMALL, PATIENCE_OF_FEW / maximum),
    );
    const patience = Math.min(LONGEST_PATIENCE, Math.max(SHORTEST_PATIENCE, untilCalm));
    const haste = HASTE ** Math.max(0, calmWindows - patience);
    return Math.min(share, GROWTH * (Math.max(share, SMALL_SHARE / 2) / SMALL_SHARE) ** GROWTH_POWER * haste);
  }

  function beAlone(): void {
    mode = 'alone';
    share = maximum;
    acceptedAlone = 0;
    hasKnocked = false;
    widthAfterRefusal = Infinity;
  }

  function knock(): void {
    hasKnocked = true;
    acceptedAlone = 0;
    widthAfterRefusal = 1;
  }

  /** What it holds becomes its share; if it has only begun, there may be more for it. */
  function takeShare(now: number, held: number): void {
    mode = now - beganAt < lengthMs && held < maximum * NEW_PART ? 'joining' : 'sharing';
    eagerness = 1;
    share = Math.max(1, Math.min(maximum / 2, held));
    lastCutAt = now;
  }

  function cut(now: number, held: number): void {
    // Growing fast, it claims more than it has come to take: that was never found to be there.
    const found = mode === 'joining' ? Math.min(share, held + 1) : share;
    share = Math.max(1, Math.min(maximum / 2, found * (1 - CUT - (CUT_OF_ALL * share) / maximum)));
    eagerness /= 2;
    if (eagerness < LEAST_EAGERNESS || held > maximum * NEW_PART) mode = 'sharing';
    lastCutAt = now;
  }

  return {
    get places() {
      return Math.floor(share);
    },
    get nextStart() {
      return nextStart;
    },
    width(maxInFlight) {
      if (mode !== 'alone') return maxInFlight;
      // Whatever is under way when the window turns out to be full is refused together. That must be a small part of it.
      const harmless = Math.max(1, Math.floor((maximum + acceptedAlone) * WIDTH_PART));
      return Math.min(maxInFlight, harmless, widthAfterRefusal);
    },
    started({ now, held, chance }) {
      if (held === 0) beganAt = now;
      // What it learnt says little any more about a share that it did not use.
      if ((mode !== 'alone' || hasKnocked) && held <= share / 2 && isCalm(now)) beAlone();
      // Alone, the window fills in a burst, and so frees in one. Drawn out a little more with each, it lets others in between.
      const drawnOut = Math.max(0, (now - beganAt) / lengthMs - BURST_WINDOWS) * DRAWN_OUT_PART;
      const part = mode === 'alone' ? Math.min(SPACING, drawnOut) : SPACING + (chance - 0.5) * SPACING_JITTER;
      nextStart = now + (part * lengthMs) / share;
    },
    accepted(now) {
      knocks = 0;
      if (mode === 'alone') {
        acceptedAlone++;
        widthAfterRefusal *= 2;
        // After a refusal it is not alone: a small run is through by now, a large one must not take all that is free.
        if (hasKnocked && acceptedAlone >= maximum * UNSHARED_PART) takeShare(now, acceptedAlone);
        return;
      }
      share = Math.min(maximum, share + growth(now) / share);
      if (share === maximum && isCalm(now)) beAlone();
    },
    refused({ now, held, chance }) {
      if (held < leastShare) knock();
      else if (mode === 'alone') takeShare(now, held);
      else if (now >= lastCutAt + lengthMs * CUT_PAUSE_PART) cut(now, held);
      lastRefusalAt = now;
      if (mode !== 'alone' && held > 0)
        return Math.min(lengthMs / share, lengthMs * PAUSE_PART) * (0.5 + chance);
      const longest =
        PAUSE_PART * Math.max(1, KNOCKS_FROM / maximum) * KNOCK_GROWTH ** (knocks++ % KNOCKS_IN_A_ROW);
      // Half of it certain, half by chance: several processes share a bot and must not come back together.
      return (Math.min(1, longest) * lengthMs * (1 + chance)) / 2;
    },
  };
}

// All found by trying 1 to 50 processes and maxima of 10 to 600 in virtual time; what they achieve stands in
// test/resilience/fair-share.spec.ts. Parts are parts of a window, or of its maximum.

/** Requests that a window adds to a share of `SMALL_SHARE`. */
const GROWTH = 0.2;
const SMALL_SHARE = 12;
/** Above 1, since a large share can afford more refusals; below 2, where shares would no longer become equal. */
const GROWTH_POWER = 1.3;
/** Part of a share that a refusal takes away, and how much more for a share that is the whole maximum. */
const CUT = 0.1;
const CUT_OF_ALL = 0.08;
/** Refusals within this part of a window are one. */
const CUT_PAUSE_PART = 0.05;
/** Requests without a refusal before growth gets faster. */
const PATIENCE = 65;
/** Windows for each place of a small share, at least; and of a small maximum, divided by it. */
const PATIENCE_OF_SMALL = 0.35;
const PATIENCE_OF_FEW = 16;
/** Bounds of that, in windows. */
const SHORTEST_PATIENCE = 0.5;
const LONGEST_PATIENCE = 12;
/** How much faster with each further window. */
const HASTE = 4;
/** What joining adds in a window: a part of the maximum, and so many times the share. */
const JOINING_PART = 0.1;
const JOINING_GROWTH = 2;
/** It ends after four refusals. */
const LEAST_EAGERNESS = 0.1;
/** A process that began less than a window ago and holds less than this joins. */
const NEW_PART = 0.08;
/** A process that holds less than this has nothing to give away, and knocks. */
const LEAST_PART = 0.007;
/** What it may then take without spacing. */
const UNSHARED_PART = 0.02;
/** Longest pause after the first knock, and of a process that holds more. */
const PAUSE_PART = 1 / 12;
/** With a smaller maximum than this it knocks less often, since each refusal is a larger part of it. */
const KNOCKS_FROM = 170;
/** Each pause is so much longer, and after so many the first comes again: a window that is renewed in a burst is open but briefly. */
const KNOCK_GROWTH = 2;
const KNOCKS_IN_A_ROW = 4;
/** Time between two requests, of what even spacing would be; and how far chance makes that vary. */
const SPACING = 0.98;
const SPACING_JITTER = 0.2;
/** A process alone bursts freely for so many windows; then each makes a burst longer by this part. */
const BURST_WINDOWS = 4;
const DRAWN_OUT_PART = 0.01;
/** Requests under way at once by a process alone, of those that a window takes and of those it made. */
const WIDTH_PART = 0.05;
/** Windows without a refusal after which a process counts as alone, if it has the whole window or hardly uses its share. */
const ALONE_AFTER_WINDOWS = 5;
