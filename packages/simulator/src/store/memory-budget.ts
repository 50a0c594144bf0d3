/** Things of one kind that are kept, oldest first. */
export interface Shelf {
  /** What they take in memory, in bytes. */
  readonly bytes: number;
  /** When the oldest was kept, as `MemoryBudget.tick` counts; undefined if nothing may be dropped. */
  readonly oldestAt: number | undefined;
  dropOldest(): void;
}

/** When a shelf gives way. */
export interface ShelfTerms {
  /** Nothing is dropped of a shelf while one of a lower rank has something to drop. @default 0 */
  rank?: number;
  /** While it takes more than this part of a budget that is full, it gives way before all others. @default 1 */
  maxShare?: number;
}

interface KnownShelf {
  shelf: Shelf;
  rank: number;
  maxBytes: number;
}

/** One number of bytes for all that a simulator keeps. When it is full, the oldest goes first, of whatever kind. */
export class MemoryBudget {
  readonly maxBytes: number;
  readonly #shelves: KnownShelf[] = [];
  #ticks = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  add(shelf: Shelf, { rank = 0, maxShare = 1 }: ShelfTerms = {}): void {
    this.#shelves.push({ shelf, rank, maxBytes: this.maxBytes * maxShare });
    this.#shelves.sort((one, other) => one.rank - other.rank);
  }

  /** A number that grows with every call: it gives the kinds one order of age. */
  tick(): number {
    this.#ticks += 1;
    return this.#ticks;
  }

  /** What all shelves take, in bytes. */
  get bytes(): number {
    return this.#shelves.reduce((sum, { shelf }) => sum + shelf.bytes, 0);
  }

  /** Drops what is too much; called after something was kept. */
  settle(): void {
    while (this.bytes > this.maxBytes) {
      const shelf = this.#firstToGiveWay();
      if (shelf === undefined) return;
      shelf.dropOldest();
    }
  }

  #firstToGiveWay(): Shelf | undefined {
    let found: (KnownShelf & { at: number }) | undefined;
    for (const known of this.#shelves) {
      const at = known.shelf.oldestAt;
      if (at === undefined) continue;
      if (known.shelf.bytes > known.maxBytes) return known.shelf;
      if (found === undefined || (known.rank === found.rank && at < found.at)) found = { ...known, at };
    }
    return found?.shelf;
  }
}

/** What Node adds to a text: its header, and a reference to it. */
const TEXT_OVERHEAD_BYTES = 32;

/** What a text takes in memory: a byte a character, or two if one of them is not ASCII. */
export function bytesOfText(text: string): number {
  const isAscii = Buffer.byteLength(text) === text.length;
  return TEXT_OVERHEAD_BYTES + (isAscii ? text.length : 2 * text.length);
}

/** A small object takes about ten times the room of its JSON. */
const BYTES_PER_CHARACTER = 10;

/** An upper bound of what plain data of a call takes in memory, by its JSON. */
export function bytesOfData(value: object): number {
  return BYTES_PER_CHARACTER * bytesOfText(JSON.stringify(value));
}

/** What an entry of a map takes, with a small object as its value. */
export const ENTRY_BYTES = 160;
