import type { Clock } from '../vocabulary/ports.ts';

/** Longest that work goes on before the host has its turn, in milliseconds: nobody notices so little. */
const TURN_MS = 10;

/** Divides long work into turns, so that a host goes on with its other work meanwhile. Short work is one turn. */
export class Turns {
  readonly #clock: Clock;
  #startMs: number;

  /** Begins the first turn. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.elapsedMs();
  }

  /** True if it is the host's turn. */
  get isOver(): boolean {
    return this.#clock.elapsedMs() - this.#startMs >= TURN_MS;
  }

  /** Lets the host have its turn. */
  async next(): Promise<void> {
    await this.#clock.turn();
    this.#startMs = this.#clock.elapsedMs();
  }
}
