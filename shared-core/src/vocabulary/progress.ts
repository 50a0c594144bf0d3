import type { OutcomeCounts } from './outcomes.ts';

/** What a run waits for. */
export type PausedBy = 'limit' | 'platform' | 'quiet_hours';

/** How far a run is. */
export interface Progress {
  /** While it prepares, recipients are read and checked, and nothing is sent. */
  readonly phase: 'preparing' | 'sending' | 'waiting';
  /** 0 while it prepares. */
  readonly requestsTotal: number;
  /** Requests that have their outcome. */
  readonly requestsDone: number;
  /** Recipients given. */
  readonly recipientsTotal: number;
  /** Recipients that are read and checked: all of them once sending begins. */
  readonly recipientsRead: number;
  /** Recipients by outcome so far; who has none yet is `unsent`. */
  readonly counts: OutcomeCounts;
  /** Jobs that are final, while waiting. */
  readonly jobsFinal: number;
  /** Jobs that are waited for. */
  readonly jobsTotal: number;
  /** Milliseconds since 1970 until which it must wait; absent if it need not. */
  readonly pausedUntil?: number;
  /** What makes it wait: the limit, which all meet who use the bot, the platform, which was busy when it was called, or quiet hours. */
  readonly pausedBy?: PausedBy;
  /** Milliseconds since 1970 when sending should be over, by the limits; absent while waiting for delivery. */
  readonly estimatedEnd?: number;
}
