import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Those of Node-RED and of the simulator. */
const USUAL_PORTS = [1880, 4747];

/** `npm start`, with what it printed so far, and temporary folders where the test can see them. */
function npmStart(args: readonly string[], temporary: string) {
  const child = spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that Ctrl-C can be sent as a terminal does: to everything in it.
    detached: true,
  });
  const printed = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.text += chunk.toString()));
  return { child, printed };
}

/** What the demo leaves in the temporary folder; npm and Node keep caches of their own there. */
async function demoFoldersIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('kore-notify-demo-'));
}

async function exitCodeOf(child: ChildProcess): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as unknown[];
  return code;
}

describe('npm start', function () {
  this.timeout(60_000);
  let temporary: string;
  let blockers: Server[];
  let running: ChildProcess | undefined;

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
    blockers = [];
  });
  afterEach(async () => {
    // Only after a failure is there anything left to end.
    const isRunning = running?.exitCode === null && running.signalCode === null;
    if (isRunning && running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    for (const server of blockers) server.close();
    await rm(temporary, { recursive: true, force: true });
  });

  it('shows who got the message and who did not, also where the usual ports are taken, and exits with 0', async () => {
    for (const port of USUAL_PORTS) {
      const server = createServer().listen(port, '127.0.0.1');
      // Something else may hold the port already, which does as well.
      await Promise.race([
        once(server, 'listening'),
        new Promise((resolve) => server.once('error', resolve)),
      ]);
      if (server.listening) blockers.push(server);
    }
    const { child, printed } = npmStart(['--once'], temporary);
    running = child;
    assert.equal(await exitCodeOf(child), 0);
    assert.match(printed.text, /First channel, MS Teams: 40 people, 1 request, 34 delivered, 6 undelivered/);
    assert.match(printed.text, /Second channel, WhatsApp: 6 people, 1 request, 4 delivered, 2 undelivered/);
    assert.match(printed.text, /38 of 40 people reached/);
    assert.match(printed.text, /Leo Lopez .*Identity is not associated with the channel/);
    assert.match(printed.text, /Goran Grau .*Identity is not associated with the channel/);
    assert.deepEqual(await demoFoldersIn(temporary), [], 'nothing temporary is left');
  });

  it('stays up with editor and inbox until Ctrl-C, and leaves nothing behind', async () => {
    const { child, printed } = npmStart([], temporary);
    running = child;
    while (!printed.text.includes('Ctrl-C stops both')) await once(child.stdout, 'data');
    const urls = [...printed.text.matchAll(/http:\/\/127\.0\.0\.1:\d+\//g)].map(([url]) => url);
    assert.equal(urls.length, 2);
    const pages = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
    assert.match(pages[0] ?? '', /red\/red\.min\.js/, 'the editor');
    assert.match(pages[1] ?? '', /inbox/i, 'the inbox');
    assert.equal((await demoFoldersIn(temporary)).length, 1);

    process.kill(-child.pid!, 'SIGINT');
    await exitCodeOf(child);
    for (const url of urls) await assert.rejects(fetch(url), 'nothing listens any more');
    assert.deepEqual(await demoFoldersIn(temporary), [], 'nothing temporary is left');
  });
});
