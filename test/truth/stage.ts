import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSimulator,
  type ProcessedMessage,
  type ReceivedRequest,
  type Simulator,
  type SimulatorOptions,
} from '@kore-notify/simulator';
import { DELAY_MS, faultsOf, type Script, TIMEOUT_MS } from './script.ts';
import { UNKNOWN_HOST } from './unknown-names.ts';
import {
  allAccepted,
  begunAfter,
  type Exchange,
  exchangesOf,
  openAt,
  otherHostsCalled,
  watchPort,
} from './wire-watch.ts';

/** What a host made of a script: its rows, or why there are none, and all that a user or a log may see. */
export interface Ended {
  readonly rows?: readonly EndedRow[];
  /** Code or words of the failure that a host told, with or without rows. */
  readonly error?: string;
  readonly shown: string;
}

/** What a host says became of a recipient. */
export interface EndedRow {
  readonly index: number;
  readonly identity: string;
  readonly outcome: string;
  readonly reason?: string | undefined;
  readonly duplicateOf?: number | undefined;
  readonly requestId?: string | undefined;
}

/** One life of the platform: a restart begins another. */
export interface PlatformLife {
  readonly received: readonly ReceivedRequest[];
  /** For each request received, in the same order. */
  readonly exchanges: readonly Exchange[];
  readonly processed: readonly ProcessedMessage[];
}

/** Everything that is known after a run. */
export interface Transcript {
  readonly ended: Ended;
  readonly lives: readonly PlatformLife[];
  readonly receivedElsewhere: number;
  /** Milliseconds since 1970. */
  readonly cancelledAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  readonly endedAt: number;
  /** The longest time in which this process did nothing else: an answer that arrived then was read after it. */
  readonly longestStallMs: number;
  /** All such times together: a time limit does not count them. */
  readonly stalledMs: number;
  /** Hosts other than the simulator's that requests went to. */
  readonly otherHosts: readonly string[];
  /** Requests that came after the end of the run. */
  readonly afterTheEnd: number;
  /** What stayed open although everything was closed. */
  readonly open: { readonly requests: number; readonly sockets: number };
}

/** A script on its way, as a host sees it. */
export interface Staged {
  readonly script: Script;
  readonly simulator: Pick<Simulator, 'url' | 'host' | 'port' | 'app'>;
  /** Where the client believes the platform to be. */
  readonly host: string;
  /** Of the client, as the script says. */
  readonly settings: {
    readonly useJti: boolean;
    readonly maxPerMinute: number;
    readonly maxPerHour: number;
    readonly maxInFlight: number;
    readonly maxAttempts: number;
    readonly requestTimeoutMs: number;
    readonly timeScale: number;
  };
  /** Called with the way to cancel, once the run has begun. */
  onCancel(cancel: () => void): void;
}

/** Runs a staged script in one host. Whatever it opened is closed when it returns. */
export type Host = (staged: Staged) => Promise<Ended>;

/** A minute's window lasts 3 ms, and an hour's 180. */
export const TIME_SCALE = 20_000;
/** Long enough that no busy machine makes up a time-out of its own. */
const PATIENT_TIMEOUT_MS = 30_000;
const TICK_MS = 2;
/** For what comes after the end, if anything does. */
const AFTERMATH_MS = 15;
/** How long closed sockets may take to be seen closed, on a busy machine. */
const CLOSING_MS = 5_000;

let other: Promise<Simulator> | undefined;
const idle = new Map<string, Simulator[]>();

/** Stops every simulator that is kept for the next script. */
export async function strikeStages(): Promise<void> {
  const all = [...idle.values()].flat();
  idle.clear();
  if (other !== undefined) all.push(await other);
  other = undefined;
  await Promise.all(all.map((simulator) => simulator.stop()));
}

