/** What the API takes as one recipient: a V1 identity, or the object of a V2 one. */
export type WireIdentity =
  string | { readonly customMessage?: string; readonly parameters?: Readonly<Record<string, string>> };

/** Finds recipients that are there again: the same identity, the same message, the same parameters in any order. */
export class Duplicates {
  readonly #firstOf = new Map<string, number>();
  /** Of identities that are there more than once: the index of the first with each message. */
  readonly #firstWith = new Map<string, Map<string, number>>();

  /** The index of the first of its kind, undefined if this is the first. `wireOf` tells what was sent to an earlier index. */
  find(
    index: number,
    identity: string,
    wireOf: (index: number) => WireIdentity | undefined,
  ): number | undefined {
    const first = this.#firstOf.get(identity);
    if (first === undefined) {
      this.#firstOf.set(identity, index);
      return undefined;
    }
    // Only an identity that is there again is worth the comparison of what it gets.
    let firstWith = this.#firstWith.get(identity);
    if (firstWith === undefined) {
      firstWith = new Map([[contentOf(wireOf(first)), first]]);
      this.#firstWith.set(identity, firstWith);
    }
    const content = contentOf(wireOf(index));
    const same = firstWith.get(content);
    if (same === undefined) firstWith.set(content, index);
    return same;
  }
}

function contentOf(wire: WireIdentity | undefined): string {
  if (typeof wire !== 'object') return '';
  const { customMessage = null, parameters = {} } = wire;
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([customMessage, sorted]);
}
