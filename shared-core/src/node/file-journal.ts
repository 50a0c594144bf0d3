import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { isKoreNotifyError, journalError, type KoreNotifyError } from '../vocabulary/errors.ts';
import type { Journal, JournalScope, OncePage } from '../vocabulary/ports.ts';
import { addNotes, type FileJournalOptions, JournalFiles } from './journal-files.ts';
import { type JournalHash, openJournalHash } from './journal-hash.ts';

/**
 * The port `Journal` in append-only files, some for each bot. Each note is on the disk before `note` resolves, so it
 * survives a crash at any moment. Recipients and keys are stored only as hashes under a random key. A file is removed
 * once everything in it is older than it must be kept. One process at a time may use a folder:
 * docs/decisions/journal.md.
 *
 * A clock that is set meanwhile changes no age of what this process noted. What an earlier process noted is as old as the
 * clock says: a clock that is ahead at the start hides it until the clock is right, and a clock that was behind while
 * everything in the journal was noted makes it look that much too old.
 */
export class FileJournal implements Journal {
  readonly #options: Required<FileJournalOptions>;
  readonly #files = new Map<string, JournalFiles>();
  #hash: Promise<JournalHash> | undefined;

  constructor(options: FileJournalOptions) {
    this.#options = {
      maxBytes: 64 * MEBIBYTE,
      fileBytes: 8 * MEBIBYTE,
      now: Date.now,
      elapsedMs: () => performance.now(),
      ...options,
    };
  }

  async open({ origin, botId, key, keepMs }: JournalScope): Promise<OncePage> {
    try {
      const hash = await this.#openHash();
      const bot = nameOf(origin, botId);
      const files = this.#files.get(bot) ?? new JournalFiles(bot, hash, this.#options);
      this.#files.set(bot, files);
      const page = hash.of(key);
      const notes = await files.read(page);
      return {
        keyOf: (subject) => hash.of(subject),
        recall: (subject) => notes.get(subject),
        keys: () => notes.keys(),
        async note(keys, note) {
          const at = await files.write({ page, keys, note, keepMs }).catch(rethrow);
          addNotes(notes, { keys, note: { ...note, at } });
        },
      };
    } catch (error) {
      throw asJournalError(error);
    }
  }

  /** Closes the files; they are opened again when they are needed. */
  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((files) => files.close()));
  }

  #openHash(): Promise<JournalHash> {
    const { folder } = this.#options;
    this.#hash ??= mkdir(folder, { recursive: true, mode: 0o700 }).then(() => openJournalHash(folder));
    // What was wrong may be put right meanwhile.
    this.#hash.catch(() => (this.#hash = undefined));
    return this.#hash;
  }
}

const MEBIBYTE = 2 ** 20;

/** Fit for a file name, and another one for each bot. */
function nameOf(origin: string, botId: string): string {
  const readable = botId.replaceAll(/[^\w-]/g, '_').slice(0, 40);
  return `${readable}-${createHash('sha256').update(`${origin}\n${botId}`).digest('hex').slice(0, 8)}`;
}

function rethrow(error: unknown): never {
  throw asJournalError(error);
}

function asJournalError(error: unknown): KoreNotifyError {
  if (isKoreNotifyError(error)) return error;
  const { code = 'an error' } = error as NodeJS.ErrnoException;
  return journalError(
    `The journal cannot be read or written (${code}).`,
    'Nothing is sent without it. Check the folder, its permissions and the free space, or send without a key and without ' +
      'a maximum per day.',
  );
}
