import { createHmac, randomBytes } from 'node:crypto';
import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { journalError } from '../vocabulary/errors.ts';

/** Hashes under a random key: nobody can find out an identity by trying those that there may be. */
export interface JournalHash {
  of(text: string): string;
  /** Makes sure that the next process will have the same key. @throws KoreNotifyError `journal_failed` if another one is kept */
  keep(): Promise<void>;
}

/** The hash of a folder; its key is made if there is none yet. @throws KoreNotifyError `journal_failed` */
export async function openJournalHash(folder: string): Promise<JournalHash> {
  const path = join(folder, KEY_FILE);
  const key = (await readKey(path)) ?? (await makeKey(path, randomBytes(KEY_BYTES)));
  if (key.length !== KEY_BYTES)
    throw journalError(
      `The file ${KEY_FILE} of the journal is damaged.`,
      'Restore it, or remove the folder of the journal: what it holds may then be sent again.',
    );
  return {
    of: (text) =>
      createHmac('sha256', key).update(text).digest().subarray(0, HASH_BYTES).toString('base64url'),
    async keep() {
      const kept = (await readKey(path)) ?? (await makeKey(path, key));
      if (!kept.equals(key))
        throw journalError(
          'The key of the journal was exchanged while it was in use.',
          `Restore the file ${KEY_FILE}, or restart: what the journal holds may then be sent again.`,
        );
    },
  };
}

const KEY_FILE = 'key';
const KEY_BYTES = 32;
/** Enough that no two of billions are equal. */
const HASH_BYTES = 16;

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole before it has its name, so that no crash leaves half a key. */
async function makeKey(path: string, key: Buffer): Promise<Buffer> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(unfinished);
  }
  return readFile(path);
}
