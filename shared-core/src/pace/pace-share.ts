import { createCanceller, isAborted } from '../scheduling/cancellation.ts';
import { DEFAULTS } from '../vocabulary/options.ts';
import type { Ports } from '../vocabulary/ports.ts';
import {
  type AdjustablePacer,
  createPacer,
  type PaceLimits,
  type Pacer,
  type Permit,
  type TakeOptions,
} from './pacer.ts';

/** A bot's pace, and what it is made of: a part of a connection. */
export interface BotPace {
  readonly pacer: Pacer;
  readonly ports: Pick<Ports, 'clock'>;
  readonly options: PaceLimits;
}

/** The lanes of each bot, by percentage: at most 99. They live as long as the bot's pacer. */
const lanesOf = new WeakMap<Pacer, Map<number, AdjustablePacer>>();

/**
 * The pacer for all sends of a bot with the same share of its limits, in whole percent. They queue in a lane of their
 * own, and then, like all others, for the bot's pacer. A share of 100 is the bot's pacer itself.
 */
export function paceShareOf(bot: BotPace, percent: number): Pacer {
  if (percent === DEFAULTS.paceShare) return bot.pacer;
  if (bot.pacer.share !== undefined) return bot.pacer.share(percent);
  const lanes = lanesOf.get(bot.pacer) ?? new Map<number, AdjustablePacer>();
  lanesOf.set(bot.pacer, lanes);
  const lane = lanes.get(percent) ?? createLane(bot, percent);
  lanes.set(percent, lane);
  return lane;
}

/** Applies changed limits of a bot to each share of them. */
export function limitShares(pacer: Pacer, limits: PaceLimits): void {
  for (const [percent, lane] of lanesOf.get(pacer) ?? []) lane.limitTo(partOf(limits, percent));
}

function partOf(limits: PaceLimits, percent: number): PaceLimits {
  // A share too small for a single request would never send anything.
  const part = (whole: number): number => Math.max(1, Math.floor((whole * percent) / 100));
  return {
    maxPerMinute: part(limits.maxPerMinute),
    maxPerHour: part(limits.maxPerHour),
    // Slow answers must not take all the places of requests under way either.
    maxInFlight: part(limits.maxInFlight),
    timeScale: limits.timeScale,
  };
}

interface Waiter extends TakeOptions {
  /** It would take longer than this one is ready to wait. */
  isTooLong: boolean;
  readonly cancel: () => void;
}

function createLane({ pacer, ports, options }: BotPace, percent: number): AdjustablePacer {
  const lane = createPacer(ports.clock, partOf(options, percent));
  /** Those who wait for a place in the lane. */
  const waiters = new Set<Waiter>();
  /** The bot's pacer lets those who have a place in the lane wait until then. */
  let pausedUntil = -Infinity;

  async function takePlace(options: TakeOptions): Promise<Permit | 'limit' | 'cancelled'> {
    const { patienceDeadline, signal } = options;
    if (pausedUntil > patienceDeadline) return 'limit';
    const canceller = createCanceller();
    const waiter: Waiter = { ...options, isTooLong: false, cancel: () => canceller.cancel() };
    if (isAborted(signal)) canceller.cancel();
    signal?.addEventListener('abort', waiter.cancel);
    waiters.add(waiter);
    const place = await lane.take({ ...options, signal: canceller.signal });
    waiters.delete(waiter);
    signal?.removeEventListener('abort', waiter.cancel);
    return place === 'cancelled' && waiter.isTooLong ? 'limit' : place;
  }

  /** Queued callers wait at least as long as those ahead: those with an earlier deadline are dropped. */
  function pause(until: number): void {
    if (until === pausedUntil) return;
    pausedUntil = until;
    for (const waiter of waiters) {
      waiter.isTooLong = waiter.patienceDeadline < until;
      if (waiter.isTooLong) waiter.cancel();
      else waiter.onPause?.(until);
    }
  }

  return {
    async take(options) {
      const place = await takePlace(options);
      if (typeof place === 'string') return place;
      const turn = await pacer.take({
        ...options,
        onPause(until) {
          options.onPause?.(until);
          pause(until);
        },
      });
      if (typeof turn === 'string') {
        place.release(false);
        return turn;
      }
      pausedUntil = -Infinity;
      return {
        release(counts) {
          // In this order: the bot's pacer must not count it longer than the lane, which would hold up others.
          turn.release(counts);
          place.release(counts);
        },
      };
    },
    refused: (refusal) => pacer.refused(refusal),
    limitTo: (limits) => lane.limitTo(limits),
    forecast: (count) => Math.max(lane.forecast(count), pacer.forecast(count)),
  };
}
