import type { JobStatus, LogEntry } from '../wire/status.ts';

/** What the log says of one recipient. */
export interface Told extends Pick<LogEntry, 'isDelivered' | 'word' | 'comments'> {
  readonly index: number;
}

/** The recipients of a request, as its log may name them. */
export interface LogReaders {
  readonly indices: Uint32Array;
  /** As sent. */
  readonly identityOf: (index: number) => string;
  /** The form in which the platform's spelling of an identity and ours are the same. */
  readonly canonical: (identity: string) => string;
}

/**
 * Matches the log of a job (docs/kore-ai-api.md#status) to the recipients of its request, by identity as it was sent, else
 * by its canonical form. An identity can stand several times in either: the n-th entry is the n-th recipient's. Entries that are
 * left over are later news: a success among them counts for the first who has none yet. A word that is not known says
 * something only of those of whom nothing else is said.
 */
export function matchLog(log: readonly LogEntry[], readers: LogReaders): Told[] {
  const find = createIndex(readers);
  const told = new Map<number, Told>();
  const seen = new Map<readonly number[], number>();
  for (const entry of log) {
    if (entry.isDelivered === undefined) continue;
    const same = find(entry.identity);
    if (same === undefined) continue;
    const position = seen.get(same) ?? 0;
    seen.set(same, position + 1);
    const index =
      position < same.length ? same[position] : entry.isDelivered ? same.find(isUndelivered) : undefined;
    if (index !== undefined) told.set(index, toldOf(index, entry));
  }
  for (const entry of log) {
    if (entry.isDelivered !== undefined) continue;
    const untold = find(entry.identity)?.filter((index) => told.get(index)?.isDelivered === undefined) ?? [];
    const index = untold.find((one) => !told.has(one)) ?? untold.at(-1);
    if (index !== undefined) told.set(index, toldOf(index, entry));
  }
  return [...told.values()];

  function isUndelivered(index: number): boolean {
    return told.get(index)?.isDelivered === false;
  }
}

/** True for a log that has all its entries, as far as is known, and whose entries all speak of these recipients. */
export function isWholeLog({ log, entries, count }: JobStatus, readers: LogReaders): boolean {
  if (log.length !== entries || (count ?? entries) !== entries) return false;
  const find = createIndex(readers);
  return log.every(({ identity }) => find(identity) !== undefined);
}

function toldOf(index: number, { isDelivered, word, comments }: LogEntry): Told {
  return {
    index,
    isDelivered,
    ...(word === undefined ? {} : { word }),
    ...(comments === undefined ? {} : { comments }),
  };
}

/** The recipients that an entry of the log means. */
function createIndex({
  indices,
  identityOf,
  canonical,
}: LogReaders): (identity: string) => readonly number[] | undefined {
  const asSent = groupBy(indices, identityOf);
  let byForm: ReadonlyMap<string, readonly number[]> | undefined;
  return (identity) => {
    const exact = asSent.get(identity);
    if (exact !== undefined) return exact;
    // Made only for a log that writes them in another way.
    byForm ??= groupBy(indices, (index) => canonical(identityOf(index)));
    return byForm.get(canonical(identity));
  };
}

function groupBy(indices: Uint32Array, keyOf: (index: number) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const key = keyOf(index);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [index]);
    else same.push(index);
  }
  return groups;
}
