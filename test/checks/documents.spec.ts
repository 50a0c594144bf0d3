import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULTS, UNSENT_REASONS } from '@kore-notify/core';
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

describe('What the documents say of a send', () => {
  const OF_A_SEND = ['README.md', 'packages/node-red/README.md', 'packages/n8n/README.md'];
  const words = async (path: string): Promise<string> => (await read(path)).replaceAll(/\s+/g, ' ');

  for (const document of OF_A_SEND) {
    it(`${document}: every reason of unsent is named, and which of them are no case for another channel`, async () => {
      const text = await words(document);
      // A preview sends nothing, and is no send.
      const missing = UNSENT_REASONS.filter(
        (reason) => reason !== 'preview' && !text.includes(`\`${reason}\``),
      );
      assert.deepEqual(missing, []);
      assert.match(text, /not `duplicate`, `empty` or `already_sent`/);
    });

    it(`${document}: how long a key counts, and how many recipients are the maximum`, async () => {
      const text = await words(document);
      assert.match(text, new RegExp(`\\b${DEFAULTS.onceHours} hours`));
      assert.match(text, new RegExp(`\\b${DEFAULTS.maxRecipients.toLocaleString('en-US')} recipients`));
    });
  }

  for (const document of OF_A_SEND.slice(1))
    it(`${document}: what a row of a send with a key says, and how to go on with those in doubt`, async () => {
      const text = await words(document);
      for (const word of ['`sentAt`', '`interrupted`']) assert.ok(text.includes(word), word);
      assert.match(text, /_send again_/i);
    });

  it('no part of a packed project is installed without the core that it needs', async () => {
    for (const document of ['README.md', 'packages/node-red/README.md', 'packages/simulator/README.md'])
      for (const [line] of (await read(document)).matchAll(/^npm install .*kore-notify-.*\.tgz.*$/gm))
        // The package for n8n holds the core.
        if (!line.includes('n8n-nodes')) assert.match(line, /kore-notify-core-\S+\.tgz .*\.tgz/, document);
    assert.match(await read('packages/simulator/README.md'), /^npm install .*kore-notify-simulator-/m);
  });

  it('the help of Node-RED says after which deploys no report arrives', async () => {
    const help = await words('packages/node-red/src/editor/locales/en-US/help-outcomes.html');
    assert.match(help, /report goes out after a deploy of <i>modified nodes<\/i>/);
    assert.match(help, /deploy of <i>modified flows<\/i> or a <i>full<\/i> one, and when Node-RED stops/);
  });
});

describe('The repository', () => {
  it('has nothing at its top level but what was agreed and what tools insist on', async () => {
    const agreed = [
      'packages',
      'shared-core',
      'test',
      'docs',
      'CHANGELOG.md',
      'lerna.json',
      'package.json',
      'tsconfig.base.json',
      'README.md',
    ];
    const tools = [
      '.ci',
      '.editorconfig',
      '.github',
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
