import { performance } from 'node:perf_hooks';

/** The two times of a simulator. */
export interface Clock {
  /** The platform's date, in ms since 1970: this machine's, moved by `clockOffsetMs`. */
  dateMs(): number;
  /** A time that only goes forward and runs `timeScale` times as fast: of limit windows and jobs. */
  simulatedMs(): number;
  readonly timeScale: number;
}

/** Tells the platform's time from this machine's. */
export function createClock({
  clockOffsetMs,
  timeScale,
}: {
  clockOffsetMs: number;
  timeScale: number;
}): Clock {
  return {
    dateMs: () => Date.now() + clockOffsetMs,
    simulatedMs: () => performance.now() * timeScale,
    timeScale,
  };
}
