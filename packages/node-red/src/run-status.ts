import type { OutcomeCounts, Progress } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';

/** Shortest time between two status messages of a node: each travels to every open editor. */
const MIN_INTERVAL_MS = 250;
const MINUTE_MS = 60_000;

/** The part of a node that shows its status. */
export interface ShowsStatus {
  status(status: NodeStatus): void;
}

/** One message on its way through a node, as far as the status dot is concerned. */
export interface ShownRun {
  progress(progress: Progress): void;
  /** Ends the run; its status stays if no other run is under way. */
  end(status: NodeStatus): void;
}

/** The status dot of a node that may work on several messages at once: it shows their sum. */
export interface RunStatus {
  begin(): ShownRun;
  /** Shows nothing any more. */
  stop(): void;
}

function addCounts(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return {
    accepted: a.accepted + b.accepted,
    delivered: a.delivered + b.delivered,
    undelivered: a.undelivered + b.undelivered,
    rejected: a.rejected + b.rejected,
    unknown: a.unknown + b.unknown,
    unsent: a.unsent + b.unsent,
  };
}

function addProgress(a: Progress, b: Progress): Progress {
  const pausedUntil = Math.max(a.pausedUntil ?? 0, b.pausedUntil ?? 0);
  return {
    phase: a.phase === 'sending' ? 'sending' : b.phase,
    requestsTotal: a.requestsTotal + b.requestsTotal,
    requestsDone: a.requestsDone + b.requestsDone,
    recipientsTotal: a.recipientsTotal + b.recipientsTotal,
    counts: addCounts(a.counts, b.counts),
    jobsFinal: a.jobsFinal + b.jobsFinal,
    jobsTotal: a.jobsTotal + b.jobsTotal,
    ...(pausedUntil > 0 && { pausedUntil }),
  };
}

/** Hours and minutes of the local day, with seconds if it is less than a minute away. */
function timeOfDay(epochMs: number, nowMs: number): string {
  const time = new Date(epochMs).toTimeString();
  return time.slice(0, epochMs - nowMs < MINUTE_MS ? 8 : 5);
}

function percentDone({ recipientsTotal, counts, jobsFinal, jobsTotal }: Progress): number {
  const share =
    recipientsTotal > 0 ? 1 - counts.accepted / recipientsTotal : jobsTotal > 0 ? jobsFinal / jobsTotal : 0;
  return Math.floor(share * 100);
}

/** Progress in about 20 characters, which is what fits under a node. */
export function describeProgress(progress: Progress, nowMs: number): NodeStatus {
  if (progress.pausedUntil !== undefined && progress.pausedUntil > nowMs) {
    return { fill: 'grey', shape: 'ring', text: `paused until ${timeOfDay(progress.pausedUntil, nowMs)}` };
  }
  const text =
    progress.phase === 'waiting'
      ? `waiting ${percentDone(progress)}%`
      : `${progress.requestsDone}/${progress.requestsTotal} sent`;
  return { fill: 'blue', shape: 'dot', text };
}

/** The status dot of one node; `now` gives milliseconds since 1970. */
export function createRunStatus(node: ShowsStatus, now: () => number = Date.now): RunStatus {
  const active = new Map<symbol, Progress | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  const show = (status: NodeStatus): void => {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = now();
    if (!isStopped) node.status(status);
  };

  const draw = (): void => {
    const known = [...active.values()].filter((progress) => progress !== undefined);
    const [first, ...others] = known;
    const status: NodeStatus =
      first === undefined
        ? { fill: 'blue', shape: 'ring', text: 'starting' }
        : describeProgress(others.reduce(addProgress, first), now());
    show(active.size > 1 ? { ...status, text: `${active.size} runs, ${status.text ?? ''}` } : status);
  };

  const drawSoon = (): void => {
    if (timer !== undefined || isStopped) return;
    const wait = drawnAt + MIN_INTERVAL_MS - now();
    if (wait > 0) timer = setTimeout(draw, wait);
    else draw();
  };

  return {
    begin: () => {
      const run = Symbol('run');
      active.set(run, undefined);
      drawSoon();
      return {
        progress: (progress) => {
          if (!active.has(run)) return;
          active.set(run, progress);
          drawSoon();
        },
        end: (status) => {
          active.delete(run);
          if (active.size === 0) show(status);
          else drawSoon();
        },
      };
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
