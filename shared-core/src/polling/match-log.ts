import type { LogEntry } from '../operations/status.ts';

/** What the log says of one recipient. */
export interface Told {
  readonly index: number;
  readonly isDelivered: boolean;
  readonly comments?: string;
}

/**
 * Matches the log of a job to the recipients of its request, by identity as it was sent (spec section 5).
 * An identity can stand several times in either: the n-th entry is the n-th recipient's. Entries that are left over are
 * later news: a success among them counts for the first who has none yet.
 */
export function matchLog(
  log: readonly LogEntry[],
  indices: Uint32Array,
  identityOf: (index: number) => string,
): Told[] {
  const waiting = new Map<string, number[]>();
  for (const index of indices) {
    const identity = identityOf(index);
    const same = waiting.get(identity);
    if (same === undefined) waiting.set(identity, [index]);
    else same.push(index);
  }
  const told = new Map<number, Told>();
  const seen = new Map<string, number>();
  for (const entry of log) {
    const same = waiting.get(entry.identity);
    if (same === undefined) continue;
    const position = seen.get(entry.identity) ?? 0;
    seen.set(entry.identity, position + 1);
    const index =
      position < same.length ? same[position] : entry.isDelivered ? same.find(isUndelivered) : undefined;
    if (index === undefined) continue;
    const { isDelivered, comments } = entry;
    told.set(index, { index, isDelivered, ...(comments === undefined ? {} : { comments }) });
  }
  return [...told.values()];

  function isUndelivered(index: number): boolean {
    return told.get(index)?.isDelivered === false;
  }
}
