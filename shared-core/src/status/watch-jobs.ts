import { isAborted } from '../scheduling/cancellation.ts';
import type { ErrorInfo } from '../vocabulary/errors.ts';
import { buildStatusRequest, type JobStatus, RUNNING } from '../wire/status.ts';
import { DEFAULTS } from '../vocabulary/options.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import type { CancelSignal } from '../vocabulary/ports.ts';
import {
  callPlatform,
  type CallPolicy,
  type CallResult,
  type Connection,
  patienceDeadlineOf,
} from '../calls/call-platform.ts';
import { canonicalIdentity } from '../wire/identity-key.ts';
import { type PieceEnd, runUntilStopped, type Stop } from '../calls/run-until-stopped.ts';
import type { RunEnd } from '../vocabulary/reports.ts';
import { pollUntil } from './poll-until.ts';

/** A job that somebody waits for. */
export interface WatchedJob {
  api: Api;
  /** Nothing that names the request names its API: if that does not know it, the other one is asked, once. */
  isApiAssumed?: boolean;
  readonly requestId: string;
  /** Recipients of its request, where that is known. */
  readonly recipientCount?: number | undefined;
  /** As last seen. */
  status?: JobStatus;
  /** Why the last look failed; gone when a later one succeeds. */
  error?: ErrorInfo;
  /** The look at this job alone was refused: another would be refused as well. */
  isRefused: boolean;
  /** The log names everybody: nobody need wait for the job, whatever it says of itself. */
  isTold?: boolean;
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
  readonly progress?: CallPolicy['progress'];
}

/** A job that is given: nothing is known of it yet. */
export function watch(api: Api, requestId: string, recipientCount?: number): WatchedJob {
  return { api, requestId, recipientCount, isRefused: false };
}

/** True once a job's status will not change any more. */
export function isFinal({ status, isTold }: WatchedJob): boolean {
  // What says that it still runs may still change its log.
  return status?.isFinal === true || (isTold === true && status?.jobStatus !== RUNNING);
}

/** True for a job that can be asked for again: whatever ended the wait, it is not known to be final. */
export function isPending(job: WatchedJob): boolean {
  return !isFinal(job);
}

/** True if there is something left to wait for. */
function isAwaited(job: WatchedJob): boolean {
  return !job.isRefused && job.isTold !== true && !isFinal(job);
}

/** Looks at all jobs, some at once, within the bot's pace, until each is final or the time is over. */
export async function watchJobs(
  connection: Connection,
  jobs: readonly WatchedJob[],
  options: WatchOptions,
): Promise<RunEnd> {
  const { clock } = connection.ports;
  const { timeoutMs, signal, progress } = options;
  const deadline = clock.elapsedMs() + (timeoutMs ?? 0);
  const patienceDeadline = timeoutMs === undefined ? patienceDeadlineOf(clock, options.maxPauseMs) : deadline;
  let stop: Stop | undefined;

  const lookAt = async (job: WatchedJob, stop: Stop | undefined): Promise<PieceEnd> => {
    if (stop !== undefined || isAborted(signal)) return {};
    const ask = (api: Api): Promise<CallResult<JobStatus>> =>
      callPlatform(connection, buildStatusRequest(api, connection.options.botId, job.requestId), {
        signal,
        patienceDeadline,
        // Else the attempts of one look could outlast the time-out by minutes.
        deadline: timeoutMs === undefined ? undefined : deadline,
        progress,
      });
    const end = noteLook(connection, job, await askForJob(job, ask));
    options.onLook?.(job);
    return end;
  };
  const look = async (): Promise<'finished' | 'again'> => {
    stop = await runUntilStopped(jobs.filter(isAwaited), {
      width: connection.options.maxInFlight,
      work: lookAt,
    });
    return timeoutMs === undefined || stop !== undefined || !jobs.some(isAwaited) ? 'finished' : 'again';
  };
  const firstIntervalMs = options.firstIntervalMs ?? DEFAULTS.firstIntervalMs;
  const end = await pollUntil(
    clock,
    { deadline, firstIntervalMs, signal, startsLater: options.startsLater },
    look,
  );
  if (stop !== undefined) for (const job of jobs.filter(isAwaited)) job.error = stop.error;
  if (isAborted(signal)) return { kind: 'cancelled' };
  return stop === undefined ? { kind: end } : { kind: 'stopped', error: stop.error };
}

