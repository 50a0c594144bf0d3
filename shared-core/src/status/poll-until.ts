import { isAborted } from '../scheduling/cancellation.ts';
import { DEFAULTS } from '../vocabulary/options.ts';
import type { CancelSignal, Clock } from '../vocabulary/ports.ts';

/** How a wait ended. */
export type PollEnd = 'finished' | 'timed_out' | 'cancelled';

/** How long and how often to look. */
export interface PollOptions {
  /** In monotonic milliseconds. */
  readonly deadline: number;
  readonly firstIntervalMs: number;
  readonly signal?: CancelSignal | undefined;
  /** Sleep before the first look: the job has only just begun. */
  readonly startsLater: boolean;
}

/** Looks again and again, at growing intervals, until `look` says that nothing is left to wait for. */
export async function pollUntil(
  clock: Clock,
  { deadline, firstIntervalMs, signal, startsLater }: PollOptions,
  look: () => Promise<'finished' | 'again'>,
): Promise<PollEnd> {
  let intervalMs = Math.min(Math.max(firstIntervalMs, DEFAULTS.minIntervalMs), DEFAULTS.maxIntervalMs);
  for (let isFirst = true; ; isFirst = false) {
    if (isAborted(signal)) return 'cancelled';
    if (!isFirst || startsLater) {
      // The last look is at the deadline, so that a wait never ends without a fresh answer.
      const leftMs = deadline - clock.elapsedMs();
      if (leftMs <= 0) return 'timed_out';
      await clock.sleep(Math.min(intervalMs, leftMs), signal);
      if (isAborted(signal)) return 'cancelled';
      if (!isFirst) intervalMs = Math.min(intervalMs * DEFAULTS.intervalGrowth, DEFAULTS.maxIntervalMs);
    }
    if ((await look()) === 'finished') return 'finished';
  }
}
