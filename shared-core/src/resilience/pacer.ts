import { createCanceller, isAborted } from '../cancellation.ts';
import { DEFAULTS, type ResolvedOptions } from '../options.ts';
import type { CancelSignal, Clock } from '../ports.ts';

/** Leave to make one request. */
export interface Permit {
  /** The request is over. `counts`: the platform may have counted it. */
  release(counts: boolean): void;
}

/** How long a caller is ready to wait for its turn. */
export interface TakeOptions {
  /** Milliseconds since 1970. */
  readonly giveUpAt: number;
  readonly signal?: CancelSignal | undefined;
  /** Told, when the caller must wait for a limit, until when in milliseconds since 1970. */
  readonly onPause?: (until: number) => void;
}

/** Says when a request of one bot may be made; shared by everything in a process that uses the bot. */
export interface Pacer {
  /** First come, first served. `limit`: the turn would come after `giveUpAt`. */
  take(options: TakeOptions): Promise<Permit | 'limit' | 'cancelled'>;
  /** The platform refused a request by its limit: nobody sends for a while. */
  refused(refusal: { readonly window: 'minute' | 'hour'; readonly retryAfterMs?: number | undefined }): void;
  /** Milliseconds since 1970 when the last of `count` more requests could start, if each is answered at once. */
  forecast(count: number): number;
}

interface Waiter extends TakeOptions {
  readonly resolve: (turn: Permit | 'limit' | 'cancelled') => void;
  readonly onAbort: () => void;
}

/**
 * Two rolling windows (spec section 7) and a bound on requests under way.
 * A request holds its place from its start until a window after its end: the platform counts it somewhere between, so
 * its own windows are never exceeded, whatever the network does.
 */
