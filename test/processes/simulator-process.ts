import { fileURLToPath } from 'node:url';
import { DEFAULT_APP, type Job, type ReceivedRequest } from '@kore-notify/simulator';
import { answers, freePort, startProcess } from '../../packages/demo/src/own-process.ts';

const MAIN = fileURLToPath(new URL('../../packages/simulator/src/main.ts', import.meta.url));

/** A limit that is compressed in time, so that it binds for many windows within seconds. */
export interface CompressedLimit {
  /** Requests in a rolling window, of all processes together. */
  readonly maxPerWindow: number;
  readonly windowMs: number;
}

/** A simulator in a process of its own: busy as the others are, it still counts at the right time. */
export interface SimulatorProcess {
  readonly url: string;
  readonly app: typeof DEFAULT_APP;
  /** What came in, in order. */
  received(): Promise<ReceivedRequest[]>;
  jobs(): Promise<Job[]>;
  /** How often each identity was really sent a message. */
  processed(): Promise<Map<string, number>>;
  /** Everything as at the start. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const MINUTE_MS = 60_000;

/** How many times as fast a minute's window passes; also what clients are told. */
export function timeScaleOf({ windowMs }: CompressedLimit): number {
  return MINUTE_MS / windowMs;
}

/** Starts it. Jobs are final at once. */
export async function startSimulator(limit: CompressedLimit): Promise<SimulatorProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = {
    port,
    'time-scale': timeScaleOf(limit),
    'max-per-minute': limit.maxPerWindow,
    'max-per-hour': Infinity,
    'job-duration-ms': 0,
  };
  const running = await startProcess({
    name: 'The simulator',
    command: process.execPath,
    args: [MAIN, ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: process.env,
    isReady: () => answers(`${url}/_simulator/app`),
  });
  const ask = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const answer = await fetch(new URL(path, `${url}/_simulator/`), init);
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const askAll = async <T>(path: string): Promise<T[]> => {
    const pages: T[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const page: T & { next?: string } = await ask(next);
      pages.push(page);
      next = page.next;
    }
    return pages;
  };
  return {
    url,
    app: DEFAULT_APP,
    received: async () =>
      (await askAll<{ received: ReceivedRequest[] }>('received?after=0')).flatMap(({ received }) => received),
    // Each page is in order, and the one behind it holds older jobs.
    jobs: async () => (await askAll<{ jobs: Job[] }>('jobs')).reverse().flatMap(({ jobs }) => jobs),
    processed: async () => {
      const pages = await askAll<{ processed: Record<string, number> }>('processed');
      return new Map(pages.flatMap(({ processed }) => Object.entries(processed)));
    },
    reset: async () => {
      await ask('reset', { method: 'POST', headers: { 'X-Kore-Simulator': '1' } });
    },
    stop: () => running.stop(),
  };
}
