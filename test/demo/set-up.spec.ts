import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

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
  let home: string;
  let clone: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
    clone = join(home, 'clone');
    for (const folder of [
      'packages/demo',
      'packages/simulator',
      'packages/node-red',
      'packages/n8n',
      'shared-core',
    ])
      await mkdir(join(clone, folder), { recursive: true });
    await mkdir(join(home, 'bin'));
    for (const name of await readdir(DEMO))
      if (name.endsWith('.mjs')) await copyFile(join(DEMO, name), join(clone, 'packages/demo', name));
    const packages = { '': {}, 'node_modules/lerna': { version: '1.0.0' } };
    await writeFile(join(clone, 'package.json'), '{}');
    await writeFile(join(clone, 'tsconfig.base.json'), '{}');
    await writeFile(join(clone, 'package-lock.json'), JSON.stringify({ packages }));
    await writeFile(join(home, 'bin', 'npm'), NPM);
    await chmod(join(home, 'bin', 'npm'), 0o755);
    await writeFile(join(home, 'log'), '');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  function start() {
    const { PATH = '', ...env } = process.env;
    // They name the npm that runs this test, which would be taken.
    delete env['npm_execpath'];
    delete env['npm_config_user_agent'];
    const child = spawn(process.execPath, ['packages/demo/run.mjs'], {
      cwd: clone,
      env: { ...env, PATH: [join(home, 'bin'), PATH].join(delimiter), KORE_TEST_LOG: join(home, 'log') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return {
      kill: () => child.kill('SIGKILL'),
      ended: async () => {
        const [code] = (await once(child, 'close')) as [number | null];
        return { code, text };
      },
    };
  }
  const commands = async (): Promise<string[]> =>
    (await readFile(join(home, 'log'), 'utf8')).split('\n').filter((line) => line !== '');

  it('installs and builds once if two processes start at the same time, and the other says that it waits', async () => {
    const ends = await Promise.all([start(), start()].map(({ ended }) => ended()));
    const texts = ends.map(({ text }) => text).join('\n');
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0],
      texts,
    );
    assert.deepEqual(await commands(), ['ci', 'build']);
    assert.match(texts, /Another process is setting up this repository; waiting …/);
    assert.deepEqual(
      (await readdir(clone)).filter((name) => name.includes('lock') && name !== 'package-lock.json'),
      [],
    );
  });

  it('goes on after one that was killed, once its npm has ended', async () => {
    const killed = start();
    while ((await commands()).length === 0) await sleep(20);
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
    assert.deepEqual(await commands(), ['ci', 'build', 'ci', 'build']);
  });
});
