/** A part of the recipients that goes into one request: positions in the list of those that are sent. */
export interface Slice {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Parts of at most `maximum`, in order. */
export function split(count: number, maximum: number): Slice[] {
  const slices: Slice[] = [];
  for (let from = 0; from < count; from += maximum)
    slices.push({ from, to: Math.min(count, from + maximum) });
  return slices;
}

/** The same, with a new part at each of some positions too. */
export function splitAt(
  borders: readonly number[],
  { count, maximum }: { readonly count: number; readonly maximum: number },
): Slice[] {
  return [...borders, count].flatMap((to, number) => {
    const first = borders[number - 1] ?? 0;
    return split(to - first, maximum).map((slice) => ({ from: first + slice.from, to: first + slice.to }));
  });
}

/** The two halves of a part that was too large; undefined if it is one recipient. */
export function halve({ from, to }: Slice): readonly [Slice, Slice] | undefined {
  if (to - from < 2) return undefined;
  const middle = from + Math.ceil((to - from) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
