import type { CancelSignal, Clock } from '../vocabulary/ports.ts';

/** Longest time that a timer of Node takes, in milliseconds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The port `Clock` with the clock of this machine, timers of any length included. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  elapsedMs(): number {
    return performance.now();
  }

  random(): number {
    return Math.random();
  }

  async sleep(ms: number, signal?: CancelSignal): Promise<void> {
    const end = performance.now() + ms;
    // A timer of Node may fire a fraction of a millisecond early.
    for (let left = ms; left > 0 && signal?.aborted !== true; left = end - performance.now())
      await sleepOnce(Math.min(Math.ceil(left), LONGEST_TIMER_MS), signal);
  }

  turn(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }
}

function sleepOnce(ms: number, signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
