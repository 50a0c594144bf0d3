import { installN8n } from '../../packages/demo/src/install-n8n.ts';
import { createN8nHome, importExamples, type N8nHome } from '../../packages/demo/src/n8n-home.ts';
import { freePort, type OwnProcess } from '../../packages/demo/src/own-process.ts';
import { runCommand } from '../../packages/demo/src/run-command.ts';
import { type RunningN8n, setUpOwner, startN8n, startN8nProcess } from '../../packages/demo/src/start-n8n.ts';
import { type Postgres, POSTGRES_USER, startPostgres } from './postgres.ts';
import { type Redis, startRedis } from './redis.ts';
import type { SimulatorProcess } from './simulator-process.ts';

/** A worker of n8n in queue mode. */
export interface Worker extends OwnProcess {
  readonly name: string;
  /** Ids of the executions that it took from the queue, in order. */
  executions(): string[];
}

/** An n8n in queue mode: Redis, Postgres, main and its workers. */
export interface N8nQueue {
  readonly home: N8nHome;
  /** @throws Error if it is not running */
  main(): RunningN8n;
  workers(): readonly Worker[];
  /** Starts main and the workers. */
  start(): Promise<void>;
  /** Ends main and all workers without a chance to tidy up; everything else stays. */
  kill(): Promise<void>;
  /** Ends everything and removes all folders. */
  end(): Promise<void>;
}

/** Executions that a worker runs at once; n8n's default. */
const CONCURRENCY = 10;
const WORKERS = 3;

/** A worker that is gone is noticed within seconds; n8n's own figures, 60, 10 and 30 s, make it a minute and a half. */
const STALLED_JOBS = {
  QUEUE_WORKER_LOCK_DURATION: '15000',
  QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
  QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Prepares it with the packed palette and the examples; Redis and the database run, n8n not yet. */
export async function prepareN8nQueue(simulator: SimulatorProcess): Promise<N8nQueue> {
  const takeDown: (() => Promise<void>)[] = [];
  let main: RunningN8n | undefined;
  let workers: readonly Worker[] = [];
  const endProcesses = async (how: 'stop' | 'kill'): Promise<void> => {
    const running = [...workers, ...(main === undefined ? [] : [main])];
    workers = [];
    main = undefined;
    await Promise.all(running.map((process) => process[how]()));
  };
  const end = async (): Promise<void> => {
    await endProcesses('stop');
    for (const down of takeDown.splice(0).reverse()) await down();
  };
  try {
    const installation = await installN8n((line) => void process.stderr.write(`${line}\n`));
    const redis = await startRedis();
    takeDown.push(() => redis.stop());
    const postgres = await startPostgres();
    takeDown.push(() => postgres.stop());
    const plain = await createN8nHome(installation);
    takeDown.push(() => plain.remove());
    const home = withSettings(plain, settingsFor(redis, postgres));
    await importExamples(home, simulator);
    let hasOwner = false;
    return {
      home,
      main() {
        if (main === undefined) throw new Error('n8n is not running.');
        return main;
      },
      workers: () => workers,
      async start() {
        main = await startN8n(home);
        if (!hasOwner) await setUpOwner(main);
        hasOwner = true;
        const names = Array.from({ length: WORKERS }, (_, position) => `worker ${position + 1}`);
        const starts = await Promise.allSettled(names.map((name) => startWorker(home, name)));
        // Also where one did not start, the others must be ended.
        workers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
        for (const start of starts) if (start.status === 'rejected') throw start.reason;
      },
      kill: () => endProcesses('kill'),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function withSettings(home: N8nHome, settings: NodeJS.ProcessEnv): N8nHome {
  const env = { ...home.env, ...settings };
  return {
    ...home,
    env,
    run: (...args) => runCommand(process.execPath, [home.bin, ...args], { cwd: home.folder, env }),
  };
}

function settingsFor(redis: Redis, postgres: Postgres): NodeJS.ProcessEnv {
  return {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redis.port),
    QUEUE_HEALTH_CHECK_ACTIVE: 'true',
    // The examples are started by hand.
    OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
    ...STALLED_JOBS,
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: '127.0.0.1',
    DB_POSTGRESDB_PORT: String(postgres.port),
    DB_POSTGRESDB_USER: POSTGRES_USER,
    DB_POSTGRESDB_PASSWORD: 'none is needed',
    DB_POSTGRESDB_DATABASE: 'postgres',
  };
}

async function startWorker(home: N8nHome, name: string): Promise<Worker> {
  const port = await freePort();
  const running = await startN8nProcess(home, {
    name,
    args: ['worker', `--concurrency=${CONCURRENCY}`],
    env: { QUEUE_HEALTH_CHECK_PORT: String(port) },
    url: `http://127.0.0.1:${port}`,
  });
  return {
    ...running,
    name,
    executions: () => [...running.log().matchAll(/Worker started execution (\d+)/g)].map(([, id = '']) => id),
  };
}
