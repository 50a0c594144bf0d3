import type { MemoryBudget, Shelf } from './memory-budget.ts';
import { bytesOfText } from './memory-budget.ts';
import { OldestFirst } from './oldest-first.ts';

/** It outlives whatever was sent: only beyond this part of all memory its oldest identities are dropped. */
const MAX_SHARE = 1 / 2;

/** What an identity takes beside its text. */
const BYTES_AN_IDENTITY = 64;

/** How often each identity was really sent a message: the truth to compare reports with. */
export class ProcessedCount implements Shelf {
  readonly #times = new OldestFirst<string, number>();
  #bytes = 0;
  #dropped = 0;

  constructor(budget: MemoryBudget) {
    budget.add(this, { rank: 2, maxShare: MAX_SHARE });
  }

  add(identity: string): void {
    const times = this.#times.get(identity);
    if (times === undefined) this.#bytes += BYTES_AN_IDENTITY + bytesOfText(identity);
    this.#times.set(identity, (times ?? 0) + 1);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get oldestAt(): number | undefined {
    return this.#times.size === 0 ? undefined : 0;
  }

  /** How many identities are counted no more. */
  get dropped(): number {
    return this.#dropped;
  }

  dropOldest(): void {
    const [identity] = this.#times.oldest() ?? [];
    if (identity === undefined) return;
    this.#times.delete(identity);
    this.#bytes -= BYTES_AN_IDENTITY + bytesOfText(identity);
    this.#dropped += 1;
  }

  /** In the order in which they were first sent a message. */
  entries(): IterableIterator<[string, number]> {
    return this.#times.entries();
  }

  /** Identities with a number below, the latest first: numbered from 1 in the order in which they were first sent a message. */
  *newestFirst(before = Infinity): Generator<{ number: number; identity: string; times: number }> {
    const all = Array.from(this.#times.entries());
    const last = Math.min(all.length, before - 1 - this.#dropped);
    for (let index = last - 1; index >= 0; index -= 1) {
      const [identity, times] = all[index] ?? ['', 0];
      yield { number: this.#dropped + index + 1, identity, times };
    }
  }

  get size(): number {
    return this.#times.size;
  }

  reset(): void {
    this.#times.clear();
    this.#bytes = 0;
    this.#dropped = 0;
  }
}
