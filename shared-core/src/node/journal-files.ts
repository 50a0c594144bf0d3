import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { journalError } from '../vocabulary/errors.ts';
import { parseJson } from '../text/parse-json.ts';
import type { JournalNote } from '../vocabulary/ports.ts';
import type { JournalHash } from './journal-hash.ts';

/** Where a journal is stored, and its maximum size. */
export interface FileJournalOptions {
  /** Created if missing; readable by its owner only. */
  readonly folder: string;
  /** Maximum bytes of the files of one bot; a recipient takes about 25. @default 64 MiB */
  readonly maxBytes?: number;
  /** Maximum bytes of one file. @default 8 MiB */
  readonly fileBytes?: number;
  /** Milliseconds since 1970, for the age of notes. @default the clock of this machine without its jumps ahead */
  readonly now?: () => number;
}

/** One line: what is known of some subjects of a page. */
export interface JournalEntry {
  readonly page: string;
  readonly keys: readonly string[];
  readonly note: JournalNote;
  /** Milliseconds since 1970 until which it is kept. */
  readonly until: number;
}

interface Pending {
  readonly line: string;
  readonly until: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The files of one bot, oldest first by their names. A process begins a file of its own, so that a line which a crash tore
 * apart is the last of its file, and is passed over: nothing that depends on it was done.
 */
export class JournalFiles {
  readonly #bot: string;
  readonly #hash: JournalHash;
  readonly #options: Required<FileJournalOptions>;
  /** Of each file that is not written any more, its bytes and until when it is kept. */
  readonly #closed = new Map<string, { readonly bytes: number; readonly until: number }>();
  #current: { readonly name: string; readonly file: FileHandle; bytes: number; until: number } | undefined;
  #pending: Pending[] = [];
  #isWriting = false;
  /** Of the newest file: their order is not that of a clock, which may be set back. */
  #number = 0;

  constructor(bot: string, hash: JournalHash, options: Required<FileJournalOptions>) {
    this.#bot = bot;
    this.#hash = hash;
    this.#options = options;
  }

