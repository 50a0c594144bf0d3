import type { FilledIdentity, WireIdentity } from './duplicates.ts';

/** Recipients whose messages were filled before sending: those with the same text go into one request. */
export class FilledLists {
  #wires: FilledIdentity[] = [];

  add(wire: WireIdentity): void {
    this.#wires.push(wire as FilledIdentity);
  }

  /** Puts those with the same text together, in the order of the first of each. Returns where each of them stood. */
  group(): number[] {
    const byText = new Map<string, number[]>();
    for (const [position, { text }] of this.#wires.entries()) {
      const same = byText.get(text);
      if (same === undefined) byText.set(text, [position]);
      else same.push(position);
    }
    const order = [...byText.values()].flat();
    this.#wires = order.flatMap((position) => this.#wires[position] ?? []);
    return order;
  }

  /** Positions at which another text begins, without the first. */
  get borders(): number[] {
    return this.#wires.flatMap(({ text }, position) =>
      position === 0 || text === this.#wires[position - 1]?.text ? [] : [position],
    );
  }

  /** JSON text of the identities at some positions. */
  textOf(from: number, to: number, without?: ReadonlySet<number>): string {
    const part = this.#wires.slice(from, to).filter((_, position) => without?.has(from + position) !== true);
    return JSON.stringify(part.map(({ identity }) => identity));
  }

  at(position: number): FilledIdentity | undefined {
    return this.#wires[position];
  }

  contentAt(position: number): string {
    return this.#wires[position]?.text ?? '';
  }

  without(positions: ReadonlySet<number>): FilledLists {
    const rest = new FilledLists();
    rest.#wires = this.#wires.filter((_, position) => !positions.has(position));
    return rest;
  }

  /** Nothing was kept for comparing. */
  close(): void {
    return;
  }

  /** A request that is over: its texts are shared by all of it. */
  forget(): void {
    return;
  }
}
