import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withStubNpm } from './with-stub-npm.ts';

const INSTALLER = fileURLToPath(new URL('installer-process.ts', import.meta.url));

/** An npm that takes its time, fails as the real one does if two work in one folder, and can be told to break off. */
const NPM = `#!/usr/bin/env node
const { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { KORE_TEST_LOG: log, KORE_TEST_MS: ms = '700' } = process.env;
const [command] = process.argv.slice(2);
appendFileSync(log, command + '\\n');
if (existsSync('.busy')) {
  console.error('npm error ENOTEMPTY: directory not empty');
  process.exit(1);
}
mkdirSync('.busy');
mkdirSync('node_modules/n8n/bin', { recursive: true });
mkdirSync('node_modules/sqlite3', { recursive: true });
writeFileSync('node_modules/n8n/package.json', '{ "version": "1.0.0" }');
writeFileSync('node_modules/.package-lock.json', '{}');
setTimeout(() => {
  rmSync('.busy', { recursive: true });
  writeFileSync('node_modules/n8n/bin/n8n', '');
  if (command === 'rebuild') writeFileSync('node_modules/sqlite3/index.js', '');
}, Number(ms));
`;

describe('An install into the folder of n8n', function () {
  this.timeout(30_000);
  const npm = withStubNpm(NPM);
  let folder: string;
  beforeEach(() => {
    folder = join(npm.home, 'cache', 'n8n');
  });
  const start = (what: 'packages' | 'driver', env: NodeJS.ProcessEnv = {}) =>
    npm.start([INSTALLER, what, folder], { env });
  const isWhole = (): boolean => existsSync(join(folder, 'node_modules', 'n8n', 'bin', 'n8n'));

  for (const [what, command, waiting] of [
    ['packages', 'install', 'Another process is installing n8n here; waiting …'],
    ['driver', 'rebuild', "Another process is installing n8n's database driver here; waiting …"],
  ] as const)
    it(`is made once if two processes want the ${what} at the same time, and the other says that it waits`, async () => {
      if (what === 'driver') await mkdir(join(folder, 'node_modules', 'sqlite3'), { recursive: true });
      const ends = await Promise.all([start(what), start(what)].map(({ ended }) => ended()));
      assert.deepEqual(
        ends.map(({ code }) => code),
        [0, 0],
        ends.map(({ text }) => text).join('\n'),
      );
      assert.deepEqual(await npm.commands(), [command]);
      assert.equal(ends.filter(({ text }) => text.includes(waiting)).length, 1);
      assert.ok(isWhole());
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.includes('lock')),
        [],
        'no lock is left',
      );
    });

  it('is not made again once it ended well', async () => {
    assert.equal((await start('packages').ended()).code, 0);
    assert.equal((await start('packages').ended()).code, 0);
    assert.deepEqual(await npm.commands(), ['install']);
  });

  it('is removed and made again if it looks whole but did not end well', async () => {
    const packages = join(folder, 'node_modules', 'n8n');
    await mkdir(packages, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "name": "kore-notify-installed" }');
    await writeFile(join(packages, 'package.json'), '{ "version": "1.0.0" }');
    await writeFile(join(packages, 'left-behind'), '');
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), '{}');
    assert.equal((await start('packages').ended()).code, 0);
    assert.ok(isWhole());
    assert.ok(!existsSync(join(packages, 'left-behind')));
  });

  it('waits for the npm of a process that was killed, and is then made again', async () => {
    const killed = start('packages', { KORE_TEST_MS: '3000' });
    await npm.untilNpmRuns();
    // The number of npm's process is written right after its start.
    await sleep(500);
    killed.kill();
    await killed.ended();
    const { code, text } = await start('packages').ended();
    assert.equal(code, 0, text);
    assert.match(text, /Another process is installing n8n here; waiting …/);
    assert.deepEqual(await npm.commands(), ['install', 'install']);
    assert.ok(isWhole());
  });

  it('touches no project of the user', async () => {
    for (const [name, content] of [
      ['package.json', '{ "name": "mine" }'],
      ['node_modules', undefined],
    ] as const) {
      await mkdir(folder, { recursive: true });
      if (content === undefined) await mkdir(join(folder, name, 'mine'), { recursive: true });
      else await writeFile(join(folder, name), content);
      const { code, text } = await start('packages').ended();
      assert.notEqual(code, 0);
      assert.match(text, /Another project is in .*: name an empty folder in KORE_NOTIFY_N8N_DIR/);
      assert.deepEqual(await readdir(folder), [name]);
      await rm(folder, { recursive: true });
    }
    assert.deepEqual(await npm.commands(), []);
  });
});
