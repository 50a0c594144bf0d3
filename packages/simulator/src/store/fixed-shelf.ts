import type { MemoryBudget, Shelf } from './memory-budget.ts';

/** What one kind may take. */
const MAX_SHARE = 1 / 16;

/** Counts what somebody set on purpose: it is never dropped, since that would change what happens. */
export class FixedShelf implements Shelf {
  readonly oldestAt = undefined;
  readonly #budget: MemoryBudget;
  readonly #kind: string;
  #bytes = 0;

  /** @param kind as an error names it, in the plural */
  constructor(budget: MemoryBudget, kind: string) {
    this.#budget = budget;
    this.#kind = kind;
    budget.add(this);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws TypeError if it is too much */
  resize(bytes: number): void {
    if (bytes > this.#budget.maxBytes * MAX_SHARE)
      throw new TypeError(
        `The ${this.#kind} take too much memory. Use fewer or shorter ones, or raise --max-memory.`,
      );
    this.#bytes = bytes;
    this.#budget.settle();
  }

  dropOldest(): void {
    throw new Error(`The ${this.#kind} are never dropped.`);
  }
}
