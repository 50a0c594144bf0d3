import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFolderLock } from '../../packages/demo/folder-lock.mjs';

describe('The lock of a folder', function () {
  this.timeout(30_000);
  let folder: string;
  let path: string;
  let said: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
    path = join(folder, 'lock');
    said = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const options = () => ({ path, say: (line: string) => void said.push(line), waiting: 'Waiting …' });

  it('lets one at a time work, and goes with the last', async () => {
    let working = 0;
    const most: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map(() =>
        withFolderLock(options(), async () => {
          most.push(++working);
          await sleep(30);
          working--;
        }),
      ),
    );
    assert.deepEqual(most, [1, 1, 1, 1]);
    assert.deepEqual(said, ['Waiting …', 'Waiting …', 'Waiting …']);
    assert.equal(existsSync(path), false);
  });

  it('goes also if the work fails', async () => {
    await assert.rejects(
      withFolderLock(options(), () => Promise.reject(new Error('no space'))),
      /no space/,
    );
    assert.equal(existsSync(path), false);
  });

  it('ends the wait when its signal says so, and leaves the lock to its holder', async () => {
    const stopping = new AbortController();
    await withFolderLock(options(), async () => {
      const waits = withFolderLock({ ...options(), signal: stopping.signal }, () =>
        Promise.reject(new Error('must not work')),
      );
      stopping.abort();
      await assert.rejects(waits, { name: 'AbortError' });
      assert.ok(existsSync(path));
    });
  });

  for (const [what, content] of [
    [
      'whose holder was killed',
      (pid: number) => JSON.stringify({ owner: 'x', host: hostname(), pids: [pid] }),
    ],
    ['whose holder was killed while it wrote it', () => '{ "ow'],
  ] as const)
    it(`is taken over by one of those who wait if it is one ${what}`, async () => {
      const ended = spawn(process.execPath, ['-e', '']);
      await once(ended, 'exit');
      await writeFile(path, content(ended.pid ?? 0));
      let working = 0;
      await Promise.all(
        [1, 2].map(() =>
          withFolderLock(options(), async () => {
            assert.equal(++working, 1);
            await sleep(100);
            working--;
          }),
        ),
      );
      assert.equal(existsSync(path), false);
    });

  it('is not taken over while its holder shows that it lives, though its number cannot be seen here', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    const held = JSON.stringify({ owner: 'x', host: hostname(), pids: [ended.pid] });
    await writeFile(path, held);
    const beat = setInterval(() => void utimes(path, new Date(), new Date()), 500);
    const stopping = new AbortController();
    const waits = withFolderLock({ ...options(), signal: stopping.signal }, () => Promise.resolve());
    try {
      await sleep(7_000);
      assert.equal(await readFile(path, 'utf8'), held);
    } finally {
      clearInterval(beat);
      stopping.abort();
    }
    await assert.rejects(waits, { name: 'AbortError' });
  });
});
