import type { ContentOf, WireIdentity } from './duplicates.ts';

/**
 * The recipients that are sent, request by request, as the bodies say them. Most are kept as JSON text: that takes less
 * memory than objects, and a flow that goes on changing its rows changes nothing in it.
 */
export class RequestBodies {
  /** Recipients a request. */
  readonly maximum: number;
  readonly #lists: (string | readonly WireIdentity[])[] = [];
  #last: WireIdentity[] = [];
  /** What the recipients of a request get, for requests of which some are compared with others. */
  #contents: Map<number, readonly string[]> | undefined;
  /** The request that was looked at last. */
  #parsed: { readonly number: number; readonly list: readonly WireIdentity[] } | undefined;

  readonly #contentOf: ContentOf;

  /** `contentOf`: two recipients with equal ones read the same. */
  constructor(maximum: number, contentOf: ContentOf) {
    this.maximum = maximum;
    this.#contentOf = contentOf;
  }

  add(wire: WireIdentity): void {
    this.#last.push(wire);
    if (this.#last.length < this.maximum) return;
    this.#lists.push(this.#textOfLast() ?? this.#last);
    this.#last = [];
  }

  /** Undefined for long ones, whose texts are mostly those of the input, which objects share and a text of our own would repeat. */
  #textOfLast(): string | undefined {
    try {
      const text = JSON.stringify(this.#last);
      return text.length <= this.maximum * MAX_TEXT_LENGTH ? text : undefined;
    } catch {
      // Longer than a text can be: told when its request is sent.
      return undefined;
    }
  }

  /** All are added: nobody is compared any more. */
  close(): void {
    this.#contents = undefined;
    this.#parsed = undefined;
  }

  /** JSON text of the recipients at some positions, counted over all of them; they are of one request. */
  textOf(from: number, to: number, without?: ReadonlySet<number>): string {
    const { list, first, isWhole } = this.#find(from, to);
    if (isWhole && without === undefined) return typeof list === 'string' ? list : JSON.stringify(list);
    const part = parse(list).slice(from - first, to - first);
    return JSON.stringify(part.filter((_, position) => without?.has(from + position) !== true));
  }

  /** The request of these positions is over: what it was need not be kept. A part of a request is no request. */
  forget(from: number, to: number): void {
    const { number, isWhole } = this.#find(from, to);
    if (isWhole && number < this.#lists.length) this.#lists[number] = [];
  }

  #find(from: number, to: number) {
    const number = Math.floor(from / this.maximum);
    const first = number * this.maximum;
    const list = this.#lists[number] ?? this.#last;
    const length = typeof list === 'string' ? this.maximum : list.length;
    return { number, first, list, isWhole: to - from === length };
  }

  /** What the recipient at a position gets, to compare it with what another gets. */
  contentAt(position: number): string {
    const number = Math.floor(position / this.maximum);
    const at = position - number * this.maximum;
    const list = this.#lists[number] ?? this.#last;
    if (typeof list !== 'string') return this.#contentOf(list[at]);
    this.#contents ??= new Map();
    const contents = this.#contents.get(number) ?? parse(list).map((wire) => this.#contentOf(wire));
    this.#contents.set(number, contents);
    return contents[at] ?? '';
  }

  /** What the recipient at a position gets; undefined once its request is over. */
  at(position: number): WireIdentity | undefined {
    const number = Math.floor(position / this.maximum);
    if (this.#parsed?.number !== number)
      this.#parsed = { number, list: parse(this.#lists[number] ?? this.#last) };
    return this.#parsed.list[position - number * this.maximum];
  }

  /** These without those at some positions. */
  without(positions: ReadonlySet<number>): RequestBodies {
    const rest = new RequestBodies(this.maximum, this.#contentOf);
    this.toArray().forEach((wire, position) => {
      if (!positions.has(position)) rest.add(wire);
    });
    return rest;
  }

  /** All of them, in order. */
  toArray(): WireIdentity[] {
    return [...this.#lists, this.#last].flatMap(parse);
  }
}

/** Characters a recipient, on average, up to which a request is kept as text. */
const MAX_TEXT_LENGTH = 150;

function parse(list: string | readonly WireIdentity[]): readonly WireIdentity[] {
  return typeof list === 'string' ? (JSON.parse(list) as WireIdentity[]) : list;
}
