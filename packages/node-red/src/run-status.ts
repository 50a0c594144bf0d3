import type { OutcomeCounts, Progress } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';

/** Shortest time between two status messages of a node: each travels to every open editor. */
const MIN_INTERVAL_MS = 250;
const MINUTE_MS = 60_000;
/** An end that is nearer than this is not announced. */
const SOON_MS = 5_000;

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

/** The phase of several runs together is the first of these that one of them is in. */
const PHASES: readonly Progress['phase'][] = ['sending', 'preparing', 'waiting'];

function addProgress(a: Progress, b: Progress): Progress {
  const pausedUntil = Math.max(a.pausedUntil ?? 0, b.pausedUntil ?? 0);
  const estimatedEnd = Math.max(a.estimatedEnd ?? 0, b.estimatedEnd ?? 0);
  return {
    phase: PHASES[Math.min(PHASES.indexOf(a.phase), PHASES.indexOf(b.phase))] ?? a.phase,
    requestsTotal: a.requestsTotal + b.requestsTotal,
    requestsDone: a.requestsDone + b.requestsDone,
    recipientsTotal: a.recipientsTotal + b.recipientsTotal,
    recipientsRead: a.recipientsRead + b.recipientsRead,
    counts: addCounts(a.counts, b.counts),
    jobsFinal: a.jobsFinal + b.jobsFinal,
    jobsTotal: a.jobsTotal + b.jobsTotal,
    ...(pausedUntil > 0 && { pausedUntil }),
    ...(estimatedEnd > 0 && { estimatedEnd }),
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

/**
 * Progress in about 20 characters, which is what fits under a node, where it is short; a long run tells all of it: requests
 * sent, recipients done, the end of a pause, and when sending should be over.
 */
export function describeProgress(progress: Progress, nowMs: number): NodeStatus {
  const { phase, requestsDone, requestsTotal, recipientsTotal, recipientsRead, counts } = progress;
  const { pausedUntil = 0, estimatedEnd = 0 } = progress;
  const isPaused = pausedUntil > nowMs;
  const parts: string[] = [];
  if (phase === 'preparing') parts.push(`preparing ${Math.floor((recipientsRead / recipientsTotal) * 100)}%`);
  if (phase === 'sending') parts.push(`${requestsDone}/${requestsTotal} sent`);
  // A status that only looks at jobs is paused without having anything to say of recipients.
  if (phase === 'waiting' && !isPaused) parts.push(`waiting ${percentDone(progress)}%`);
  const isLong = phase === 'sending' && (isPaused || estimatedEnd > nowMs + SOON_MS);
  if (isLong) parts.push(`${(recipientsTotal - counts.unsent).toLocaleString('en')} recipients`);
  if (isPaused) parts.push(`paused until ${timeOfDay(pausedUntil, nowMs)}`);
  if (isLong && estimatedEnd > nowMs) parts.push(`ends ${timeOfDay(estimatedEnd, nowMs)}`);
  return { fill: isPaused ? 'grey' : 'blue', shape: isPaused ? 'ring' : 'dot', text: parts.join(', ') };
}

/**
 * The status dot of one node; `now` gives milliseconds since 1970 and `elapsedMs` monotonic ones, which a clock that is set
 * back does not hold up.
 */
export function createRunStatus(
  node: ShowsStatus,
  now: () => number = Date.now,
  elapsedMs: () => number = now,
): RunStatus {
  const active = new Map<symbol, Progress | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  const show = (status: NodeStatus): void => {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = elapsedMs();
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
    const wait = drawnAt + MIN_INTERVAL_MS - elapsedMs();
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
