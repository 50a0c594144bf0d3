import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, pack, PACKAGES, root, run, unpack } from './packages.ts';

describe('The packed tarball', function () {
  this.timeout(60_000);
  let unpacked: string;

  before(async () => {
    unpacked = await makeFolder();
  });
  after(() => rm(unpacked, { recursive: true, force: true }));

  for (const { folder, entries, holds } of PACKAGES)
    it(`of ${folder} holds what it needs, nothing of the workshop, and loads by require and by import`, async () => {
      const { tarball, paths } = await pack(folder, unpacked);
      for (const wanted of ['package.json', 'LICENSE', ...entries, ...holds])
        assert.ok(paths.includes(wanted), `${wanted} is missing`);
      assert.deepEqual(
        paths.filter((path) =>
          /(^|\/)(src|test|scripts|node_modules)\/|\.map$|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(path),
        ),
        [],
      );

      const home = join(unpacked, folder);
      await unpack(tarball, home);
      for (const entry of entries) {
        const path = JSON.stringify(join(home, entry));
        await run(process.execPath, ['-e', `require(${path})`], { cwd: home });
        await run(process.execPath, ['--input-type=module', '-e', `await import(${path})`], { cwd: home });
      }
    });

  for (const { folder } of PACKAGES)
    it(`of ${folder} is not made before the package is built`, async () => {
      const clone = join(unpacked, 'unbuilt');
      for (const file of ['packages/demo/assert-built.mjs', join(folder, 'package.json')]) {
        await mkdir(dirname(join(clone, file)), { recursive: true });
        await copyFile(join(root, file), join(clone, file));
      }
      await assert.rejects(
        pack(join(clone, folder), unpacked),
        /is not built: .*dist.* is missing\. Run "npm run setup"/,
      );
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
