import type { Clock } from '../vocabulary/ports.ts';
import type { Pacer } from '../pace/pacer.ts';

/** Jobs of a bot that are new: some servers of the platform may not know them yet. */
export interface RecentJobs {
  remember(requestId: string): void;
  /** True for this long after the job was given, in milliseconds: `NEW_JOB_MS`. */
  isNew(requestId: string): boolean;
}

/** Milliseconds during which a 404 for a new job is not final. */
export const NEW_JOB_MS = 60_000;

/** What outlives a client and belongs to one bot is its pacer. */
const byBot = new WeakMap<object, RecentJobs>();

/** The jobs of the bot of this pacer; the clock is that of whoever asks first, since another may count from elsewhere. */
export function recentJobsOf(pacer: Pacer, clock: Clock): RecentJobs {
  const { bot = pacer } = pacer;
  const known = byBot.get(bot) ?? createRecentJobs(clock);
  byBot.set(bot, known);
  return known;
}

function createRecentJobs(clock: Clock): RecentJobs {
  /** By request id, in the order of their times. */
  const givenAt = new Map<string, number>();
  const isOver = (at: number): boolean => clock.elapsedMs() - at >= NEW_JOB_MS;
  return {
    remember(requestId) {
      for (const [oldest, at] of givenAt) {
        if (!isOver(at)) break;
        givenAt.delete(oldest);
      }
      givenAt.delete(requestId);
      givenAt.set(requestId, clock.elapsedMs());
    },
    isNew(requestId) {
      const at = givenAt.get(requestId);
      return at !== undefined && !isOver(at);
    },
  };
}
