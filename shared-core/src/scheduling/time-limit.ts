/** A limit is looked at this often, so that time that the process itself lost can be told from time that passed. */
const SLICES = 8;
/** A timer that is later than this, and than half of what it was set for, was held up by the process. */
const LATE_MS = 50;

/**
 * How much of a time limit is left, for a process that may stand still: a timer that fires much too late says nothing of whom
 * we wait for, so what it stood for does not count. Forgives only as often as there are slices, so that every limit ends.
 */
export class TimeLimit {
  readonly #sliceMs: number;
  #leftMs: number;
  #forgiven = 0;

  constructor(limitMs: number) {
    this.#leftMs = limitMs;
    this.#sliceMs = limitMs / SLICES;
  }

  /** In how many milliseconds to ask again. */
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
