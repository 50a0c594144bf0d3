import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerSight } from './answering-server.ts';
import type { Figures, Measure } from './measure.ts';

/** What both contestants measured in one round. */
export interface Round {
  readonly ours: Figures;
  readonly peer: Figures;
}

/** Runs both contestants, one after the other; who goes first takes turns. */
export async function runRound(measure: Measure, number: number): Promise<Round> {
  const order = number % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
  const figures = new Map<string, Figures>();
  for (const side of order) figures.set(side, await runContestant(measure, side));
  const round = { ours: figures.get('ours') ?? {}, peer: figures.get('peer') ?? {} };
  if (measure.isSameWork === true) checkSameWork(measure, round);
  return round;
}

function checkSameWork({ name }: Measure, { ours, peer }: Round): void {
  for (const figure of ['requests', 'bodyBytes'])
    if (ours[figure] !== peer[figure])
      throw new Error(`${name}: we sent ${ours[figure]} ${figure}, and the peer ${peer[figure]}.`);
}

async function runContestant(measure: Measure, side: 'ours' | 'peer'): Promise<Figures> {
  const server = measure.usesServer === true ? start('answering-server.ts', []) : undefined;
  const serverUrl = server === undefined ? '' : ((await nextMessage(server)) as string);
  try {
    const contestant = start('contestant-process.ts', [measure.name, side, serverUrl], CONTESTANT_TIMEOUT_MS);
    const figures = (await nextMessage(contestant)) as Figures;
    await ended(contestant);
    if (server === undefined) return figures;
    server.send('what did you see?');
    return { ...figures, ...((await nextMessage(server)) as ServerSight) };
  } finally {
    server?.disconnect();
  }
}

/** A contestant that hangs must not hold up the rest; the slowest takes a tenth of it. */
const CONTESTANT_TIMEOUT_MS = 180_000;

function start(file: string, args: readonly string[], timeout?: number): ChildProcess {
  // Type stripping warns of files without a package type, and a host may greet: neither belongs in the table.
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    killSignal: 'SIGKILL',
    ...(timeout === undefined ? {} : { timeout }),
  });
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const failed = (_code: number | null, signal: string | null): void => {
      const why = signal === null ? '' : ` (${signal}: it may take ${CONTESTANT_TIMEOUT_MS / 1_000} s)`;
      reject(new Error(`${child.spawnargs.slice(2).join(' ')} ended without a word${why}.`));
    };
    child.once('exit', failed);
    child.once('message', (message) => {
      child.removeListener('exit', failed);
      resolve(message);
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
