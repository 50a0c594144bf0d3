import type { RecipientsInput } from '../vocabulary/inputs.ts';
import { HALF_CHARACTER, isBlank } from '../validation/half-characters.ts';
import { explainIdentity } from '../validation/explain.ts';
import { bound } from '../text/bound.ts';
import { MAX_LISTED_PROBLEMS, type ProblemCollector } from '../vocabulary/problems.ts';
import { type ContentOf, DuplicateIndex, isFilled, type WireIdentity } from './duplicates.ts';
import { canonicalIdentity } from '../wire/identity-key.ts';
import { readIdentity } from './identity/read-identity.ts';
import { type ListFault, readList, RECIPIENTS } from './list/read-list.ts';
import {
  halfCharactersIn,
  type Identity,
  longPartOf,
  type NormaliseRules,
  readRecipient,
  type Report,
  type Reports,
  TOO_LONG,
  toWire,
} from './read-recipient.ts';
import { FilledLists } from './filled-lists.ts';
import { RequestBodies } from './request-bodies.ts';

/**
 * Recipients as people have them → recipients as the API wants them. Never alters its input.
 * They are read in parts, so that a host is not kept from its other work by a million of them. Each is copied when it is
 * read: a flow that goes on changing its rows afterwards changes nothing here.
 */
export class Recipients {
  readonly total: number;
  /** By index. As sent; as given, as far as it can be told, if it is not fit to be sent. */
  readonly identities: string[];
  /** By index, what is wrong with those that are not fit to be sent, in words. */
  readonly invalid = new Map<number, string>();
  /** Indices of rows with nothing in them, as a sheet has them at its end: they are nobody. */
  readonly empty = new Set<number>();
  /** Index of the first of its kind, for each that is there again. */
  readonly duplicateOf = new Map<number, number>();
  /** Indices of those that are sent, once all are read; in order, but for those with the same text, which stand together. */
  sendable: Uint32Array;
  /** Those that are sent, as the bodies say them. */
  wire: RequestBodies | FilledLists;
  /** The form in which two identities of this send are the same one. */
  readonly canonical: (identity: string) => string;
  /** How many are read so far. */
  read = 0;
  /** Recipients a request. */
  perRequest: number;

  #sendableCount = 0;
  /** How many of them are e-mail addresses. */
  #addresses = 0;
  readonly #found: { readonly problems: ProblemCollector; readonly warnings: ProblemCollector };
  readonly #given: readonly unknown[];
  readonly #rules: ListRules;
  /** By index, until all are read. */
  #canonical: string[];
  /** Until all are read. */
  #firsts: DuplicateIndex | undefined;
  /** Of identities that are there more than once: the index of the first with each message. */
  #firstWith: Map<string, Map<string, number>> | undefined;
  /** What is wrong with the recipient that is being read. */
  #told: { readonly part: string; readonly words: string }[] = [];
  readonly #problem: Report;
  readonly #reports: Reports;

