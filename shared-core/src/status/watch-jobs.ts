import { isAborted } from '../scheduling/cancellation.ts';
import type { ErrorInfo } from '../vocabulary/errors.ts';
import { buildStatusRequest, type JobStatus, RUNNING } from '../wire/status.ts';
import { DEFAULTS } from '../vocabulary/options.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import type { CancelSignal } from '../vocabulary/ports.ts';
import { callPlatform, type CallPolicy, type Connection, giveUpTime } from '../calls/call-platform.ts';
import { canonicalIdentity } from '../wire/identity-key.ts';
import { runAll } from '../scheduling/run-all.ts';
import { type PollEnd, pollUntil } from './poll-until.ts';

/** A job that somebody waits for. */
export interface WatchedJob {
  readonly api: Api;
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

/** How a wait for jobs ended. */
export interface WatchEnd {
  readonly end: PollEnd;
  /** The refusal that every job's call meets. */
  readonly stoppedBy?: ErrorInfo;
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
): Promise<WatchEnd> {
  const { clock } = connection.ports;
  const { timeoutMs, signal, progress } = options;
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
      progress,
    });
    if (result.kind === 'ok') {
      job.status = result.value;
      job.isTold = tellsEverybody(job, result.value);
      delete job.error;
    } else {
      // An unknown request id is one job's own matter; a refused token or scope is everybody's, and says nothing of
      // the jobs: once it is put right they can be asked for again.
      const isOwn = result.error.code === 'not_found';
      const meetsAll = result.kind === 'refused' && result.meetsAll && !isOwn;
      // A platform that is busy tells nothing of the job either, nor does one that does not know it yet.
      const isEarly = isOwn && connection.recent.isNew(job.requestId);
      if (isEarly) delete job.error;
      else job.error = describeUnknownJob(result.error, job);
      job.isRefused =
        result.kind === 'refused' && !meetsAll && !isEarly && result.error.code !== 'unavailable';
      if (meetsAll || (result.kind === 'unsent' && result.reason === 'stopped')) stoppedBy = result.error;
    }
    options.onLook?.(job);
  };
  const look = async (): Promise<'finished' | 'again'> => {
    const pending = jobs.filter(isAwaited);
    // The first goes alone: a refusal that would meet all of them shows there.
    await runAll(pending.splice(0, 1), 1, lookAt);
    await runAll(pending, connection.options.maxInFlight, lookAt);
    return timeoutMs === undefined || stoppedBy !== undefined || !jobs.some(isAwaited) ? 'finished' : 'again';
  };
  const firstIntervalMs = options.firstIntervalMs ?? DEFAULTS.firstIntervalMs;
  const end = await pollUntil(
    clock,
    { deadline, firstIntervalMs, signal, startsLater: options.startsLater },
    look,
  );
  if (stoppedBy !== undefined) for (const job of jobs.filter(isAwaited)) job.error = stoppedBy;
  return {
    end: isAborted(signal) ? 'cancelled' : end,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  };
}

/** True if the log has a verdict for as many as the job has recipients; each counts once, however often it is named. */
function tellsEverybody({ recipientCount }: WatchedJob, { log, count = 0 }: JobStatus): boolean {
  const expected = recipientCount ?? count;
  if (expected === 0 || log.length < expected) return false;
  const told = new Set<string>();
  for (const { identity, isDelivered } of log)
    if (isDelivered !== undefined) told.add(canonicalIdentity(identity));
  return told.size >= expected;
}

/** Each send call has its own status call, which does not know the other's jobs (docs/kore-ai-api.md#status). */
function describeUnknownJob(error: ErrorInfo, { api }: WatchedJob): ErrorInfo {
  // Without words it is some other server that answers.
  if (error.code !== 'not_found' || error.platformMessage === undefined) return error;
  const other = api === 'v1' ? 'V2' : '(V1)';
  return {
    ...error,
    message: `The platform knows no such request. The platform says: ${error.platformMessage}`,
    hint: `Check the request id and the bot ID. An id of Send Notification ${other} is asked for with the API ${api === 'v1' ? 'V2' : 'V1'}.`,
  };
}
