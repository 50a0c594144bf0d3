import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from './documented-commands.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

const DOCUMENTS = documents(root);

/** Folders that paths in the documents begin with. */
const IN_THE_REPOSITORY = /^(shared-core|packages|test|docs|\.ci)(\/|$)/;

describe('The documents', () => {
  for (const document of DOCUMENTS) {
    it(`${document}: every path that it names exists`, async () => {
      const named = [...(await read(document)).matchAll(/`([\w.@*/-]+)`/g)].map(([, path = '']) => path);
      const paths = named.filter((path) => IN_THE_REPOSITORY.test(path) && !path.includes('*'));
      // A dist folder is there once the packages are built.
      const missing = paths.filter((path) => !existsSync(join(root, path)) && !path.includes('dist'));
      assert.deepEqual(missing, []);
    });

    it(`${document}: every npm command that it names exists`, async () => {
      const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
      const named = [...(await read(document)).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
      assert.deepEqual(
        named.filter((name) => scripts[name] === undefined),
        [],
      );
    });
  }
});

describe('The repository', () => {
  it('has nothing at its top level but what was agreed and what tools insist on', async () => {
    const agreed = [
      'packages',
      'shared-core',
      'test',
      'docs',
      'lerna.json',
      'package.json',
      'tsconfig.base.json',
      'README.md',
    ];
    const tools = [
      '.ci',
      '.gitignore',
      '.npmrc',
      '.yarnrc.yml',
      'AGENTS.md',
      'LICENSE',
      'eslint.config.mjs',
      'package-lock.json',
    ];
    const made = ['.git', 'node_modules', 'coverage', '.nx', '.kore-notify-lock'];
    const others = (await readdir(root)).filter((name) => ![...agreed, ...tools, ...made].includes(name));
    assert.deepEqual(others, []);
  });

  it('records no registry in its lock file', async () => {
    assert.doesNotMatch(await read('package-lock.json'), /"resolved": "https?:/);
  });
});
