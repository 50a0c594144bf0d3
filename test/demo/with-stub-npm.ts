import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that finds a stub where npm would be. */
export interface StubbedProcess {
  readonly kill: () => void;
  /** Waits for its end. Gives its exit code and all that it printed. */
  readonly ended: () => Promise<{ readonly code: number | null; readonly text: string }>;
}

/** A temporary folder with a stub of npm, and processes that use it; both go with each test. */
export interface StubNpm {
  /** The temporary folder. */
  readonly home: string;
  start(
    args: readonly string[],
    settings?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  ): StubbedProcess;
  /** What the stub wrote into the file that KORE_TEST_LOG names, line by line. */
  commands(): Promise<string[]>;
  untilNpmRuns(): Promise<void>;
}

/** `stub`: a script for Node, with its first line. */
export function withStubNpm(stub: string): StubNpm {
  let home = '';
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
    await mkdir(join(home, 'bin'));
    await writeFile(join(home, 'bin', 'npm'), stub);
    await chmod(join(home, 'bin', 'npm'), 0o755);
    await writeFile(join(home, 'log'), '');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });
  const commands = async (): Promise<string[]> =>
    (await readFile(join(home, 'log'), 'utf8')).split('\n').filter((line) => line !== '');

  return {
    get home() {
      return home;
    },
    start(args, { cwd, env: own = {} } = {}) {
      const { PATH = '', ...env } = process.env;
      // They name the npm that runs this test, which would be taken.
      delete env['npm_execpath'];
      delete env['npm_config_user_agent'];
      const child = spawn(process.execPath, args, {
        cwd,
        env: {
          ...env,
          PATH: [join(home, 'bin'), PATH].join(delimiter),
          KORE_TEST_LOG: join(home, 'log'),
          ...own,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      return {
        kill: () => void child.kill('SIGKILL'),
        ended: async () => {
          const [code] = (await once(child, 'close')) as [number | null];
          return { code, text };
        },
      };
    },
    commands,
    async untilNpmRuns() {
      while ((await commands()).length === 0) await sleep(20);
    },
  };
}
