import { createCanceller, isAborted } from '../scheduling/cancellation.ts';
import { DEFAULTS, type ResolvedOptions } from '../vocabulary/options.ts';
import type { CancelSignal, Clock } from '../vocabulary/ports.ts';
import {
  createFairShare,
  type CreateShare,
  type FairShare,
  type RollingWindow,
} from './adaptive-allowance.ts';

/** Permission to make one request. */
export interface Permit {
  /** The request has ended. `counts`: the platform may have counted it. */
  release(counts: boolean): void;
}

/** How long a caller waits for a permit. */
export interface TakeOptions {
  /** Monotonic time, in milliseconds: a permit that comes later is not waited for. */
  readonly patienceDeadline: number;
  /** Ends the wait at once when it aborts. */
  readonly signal?: CancelSignal | undefined;
  /** Called with the monotonic time, in milliseconds, until which the caller must wait for a limit. */
  readonly onPause?: (until: number) => void;
}

/** The limits of a bot. */
export type PaceLimits = Pick<ResolvedOptions, 'maxPerMinute' | 'maxPerHour' | 'maxInFlight' | 'timeScale'>;

/** Says when the next request of one bot may start; shared by everything in a process that uses the bot. */
export interface Pacer {
  /** First come, first served. `limit`: the permit would come after `patienceDeadline`. */
  take(options: TakeOptions): Promise<Permit | 'limit' | 'cancelled'>;
  /** The platform refused a request by this limit: nobody sends for a while. */
  refused(refusal: { readonly window: 'minute' | 'hour'; readonly retryAfterMs?: number | undefined }): void;
  /** Monotonic time, in milliseconds, when the last of `count` more requests can start if each is answered at once. */
  forecast(count: number): number;
  /** A pacer for a part of the limits, in whole percent. @default made from this one, once for each percentage */
  share?(percent: number): Pacer;
  /** The same object for all pacers of one bot. @default the pacer */
  readonly bot?: object;
}

/** A pacer whose limits can change while it is used. */
export interface AdjustablePacer extends Pacer {
  /** Other limits from now on; requests counted so far still count. */
  limitTo(limits: PaceLimits): void;
}

/** A window of the platform with what this process may use of it. */
interface Window {
  lengthMs: number;
  readonly share: FairShare;
  /** Index of the oldest request in `ends` that has not left it. */
  first: number;
}

interface Waiter extends TakeOptions {
  readonly resolve: (turn: Permit | 'limit' | 'cancelled') => void;
  readonly onAbort: () => void;
}

/**
 * Two rolling windows (docs/kore-ai-api.md#limits), the share of each that other processes leave, and a maximum of
 * requests in flight. The reasons: docs/decisions/pacing.md. A request holds its place from its start until a window
 * after its end: the platform counts it somewhere between, so its own windows are never exceeded, whatever the
 * network does.
 */
export function createPacer(clock: Clock, limits: PaceLimits): AdjustablePacer {
  return createPacerThatShares(clock, limits, createFairShare);
}

