import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** What is published, and what somebody who installed it would load first. */
const PACKAGES = [
  {
    folder: 'shared-core',
    entries: ['dist/index.js', 'dist/node/index.js', 'dist/testing/index.js'],
    holds: ['schemas/send.request.schema.json'],
  },
  {
    folder: 'packages/node-red',
    entries: ['dist/nodes/kore-send/kore-send.js'],
    holds: ['examples/demo.json', 'dist/nodes/kore-app/kore-app.html'],
  },
  { folder: 'packages/simulator', entries: ['dist/index.js'], holds: ['dist/main.js'] },
  {
    folder: 'packages/n8n',
    entries: ['dist/nodes/KoreCheckStatus/KoreCheckStatus.node.js'],
    holds: ['dist/icons/kore.svg'],
  },
];

describe('The packed tarball', function () {
  this.timeout(60_000);
  let unpacked: string;

  before(async () => {
    // Inside the repository, so that an unpacked package finds what it depends on.
    await mkdir(join(root, 'node_modules', '.cache'), { recursive: true });
    unpacked = await mkdtemp(join(root, 'node_modules', '.cache', 'kore-notify-packed-'));
  });
  after(() => rm(unpacked, { recursive: true, force: true }));

  for (const { folder, entries, holds } of PACKAGES)
    it(`of ${folder} holds what it needs, nothing of the workshop, and loads by require and by import`, async () => {
      const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', unpacked], {
        cwd: join(root, folder),
      });
      const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
      const paths = files.map(({ path }) => path);
      for (const wanted of ['package.json', 'LICENSE', ...entries, ...holds])
        assert.ok(paths.includes(wanted), `${wanted} is missing`);
      assert.deepEqual(
        paths.filter((path) =>
          /(^|\/)(src|test|scripts|node_modules)\/|\.map$|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(path),
        ),
        [],
      );

      const home = join(unpacked, folder);
      await mkdir(home, { recursive: true });
      await run('tar', ['-xzf', join(unpacked, filename), '-C', home, '--strip-components=1']);
      for (const entry of entries) {
        const path = JSON.stringify(join(home, entry));
        await run(process.execPath, ['-e', `require(${path})`], { cwd: home });
        await run(process.execPath, ['--input-type=module', '-e', `await import(${path})`], { cwd: home });
      }
    });

  it('names the same reserved domain in every package, to be changed before publishing', async () => {
    for (const { folder } of PACKAGES) {
      const text = await readFile(join(root, folder, 'package.json'), 'utf8');
      const { repository, homepage, author } = JSON.parse(text) as Record<string, unknown>;
      assert.equal(homepage, 'https://example.org/kore-notify');
      assert.deepEqual(repository, { type: 'git', url: 'https://example.org/kore-notify.git' });
      assert.deepEqual(author, { name: 'Kore Notify', email: 'kore-notify@example.org' });
    }
  });

  it('has one version for all packages', async () => {
    const folders = [
      'shared-core',
      ...(await readdir(join(root, 'packages'))).map((name) => `packages/${name}`),
    ];
    const versions = await Promise.all(
      folders.map(async (folder) => {
        const text = await readFile(join(root, folder, 'package.json'), 'utf8');
        return (JSON.parse(text) as { version: string }).version;
      }),
    );
    assert.equal(new Set(versions).size, 1);
  });
});
