import type { CancelSignal, Clock } from '../vocabulary/ports.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * The port `Clock` for tests. Time passes only on demand, or by itself while everybody sleeps. Random numbers repeat
 * in each run. Wall time and monotonic time have different origins, so that code which mixes them fails at once.
 */
export class FakeClock implements Clock {
  #elapsedMs: number;
  /** Wall time minus monotonic time. */
  #wallOriginMs: number;
  #seed: number;
  #sleepers: Sleeper[] = [];
  #order = 0;

  /** `startMs`: first wall time. `seed`: of the random numbers. `elapsedMs`: first monotonic time, from any origin. */
  constructor(startMs = 1_700_000_000_000, seed = 1, elapsedMs = -987_654_321) {
    this.#elapsedMs = elapsedMs;
    this.#wallOriginMs = startMs - elapsedMs;
    this.#seed = seed;
  }

  now(): number {
    return this.#wallOriginMs + this.#elapsedMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** A small linear congruential generator; in whole numbers of 32 bits, without which it soon repeats itself. */
  random(): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return this.#seed / 2_147_483_648;
  }

  sleep(ms: number, signal?: CancelSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#elapsedMs + Math.max(0, ms), order: this.#order++, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  turn(): Promise<void> {
    return Promise.resolve();
  }

  /** Number of pending sleeps: 0 means that no timer remains. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass without ending any sleep, as if the process stood still. In milliseconds. */
  shift(ms: number): void {
    this.#elapsedMs += ms;
  }

  /** Sets the wall clock forward or, below 0, back, in milliseconds. Monotonic time goes on as before. */
  step(ms: number): void {
    this.#wallOriginMs += ms;
  }

  /** Lets time pass, ending sleeps in order, until `promise` is settled. @throws Error if nothing happens any more */
  async runUntilSettled<T>(promise: Promise<T>): Promise<T> {
    const state = { isSettled: false };
    const settled = (): void => void (state.isSettled = true);
    promise.then(settled, settled);
    for (let idle = 0; ;) {
      await letOthersRun();
      if (state.isSettled) return promise;
      const [next] = [...this.#sleepers].sort((one, other) => one.at - other.at || one.order - other.order);
      if (next === undefined) {
        // Something outside of this clock is awaited; a real answer needs real turns of the event loop.
        if (++idle > MAX_IDLE_TURNS)
          throw new Error('Deadlock: the promise is pending but no timer is scheduled.');
        continue;
      }
      idle = 0;
      this.#elapsedMs = Math.max(this.#elapsedMs, next.at);
      next.wake();
    }
  }
}

const MAX_IDLE_TURNS = 10_000;
/** Promises chained to each other that get their turn before time passes. */
const TURNS = 100;

async function letOthersRun(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
}