/** The same with another way to share a window with other processes, for simulations. */
export function createPacerThatShares(
  clock: Clock,
  limits: PaceLimits,
  createShare: CreateShare,
): AdjustablePacer {
  const open = (window: RollingWindow): Window => ({
    lengthMs: window.lengthMs,
    share: createShare(window),
    first: 0,
  });
  const minute = open(minuteOf(limits));
  const hour = open(hourOf(limits));
  const windows = [minute, hour];
  let { maxInFlight, timeScale } = limits;
  /** When counted requests ended, oldest first. */
  let ends: number[] = [];
  let inFlight = 0;
  let refusedUntil = -Infinity;
  /** Until when the platform asked to wait: later than `refusedUntil` if that is longer than an hour. */
  let advisedUntil = -Infinity;
  let waiters: Waiter[] = [];
  let wakeUp: { cancel(): void; readonly at: number } | undefined;

  function forgetOldEnds(now: number): void {
    for (const window of windows)
      while (window.first < ends.length && (ends[window.first] ?? 0) + window.lengthMs < now) window.first++;
    const first = Math.min(minute.first, hour.first);
    if (first <= FORGET_AT) return;
    ends = ends.slice(first);
    for (const window of windows) window.first -= first;
  }

  /** When a window has room for one more request; `Infinity` if not before a request in flight ends. */
  function freeAt({ share, lengthMs, first }: Window, now: number): number {
    const tooMany = inFlight + (ends.length - first) + 1 - share.allowance;
    if (tooMany <= 0) return Math.max(now, share.nextStart);
    const last = ends[first + tooMany - 1];
    // One millisecond more, since a request that is exactly a window old may still be counted.
    return last === undefined ? Infinity : Math.max(share.nextStart, last + lengthMs + 1);
  }

  function nextTurn(now: number): number {
    forgetOldEnds(now);
    return Math.max(refusedUntil, freeAt(minute, now), freeAt(hour, now));
  }

  function concurrency(): number {
    return Math.min(minute.share.concurrency(maxInFlight), hour.share.concurrency(maxInFlight));
  }

  function permit(now: number): Permit {
    for (const { share, first } of windows)
      share.started({ now, held: ends.length - first + inFlight, random: clock.random() });
    inFlight++;
    let isHeld = true;
    return {
      release(counts) {
        if (!isHeld) return;
        isHeld = false;
        inFlight--;
        if (counts) {
          const end = clock.elapsedMs();
          ends.push(end);
          for (const { share } of windows) share.accepted(end);
        }
        serve();
      },
    };
  }

  function dismiss(waiter: Waiter, turn: Permit | 'limit' | 'cancelled'): void {
    waiter.signal?.removeEventListener('abort', waiter.onAbort);
    waiter.resolve(turn);
  }

  /** Hands out permits in order, as far as there is room; then sleeps until there is more. */
  function serve(): void {
    /** When the next permit is due; undefined if it waits for a request in flight to end. */
    let turn: number | undefined;
    while (waiters.length > 0 && inFlight < concurrency()) {
      const now = clock.elapsedMs();
      turn = nextTurn(now);
      if (turn > now) break;
      turn = undefined;
      const [first] = waiters.splice(0, 1);
      if (first !== undefined) dismiss(first, permit(now));
    }
    if (inFlight >= concurrency() || turn === Infinity) turn = undefined;
    // With thousands of waiters this is not checked after each request, but only if there is a pause.
    if (turn !== undefined) dismissWhoGivesUpBefore(turn);
    sleepUntil(waiters.length > 0 ? turn : undefined);
  }

  function dismissWhoGivesUpBefore(turn: number): void {
    // A waiter that cannot wait as long as the platform asks for gains nothing from an earlier request.
    const tooEarly = turn === refusedUntil ? advisedUntil : turn;
    if (!waiters.some((waiter) => waiter.patienceDeadline < tooEarly)) return;
    const impatient = waiters.filter((waiter) => waiter.patienceDeadline < tooEarly);
    waiters = waiters.filter((waiter) => waiter.patienceDeadline >= tooEarly);
    for (const waiter of impatient) dismiss(waiter, 'limit');
  }

  /** True for a wait that a user would call a pause, and not for one between evenly spaced requests. */
  function isPause(until: number): boolean {
    return until - clock.elapsedMs() >= SHORTEST_PAUSE_MS / timeScale;
  }

  function sleepUntil(at: number | undefined): void {
    if (wakeUp?.at === at) return;
    wakeUp?.cancel();
    wakeUp = undefined;
    if (at === undefined) return;
    if (isPause(at)) for (const waiter of waiters) waiter.onPause?.(at);
    const canceller = createCanceller();
    const mine = { at, cancel: () => canceller.cancel() };
    wakeUp = mine;
    // The time may have passed since it was computed: then wake at once, since nothing else would wake the waiters.
    void clock.sleep(Math.max(0, at - clock.elapsedMs()), canceller.signal).then(() => {
      if (wakeUp !== mine) return;
      wakeUp = undefined;
      serve();
    });
  }

  return {
    take(take) {
      if (isAborted(take.signal)) return Promise.resolve('cancelled');
      return new Promise((resolve) => {
        const waiter: Waiter = {
          ...take,
          resolve,
          onAbort() {
            waiters = waiters.filter((other) => other !== waiter);
            resolve('cancelled');
            serve();
          },
        };
        take.signal?.addEventListener('abort', waiter.onAbort);
        waiters.push(waiter);
        if (wakeUp !== undefined && wakeUp.at <= take.patienceDeadline && isPause(wakeUp.at))
          take.onPause?.(wakeUp.at);
        serve();
      });
    },
    refused({ window, retryAfterMs }) {
      const now = clock.elapsedMs();
      forgetOldEnds(now);
      const { share, first } = window === 'minute' ? minute : hour;
      // Requests in flight together are refused together: that counts as one refusal.
      const isAnother = now < refusedUntil;
      const platformPauseMs = isAnother
        ? 0
        : share.refused({ now, held: ends.length - first, random: clock.random() });
      // “At once” right after a refusal is ignored: it could repeat without end.
      const isAdvised = retryAfterMs !== undefined && retryAfterMs > 0;
      // No window is longer than an hour: a longer wait would only block the bot until a restart. Callers that cannot
      // wait so long end at once; after the hour the platform is asked again.
      const pauseMs = isAdvised ? Math.min(retryAfterMs, DEFAULTS.hourMs) : platformPauseMs;
      if (now + pauseMs > refusedUntil) {
        refusedUntil = now + pauseMs;
        advisedUntil = now + (isAdvised ? retryAfterMs : pauseMs);
      }
    },
    forecast(count) {
      const now = clock.elapsedMs();
      const start = Math.max(now, nextTurn(now));
      const after = ({ share, first, lengthMs }: Window): number => {
        const used = Math.min(ends.length - first + inFlight, share.allowance);
        return Math.floor(Math.max(0, used + count - 1) / share.allowance) * lengthMs;
      };
      const pacedMs = Math.max(after(minute), after(hour));
      return Number.isFinite(start) ? Math.max(start, now + pacedMs) : now + pacedMs;
    },
    limitTo(others) {
      ({ maxInFlight, timeScale } = others);
      for (const [window, other] of [
        [minute, minuteOf(others)],
        [hour, hourOf(others)],
      ] as const) {
        window.lengthMs = other.lengthMs;
        window.share.limitTo(other);
        // What had left a shorter window may be within a longer one.
        window.first = 0;
      }
      serve();
    },
  };
}

function minuteOf({ maxPerMinute, timeScale }: PaceLimits): RollingWindow {
  return { maximum: maxPerMinute, lengthMs: DEFAULTS.minuteMs / timeScale };
}

function hourOf({ maxPerHour, timeScale }: PaceLimits): RollingWindow {
  return { maximum: maxPerHour, lengthMs: DEFAULTS.hourMs / timeScale };
}

/** Ends kept that no window needs, before they are dropped together. */
const FORGET_AT = 10_000;

/** The shortest wait that is reported as a pause, in milliseconds; divided by the time scale. */
export const SHORTEST_PAUSE_MS = 1_000;