/** Asks the API of a job; where that is only assumed and does not know the job, the other one. */
async function askForJob(
  job: WatchedJob,
  ask: (api: Api) => Promise<CallResult<JobStatus>>,
): Promise<CallResult<JobStatus>> {
  const result = await ask(job.api);
  const isUnknown = result.kind !== 'ok' && isUnknownJob(result.error);
  if (job.isApiAssumed !== true || !isUnknown) return result;
  const other = otherApi(job.api);
  const otherResult = await ask(other);
  if (otherResult.kind !== 'ok') return result;
  job.api = other;
  return otherResult;
}

function otherApi(api: Api): Api {
  return api === 'v1' ? 'v2' : 'v1';
}

/** Without words it is some other server that answers. */
function isUnknownJob({ code, platformMessage }: ErrorInfo): boolean {
  return code === 'not_found' && platformMessage !== undefined;
}

/** What one look at a job came to, and what it means for the others. */
function noteLook({ recent }: Connection, job: WatchedJob, result: CallResult<JobStatus>): PieceEnd {
  if (result.kind === 'ok') {
    job.status = result.value;
    job.isApiAssumed = false;
    job.isTold = tellsEverybody(job, result.value);
    delete job.error;
    return { wasReached: true };
  }
  const { error } = result;
  // An unknown request id is one job's own matter; a refused token or scope is everybody's, and says nothing of
  // the jobs: once it is put right they can be asked for again.
  const isOwn = error.code === 'not_found';
  const isForAll = result.kind === 'refused' && result.affectsAll && !isOwn;
  // A platform that is busy tells nothing of the job either, nor does one that does not know it yet.
  const isEarly = isOwn && recent.isNew(job.requestId);
  if (isEarly) delete job.error;
  else job.error = describeUnknownJob(error, job);
  job.isRefused = result.kind === 'refused' && !isForAll && !isEarly && error.code !== 'unavailable';
  return {
    // A look that fails is made again later: an outage ends no wait.
    wasReached: true,
    failure: { reason: 'stopped', error },
    affectsAll: isForAll || (result.kind === 'unsent' && result.reason === 'stopped'),
  };
}

/**
 * True if the log has a verdict for as many as the job has recipients; each counts once, however often it is named. While a
 * job runs, its log still grows and counts only what it has.
 */
function tellsEverybody({ recipientCount }: WatchedJob, { jobStatus, log, count = 0 }: JobStatus): boolean {
  if (jobStatus === RUNNING) return false;
  const expected = recipientCount ?? count;
  if (expected === 0 || log.length < expected) return false;
  const told = new Set<string>();
  for (const { identity, isDelivered } of log)
    if (isDelivered !== undefined) told.add(canonicalIdentity(identity));
  return told.size >= expected;
}

/** Each send call has its own status call, which does not know the other's jobs (docs/kore-ai-api.md#status). */
function describeUnknownJob(error: ErrorInfo, { api, isApiAssumed }: WatchedJob): ErrorInfo {
  if (!isUnknownJob(error)) return error;
  const other = otherApi(api).toUpperCase();
  return {
    ...error,
    message: `The platform knows no such request. The platform says: ${error.platformMessage ?? ''}`,
    hint:
      isApiAssumed === true
        ? 'Check the request id and the bot ID. Both status calls were asked: that of V1 and that of V2.'
        : `Check the request id and the bot ID. An id of Send Notification ${api === 'v1' ? other : `(${other})`} is asked for with the API ${other}.`,
  };
}