  /**
   * Nobody is read yet, and of a list that is too long nobody ever is.
   */
  constructor(
    input: RecipientsInput | undefined,
    rules: ListRules,
    found: { readonly problems: ProblemCollector; readonly warnings: ProblemCollector },
  ) {
    const reading = isMissing(input)
      ? { fault: MISSING }
      : readList(input, {
          ...RECIPIENTS,
          maximum: rules.maximum,
          maximumName: rules.maximumName,
          identityField: rules.identityField,
        });
    this.#given = 'list' in reading ? reading.list : [];
    if ('fault' in reading) found.problems.add({ path: 'recipients', ...reading.fault });
    this.#rules = rules;
    this.perRequest = rules.perRequest;
    this.#found = found;
    this.total = this.#given.length;
    this.identities = new Array<string>(this.total).fill('');
    this.sendable = new Uint32Array(this.total);
    this.wire =
      rules.api === 'v1' && rules.fill !== undefined
        ? new FilledLists()
        : new RequestBodies(rules.perRequest, rules.contentOf);
    this.#canonical = new Array<string>(this.total).fill('');
    this.#firsts = new DuplicateIndex(this.#canonical);
    this.canonical = (identity) => canonicalIdentity(identity, rules.identityKey);
    this.#problem = (part, about) => {
      const index = this.read;
      found.problems.add({ path: `recipients[${index}]${part}`, recipientIndex: index, ...about });
      // A row can have as many as it has fields.
      if (this.#told.length === MAX_LISTED_PROBLEMS) return;
      this.#told.push({ part, words: `${about.message} ${about.remedy}` });
      this.invalid.set(index, describeTold(this.#told));
    };
    const warn: Report = (part, about) =>
      found.warnings.add({ path: `recipients[${this.read}]${part}`, recipientIndex: this.read, ...about });
    this.#reports = { problem: this.#problem, warn };
  }

  get isComplete(): boolean {
    return this.read === this.total;
  }

  /** Reads the next thousand, or those that are left. */
  readChunk(): void {
    const from = this.read;
    const to = Math.min(this.total, from + AT_ONCE);
    const wires = new Array<WireIdentity | undefined>(to - from);
    for (; this.read < to; this.read++) wires[this.read - from] = this.#readOne(this.read);
    this.#firsts?.prepare(from, to);
    for (let index = from; index < to; index++) {
      const wire = wires[index - from];
      if (wire === undefined) continue;
      const first = this.#firstOfKind(index, wire);
      if (first === index) {
        this.sendable[this.#sendableCount++] = index;
        if (this.identities[index]?.includes('@') === true) this.#addresses++;
        this.wire.add(wire);
      } else this.duplicateOf.set(index, first);
    }
    if (!this.isComplete) return;
    this.#warnOfAll();
    if (this.#sendableCount < this.total) this.sendable = this.sendable.subarray(0, this.#sendableCount);
    this.#firsts = undefined;
    this.#canonical = [];
    this.#firstWith = undefined;
    if (this.wire instanceof FilledLists) {
      const sent = this.sendable;
      this.sendable = Uint32Array.from(this.wire.group(), (position) => sent[position] ?? 0);
    }
    this.wire.close();
  }

  /** Takes some, by index, out of those that are sent; all must be read. */
  leaveOut(indices: ReadonlySet<number>): void {
    const positions = new Set<number>();
    this.sendable.forEach((index, position) => {
      if (indices.has(index)) positions.add(position);
    });
    this.wire = this.wire.without(positions);
    this.sendable = this.sendable.filter((index) => !indices.has(index));
  }

  /** The first messages go to one identity, each in a request of its own; all must be read. Returns who gets none. */
  sendInstead(identity: string, count: number): Uint32Array {
    const wire =
      this.wire instanceof FilledLists ? new FilledLists() : new RequestBodies(1, this.#rules.contentOf);
    const rest = this.sendable.subarray(count);
    this.sendable = this.sendable.subarray(0, count);
    this.sendable.forEach((index, position) => {
      const own = this.wire.at(position);
      if (isFilled(own)) wire.add({ ...own, identity });
      else wire.add(typeof own === 'object' ? { ...own, [this.#rules.identityKey]: identity } : identity);
      this.identities[index] = identity;
    });
    this.wire = wire;
    this.perRequest = 1;
    return rest;
  }

  /** Undefined for one that is not fit to be sent. */
  #readOne(index: number): WireIdentity | undefined {
    if (this.#told.length > 0) this.#told = [];
    let recipient: Identity = { identity: '' };
    try {
      const given = this.#given[index];
      if (isEmptyRow(given)) {
        this.empty.add(index);
        return undefined;
      }
      if (typeof given === 'object' && given !== null) this.#rules.onRow?.(index, given, this.#reports.warn);
      // What most lists are made of: a message of a thousand of them takes a quarter less time this way.
      if (this.#rules.api === 'v1' && this.#rules.fill === undefined && typeof given === 'string') {
        const reading = readIdentity(given, this.#rules.identityRules);
        if ('identity' in reading && reading.warning === undefined) {
          this.identities[index] = reading.identity;
          this.#canonical[index] = reading.canonical;
          return reading.identity;
        }
      }
      recipient = readRecipient(given, this.#rules, this.#reports);
    } catch {
      // A getter of somebody else's row must not cost the others their problems or their notification.
      const remedy = 'Enter text or a plain object.';
      this.#problem('', { rule: 'type', message: 'It cannot be read.', remedy });
    }
    this.identities[index] = recipient.identity;
    this.#canonical[index] = recipient.canonical ?? this.canonical(recipient.identity);
    for (const part of halfCharactersIn(recipient)) this.#problem(part, HALF_CHARACTER);
    const long = longPartOf(recipient);
    if (long !== undefined) this.#problem(long, TOO_LONG);
    const wire = toWire(recipient, this.#rules);
    if (!this.#rules.validate(wire)) {
      const isIdentityTold = recipient.isTold === true || recipient.identity === '' || long === '';
      explainIdentity(this.#rules.validate, { ...this.#rules, isIdentityTold }, this.#problem);
    }
    return this.invalid.has(index) ? undefined : wire;
  }

  /** What can only be seen once all are read. */
  #warnOfAll(): void {
    if (this.total > 0 && this.empty.size === this.total)
      this.#found.warnings.add({
        path: 'recipients',
        rule: 'empty',
        message: 'Every row is empty.',
        remedy: 'Check that it is the right list.',
      });
    // V2 refuses what is no address.
    const others = this.#sendableCount - this.#addresses;
    if (this.#rules.api === 'v1' && others > 0 && others <= this.#addresses)
      this.#found.warnings.add({
        path: 'recipients',
        rule: 'format',
        message: `${others} of ${this.#sendableCount} recipients are not e-mail addresses.`,
        remedy: 'Check that they are identities, and not names or headings.',
      });
  }

  /** The first with the same identity, the same message and the same parameters. */
  #firstOfKind(index: number, wire: WireIdentity): number {
    const first = this.#firsts?.firstOf(index) ?? index;
    if (first === index || typeof wire === 'string') return first;
    // Only an identity that is there again is worth the comparison of what it gets.
    const identity = this.#canonical[index] ?? '';
    this.#firstWith ??= new Map();
    let firstWith = this.#firstWith.get(identity);
    if (firstWith === undefined) {
      const sent = this.sendable.subarray(0, this.#sendableCount);
      firstWith = new Map([[this.wire.contentAt(positionOf(sent, first)), first]]);
      this.#firstWith.set(identity, firstWith);
    }
    const content = this.#rules.contentOf(wire);
    const same = firstWith.get(content);
    if (same === undefined) firstWith.set(content, index);
    return same ?? index;
  }
}

/** How to read all recipients of a send. */
export interface ListRules extends NormaliseRules {
  /** Recipients a request. */
  readonly perRequest: number;
  /** How many there may be; 0 = no maximum. */
  readonly maximum: number;
  /** Where it is set. @default the options of the node */
  readonly maximumName?: string | undefined;
  readonly contentOf: ContentOf;
  /** Reads something else from a row, while it is read. */
  readonly onRow?: ((index: number, row: object, warn: Report) => void) | undefined;
}

/** Nothing was given: not even an empty list. */
function isMissing(input: unknown): boolean {
  return input === undefined || input === null || (typeof input === 'string' && isBlank(input));
}

const MISSING: ListFault = {
  rule: 'required',
  message: 'Recipients are missing.',
  remedy: 'Enter an array, or text separated by commas, semicolons or line breaks.',
};

/** A plain object of which every cell is empty. */
function isEmptyRow(given: unknown): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  // Plain objects of another realm, as a function node makes them, have another prototype.
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  for (const name in given) {
    const cell = (given as Readonly<Record<string, unknown>>)[name];
    if (cell !== undefined && cell !== null && !(typeof cell === 'string' && isBlank(cell))) return false;
  }
  return true;
}

/** One problem in its words; of several each with the field that it is about. */
function describeTold(told: readonly { readonly part: string; readonly words: string }[]): string {
  const [only] = told;
  if (told.length === 1 && only !== undefined) return only.words;
  return bound(told.map(({ part, words }) => (part === '' ? words : `${part.slice(1)}: ${words}`)).join(' '));
}

/** Where a number stands in a list that goes up and has it. */
function positionOf(sorted: Uint32Array, wanted: number): number {
  let [from, to] = [0, sorted.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? Infinity) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** As many as take about a millisecond. */
const AT_ONCE = 1_000;
