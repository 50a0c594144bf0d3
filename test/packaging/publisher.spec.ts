import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGES, root, run } from './packages.ts';

interface Manifest {
  readonly author: object;
  readonly homepage: string;
  readonly repository: object;
  readonly bugs: object;
  readonly publishConfig: object;
  readonly engines: object;
  readonly keywords: readonly string[];
}

describe('Who publishes', () => {
  const manifestOf = async (folder: string, from = root): Promise<Manifest> =>
    JSON.parse(await readFile(join(from, folder, 'package.json'), 'utf8')) as Manifest;

  /** Every text that names the home page in the n8n package. */
  async function linksOf(from: string): Promise<string[]> {
    const links: string[] = [];
    for (const part of ['nodes', 'credentials'])
      for (const entry of await readdir(join(from, 'packages/n8n', part), {
        recursive: true,
        withFileTypes: true,
      }))
        if (entry.isFile())
          links.push(
            ...((await readFile(join(entry.parentPath, entry.name), 'utf8')).match(
              /https:\/\/[^'"\s]+kore-notify/g,
            ) ?? []),
          );
    return links;
  }

  it('is the same in every package and link', async () => {
    const { author, homepage, repository, bugs } = await manifestOf('.');
    for (const { folder } of PACKAGES) {
      const own = await manifestOf(folder);
      assert.deepEqual(
        [own.author, own.homepage, own.repository, own.bugs],
        [author, homepage, repository, bugs],
      );
      assert.deepEqual(own.publishConfig, { access: 'public' });
      assert.ok(own.keywords.length > 2 && 'node' in own.engines);
    }
    const links = await linksOf(root);
    assert.ok(links.length >= 5);
    assert.deepEqual(new Set(links), new Set([homepage]));
  });

  it('is set for all by one command', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'kore-notify-publisher-'));
    try {
      for (const folder of ['.', ...PACKAGES.map((one) => one.folder)]) {
        await mkdir(join(copy, folder), { recursive: true });
        await cp(join(root, folder, 'package.json'), join(copy, folder, 'package.json'));
      }
      for (const part of ['nodes', 'credentials'])
        await cp(join(root, 'packages/n8n', part), join(copy, 'packages/n8n', part), { recursive: true });
      const script = join(root, '.ci/set-publisher.mjs');
      const author = { name: 'Acme Ltd', email: 'dev@acme.example' };
      await run(process.execPath, [
        script,
        '--root',
        copy,
        '--owner',
        'acme',
        '--name',
        author.name,
        '--email',
        author.email,
      ]);
      const home = 'https://github.com/acme/kore-notify';
      for (const folder of ['.', ...PACKAGES.map((one) => one.folder)]) {
        const own = await manifestOf(folder, copy);
        assert.deepEqual([own.author, own.homepage], [author, home]);
        assert.deepEqual(own.repository, { type: 'git', url: `git+${home}.git` });
      }
      assert.deepEqual(new Set(await linksOf(copy)), new Set([home]));
      await assert.rejects(run(process.execPath, [script, '--root', copy, '--owner', 'acme']));
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});
