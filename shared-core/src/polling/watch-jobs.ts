import { isAborted } from '../cancellation.ts';
import type { ErrorInfo } from '../errors.ts';
import { buildStatusRequest, type JobStatus } from '../operations/status.ts';
import { DEFAULTS } from '../options.ts';
import type { Api } from '../outcomes.ts';
import type { CancelSignal } from '../ports.ts';
import { callPlatform, type CallPolicy, type Connection, giveUpTime } from '../resilience/call-platform.ts';
import { runAll } from '../run-all.ts';
import { type PollEnd, pollUntil } from './poll-until.ts';

/** A job that somebody waits for. */
export interface WatchedJob {
  readonly api: Api;
  readonly requestId: string;
  /** As last seen. */
  status?: JobStatus;
  /** Why the last look failed; gone when a later one succeeds. */
  error?: ErrorInfo;
  /** Looking again would not help. */
  isRefused: boolean;
}

/** How to wait. Without `timeoutMs` each job is looked at once. */
export interface WatchOptions {
  readonly timeoutMs?: number | undefined;
  readonly firstIntervalMs?: number | undefined;
  readonly maxPauseMs?: number | undefined;
  readonly signal?: CancelSignal | undefined;
  /** The jobs have only just begun: do not look at once. */
  readonly startsLater: boolean;
  readonly onLook?: (job: WatchedJob) => void;
  readonly onPause?: CallPolicy['onPause'];
}

/** How a wait for jobs ended. */
export interface WatchEnd {
  readonly end: PollEnd;
  /** The refusal that every job's call meets. */
  readonly stoppedBy?: ErrorInfo;
}

/** A job that is given: nothing is known of it yet. */
export function watch(api: Api, requestId: string): WatchedJob {
  return { api, requestId, isRefused: false };
}

/** True once a job's status will not change any more. */
export function isFinal({ status }: WatchedJob): boolean {
  return status?.isFinal === true;
}

/** True if there is something left to wait for. */
export function isPending({ status, isRefused }: WatchedJob): boolean {
  return !isRefused && status?.isFinal !== true;
}

/** Looks at all jobs, some at once, within the bot's pace, until each is final or the time is over. */
export async function watchJobs(
  connection: Connection,
  jobs: readonly WatchedJob[],
  options: WatchOptions,
): Promise<WatchEnd> {
  const { clock } = connection.ports;
  const { timeoutMs, signal, onPause } = options;
  const deadline = clock.elapsedMs() + (timeoutMs ?? 0);
  const giveUpAt = timeoutMs === undefined ? giveUpTime(clock, options.maxPauseMs) : deadline;
  let stoppedBy: ErrorInfo | undefined;

  const lookAt = async (job: WatchedJob): Promise<void> => {
    if (stoppedBy !== undefined || isAborted(signal)) return;
    const spec = buildStatusRequest(job.api, connection.options.botId, job.requestId);
    const result = await callPlatform(connection, spec, {
      signal,
      giveUpAt,
      // Else the attempts of one look could outlast the time-out by minutes.
      deadline: timeoutMs === undefined ? undefined : deadline,
      onPause,
    });
    if (result.kind === 'ok') {
      job.status = result.value;
      delete job.error;
    } else {
      job.error = result.error;
      // An unknown request id is one job's own matter; a refused token or scope is everybody's, and says nothing of
      // the jobs: once it is put right they can be asked for again.
      const isOwn = result.error.code === 'not_found';
      const meetsAll = result.kind === 'refused' && result.meetsAll && !isOwn;
      // A platform that is busy tells nothing of the job either.
      job.isRefused = result.kind === 'refused' && !meetsAll && result.error.code !== 'unavailable';
      if (meetsAll || (result.kind === 'unsent' && result.reason === 'stopped')) stoppedBy = result.error;
    }
    options.onLook?.(job);
  };
  const look = async (): Promise<'finished' | 'again'> => {
    const pending = jobs.filter(isPending);
    // The first goes alone: a refusal that would meet all of them shows there.
    await runAll(pending.splice(0, 1), 1, lookAt);
    await runAll(pending, connection.options.maxInFlight, lookAt);
    return timeoutMs === undefined || stoppedBy !== undefined || !jobs.some(isPending) ? 'finished' : 'again';
  };
  const firstIntervalMs = options.firstIntervalMs ?? DEFAULTS.firstIntervalMs;
  const end = await pollUntil(
    clock,
    { deadline, firstIntervalMs, signal, startsLater: options.startsLater },
    look,
  );
  if (stoppedBy !== undefined) for (const job of jobs.filter(isPending)) job.error = stoppedBy;
  return {
    end: isAborted(signal) ? 'cancelled' : end,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  };
}
