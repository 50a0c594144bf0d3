/** A part of the recipients that goes into one request: positions in the list of those that are sent. */
export interface Slice {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Positions in between that do not go along. */
  readonly without?: ReadonlySet<number>;
}

/** The positions of those who are in a part. */
export function positionsIn({ from, to, without }: Slice): number[] {
  const positions: number[] = [];
  for (let position = from; position < to; position++)
    if (without?.has(position) !== true) positions.push(position);
  return positions;
}

/** A part without some more of its positions. */
export function leaveOut(slice: Slice, positions: Iterable<number>): Slice {
  return { ...slice, without: new Set([...(slice.without ?? []), ...positions]) };
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
export function halve(slice: Slice): readonly [Slice, Slice] | undefined {
  const { from, to } = slice;
  const positions = positionsIn(slice);
  if (positions.length < 2) return undefined;
  const middle = positions[Math.ceil(positions.length / 2)] ?? to;
  return [
    { ...slice, from, to: middle },
    { ...slice, from: middle, to },
  ];
}
