import { type Connection, logSafely } from '../calls/call-platform.ts';
import type { ProgressMeter } from '../scheduling/progress.ts';
import { isWholeLog, type LogReaders, matchLog } from '../status/match-log.ts';
import { warningOf } from '../status/report-status.ts';
import { isFinal, watch, type WatchedJob, watchJobs } from '../status/watch-jobs.ts';
import { hintOfUndelivered } from '../vocabulary/channels.ts';
import { DEFAULTS, type SendOptions, type WaitOptions } from '../vocabulary/options.ts';
import type { RunEnd } from '../vocabulary/reports.ts';
import { describeWord, type JobStatus } from '../wire/status.ts';
import type { SendDraft } from './draft.ts';
import type { RecipientOutcomes, RequestRecord } from './recipient-outcomes.ts';
import type { SendOnce } from './once/send-once.ts';

/** A send whose requests are over, as far as its delivery is concerned. */
export interface DeliveryRun {
  readonly connection: Connection;
  readonly draft: SendDraft;
  readonly ledger: RecipientOutcomes;
  readonly options: SendOptions;
  /** Undefined if nobody listens. */
  readonly progress: ProgressMeter | undefined;
  /** Knows who got it already; undefined if it may be sent as often as somebody wants. */
  readonly once?: SendOnce | undefined;
}

/** The jobs of the requests that were accepted. */
export function watchAccepted(records: readonly RequestRecord[]): Map<RequestRecord, WatchedJob> {
  const jobs = new Map<RequestRecord, WatchedJob>();
  for (const record of records)
    if (record.requestId !== undefined)
      jobs.set(record, watch(record.api, record.requestId, record.indices.length));
  return jobs;
}

/** Looks until every job is final or the time is over; what the logs say becomes the outcome of each recipient. */
export async function waitForDelivery(
  run: DeliveryRun,
  jobs: ReadonlyMap<RequestRecord, WatchedJob>,
  wait: WaitOptions,
): Promise<RunEnd> {
  if (jobs.size === 0) return { kind: 'finished' };
  const { ledger, progress, options } = run;
  const recordOf = new Map([...jobs].map(([record, job]) => [job, record]));
  const hint = hintOfUndelivered(run.draft.channel);
  let jobsFinal = 0;
  const noted: Promise<void>[] = [];
  progress?.update({ phase: 'waiting', jobsTotal: jobs.size, estimatedEnd: undefined });

  const end = await watchJobs(run.connection, [...jobs.values()], {
    startsLater: true,
    signal: options.signal,
    timeoutMs: wait.timeoutMs ?? DEFAULTS.waitTimeoutMs,
    firstIntervalMs: wait.firstIntervalMs,
    progress,
    onLook(job) {
      const record = recordOf.get(job);
      if (record === undefined || job.status === undefined) return;
      const { jobStatus, percentageComplete, log } = job.status;
      Object.assign(record, { jobStatus }, percentageComplete === undefined ? {} : { percentageComplete });
      const told = matchLog(log, readersOf(run, record));
      for (const one of told) {
        if (one.isDelivered === undefined) ledger.note(one.index, { detail: describeWord(one) });
        else
          ledger.tell(one.index, one.isDelivered, {
            ...(one.comments === undefined ? {} : { detail: one.comments }),
            hint,
          });
      }
      // Here it is known who they are, and the log may name somebody twice.
      job.isTold = record.indices.every((index) => ledger.outcomeOf(index) !== 'accepted');
      record.isFinal = isFinal(job);
      if (record.isFinal) {
        jobsFinal++;
        warnOfMissingEntries(run, job);
        resolveUnloggedRecipients(run, record, job.status);
        noted.push(noteNotReached(run, record));
      }
      progress?.update({ jobsFinal, counts: ledger.counts });
    },
  });
  await Promise.all(noted);
  for (const [record, { error, isRefused }] of jobs)
    if (error !== undefined && (isRefused || end.kind === 'stopped')) record.error = error;
  return end;
}

/** A job can end without a log entry for a recipient (docs/kore-ai-api.md#status). */
function resolveUnloggedRecipients(run: DeliveryRun, record: RequestRecord, status: JobStatus): void {
  const { ledger, draft } = run;
  // Of somebody with a word that is not known the log has said what it says.
  const silent = record.indices.filter(
    (index) => ledger.outcomeOf(index) === 'accepted' && !ledger.hasNote(index),
  );
  if (silent.length === 0) return;
  const detail = `The job ended with ${status.jobStatus}, and its log does not name this recipient.`;
  const hasFailed = status.jobStatus === 'FAILURE';
  // What the log lacks, or says of somebody by another name, may be that they got it: a second channel would double it.
  const isWhole = hasFailed && isWholeLog(status, readersOf(run, record));
  for (const index of silent)
    if (isWhole) ledger.tell(index, false, { detail, hint: hintOfUndelivered(draft.channel) });
    else ledger.note(index, { detail: hasFailed ? `${detail} ${MAY_HAVE_GOT_IT}` : detail });
  // A count that differs has its warning already.
  if (!hasFailed || isWhole || warningOf(status) !== undefined) return;
  const { requestId = '' } = record;
  draft.warnings.add({
    path: 'requests',
    requestId,
    rule: 'count',
    message: `The log of ${requestId} does not say who of ${silent.length} recipients got the message.`,
    remedy: `Check the status of ${requestId} later, and who the other entries of its log are.`,
  });
}

const MAY_HAVE_GOT_IT = 'The log is not complete or names others: the recipient may have got it.';

function readersOf({ draft: { recipients } }: DeliveryRun, { indices }: RequestRecord): LogReaders {
  return {
    indices,
    identityOf: (index) => recipients.identities[index] ?? '',
    canonical: recipients.canonical,
  };
}

/** Whom the platform did not reach the next send with the same key tries again. */
async function noteNotReached(
  { once, ledger, connection }: DeliveryRun,
  record: RequestRecord,
): Promise<void> {
  const indices = [...record.indices].filter((index) => ledger.outcomeOf(index) === 'undelivered');
  if (indices.length === 0) return;
  const unnoted = await once?.notReached(indices);
  // Nobody is messaged twice for it, but somebody should know.
  if (unnoted !== undefined)
    logSafely(connection.ports.logger, 'warn', unnoted.message, { code: unnoted.code });
}

function warnOfMissingEntries({ draft }: DeliveryRun, { requestId, status }: WatchedJob): void {
  const message = status && warningOf(status);
  if (message === undefined) return;
  const remedy = `Check the status of ${requestId} later.`;
  draft.warnings.add({ path: 'requests', rule: 'count', message, remedy });
}
