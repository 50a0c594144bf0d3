/** What the API takes as one recipient: a V1 identity, or the object of a V2 one; or an identity with a message of its own. */
export type WireIdentity = string | ParametersIdentity | FilledIdentity;

/** A V2 identity, with its key. */
export interface ParametersIdentity {
  readonly customMessage?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A V1 identity whose message was filled. Identities with the same text go into one request. */
export interface FilledIdentity {
  readonly identity: string;
  readonly text: string;
}

export function isFilled(wire: WireIdentity | undefined): wire is FilledIdentity {
  return typeof wire === 'object' && 'text' in wire && 'identity' in wire;
}

/**
 * Finds identities that are there again. They are looked up many at a time in a table of numbers: with a million of
 * them a Map would wait for the memory at each, which costs more than everything else that is done for a recipient.
 */
export class DuplicateIndex {
  readonly #identities: readonly string[];
  /** By index. */
  readonly #hashes: Int32Array;
  /** The table: an index plus 1, or 0 where there is none yet. */
  readonly #slots: Int32Array;
  /** Identities whose places are all taken by others: a list made on purpose must not take the square of its length. */
  #crowded: Map<string, number> | undefined;

  readonly #hashOf: (identity: string) => number;

  /** `identities` by index; they need not be there yet. `hashOf` gives a whole number of 32 bits. */
  constructor(identities: readonly string[], hashOf: (identity: string) => number = spread) {
    this.#identities = identities;
    this.#hashOf = hashOf;
    let slots = MIN_SLOTS;
    while (slots < identities.length * SLOTS_EACH) slots *= 2;
    this.#hashes = new Int32Array(identities.length);
    this.#slots = new Int32Array(slots);
  }

  /** Prepares to look up these. In a loop of its own, so that the processor can wait for many places of the table at once. */
  prepare(from: number, to: number): void {
    for (let index = from; index < to; index++)
      this.#hashes[index] = this.#hashOf(this.#identities[index] ?? '');
  }

  /** The first with the same identity: itself, unless it is there again. Indices go up from call to call. */
  firstOf(index: number): number {
    const hash = this.#hashes[index] ?? 0;
    const mask = this.#slots.length - 1;
    for (let step = 0; step < MAX_STEPS; step++) {
      const slot = (hash + step) & mask;
      const other = (this.#slots[slot] ?? 0) - 1;
      if (other < 0) {
        this.#slots[slot] = index + 1;
        return index;
      }
      if (this.#hashes[other] === hash && this.#identities[other] === this.#identities[index]) return other;
    }
    const identity = this.#identities[index] ?? '';
    this.#crowded ??= new Map();
    const first = this.#crowded.get(identity) ?? index;
    this.#crowded.set(identity, first);
    return first;
  }
}

const MIN_SLOTS = 16;
/** At least. With more, the table of ten would not fit into 64 bytes, up to which V8 makes one in a tenth of the time. */
const SLOTS_EACH = 1.5;
const MAX_STEPS = 100;

/** FNV-1a, over two characters at a time, which takes half as long; its bits mixed once more at the end. */
function spread(text: string): number {
  let even = 0x811c9dc5;
  let odd = text.length;
  for (let at = 1; at < text.length; at += 2) {
    even = Math.imul(even ^ text.charCodeAt(at - 1), 0x01000193);
    odd = Math.imul(odd ^ text.charCodeAt(at), 0x01000193);
  }
  if (text.length % 2 === 1) even = Math.imul(even ^ text.charCodeAt(text.length - 1), 0x01000193);
  let hash = even ^ Math.imul(odd, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** What a recipient reads, in a form to compare it with what another reads. */
export type ContentOf = (wire: WireIdentity | undefined) => string;

/** What a recipient gets beside the main message, empty for nothing: the same text for the same parameters in any order. */
export function parametersOf(wire: WireIdentity | undefined): string {
  if (typeof wire !== 'object') return '';
  if (isFilled(wire)) return wire.text;
  const { customMessage = null, parameters = {} } = wire;
  if (customMessage === null && Object.keys(parameters).length === 0) return '';
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([customMessage, sorted]);
}
