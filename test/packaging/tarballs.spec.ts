import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
      const { scripts } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
        scripts: { prepack: string };
      };
      const [, check = ''] = scripts.prepack.split(' ');
      const unbuilt = join(unpacked, 'unbuilt', folder);
      await mkdir(unbuilt, { recursive: true });
      await copyFile(join(root, folder, 'package.json'), join(unbuilt, 'package.json'));
      await assert.rejects(
        run(process.execPath, [join(root, folder, check)], { cwd: unbuilt }),
        /is not built: .*dist.* is missing\. Run "npm run setup"/,
      );
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