/** Runs a script in a host against a simulator, with all that the script says, and tells everything that is known of it. */
export async function runScript(script: Script, host: Host): Promise<Transcript> {
  other ??= createSimulator();
  const elsewhere = await other;
  const options = simulatorOptions(script);
  const key = JSON.stringify(options);
  let simulator = idle.get(key)?.pop() ?? (await createSimulator(options));
  const { port, url } = simulator;
  const ended: Simulator[] = [];
  const { outage, cancel } = script;
  let cancelledAt: number | undefined;
  let stoppedAt: number | undefined;
  let restarting: Promise<void> | undefined;
  let cancelRun: (() => void) | undefined;
  let isOver = false;
  const pauses = new AbortController();

  const cancelNow = (): void => {
    if (cancelRun === undefined || isOver || cancelledAt !== undefined) return;
    cancelledAt = Date.now();
    cancelRun();
  };
  const cancelAfter = (ms: number): void => {
    sleep(ms, undefined, { signal: pauses.signal }).then(cancelNow, () => undefined);
  };
  const restart = async (downMs: number): Promise<void> => {
    stoppedAt = Date.now();
    await simulator.stop();
    await sleep(downMs);
    ended.push(simulator);
    simulator = await createSimulator({ ...options, port });
  };
  watchPort(port, (count) => {
    if (isOver) return;
    if (outage?.kind === 'restart' && count === outage.afterRequests) restarting ??= restart(outage.downMs);
    if (cancel !== undefined && 'afterRequests' in cancel && count === cancel.afterRequests)
      cancelAfter(cancel.thenMs);
  });
  for (const fault of faultsOf(script, elsewhere.url)) simulator.addFault(fault);

  let longestStallMs = 0;
  let stalledMs = 0;
  let tickedAt = Date.now();
  const ticking = setInterval(() => {
    const gapMs = Date.now() - tickedAt;
    longestStallMs = Math.max(longestStallMs, gapMs);
    stalledMs += Math.max(0, gapMs - TICK_MS);
    tickedAt = Date.now();
  }, TICK_MS);

  try {
    const end = await host({
      script,
      simulator,
      host: outage?.kind === 'dns' ? UNKNOWN_HOST : url,
      settings: clientSettings(script),
      onCancel(run) {
        cancelRun = run;
        if (cancel !== undefined && 'afterMs' in cancel) cancelAfter(cancel.afterMs);
      },
    });
    isOver = true;
    pauses.abort();
    const endedAt = Date.now();
    await restarting;
    await allClosed(port);
    await sleep(AFTERMATH_MS);
    if (script.faults.some(({ what }) => what === 'late, and processed late'))
      await sleep(Math.max(0, latestStart(port) + DELAY_MS + 50 - Date.now()));
    const all = [...ended, simulator];
    const exchanges = exchangesOf(port).filter((life) => life.length > 0);
    const lives = all
      .map((one) => ({ received: one.received(), processed: one.processedMessages() }))
      .filter(({ received }) => received.length > 0)
      .map((life, at) => ({ ...life, exchanges: exchanges[at] ?? [] }));
    return {
      ended: end,
      lives,
      receivedElsewhere: elsewhere.received().length,
      cancelledAt,
      stoppedAt,
      endedAt,
      longestStallMs,
      stalledMs,
      afterTheEnd: begunAfter(port, endedAt),
      otherHosts: otherHostsCalled().filter((name) => name !== UNKNOWN_HOST),
      open: openAt(port),
    };
  } finally {
    isOver = true;
    clearInterval(ticking);
    pauses.abort();
    elsewhere.reset();
    simulator.reset();
    idle.set(key, [...(idle.get(key) ?? []), simulator]);
  }
}

async function allClosed(port: number): Promise<void> {
  const deadline = Date.now() + CLOSING_MS;
  // What a client wrote just before its end may still be on its way into the server.
  await allAccepted(port);
  while (Date.now() < deadline) {
    const { requests, sockets } = openAt(port);
    if (requests + sockets === 0) return;
    await sleep(2);
  }
}

function latestStart(port: number): number {
  return Math.max(
    0,
    ...exchangesOf(port)
      .flat()
      .map(({ startedAt }) => startedAt),
  );
}

function simulatorOptions({ useJti, skewHours, limits }: Script): SimulatorOptions {
  return {
    timeScale: TIME_SCALE,
    jobDurationMs: 0,
    jti: useJti,
    clockOffsetMs: skewHours * 3_600_000,
    ...(limits.kind === 'none'
      ? { maxPerMinute: Infinity, maxPerHour: Infinity }
      : { maxPerMinute: limits.maxPerMinute, maxPerHour: limits.maxPerHour }),
    // A look at a job every second is too often for a minute of 3 ms.
    maxStatusPerMinute: Infinity,
    maxStatusPerHour: Infinity,
  };
}

function clientSettings(script: Script): Staged['settings'] {
  const { useJti, limits, maxInFlight, maxAttempts, faults } = script;
  const isShared = limits.kind === 'shared';
  return {
    useJti,
    maxPerMinute: isShared ? limits.maxPerMinute : 600,
    maxPerHour: isShared ? limits.maxPerHour : 18_000,
    maxInFlight,
    maxAttempts,
    requestTimeoutMs: faults.some(({ what }) => what.startsWith('late')) ? TIMEOUT_MS : PATIENT_TIMEOUT_MS,
    timeScale: TIME_SCALE,
  };
}
