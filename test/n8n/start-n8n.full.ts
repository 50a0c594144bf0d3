import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logIn, type N8nSession } from './n8n-session.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Those of n8n and of the simulator. */
const USUAL_PORTS = [5678, 4747];

describe('npm run start:n8n', function () {
  // The first time, this installs n8n.
  this.timeout(900_000);
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
    if (isRunning && running?.pid !== undefined) process.kill(-running.pid, 'SIGTERM');
    for (const server of blockers) server.close();
    await rm(temporary, { recursive: true, force: true });
  });

  const start = () => {
    const child = spawn('npm', ['run', '--silent', 'start:n8n'], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, so that Ctrl-C can be sent as a terminal does: to everything in it.
      detached: true,
    });
    running = child;
    const printed = { text: '' };
    child.stdout.on('data', (chunk: Buffer) => (printed.text += chunk.toString()));
    const until = async (words: string): Promise<void> => {
      while (!printed.text.includes(words)) await once(child.stdout, 'data');
    };
    const interrupt = async (): Promise<void> => {
      const ended = once(child, 'exit');
      process.kill(-child.pid!, 'SIGINT');
      await ended;
    };
    return { printed, until, interrupt };
  };
  const foldersLeft = async (): Promise<string[]> =>
    (await readdir(temporary)).filter((name) => name.startsWith('kore-notify-demo-'));

  it('offers n8n with the examples and an inbox, also where the usual ports are taken, until Ctrl-C', async () => {
    for (const port of USUAL_PORTS) {
      const server = createServer().listen(port, '127.0.0.1');
      // Something else may hold the port already, which does as well.
      await Promise.race([
        once(server, 'listening'),
        new Promise((resolve) => server.once('error', resolve)),
      ]);
      if (server.listening) blockers.push(server);
    }
    const { printed, until, interrupt } = start();
    await until('Ctrl-C stops both');
    const [n8n = '', inbox = ''] = [...printed.text.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(
      ([url]) => url,
    );
    assert.match(await (await fetch(`${inbox}/`)).text(), /inbox/i);
    const session = await logIn({ url: n8n });
    assert.equal((await session.call<unknown[]>('GET', '/workflows')).length, 4);
    assert.deepEqual(await credentialsOf(session), ['Kore.ai simulator']);
    assert.equal((await foldersLeft()).length, 1);

    await interrupt();
    for (const url of [n8n, inbox]) await assert.rejects(fetch(url), 'nothing listens any more');
    assert.deepEqual(await foldersLeft(), [], 'nothing temporary is left');
  });

  it('can be interrupted while it prepares, and leaves nothing', async () => {
    const { until, interrupt } = start();
    await until('Installing the nodes');
    await interrupt();
    assert.deepEqual(await foldersLeft(), []);
  });
});

async function credentialsOf(session: N8nSession): Promise<string[]> {
  const credentials = await session.call<{ name: string }[]>('GET', '/credentials');
  return credentials.map(({ name }) => name);
}
