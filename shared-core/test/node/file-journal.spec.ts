import assert from 'node:assert/strict';
import {
  appendFile,
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';
import { FileJournal } from '../../src/node/file-journal.ts';
import type { FileJournalOptions } from '../../src/node/journal-files.ts';
import type { JournalNote, JournalPage, JournalScope } from '../../src/vocabulary/ports.ts';

const HOUR_MS = 3_600_000;
const SCOPE = { origin: 'https://platform.kore.ai', botId: 'st-1', key: 'lunch', keepMs: HOUR_MS };

describe('FileJournal', () => {
  let folder: string;
  let now: number;
  let journals: FileJournal[];
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kore-notify-journal-')), 'journal');
    now = 1_000_000;
    journals = [];
  });
  afterEach(async () => {
    await Promise.all(journals.map((journal) => journal.close()));
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  /** What a process begins with: what an earlier one did not close is there as it left it. */
  function start(options: Partial<FileJournalOptions> = {}): FileJournal {
    const journal = new FileJournal({ folder, now: () => now, ...options });
    journals.push(journal);
    return journal;
  }
  const at = (state: JournalNote['state'], requestId?: string): JournalNote => ({
    state,
    at: now,
    ...(requestId === undefined ? {} : { requestId }),
  });
  async function onPage<T>(
    journal: FileJournal,
    use: (page: JournalPage) => T,
    scope: Partial<JournalScope> = {},
  ) {
    const page = await journal.open({ ...SCOPE, ...scope });
    return use(page);
  }
  const note = (journal: FileJournal, subject: string, what: JournalNote, scope?: Partial<JournalScope>) =>
    onPage(journal, (page) => page.note([page.keyOf(subject)], what), scope);
  const recall = (journal: FileJournal, subject: string, scope?: Partial<JournalScope>) =>
    onPage(journal, (page) => page.recall(page.keyOf(subject)), scope);
  const files = async () => (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const newest = async () => join(folder, (await files()).at(-1) ?? '');
  async function fails(promise: Promise<unknown>, words: RegExp): Promise<void> {
    await assert.rejects(promise, (error) => {
      assert.ok(isKoreNotifyError(error));
      assert.equal(error.code, 'journal_failed');
      assert.match(error.message, words);
      return true;
    });
  }

  it('holds no subject, no key and no readable hash of them, and only its owner may read it', async () => {
    await note(start(), 'ann@example.com', at('accepted', 'ds-1'));
    const text = (
      await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))
    ).join();
    for (const secret of ['ann', 'example', 'lunch']) assert.ok(!text.includes(secret), secret);
    if (process.platform === 'win32') return;
    for (const name of await readdir(folder))
      assert.equal((await stat(join(folder, name))).mode & 0o077, 0, name);
    assert.equal((await stat(folder)).mode & 0o077, 0);
  });

  it('reads whatever a crash left: a prefix of the file tells what was noted whole, and nothing else', async () => {
    await note(start(), 'ann', at('sending'));
    await note(journals[0] ?? start(), 'ann', at('accepted', 'ds-1'));
    const path = await newest();
    const whole = await readFile(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([position]) => position + 1);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length }),
        fc.constantFrom('', '\0\0\0'),
        async (length, tail) => {
          await writeFile(path, whole);
          await truncate(path, length);
          await appendFile(path, tail);
          const lines = ends.filter((end) => end <= length).length;
          const found = await recall(start(), 'ann');
          assert.deepEqual(found?.state, [undefined, undefined, 'sending', 'accepted'][lines]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on in another file after a torn line, and later processes read both', async () => {
    await note(start(), 'ann', at('accepted', 'ds-1'));
    await appendFile(await newest(), '{"p":"half a li');
    await note(start(), 'bob', at('sending'));
    assert.equal((await files()).length, 2);
    const third = start();
    assert.equal((await recall(third, 'ann'))?.state, 'accepted');
    assert.equal((await recall(third, 'bob'))?.state, 'sending');
  });

  it('stops, and names file and line, if a line before the last cannot be read', async () => {
    await note(start(), 'ann', at('sending'));
    const [header = '', line = ''] = (await readFile(await newest(), 'utf8')).split('\n');
    await writeFile(await newest(), `${header}\n${line}\nnonsense\n${line}\n`);
    await fails(recall(start(), 'ann'), /Line 3 of the journal file st-1-\w+\.\d+\.jsonl cannot be read/);
  });

  it('stops if its key was lost or exchanged: nobody would be recognised', async () => {
    await note(start(), 'ann', at('sending'));
    await rm(join(folder, 'key'));
    await fails(recall(start(), 'ann'), /another key/);
    await writeFile(join(folder, 'key'), 'short');
    await fails(recall(start(), 'ann'), /key of the journal is damaged/);
  });

  it('forgets nothing within its hours, and drops a file once all of it is older', async () => {
    const first = start();
    await note(first, 'ann', at('accepted'), { keepMs: HOUR_MS });
    await note(first, 'bob', at('accepted'), { keepMs: 2 * HOUR_MS, key: 'dinner' });
    now += HOUR_MS - 1;
    assert.equal((await recall(start(), 'ann'))?.state, 'accepted');
    now += 1;
    assert.equal(await recall(start(), 'ann'), undefined);
    assert.equal((await files()).length, 1);
    assert.equal((await recall(start(), 'bob', { key: 'dinner' }))?.state, 'accepted');
    now += HOUR_MS;
    await recall(start(), 'ann');
    assert.deepEqual(await files(), []);
  });

  it('orders its files by number, not by a clock that may be set back', async () => {
    await note(start(), 'ann', at('cleared'));
    now -= 100_000;
    await note(start(), 'ann', at('accepted'));
    assert.equal((await recall(start(), 'ann'))?.state, 'accepted');
  });

  it('begins another file when one is long, and takes notes while it is full only of how requests ended', async () => {
    const journal = start({ fileBytes: 1_000, maxBytes: 3_000 });
    let noted = 0;
    const fill = async (): Promise<void> => {
      for (; noted < 100; noted++) await note(journal, `r${noted}`, at('sending'));
    };
    await fails(fill(), /full \(0 MB\)\. Room is made at 1970-01-01T01:16:40.000Z/);
    assert.ok(noted > 15 && noted < 40, String(noted));
    assert.ok((await files()).length >= 3);
    await note(journal, 'r0', at('accepted'));
    assert.equal((await recall(start(), 'r0'))?.state, 'accepted');
    now += HOUR_MS;
    await note(journal, 'late', at('sending'));
  });

  it('says that it cannot be written, without a stack or a system’s own words alone', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      // Root may write everywhere: a file in the place of the folder is what stops it.
      await writeFile(folder, '');
      await fails(recall(start(), 'ann'), /cannot be read or written \((EEXIST|ENOTDIR)\)/);
      return;
    }
    await chmod(join(folder, '..'), 0o500);
    await fails(recall(start(), 'ann'), /cannot be read or written \(EACCES\)/);
    await chmod(join(folder, '..'), 0o700);
  });
});