export function createPacer(
  clock: Clock,
  options: Pick<ResolvedOptions, 'maxPerMinute' | 'maxPerHour' | 'maxInFlight' | 'timeScale'>,
): Pacer {
  const minute = { maximum: options.maxPerMinute, lengthMs: DEFAULTS.minuteMs / options.timeScale };
  const hour = { maximum: options.maxPerHour, lengthMs: DEFAULTS.hourMs / options.timeScale };
  /** When counted requests ended, oldest first; those before `firstInHour` have left the longer window. */
  let ends: number[] = [];
  let firstInHour = 0;
  let firstInMinute = 0;
  let inFlight = 0;
  let refusedUntil = 0;
  let refusalsInARow = 0;
  /** Requests that may be under way at once: one after a refusal by the limit, twice as many with each that passes. */
  let width = options.maxInFlight;
  let waiters: Waiter[] = [];
  let wakeUp: { cancel(): void; readonly at: number } | undefined;

  function forgetOldEnds(now: number): void {
    while (firstInHour < ends.length && (ends[firstInHour] ?? 0) + hour.lengthMs < now) firstInHour++;
    firstInMinute = Math.max(firstInMinute, firstInHour);
    while (firstInMinute < ends.length && (ends[firstInMinute] ?? 0) + minute.lengthMs < now) firstInMinute++;
    if (firstInHour > FORGET_AT) {
      ends = ends.slice(firstInHour);
      firstInMinute -= firstInHour;
      firstInHour = 0;
    }
  }

  /** When a window has room for one more, and `Infinity` if it has none before a request under way ends. */
  function freeAt(window: { maximum: number; lengthMs: number }, first: number, now: number): number {
    const tooMany = inFlight + (ends.length - first) + 1 - window.maximum;
    if (tooMany <= 0) return now;
    const last = ends[first + tooMany - 1];
    // One millisecond more, since a request that is exactly a window old may still be counted.
    return last === undefined ? Infinity : last + window.lengthMs + 1;
  }

  function nextTurn(now: number): number {
    forgetOldEnds(now);
    return Math.max(refusedUntil, freeAt(minute, firstInMinute, now), freeAt(hour, firstInHour, now));
  }

  function permit(): Permit {
    inFlight++;
    let isHeld = true;
    return {
      release(counts) {
        if (!isHeld) return;
        isHeld = false;
        inFlight--;
        if (counts) {
          ends.push(clock.now());
          refusalsInARow = 0;
          width = Math.min(options.maxInFlight, width * 2);
        }
        serve();
      },
    };
  }

  function dismiss(waiter: Waiter, turn: Permit | 'limit' | 'cancelled'): void {
    waiter.signal?.removeEventListener('abort', waiter.onAbort);
    waiter.resolve(turn);
  }

  /** Gives turns to those who wait, in order, as far as there are any; then sleeps until the next. */
  function serve(): void {
    let turn = 0;
    while (waiters.length > 0 && inFlight < width) {
      const now = clock.now();
      turn = nextTurn(now);
      if (turn > now) break;
      const [first] = waiters.splice(0, 1);
      if (first !== undefined) dismiss(first, permit());
    }
    if (inFlight >= width || turn === Infinity) turn = 0;
    // With thousands waiting it is not asked of all of them after each request: a turn of 0 is too late for nobody.
    if (turn > 0 && waiters.some((waiter) => waiter.giveUpAt < turn)) {
      const impatient = waiters.filter((waiter) => waiter.giveUpAt < turn);
      waiters = waiters.filter((waiter) => waiter.giveUpAt >= turn);
      for (const waiter of impatient) dismiss(waiter, 'limit');
    }
    sleepUntil(waiters.length > 0 ? turn : 0);
  }

  function sleepUntil(at: number): void {
    const now = clock.now();
    if (wakeUp?.at === at) return;
    wakeUp?.cancel();
    wakeUp = undefined;
    if (at === 0) return;
    if (at > now) for (const waiter of waiters) waiter.onPause?.(at);
    const canceller = createCanceller();
    const mine = { at, cancel: () => canceller.cancel() };
    wakeUp = mine;
    // The turn may have come since it was computed: then it is taken at once, since nobody else would wake those who wait.
    void clock.sleep(Math.max(0, at - now), canceller.signal).then(() => {
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
        if (wakeUp !== undefined && wakeUp.at <= take.giveUpAt) take.onPause?.(wakeUp.at);
        serve();
      });
    },
    refused({ window, retryAfterMs }) {
      // Requests that were under way together are refused together: that is one refusal.
      if (clock.now() >= refusedUntil) refusalsInARow++;
      const windowMs = window === 'minute' ? minute.lengthMs : hour.lengthMs;
      const longest = Math.min(
        windowMs,
        windowMs * DEFAULTS.refusalPauseShare * 2 ** Math.max(0, refusalsInARow - 1),
      );
      // Half of it certain, half by chance: several processes share a bot and must not come back together.
      const ownPauseMs = (longest * (1 + clock.random())) / 2;
      // “At once” right after a refusal is no advice: followed, it would be asked for again and again, without end.
      const isAdvised = retryAfterMs !== undefined && retryAfterMs > 0;
      // No window is longer than the hour: a longer advice would only shut the bot off until a restart.
      const pauseMs = isAdvised ? Math.min(retryAfterMs, DEFAULTS.hourMs) : ownPauseMs;
      refusedUntil = Math.max(refusedUntil, clock.now() + pauseMs);
      // After the pause one goes ahead: ten would be refused together if the window is still full.
      width = 1;
    },
    forecast(count) {
      const now = clock.now();
      const start = Math.max(now, nextTurn(now));
      const after = (window: { maximum: number; lengthMs: number }, first: number): number => {
        const used = Math.min(ends.length - first + inFlight, window.maximum);
        return Math.floor(Math.max(0, used + count - 1) / window.maximum) * window.lengthMs;
      };
      const windows = Math.max(after(minute, firstInMinute), after(hour, firstInHour));
      return Number.isFinite(start) ? Math.max(start, now + windows) : now + windows;
    },
  };
}

/** Ends kept that no window needs, before they are dropped together. */
const FORGET_AT = 10_000;
