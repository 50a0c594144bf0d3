import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A command of this repository that runs as its users run it. */
export interface StartedCommand {
  /** Waits until it has printed these words. Gives the addresses that it has printed so far. */
  readonly until: (words: string) => Promise<string[]>;
  /** Waits for its end. Gives all that it printed and its exit code. */
  readonly ended: () => Promise<{ readonly text: string; readonly code: unknown }>;
  /** Presses Ctrl-C, and waits for its end. */
  readonly interrupt: () => Promise<void>;
}

/** Commands that a suite starts, with temporary folders where it can see them. */
export interface Commands {
  /** `npm` with these arguments. */
  start(...args: readonly string[]): StartedCommand;
  /** Takes ports away from the command. */
  occupy(ports: readonly number[]): Promise<void>;
  /** Waits until the command has made a folder. */
  untilFolder(): Promise<void>;
  /** Fails if the command left anything in the temporary folder; npm and Node keep caches of their own there. */
  assertNothingLeft(): Promise<void>;
}

/** For each test a temporary folder of its own, which goes with it, as does what a failed test left running. */
export function withCommands(): Commands {
  let temporary = '';
  let running: ChildProcess | undefined;
  let blockers: Server[] = [];
  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
  });
  afterEach(async () => {
    if (running?.pid !== undefined && running.exitCode === null && running.signalCode === null) {
      const ended = once(running, 'exit');
      process.kill(-running.pid, 'SIGTERM');
      await ended;
    }
    for (const server of blockers) server.close();
    blockers = [];
    await rm(temporary, { recursive: true, force: true });
  });
  const folders = async (): Promise<string[]> =>
    (await readdir(temporary)).filter((name) => name.startsWith('kore-notify-demo-'));

  return {
    start(...args) {
      const child = spawn('npm', args, {
        cwd: root,
        env: { ...process.env, TMPDIR: temporary },
        stdio: ['ignore', 'pipe', 'inherit'],
        // A group of its own, so that Ctrl-C can be sent as a terminal does: to everything in it.
        detached: true,
      });
      running = child;
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const exit = once(child, 'exit') as Promise<unknown[]>;
      return {
        async until(words) {
          while (!text.includes(words)) await once(child.stdout, 'data');
          return [...text.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url);
        },
        ended: async () => ({ code: (await exit)[0], text }),
        async interrupt() {
          process.kill(-child.pid!, 'SIGINT');
          await exit;
        },
      };
    },
    async occupy(ports) {
      for (const port of ports) {
        const server = createServer().listen(port, '127.0.0.1');
        // Something else may hold the port already, which does as well.
        await Promise.race([
          once(server, 'listening'),
          new Promise((resolve) => server.once('error', resolve)),
        ]);
        if (server.listening) blockers.push(server);
      }
    },
    async untilFolder() {
      while ((await folders()).length === 0) await sleep(10);
    },
    async assertNothingLeft() {
      assert.deepEqual(await folders(), [], 'nothing temporary is left');
    },
  };
}
