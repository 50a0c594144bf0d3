import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withStubNpm } from './with-stub-npm.ts';

const DEMO = fileURLToPath(new URL('../../packages/demo/', import.meta.url));

/** The start of an npm or a lerna that fails, as the real ones do, if two work in one folder. */
const BUSY = `const { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const log = (line) => appendFileSync(process.env.KORE_TEST_LOG, line + '\\n');
if (existsSync('.busy')) {
  console.error('ENOTEMPTY: directory not empty');
  process.exit(1);
}
mkdirSync('.busy');
`;
const LERNA = `${BUSY}
log('build');
mkdirSync('shared-core/dist', { recursive: true });
setTimeout(() => {
  writeFileSync('shared-core/dist/index.js', '');
  rmSync('.busy', { recursive: true });
}, 700);
`;
const NPM = `#!/usr/bin/env node
${BUSY}
log(process.argv[2]);
setTimeout(() => {
  mkdirSync('node_modules/lerna/dist', { recursive: true });
  writeFileSync('node_modules/lerna/package.json', '{}');
  writeFileSync('node_modules/lerna/dist/cli.js', ${JSON.stringify(LERNA)});
  writeFileSync('node_modules/.package-lock.json', require('node:fs').readFileSync('package-lock.json'));
  rmSync('.busy', { recursive: true });
}, 700);
`;

/** A clone with the real start of every script, and an npm and a lerna that only seem to install and build. */
describe('The first start in a clone', function () {
  this.timeout(30_000);
  const npm = withStubNpm(NPM);
  let clone: string;

  beforeEach(async () => {
    clone = join(npm.home, 'clone');
    for (const folder of [
      'packages/demo',
      'packages/simulator',
      'packages/node-red',
      'packages/n8n',
      'shared-core',
    ])
      await mkdir(join(clone, folder), { recursive: true });
    for (const name of await readdir(DEMO))
      if (name.endsWith('.mjs')) await copyFile(join(DEMO, name), join(clone, 'packages/demo', name));
    const packages = { '': {}, 'node_modules/lerna': { version: '1.0.0' } };
    await writeFile(join(clone, 'package.json'), '{}');
    await writeFile(join(clone, 'tsconfig.base.json'), '{}');
    await writeFile(join(clone, 'package-lock.json'), JSON.stringify({ packages }));
  });
  const start = () => npm.start(['packages/demo/run.mjs'], { cwd: clone });

  it('installs and builds once if two processes start at the same time, and the other says that it waits', async () => {
    const ends = await Promise.all([start(), start()].map(({ ended }) => ended()));
    const texts = ends.map(({ text }) => text).join('\n');
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0],
      texts,
    );
    assert.deepEqual(await npm.commands(), ['ci', 'build']);
    assert.match(texts, /Another process is setting up this repository; waiting …/);
    assert.deepEqual(
      (await readdir(clone)).filter((name) => name.includes('lock') && name !== 'package-lock.json'),
      [],
    );
  });

  it('goes on after one that was killed, once its npm has ended', async () => {
    const killed = start();
    await npm.untilNpmRuns();
    // The number of npm's process is written right after its start.
    await sleep(200);
    killed.kill();
    await killed.ended();
    const { code, text } = await start().ended();
    assert.equal(code, 0, text);
    assert.ok(existsSync(join(clone, 'shared-core/dist/index.js')));
  });

  it('installs again if npm was killed while it wrote what it installed', async () => {
    assert.equal((await start().ended()).code, 0);
    await writeFile(join(clone, 'node_modules/.package-lock.json'), '{ "pack');
    assert.equal((await start().ended()).code, 0);
    assert.deepEqual(await npm.commands(), ['ci', 'build', 'ci', 'build']);
  });
});
