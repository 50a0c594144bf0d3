import assert from 'node:assert/strict';
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
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
  /** Wall time, and monotonic time. */
  let now: number;
  let elapsed: number;
  let journals: FileJournal[];
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kore-notify-journal-')), 'journal');
    now = 1_000_000;
    elapsed = -5_000;
    journals = [];
  });
  afterEach(async () => {
    await Promise.all(journals.map((journal) => journal.close()));
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  /** What a process begins with: what an earlier one did not close is there as it left it. */
  function start(options: Partial<FileJournalOptions> = {}): FileJournal {
    const journal = new FileJournal({ folder, now: () => now, elapsedMs: () => elapsed, ...options });
    journals.push(journal);
    return journal;
  }
  function pass(ms: number): void {
    now += ms;
    elapsed += ms;
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
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), fc.boolean(), async (length, isZeroed) => {
        // After a power cut a file may have its length, but not yet what stood there.
        await writeFile(path, isZeroed ? Buffer.alloc(whole.length) : '');
        const file = await open(path, 'r+');
        await file.write(whole.subarray(0, length));
        await file.close();
        const lines = ends.filter((end) => end <= length).length;
        if (isZeroed && lines === 0)
          return fails(recall(start(), 'ann'), /another key, or by another version/);
        const found = await recall(start(), 'ann');
        assert.deepEqual(found?.state, [undefined, undefined, 'sending', 'accepted'][lines]);
      }),
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

  it('forgets nothing within its hours, and what is older once they are over', async () => {
    const first = start();
    await note(first, 'ann', at('accepted'), { keepMs: HOUR_MS });
    await note(first, 'bob', at('accepted'), { keepMs: 2 * HOUR_MS, key: 'dinner' });
    pass(HOUR_MS - 1);
    for (const journal of [first, start()]) assert.equal((await recall(journal, 'ann'))?.state, 'accepted');
    pass(1);
    for (const journal of [first, start()]) {
      assert.equal(await recall(journal, 'ann'), undefined);
      assert.equal((await recall(journal, 'bob', { key: 'dinner' }))?.state, 'accepted');
    }
    assert.equal((await files()).length, 1);
  });

  it('removes a file once all of it is older, but not because a clock says so when a process begins', async () => {
    const first = start();
    await note(first, 'ann', at('accepted'));
    await first.close();
    pass(2 * HOUR_MS);
    const second = start();
    await recall(second, 'ann');
    assert.equal((await files()).length, 1);
    pass(HOUR_MS);
    await recall(second, 'ann');
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
    pass(HOUR_MS);
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

  it('keeps every note of many keys that are opened and written at once', async () => {
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ turns: fc.nat({ max: 20 }), notes: fc.integer({ min: 1, max: 4 }) }), {
          minLength: 2,
          maxLength: 12,
        }),
        fc.constantFrom(300, 2 ** 20),
        fc.boolean(),
        async (orders, fileBytes, hasOlder) => {
          await rm(folder, { recursive: true, force: true });
          if (hasOlder) await note(start(), 'before', at('accepted'));
          const journal = start({ fileBytes });
          await journal.open({ ...SCOPE, botId: 'st-2' });
          await Promise.all(
            orders.map(async ({ turns, notes }, order) => {
              for (let n = 0; n < turns; n++) await turn();
              const page = await journal.open({ ...SCOPE, key: `order ${order}` });
              for (let n = 0; n < notes; n++) {
                await page.note([page.keyOf(`r${n}`)], at('sending'));
                await page.note([page.keyOf(`r${n}`)], at('accepted', `ds-${order}`));
              }
            }),
          );
          for (const reader of [journal, start()])
            for (const [order, { notes }] of orders.entries())
              for (let n = 0; n < notes; n++)
                assert.deepEqual(
                  await recall(reader, `r${n}`, { key: `order ${order}` }),
                  at('accepted', `ds-${order}`),
                );
          if (hasOlder) assert.equal((await recall(journal, 'before'))?.state, 'accepted');
          await Promise.all(journals.splice(0).map((one) => one.close()));
        },
      ),
      { numRuns: 20 },
    );
  });

  const TAKEN_AWAY: Record<string, (path: string) => Promise<void>> = {
    'its file is removed': (path) => rm(path),
    'its folder is removed': () => rm(folder, { recursive: true }),
    'its file is moved away': (path) => rename(path, `${path}.old`),
    'its file is emptied': (path) => truncate(path, 0),
    'its file is replaced by an older copy of it': async (path) => {
      const [header = ''] = (await readFile(path, 'utf8')).split('\n');
      await rm(path);
      await writeFile(path, `${header}\n`);
    },
    'its folder is replaced by an empty one': async () => {
      await rename(folder, await mkdtemp(`${folder}.old`));
      await mkdir(folder);
    },
  };
  for (const [what, takeAway] of Object.entries(TAKEN_AWAY))
    it(`writes what it knows into a new file if ${what} while it is in use`, async function () {
      if (process.platform === 'win32') this.skip();
      const journal = start();
      const page = await journal.open(SCOPE);
      await page.note([page.keyOf('ann')], at('accepted', 'ds-1'));
      await page.note([page.keyOf('bob')], at('sending'));
      await takeAway(await newest());
      await page.note([page.keyOf('bob')], at('accepted', 'ds-2'));
      await page.note([page.keyOf('cem')], at('sending'));
      for (const reader of [journal, start()]) {
        assert.deepEqual(await recall(reader, 'ann'), at('accepted', 'ds-1'));
        assert.deepEqual(await recall(reader, 'bob'), at('accepted', 'ds-2'));
        assert.deepEqual(await recall(reader, 'cem'), at('sending'));
      }
      await takeAway(await newest());
      assert.deepEqual(await recall(journal, 'ann'), at('accepted', 'ds-1'));
      assert.deepEqual(await recall(start(), 'cem'), at('sending'));
    });

  it('stops once if a file that it does not write any more is gone: what it held is not known', async () => {
    await note(start(), 'ann', at('accepted'));
    const journal = start();
    await recall(journal, 'ann');
    await rm(await newest());
    await fails(recall(journal, 'ann'), /st-1-\w+\.00000001\.jsonl is gone/);
    assert.equal(await recall(journal, 'ann'), undefined);
  });

  it('stops if its key is exchanged while it is in use', async () => {
    const journal = start();
    await note(journal, 'ann', at('accepted'));
    await rm(await newest());
    await writeFile(join(folder, 'key'), Buffer.alloc(32, 7));
    await fails(note(journal, 'ann', at('sending')), /The key of the journal was exchanged/);
  });

  it('keeps a note for its hours by monotonic time, whatever is done to the wall clock', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -100 * HOUR_MS, max: 100 * HOUR_MS }), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        async ([before = 0, meanwhile = 0, after = 0], hasOlder) => {
          await rm(folder, { recursive: true, force: true });
          now = 1_000 * HOUR_MS;
          if (hasOlder) await note(start(), 'older', at('accepted'));
          now += before;
          const journal = start();
          now += meanwhile;
          await note(journal, 'ann', at('accepted'));
          now += after;
          elapsed += HOUR_MS - 1;
          assert.equal((await recall(journal, 'ann'))?.state, 'accepted');
          elapsed += 1;
          assert.equal(await recall(journal, 'ann'), undefined);
          await Promise.all(journals.splice(0).map((one) => one.close()));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes no note older than the newest that it holds, so that a clock behind costs the next process nothing', async () => {
    await note(start(), 'ann', at('accepted'));
    pass(1_000);
    const newestAt = now;
    await note(start(), 'bob', at('accepted'));
    now -= 25 * HOUR_MS;
    await note(start(), 'cem', at('accepted'));
    now += 25 * HOUR_MS;
    const found = await recall(start(), 'cem');
    assert.deepEqual([found?.state, found?.at], ['accepted', newestAt]);
  });

  it('knows again what an earlier process noted, once a clock that was ahead at the start is right', async () => {
    await note(start(), 'ann', at('accepted'));
    now += 25 * HOUR_MS;
    const journal = start();
    assert.equal(await recall(journal, 'ann'), undefined);
    now -= 25 * HOUR_MS;
    assert.equal((await recall(journal, 'ann'))?.state, 'accepted');
  });

  it('removes no file whose newest note lies ahead of the clock', async () => {
    now += 100 * HOUR_MS;
    const first = start();
    await note(first, 'ann', at('accepted'), { keepMs: 1 });
    await first.close();
    now -= 90 * HOUR_MS;
    const second = start();
    await recall(second, 'ann');
    elapsed += 200 * HOUR_MS;
    await recall(second, 'ann');
    assert.equal((await files()).length, 1);
  });

  it('leaves files alone whose names are not its own', async () => {
    await note(start(), 'ann', at('accepted'));
    const path = await newest();
    const copies = ['copy', 'backup.00000007', '1', '00000001.old'].map((name) =>
      path.replace('00000001', name),
    );
    for (const copy of copies) await cp(path, copy);
    for (const subject of ['bob', 'cem', 'dan']) await note(start(), subject, at('accepted'));
    assert.equal((await recall(start(), 'ann'))?.state, 'accepted');
    assert.deepEqual(
      (await files())
        .filter((name) => !copies.some((copy) => copy.endsWith(name)))
        .map((name) => name.split('.')[1]),
      ['00000001', '00000002', '00000003', '00000004'],
    );
  });

  it('reads and numbers its files in order beyond 99,999,999', async () => {
    await note(start(), 'ann', at('accepted', 'ds-1'));
    const path = await newest();
    await rename(path, path.replace('00000001', '99999999'));
    await note(start(), 'ann', at('accepted', 'ds-2'));
    await note(start(), 'ann', at('accepted', 'ds-3'));
    assert.equal((await recall(start(), 'ann'))?.requestId, 'ds-3');
    assert.equal((await files()).length, 3);
  });

  it('keeps a file of zeros, which a power cut left, and says so', async () => {
    await note(start(), 'ann', at('accepted'));
    const { size } = await stat(await newest());
    await writeFile(await newest(), Buffer.alloc(size));
    await fails(recall(start(), 'ann'), /another key, or by another version/);
    assert.equal((await files()).length, 1);
  });

  it('keeps with a note the content of each key', async () => {
    const page = await start().open(SCOPE);
    await page.note(['a', 'b', 'c'], { ...at('accepted'), contents: ['x', '', 'y'] });
    await page.note(['d'], at('accepted'));
    for (const reader of [page, await start().open(SCOPE)]) {
      assert.deepEqual(
        ['a', 'b', 'c', 'd'].map((key) => reader.recall(key)?.content),
        ['x', undefined, 'y', undefined],
      );
      assert.deepEqual([...reader.keys()], ['a', 'b', 'c', 'd']);
    }
  });
});
