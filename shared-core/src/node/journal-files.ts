import { type FileHandle, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { journalError } from '../vocabulary/errors.ts';
import type { JournalNote, JournalNotes } from '../vocabulary/ports.ts';
import type { JournalHash } from './journal-hash.ts';
import { headerOf, ifMissing, type JournalEntry, lineOf, measure, readEntries } from './journal-lines.ts';

/** Where a journal is stored, and its maximum size. */
export interface FileJournalOptions {
  /** Created if missing; readable by its owner only. */
  readonly folder: string;
  /** Maximum bytes of the files of one bot; a recipient takes about 50, one with own parameters 100. @default 64 MiB */
  readonly maxBytes?: number;
  /** Maximum bytes of one file. @default 8 MiB */
  readonly fileBytes?: number;
  /** Milliseconds since 1970. @default the clock of this machine */
  readonly now?: () => number;
  /** Monotonic milliseconds, by which the notes of this process grow old. @default those of this process */
  readonly elapsedMs?: () => number;
}

/** What is noted, and for how long it is kept at least, in milliseconds. */
export interface NoteToWrite {
  readonly page: string;
  readonly keys: readonly string[];
  readonly note: JournalNotes;
  readonly keepMs: number;
}

/** Until when something is kept: by the clock, and for what this process wrote in its monotonic milliseconds. */
interface Term {
  readonly until: number;
  readonly endsAt: number;
}

interface Line extends Term {
  readonly text: string;
}

interface Pending {
  /** Undefined to look only whether the file is still in its place. */
  readonly line: Line | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Current {
  readonly name: string;
  readonly file: FileHandle;
  bytes: number;
}

/** A file that is not written any more. */
interface Closed {
  readonly bytes: number;
  readonly until: number;
  /** Undefined for a file of an earlier process. */
  readonly endsAt: number | undefined;
}

/**
 * The files of one bot, oldest first by their numbers. A process begins a file of its own, so that a line which a crash tore
 * apart is the last of its file. What it wrote there it knows until it begins the next one: if the file is taken away
 * meanwhile, another one is written.
 */
export class JournalFiles {
  readonly #bot: string;
  readonly #hash: JournalHash;
  readonly #options: Required<FileJournalOptions>;
  readonly #closed = new Map<string, Closed>();
  /** Names of the files that this process began; also while they are begun. */
  readonly #own = new Set<string>();
  #current: Current | undefined;
  /** What stands in the current file. */
  #lines: Line[] = [];
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;
  /** Of the newest file: their order is not that of a clock, which may be set back. */
  #number = 0;
  /** The newest time that any note has, in milliseconds since 1970. */
  #newest = 0;
  /** When this process began, by the clock and in monotonic milliseconds. */
  readonly #start: { readonly now: number; readonly elapsedMs: number };

  constructor(bot: string, hash: JournalHash, options: Required<FileJournalOptions>) {
    this.#bot = bot;
    this.#hash = hash;
    this.#options = options;
    this.#start = { now: options.now(), elapsedMs: options.elapsedMs() };
  }

  /**
   * The last note of each key of a page that still counts. Files that nobody needs any more are removed.
   * @throws KoreNotifyError `journal_failed`, once for a file that is gone, and for one that cannot be read until it can
   */
  async read(page: string): Promise<Map<string, JournalNote>> {
    await this.#enqueue(undefined);
    const known = [...this.#closed.keys()];
    const names = await this.#names();
    this.#missAny(known, names);
    const notes = new Map<string, JournalNote>();
    for (const name of names) await this.#readFile(name, { page, notes });
    return notes;
  }

  async #readFile(
    name: string,
    { page, notes }: { readonly page: string; readonly notes: Map<string, JournalNote> },
  ): Promise<void> {
    const path = this.#path(name);
    const isOwn = this.#own.has(name);
    const size = await measure(path);
    if (size === undefined) return;
    let until = 0;
    for await (const entry of readEntries(path, size, this.#hash)) {
      const term = isOwn ? entry : { until: entry.until, endsAt: undefined };
      until = Math.max(until, entry.until);
      this.#newest = Math.max(this.#newest, entry.note.at);
      if (entry.page === page && !this.#isOver(term)) addNotes(notes, entry);
    }
    const own = this.#closed.get(name);
    // The file that is written, or just begun: only what is closed has an end.
    if (isOwn && own === undefined) return;
    const closed = isOwn && own !== undefined ? own : { bytes: size.bytes, until, endsAt: undefined };
    this.#closed.set(name, closed);
    if (this.#mayGo(closed)) await this.#remove(name);
  }

  /** What was in a file that somebody removed is not known any more: that must not pass in silence. */
  #missAny(known: readonly string[], names: readonly string[]): void {
    const there = new Set(names);
    const gone = known.filter((name) => {
      const closed = this.#closed.get(name);
      if (closed === undefined || there.has(name)) return false;
      this.#closed.delete(name);
      return !this.#isOver(closed);
    });
    if (gone.length === 0) return;
    throw journalError(
      `The journal file ${gone.join(', ')} is gone. Nothing was sent.`,
      'Restore it. Or send again: whom it held is then messaged again.',
    );
  }

  /** Resolves to the time of the note once it is on the disk. @throws KoreNotifyError `journal_failed` if there is no room */
  async write({ page, keys, note, keepMs }: NoteToWrite): Promise<number> {
    const { now, elapsedMs } = this.#options;
    const at = Math.max(note.at, this.#newest);
    this.#newest = at;
    const term = {
      // Whichever clock is behind, the next process does not forget it too early.
      until: Math.max(at, now(), this.#now()) + keepMs,
      endsAt: Math.ceil(elapsedMs() + keepMs),
    };
    const text = lineOf({ page, keys, note: { ...note, at }, ...term });
    // How a request ended is noted in any case: without it everybody in it would count as unknown.
    if (note.state === 'sending') await this.#makeRoom(text.length);
    await this.#enqueue({ text, ...term });
    return at;
  }

  async #enqueue(line: Line | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ line, resolve, reject });
      this.#writing ??= this.#flush().finally(() => (this.#writing = undefined));
    });
  }

  /** Whatever waits goes to the disk together. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const together = this.#pending;
      this.#pending = [];
      try {
        await this.#append(together.flatMap(({ line }) => line ?? []));
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
  }

  async #append(lines: readonly Line[]): Promise<void> {
    if (this.#current !== undefined && this.#current.bytes >= this.#options.fileBytes) await this.#end();
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (this.#current === undefined && this.#lines.length + lines.length === 0) return;
      const wanted = this.#current === undefined ? [...this.#lines, ...lines] : lines;
      this.#current ??= await this.#begin();
      await this.#appendTo(this.#current, wanted);
      // Looked at afterwards: what was written before is then known to be where the next process looks.
      if (await this.#isInPlace(this.#current)) {
        this.#lines.push(...lines);
        return;
      }
      await this.#leave(this.#current);
    }
    throw journalError(
      'The journal file is removed again and again.',
      'Let no other program change the folder of the journal. Nothing is sent without it.',
    );
  }

  async #appendTo(current: Current, lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return;
    const text = lines.map((line) => line.text).join('');
    try {
      await current.file.appendFile(text);
      await current.file.datasync();
      current.bytes += Buffer.byteLength(text);
    } catch (error) {
      // What is in the file now nobody knows: the next line must not follow half a line.
      if (await this.#isInPlace(current).catch(() => false)) await this.#end();
      else await this.#leave(current);
      throw error;
    }
  }

  async #isInPlace({ name, file, bytes }: Current): Promise<boolean> {
    const held = await file.stat({ bigint: true });
    const named = await stat(this.#path(name), { bigint: true }).catch(ifMissing);
    return named?.ino === held.ino && named.dev === held.dev && held.size >= BigInt(bytes);
  }

  /** Gives up a file that was taken away, replaced or cut; what stood in it goes into the next one. */
  async #leave({ name, file }: Current): Promise<void> {
    this.#current = undefined;
    // What cannot even be looked at is not ours to remove.
    const held = await file.stat({ bigint: true }).catch(() => undefined);
    await file.close();
    const path = this.#path(name);
    const named = await stat(path, { bigint: true }).catch(ifMissing);
    if (named !== undefined && named.ino === held?.ino && named.dev === held.dev)
      await unlink(path).catch(ifMissing);
    this.#own.delete(name);
  }

  async #begin(): Promise<Current> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#hash.keep();
    this.#number = Math.max(this.#number, this.#numberOf((await this.#names()).at(-1))) + 1;
    const name = `${this.#bot}.${String(this.#number).padStart(8, '0')}.jsonl`;
    // Before it is there: whoever reads the folder meanwhile must not take it for one that nobody needs.
    this.#own.add(name);
    const file = await open(this.#path(name), 'ax', 0o600);
    try {
      const header = headerOf(this.#hash);
      await file.appendFile(header);
      await file.datasync();
      await syncFolder(folder);
      return { name, file, bytes: header.length };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Ends the file that is written; the next note begins another one. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#end();
  }

  async #end(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    const until = this.#lines.reduce((latest, line) => Math.max(latest, line.until), 0);
    const endsAt = this.#lines.reduce((latest, line) => Math.max(latest, line.endsAt), -Infinity);
    this.#closed.set(current.name, { bytes: current.bytes, until, endsAt });
    this.#current = undefined;
    this.#lines = [];
    await current.file.close();
  }

  async #makeRoom(bytes: number): Promise<void> {
    for (const [name, closed] of this.#closed) if (this.#mayGo(closed)) await this.#remove(name);
    let used = this.#current?.bytes ?? 0;
    for (const closed of this.#closed.values()) used += closed.bytes;
    if (used + bytes <= this.#options.maxBytes) return;
    const first = Math.min(...[...this.#closed.values()].map((closed) => this.#goesAt(closed)));
    const when = Number.isFinite(first) ? ` Room is made at ${new Date(first).toISOString()}.` : '';
    throw journalError(
      `The journal of this bot is full (${Math.round(this.#options.maxBytes / 2 ** 20)} MB).${when}`,
      'Nothing in it is forgotten before its hours are over. Wait, or choose fewer hours next time.',
    );
  }

  /** Time since 1970 that goes on as it was when this process began, whatever is done to the clock. */
  #now(): number {
    return this.#start.now + this.#upMs();
  }

  #upMs(): number {
    return this.#options.elapsedMs() - this.#start.elapsedMs;
  }

  /** What an earlier process wrote is over only if both clocks say so: one that was set ahead may be set right. */
  #isOver({ until, endsAt }: Pick<Closed, 'until' | 'endsAt'>): boolean {
    return endsAt === undefined
      ? Math.min(this.#options.now(), this.#now()) >= until
      : this.#options.elapsedMs() >= endsAt;
  }

  /** A clock may be wrong when a machine starts: a file of an earlier process stays until there was time to set it. */
  #mayGo(closed: Closed): boolean {
    return this.#isOver(closed) && (closed.endsAt !== undefined || this.#upMs() >= SETTLING_MS);
  }

  /** When a file may go, by the clock as it stands. */
  #goesAt({ until, endsAt }: Closed): number {
    const now = this.#options.now();
    return endsAt === undefined
      ? Math.max(until, now + SETTLING_MS - this.#upMs())
      : now + endsAt - this.#options.elapsedMs();
  }

  async #remove(name: string): Promise<void> {
    this.#closed.delete(name);
    await unlink(this.#path(name)).catch(ifMissing);
  }

  /** In order. Whatever else somebody keeps in the folder is left alone. */
  async #names(): Promise<string[]> {
    const names = (await readdir(this.#options.folder).catch(ifMissing)) ?? [];
    return names
      .filter((name) => this.#numberOf(name) > 0)
      .sort((one, other) => this.#numberOf(one) - this.#numberOf(other));
  }

  /** 0 for a name that is none of ours. */
  #numberOf(name = ''): number {
    if (!name.startsWith(`${this.#bot}.`)) return 0;
    return Number(/^(\d{8,15})\.jsonl$/.exec(name.slice(this.#bot.length + 1))?.[1] ?? 0);
  }

  #path(name: string): string {
    return join(this.#options.folder, name);
  }
}

const MAX_TRIES = 3;
/** How long after the start of a process its clock may still be set. */
const SETTLING_MS = 3_600_000;

/** The notes of a line, by key; those of many keys are one object, as far as they are equal. */
export function addNotes(
  notes: Map<string, JournalNote>,
  { keys, note }: Pick<JournalEntry, 'keys' | 'note'>,
): void {
  const { contents, ...rest } = note;
  keys.forEach((key, position) => {
    const content = contents?.[position] ?? '';
    notes.set(key, content === '' ? rest : { ...rest, content });
  });
}

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
