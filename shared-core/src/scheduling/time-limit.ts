/** Slices of a time limit, so that time in which the process stood still is recognised. */
const SLICES = 8;
/** A timer that is late by more than this, and by more than half of its delay, was held up by the process. */
const LATE_MS = 50;

/**
 * The rest of a time limit, for a process that can stand still. A timer that fires much too late says nothing about the
 * server, so that time does not count. This happens at most once per slice, so every limit ends.
 */
export class TimeLimit {
  readonly #sliceMs: number;
  #leftMs: number;
  #forgiven = 0;

  constructor(limitMs: number) {
    this.#leftMs = limitMs;
    this.#sliceMs = limitMs / SLICES;
  }

  /** Milliseconds until the next check. */
  get nextMs(): number {
    return Math.min(this.#sliceMs, this.#leftMs);
  }

  /** Counts the milliseconds that passed since `nextMs` was read; true once the limit is reached. */
  isReachedAfter(passedMs: number): boolean {
    const isLate = passedMs - this.nextMs > Math.max(LATE_MS, this.nextMs / 2);
    if (isLate && this.#forgiven++ < SLICES) return false;
    this.#leftMs -= passedMs;
    return this.#leftMs <= 0;
  }
}
