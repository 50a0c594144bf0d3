import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nHome } from './n8n-home.ts';

/** An n8n that runs as a process of its own. */
export interface RunningN8n {
  readonly url: string;
  /** What it printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Who may log in. It is of no value: this n8n listens on this machine only, and goes with its folder. */
export const OWNER = { email: 'owner@example.com', password: 'KoreNotify1' } as const;

/** The n8n that people know listens here. */
const USUAL_PORT = 5678;
const PATIENCE_MS = 120_000;
const PAUSE_MS = 200;
/** After this a stop is not asked for any more, but made. */
const STOP_PATIENCE_MS = 15_000;

/** Starts n8n on its folder and waits until it answers, on the usual port or, where that is taken, a free one. */
export async function startN8n(home: N8nHome, signal?: AbortSignal): Promise<RunningN8n> {
  const port = await freePort(USUAL_PORT).catch(() => freePort(0));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [home.bin, 'start'], {
    cwd: home.folder,
    env: {
      ...home.env,
      N8N_PORT: String(port),
      N8N_RUNNERS_BROKER_PORT: String(await freePort(0)),
      N8N_EDITOR_BASE_URL: url,
      WEBHOOK_URL: url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that Ctrl-C is ours to handle, and its task runner can be ended with it.
    detached: process.platform !== 'win32',
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const running = { url, log: () => log, stop: () => stop(child) };
  try {
    await untilReady(url, child, signal);
  } catch (error) {
    await running.stop();
    throw new Error(`${log}\nn8n did not start.`, { cause: error });
  }
  return running;
}

/** Makes the one account, so that the editor opens with a login instead of a form. */
export async function setUpOwner({ url }: RunningN8n): Promise<void> {
  const answer = await fetch(`${url}/rest/owner/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...OWNER, firstName: 'Kore', lastName: 'Notify' }),
  });
  if (!answer.ok) throw new Error(`n8n did not take its owner: ${answer.status} ${await answer.text()}`);
}

async function untilReady(url: string, child: ChildProcess, signal: AbortSignal | undefined): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/healthz/readiness`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await isReady())) {
    signal?.throwIfAborted();
    if (hasEnded(child)) throw new Error('It ended.');
    if (Date.now() > giveUpAt) throw new Error(`It did not answer within ${PATIENCE_MS / 1000} s.`);
    await sleep(PAUSE_MS);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_PATIENCE_MS, undefined, { ref: false })]);
  }
  endGroup(child);
}

/** What may be left of its group: n8n itself, if it did not listen, and its task runner. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
