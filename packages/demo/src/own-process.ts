import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that runs as a process of its own, with whatever it started itself. */
export interface OwnProcess {
  /** What it printed so far. */
  log(): string;
  /** Asks it to end, and ends it if it does not. May be called again. */
  stop(): Promise<void>;
  /** Ends it at once, as a lack of memory does; nothing of it can tidy up. */
  kill(): Promise<void>;
}

/** What to run, and when it is ready. */
export interface ProcessPlan {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isReady: () => Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

const PATIENCE_MS = 120_000;
const PAUSE_MS = 200;
/** After this a stop is not asked for any more, but made. */
const STOP_PATIENCE_MS = 15_000;

/** Starts a server and waits until it is ready. @throws Error with what it printed, if it does not get ready */
export async function startProcess(plan: ProcessPlan): Promise<OwnProcess> {
  const { name, command, args, cwd, env } = plan;
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that Ctrl-C is ours to handle, and what it started can be ended with it.
    detached: process.platform !== 'win32',
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const started = new Promise<void>((resolve, reject) =>
    child
      .once('spawn', resolve)
      .once('error', (error) => reject(new Error(`There is no ${command}.`, { cause: error }))),
  );
  const running = { log: () => log, stop: () => stop(child), kill: () => kill(child) };
  try {
    await started;
    await untilReady(plan, child);
  } catch (error) {
    await running.stop();
    throw new Error(`${log}\n${name} did not start.`, { cause: error });
  }
  return running;
}

/** Whether an address answers with success. */
export function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** A port that nobody listens at, the wanted one or, with 0, any. @throws Error if the wanted one is taken */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReady({ isReady, signal }: ProcessPlan, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await isReady())) {
    signal?.throwIfAborted();
    if (hasEnded(child)) throw new Error('It ended.');
    if (Date.now() > giveUpAt) throw new Error(`It was not ready within ${PATIENCE_MS / 1000} s.`);
    await sleep(PAUSE_MS);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_PATIENCE_MS, undefined, { ref: false })]);
  }
  await kill(child);
}

/** What may be left of its group: the process itself, if it did not listen, and what it started. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = hasEnded(child) ? undefined : once(child, 'exit');
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
