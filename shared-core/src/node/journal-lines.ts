import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { parseJson } from '../text/parse-json.ts';
import { journalError } from '../vocabulary/errors.ts';
import type { JournalNotes } from '../vocabulary/ports.ts';
import type { JournalHash } from './journal-hash.ts';

/** One line: what is known of some subjects of a page. */
export interface JournalEntry {
  readonly page: string;
  readonly keys: readonly string[];
  readonly note: JournalNotes;
  /** Milliseconds since 1970 until which it is kept: for other processes. */
  readonly until: number;
  /** The same in monotonic milliseconds of the process that wrote it. */
  readonly endsAt: number;
}

/** The first line of every file: by it a later process knows whether it can read the others. */
export function headerOf(hash: JournalHash): string {
  return JSON.stringify({ v: VERSION, check: hash.of(CHECK) }) + '\n';
}

const VERSION = 2;
const CHECK = 'kore-notify journal';

/** With its line break. */
export function lineOf({ page, keys, note, until, endsAt }: JournalEntry): string {
  const { state, at, requestId, contents } = note;
  const line = {
    p: page,
    s: state,
    t: at,
    u: until,
    e: endsAt,
    ...(requestId === undefined ? {} : { id: requestId }),
    r: keys,
    ...(contents?.some((content) => content !== '') === true ? { c: contents } : {}),
  };
  return JSON.stringify(line) + '\n';
}

function entryOf(line: unknown): JournalEntry | undefined {
  const { p, s, t, u, e, id, r, c } = (typeof line === 'object' && line !== null ? line : {}) as Record<
    string,
    unknown
  >;
  const isNote = typeof p === 'string' && STATES.has(s) && Array.isArray(r);
  if (!isNote || typeof t !== 'number' || typeof u !== 'number' || typeof e !== 'number') return undefined;
  const note = {
    state: s as JournalNotes['state'],
    at: t,
    ...(typeof id === 'string' ? { requestId: id } : {}),
    ...(Array.isArray(c) ? { contents: c as string[] } : {}),
  };
  return { page: p, keys: r as string[], note, until: u, endsAt: e };
}

const STATES: ReadonlySet<unknown> = new Set<JournalNotes['state']>([
  'sending',
  'accepted',
  'unknown',
  'cleared',
]);

/** A file as it was when it was looked at: another page may be written meanwhile. */
export interface JournalFileSize {
  readonly bytes: number;
  /** Its last line is a whole one. */
  readonly isWhole: boolean;
}

/** Undefined if the file is not there any more. */
export async function measure(path: string): Promise<JournalFileSize | undefined> {
  const file = await open(path).catch(ifMissing);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return { bytes: size, isWhole: buffer[0] === NEWLINE };
  } finally {
    await file.close();
  }
}

const NEWLINE = 10;

/** For the failure of a file that need not be there. */
export function ifMissing(error: unknown): undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT') throw error;
}

/**
 * The notes of a file up to the size that it had. A last line that a crash tore apart is passed over: nothing that depends
 * on it was done. @throws KoreNotifyError `journal_failed` if it was written under another key, or is damaged
 */
export async function* readEntries(
  path: string,
  { bytes, isWhole }: JournalFileSize,
  hash: JournalHash,
): AsyncIterable<JournalEntry> {
  const header = headerOf(hash);
  // The process ended before its first line was on the disk, and so before it noted anything.
  if (bytes === 0 || (bytes <= header.length && !isWhole)) return;
  let held: string | undefined;
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(path, { end: bytes - 1 }),
    crlfDelay: Infinity,
  })) {
    if (held !== undefined) yield* readLine(held, { path, number: ++number, header });
    held = line;
  }
  if (held !== undefined && (isWhole || number === 0))
    yield* readLine(held, { path, number: number + 1, header });
}

function* readLine(
  line: string,
  { path, number, header }: { readonly path: string; readonly number: number; readonly header: string },
): Iterable<JournalEntry> {
  if (number === 1) {
    if (`${line}\n` === header) return;
    throw journalError(
      `The journal file ${basename(path)} is damaged, or was written with another key, or by another version.`,
      REMOVE,
    );
  }
  const entry = entryOf(parseJson(line));
  if (entry === undefined)
    throw journalError(`Line ${number} of the journal file ${basename(path)} cannot be read.`, REMOVE);
  yield entry;
}

const REMOVE = 'Restore it, or remove it: what it holds may then be sent again. Nothing is sent without it.';
