import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../packages/demo/src/own-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PRINTER = fileURLToPath(new URL('../fresh/simulator-test.mjs', import.meta.url));
const USUAL_PORT = /\b4747\b/g;

/** What the README of the simulator says for vitest is run by the test of fresh clones, which may install it. */
describe('The line of the README of the simulator', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kore-notify-runners-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function run(program: string, ...args: string[]): Promise<{ code: unknown; text: string }> {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'close')) as unknown[];
    return { code, text };
  }

  const fileFor = async (runner: string): Promise<string> => {
    const { code, text } = await run(process.execPath, PRINTER, runner);
    assert.equal(code, 0, text);
    return text;
  };

  it('for mocha starts a simulator that a test sends to, and stops it', async () => {
    await writeFile(join(folder, 'sends.spec.mjs'), await fileFor('mocha'));
    // Without --exit it would hang if the simulator went on.
    const { code, text } = await run(
      process.execPath,
      'node_modules/mocha/bin/mocha.js',
      '--no-config',
      '--no-package',
      // On a machine that is busy with other things.
      '--timeout=20000',
      'sends.spec.mjs',
    );
    assert.equal(code, 0, text);
    assert.match(text, /1 passing/);
  });

  it('for a CI job starts a simulator, and waits until it answers with credentials that work', async () => {
    const line = (await fileFor('CI job')).replaceAll(USUAL_PORT, String(await freePort()));
    const { code, text } = await run('/bin/sh', '-c', `${line} && kill $!`);
    assert.equal(code, 0, text);
    assert.match(text, /"clientSecret":"/);
  });

  it('for vitest is there', async () => {
    assert.match(await fileFor('vitest'), /const test = base\.extend\(/);
  });
});