  /** The last note of each key of a page that still counts. Files that nobody needs any more are removed. */
  async read(page: string): Promise<Map<string, JournalNote>> {
    const now = this.#options.now();
    const notes = new Map<string, JournalNote>();
    for (const name of await this.#names()) {
      let until = 0;
      for await (const entry of this.#entriesOf(name)) {
        until = Math.max(until, entry.until);
        if (entry.page !== page || entry.until <= now) continue;
        for (const key of entry.keys) notes.set(key, entry.note);
      }
      if (name === this.#current?.name) continue;
      if (until > now) {
        if (!this.#closed.has(name)) {
          const { size } = await stat(this.#path(name));
          this.#closed.set(name, { bytes: size, until });
        }
      } else await this.#remove(name);
    }
    return notes;
  }

  /** Resolves once the line is on the disk. @throws KoreNotifyError `journal_failed` if there is no room */
  async write(entry: JournalEntry): Promise<void> {
    const line = JSON.stringify(toLine(entry)) + '\n';
    // How a request ended is noted in any case: without it everybody in it would count as unknown.
    if (entry.note.state === 'sending') await this.#makeRoom(line.length);
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ line, until: entry.until, resolve, reject });
      void this.#flush();
    });
  }

  /** Whatever waits goes to the disk together. */
  async #flush(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#pending.length > 0) {
      const together = this.#pending;
      this.#pending = [];
      try {
        await this.#append(together);
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#isWriting = false;
  }

  async #append(together: readonly Pending[]): Promise<void> {
    if (this.#current !== undefined && this.#current.bytes >= this.#options.fileBytes) await this.close();
    this.#current ??= await this.#begin();
    const current = this.#current;
    const lines = together.map(({ line }) => line).join('');
    current.bytes += Buffer.byteLength(lines);
    current.until = Math.max(current.until, ...together.map(({ until }) => until));
    try {
      await current.file.appendFile(lines);
      await current.file.datasync();
    } catch (error) {
      // What is in the file now nobody knows: the next line must not follow half a line.
      await this.close();
      throw error;
    }
  }

  async #begin() {
    const { folder } = this.#options;
    const newest = (await this.#names()).at(-1)?.slice(this.#bot.length + 1);
    this.#number = Math.max(this.#number, Number.parseInt(newest ?? '0', 10)) + 1;
    const name = `${this.#bot}.${String(this.#number).padStart(8, '0')}.jsonl`;
    const file = await open(this.#path(name), 'ax', 0o600);
    const header = JSON.stringify({ v: VERSION, check: this.#hash.of(CHECK) }) + '\n';
    await file.appendFile(header);
    await syncFolder(folder);
    return { name, file, bytes: header.length, until: 0 };
  }

  /** Ends the file that is written; the next note begins another one. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    this.#closed.set(current.name, { bytes: current.bytes, until: current.until });
    await current.file.close();
  }

  async #makeRoom(bytes: number): Promise<void> {
    const now = this.#options.now();
    for (const [name, { until }] of this.#closed) if (until <= now) await this.#remove(name);
    let used = this.#current?.bytes ?? 0;
    for (const closed of this.#closed.values()) used += closed.bytes;
    if (used + bytes <= this.#options.maxBytes) return;
    const first = Math.min(...[...this.#closed.values()].map(({ until }) => until));
    const when = Number.isFinite(first) ? ` Room is made at ${new Date(first).toISOString()}.` : '';
    throw journalError(
      `The journal of this bot is full (${Math.round(this.#options.maxBytes / 2 ** 20)} MB).${when}`,
      'Nothing in it is forgotten before its hours are over. Wait, or choose fewer hours next time.',
    );
  }

  async #remove(name: string): Promise<void> {
    this.#closed.delete(name);
    await unlink(this.#path(name)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#options.folder);
    return names.filter((name) => name.startsWith(`${this.#bot}.`) && name.endsWith('.jsonl')).sort();
  }

  #path(name: string): string {
    return join(this.#options.folder, name);
  }

  /** @throws KoreNotifyError `journal_failed` if it was written under another key, or is damaged */
  async *#entriesOf(name: string): AsyncIterable<JournalEntry> {
    // Another page may be written meanwhile: what comes after this size is not read.
    const { size, isWhole } = await measure(this.#path(name));
    if (size === 0) return;
    let held: string | undefined;
    let number = 0;
    for await (const line of createInterface({
      input: createReadStream(this.#path(name), { end: size - 1 }),
      crlfDelay: Infinity,
    })) {
      if (held !== undefined) yield* this.#read(held, { name, number: ++number });
      held = line;
    }
    if (held !== undefined && isWhole) yield* this.#read(held, { name, number: number + 1 });
  }

  *#read(line: string, { name, number }: { name: string; number: number }): Iterable<JournalEntry> {
    const parsed = parseJson(line);
    if (number === 1) {
      const { v, check } = (parsed ?? {}) as { v?: unknown; check?: unknown };
      if (v === VERSION && check === this.#hash.of(CHECK)) return;
      throw journalError(
        `The journal file ${name} was written with another key, or by another version.`,
        `${REMOVE} Nothing is sent without it.`,
      );
    }
    const entry = fromLine(parsed);
    if (entry === undefined)
      throw journalError(
        `Line ${number} of the journal file ${name} cannot be read.`,
        `${REMOVE} Nothing is sent without it.`,
      );
    yield entry;
  }
}

const VERSION = 1;
const CHECK = 'kore-notify journal';
const REMOVE = 'Restore it, or remove it: what it holds may then be sent again.';

function toLine({ page, keys, note, until }: JournalEntry): object {
  const { state, at, requestId } = note;
  return {
    p: page,
    s: state,
    t: at,
    u: until,
    ...(requestId === undefined ? {} : { id: requestId }),
    r: keys,
  };
}

function fromLine(line: unknown): JournalEntry | undefined {
  const { p, s, t, u, id, r } = (typeof line === 'object' && line !== null ? line : {}) as Record<
    string,
    unknown
  >;
  const isNote = typeof p === 'string' && typeof t === 'number' && typeof u === 'number' && Array.isArray(r);
  if (!isNote || !STATES.has(s)) return undefined;
  const state = s as JournalNote['state'];
  const note = { state, at: t, ...(typeof id === 'string' ? { requestId: id } : {}) };
  return { page: p, keys: r as string[], note, until: u };
}

const STATES: ReadonlySet<unknown> = new Set<JournalNote['state']>([
  'sending',
  'accepted',
  'unknown',
  'cleared',
]);

/** How long a file is, and whether its last line is a whole one. */
async function measure(path: string): Promise<{ size: number; isWhole: boolean }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return { size, isWhole: buffer[0] === NEWLINE };
  } finally {
    await file.close();
  }
}

const NEWLINE = 10;

/** A new file is there after a crash only if its folder is on the disk as well; some systems do not open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
