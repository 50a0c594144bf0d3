import type { Clock } from '../vocabulary/ports.ts';

/** Maximum time of work before yielding to the host, in milliseconds: too short to be noticed. */
const TURN_MS = 10;

/** Splits long work, so that the host can do other work in between. Short work is not split. */
export class CooperativeScheduler {
  readonly #clock: Clock;
  #startMs: number;

  /** Work begins. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.elapsedMs();
  }

  /** True if it is time to yield. */
  get mustYield(): boolean {
    return this.#clock.elapsedMs() - this.#startMs >= TURN_MS;
  }

  /** Yields to the host. */
  async yieldToHost(): Promise<void> {
    await this.#clock.turn();
    this.#startMs = this.#clock.elapsedMs();
  }
}
