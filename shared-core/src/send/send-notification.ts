import { halve, type Slice } from './split.ts';
import { isAborted } from '../scheduling/cancellation.ts';
import { type ErrorInfo, problemsError } from '../vocabulary/errors.ts';
import type { SendInput, SendV2Input } from '../vocabulary/inputs.ts';
import { journalFailure, openSendOnce, type SendOnce } from './once/send-once.ts';
import { byFirstRecipient, Ledger, reportRequest, type RequestRecord } from './ledger.ts';
import { beginPlan, type SendPlan } from './plan-send.ts';
import { type AcceptedJob, buildSendRequest } from '../wire/send.ts';
import { DEFAULTS, type SendOptions, type WaitOptions } from '../vocabulary/options.ts';
import { readWait } from '../validation/check-settings.ts';
import {
  type Api,
  NO_COUNTS,
  type RecipientReport,
  type SendReport,
  type UnsentReason,
} from '../vocabulary/outcomes.ts';
import { describeWord } from '../wire/status.ts';
import { matchLog } from '../status/match-log.ts';
import { warningOf } from '../status/report-status.ts';
import type { Clock } from '../vocabulary/ports.ts';
import {
  isFinal,
  isPending,
  watch,
  type WatchedJob,
  type WatchEnd,
  watchJobs,
} from '../status/watch-jobs.ts';
import { createProgressMeter, type ProgressMeter } from '../scheduling/progress.ts';
import { mergeProblems } from './preview.ts';
import {
  callPlatform,
  CANCELLED,
  type CallResult,
  type Connection,
  giveUpTime,
  logSafely,
} from '../calls/call-platform.ts';
import { endsRun } from '../calls/ends-run.ts';
import { paceShareOf } from '../pace/pace-share.ts';
import { runAll } from '../scheduling/run-all.ts';
import { Turns } from '../scheduling/turns.ts';

/** A run under way. */
interface Run {
  readonly connection: Connection;
  readonly plan: SendPlan;
  readonly options: SendOptions;
  readonly ledger: Ledger;
  /** Requests in the order they began. */
  readonly records: RequestRecord[];
  /** Undefined if nobody listens. */
  readonly progress: ProgressMeter | undefined;
  requestsTotal: number;
  /** Knows who got it already; undefined if it may be sent as often as somebody wants. */
  readonly once?: SendOnce | undefined;
  /** Why the requests that are left are not tried. */
  end?: { readonly reason: UnsentReason; readonly error: ErrorInfo };
}

/**
 * The way of a notification: normalise and check everything → split → each request: pace, sign, HTTP, classify, again or
 * not → outcome → wait for delivery, if asked → one report that accounts for every recipient.
 * The recipients are read before anything is sent: as many as 10 ms allow at once, which are some thousands, and the rest
 * while the host does its other work in between. Each is sent as it was when it was read.
 * @throws KoreNotifyError `invalid_input`, before anything is sent.
 */
export async function sendNotification(
  connection: Connection,
  request: { readonly api: Api; readonly input: SendInput | SendV2Input },
  options: SendOptions,
): Promise<SendReport> {
  const { clock } = connection.ports;
  const startMs = clock.elapsedMs();
  const plan = beginPlan(request.api, request.input, options);
  const recipientsTotal = plan.recipients.total;
  const progress =
    options.onProgress &&
    createProgressMeter(clock, options.onProgress, {
      phase: 'preparing',
      recipientsTotal,
      counts: { ...NO_COUNTS, unsent: recipientsTotal },
    });
  try {
    return await sendPlanned(connection, { plan, progress, startMs }, options);
  } finally {
    progress?.end();
  }
}

async function sendPlanned(
  connection: Connection,
  { plan, progress, startMs }: Pick<Run, 'plan' | 'progress'> & { readonly startMs: number },
  options: SendOptions,
): Promise<SendReport> {
  const { clock } = connection.ports;
  const recipientsTotal = plan.recipients.total;
  await readRecipients(plan, clock, progress);
  refuseBadInput(plan, options);

  const ledger = openLedger(plan);
  const { stoppedBy } = options;
  const opened = await openOnce(connection, { plan, ledger }, options);
  const slices = plan.split();
  const run: Run = {
    connection: { ...connection, pacer: paceShareOf(connection, options.paceShare ?? DEFAULTS.paceShare) },
    plan,
    options,
    ledger,
    progress,
    records: [],
    requestsTotal: slices.length,
    ...opened,
    ...(stoppedBy && {
      end: { reason: stoppedBy.code === 'unreachable' ? 'unreachable' : 'stopped', error: stoppedBy },
    }),
  };
  logSafely(connection.ports.logger, 'info', `Sending to ${plan.recipients.sendable.length} recipients`, {
    requests: slices.length,
  });
  progress?.update({
    phase: 'sending',
    requestsTotal: slices.length,
    recipientsRead: recipientsTotal,
    estimatedEnd: run.connection.pacer.forecast(slices.length),
  });
  await sendAll(run, slices);
  run.once?.close();
  // In the order of their recipients, whichever was answered first.
  run.records.sort(byFirstRecipient);
  const jobs = watchAccepted(run.records);
  const wait = readWait(options.wait);
  const { end, stoppedBy: waitError } =
    wait === undefined ? { end: 'finished' as const } : await waitForDelivery(run, jobs, wait);

  const recipients = await reportRecipients(run);
  return {
    api: plan.api,
    channel: plan.channel,
    total: recipients.length,
    counts: ledger.counts,
    requests: run.records.map(reportRequest),
    recipients,
    pendingRequestIds: [...jobs.values()].filter(isPending).map((job) => job.requestId),
    isTimedOut: end === 'timed-out',
    ...(waitError === undefined ? {} : { waitError }),
    isCancelled: isAborted(options.signal),
    problems: plan.recipientProblems.toList(),
    warnings: plan.warnings.toList(),
    ...(run.end?.reason === 'stopped' ? { stoppedBy: run.end.error } : {}),
    durationMs: Math.round(clock.elapsedMs() - startMs),
  };
}

/** Reads all recipients, in turns with the host's other work. */
export async function readRecipients(
  { recipients }: SendPlan,
  clock: Clock,
  progress?: ProgressMeter,
): Promise<void> {
  const turns = new Turns(clock);
  for (;;) {
    recipients.readSome();
    if (recipients.areRead) return;
    if (!turns.isOver) continue;
    progress?.update({ recipientsRead: recipients.read });
    await turns.next();
  }
}

/** @throws KoreNotifyError `invalid_input`, with all problems. */
export function refuseBadInput(plan: SendPlan, { onBadRecipient = 'stop' }: SendOptions): void {
  const isEmpty = plan.recipients.total === 0;
  if (plan.problems.count > 0 || (plan.recipientProblems.count > 0 && (isEmpty || onBadRecipient !== 'skip')))
    throw problemsError('invalid_input', 'Nothing was sent.', mergeProblems(plan));
}

/** Without its journal a send that must happen once does not begin. */
async function openOnce(
  connection: Connection,
  of: { readonly plan: SendPlan; readonly ledger: Ledger },
  options: SendOptions,
): Promise<Pick<Run, 'once' | 'end'>> {
  try {
    return { once: await openSendOnce(connection, of, options) };
  } catch (failure) {
    const error = journalFailure(failure);
    return { end: { reason: error.code === 'cancelled' ? 'cancelled' : 'stopped', error } };
  }
}

function openLedger({ recipients: { identities, invalid, duplicateOf } }: SendPlan): Ledger {
  return new Ledger(identities, (index) => {
    const detail = invalid.get(index);
    if (detail !== undefined) return { reason: 'invalid', detail };
    const first = duplicateOf.get(index);
    if (first === undefined) return undefined;
    return {
      reason: 'duplicate',
      detail: `The same notification goes to recipient ${first}.`,
      duplicateOf: first,
    };
  });
}

async function reportRecipients({ connection, ledger, plan }: Run): Promise<RecipientReport[]> {
  const { total } = plan.recipients;
  if (total <= REPORTED_AT_ONCE) return ledger.report();
  const turns = new Turns(connection.ports.clock);
  // Of its whole length from the start: a million pushed one by one would be copied again and again.
  const reports = new Array<RecipientReport>(total);
  for (let from = 0; from < total; from += REPORTED_AT_ONCE) {
    if (turns.isOver) await turns.next();
    for (const one of ledger.report(from, from + REPORTED_AT_ONCE)) reports[one.index] = one;
  }
  return reports;
}

const REPORTED_AT_ONCE = 1_000;

/** Sends every request, a few at once. The first goes alone, since a refusal for all shows there. */
async function sendAll(run: Run, [first, ...queue]: readonly Slice[]): Promise<void> {
  if (first !== undefined) await sendSlice(run, first, queue);
  if (queue.length > 0)
    await runAll(queue, run.connection.options.maxInFlight, (slice) => sendSlice(run, slice, queue));
}

async function sendSlice(run: Run, slice: Slice, queue: Slice[]): Promise<void> {
  const { connection, plan, options, ledger, progress } = run;
  const record: RequestRecord = {
    api: plan.api,
    indices: plan.recipients.sendable.subarray(slice.from, slice.to),
    outcome: 'unsent',
    attempts: 0,
    isFinal: false,
  };
  if (isAborted(options.signal)) run.end ??= { reason: 'cancelled', error: CANCELLED };
  let result: CallResult<AcceptedJob> | undefined;
  // Once the run has ended only what an earlier try of it did is still to be told.
  if (run.end === undefined || connection.memory !== undefined) {
    const spec = buildSendRequest(plan.api, connection.options.botId, plan.buildBody(slice));
    result = await callPlatform(connection, spec, {
      signal: options.signal,
      giveUpAt: giveUpTime(connection.ports.clock, options.maxPauseMs),
      repeatsWhenLost: options.onUnknown === 'send-again',
      progress,
      end: run.end,
      track: run.once?.track(record.indices),
    });
  }
  if (result?.kind === 'refused' && result.isTooLarge) {
    const halves = halve(slice);
    if (halves !== undefined) {
      // Nothing of it was sent; each half is a request of its own.
      queue.push(...halves);
      run.requestsTotal++;
      return;
    }
  }
  ledger.settle(Object.assign(record, describeEnd(run, record, result)));
  run.records.push(record);
  // A long run needs the memory for its report.
  plan.recipients.wire.forget(slice.from, slice.to);
  const requestsDone = run.records.length;
  const requestsLeft = run.requestsTotal - requestsDone;
  progress?.update({
    requestsDone,
    requestsTotal: run.requestsTotal,
    counts: ledger.counts,
    estimatedEnd: requestsLeft === 0 ? undefined : connection.pacer.forecast(requestsLeft),
  });
}

/** What the end of a call means for its recipients, and for the requests that are left. */
function describeEnd(
  run: Run,
  record: RequestRecord,
  result: CallResult<AcceptedJob> | undefined,
): Partial<RequestRecord> {
  if (result === undefined) return { outcome: 'unsent', ...run.end };
  const { attempts } = result;
  switch (result.kind) {
    case 'ok': {
      const { requestId, jobStatus } = result.value;
      logSafely(run.connection.ports.logger, 'info', `Accepted: ${requestId}`, positionsOf(record));
      run.connection.recent.remember(requestId);
      warnOfFewerTaken(run, record, result.value);
      return { outcome: 'accepted', requestId, jobStatus, attempts };
    }
    case 'unknown':
      return { outcome: 'unknown', reason: result.error.code, error: result.error, attempts };
    case 'refused':
      if (result.meetsAll) run.end ??= { reason: 'stopped', error: result.error };
      return { outcome: 'rejected', reason: result.error.code, error: result.error, attempts };
    case 'unsent': {
      const { reason, error } = result;
      const wasReached = run.records.some((record) => record.outcome !== 'unsent');
      if (endsRun(error, { meetsAll: reason !== 'unreachable', wasReached })) run.end ??= { reason, error };
      return { outcome: 'unsent', reason, error, attempts };
    }
  }
}

/** Where its recipients stand in the list that was given: after a crash somebody can tell who is in a request. */
function positionsOf({ indices }: RequestRecord): { first: number; last: number; recipients: number } {
  return { first: indices[0] ?? 0, last: indices.at(-1) ?? 0, recipients: indices.length };
}

/** The platform took the request, but by its own count not everybody in it: nobody is lost in silence. */
function warnOfFewerTaken(
  { plan }: Run,
  record: RequestRecord,
  { identitiesCount, requestId }: AcceptedJob,
): void {
  const given = record.indices.length;
  if (identitiesCount === undefined || identitiesCount >= given) return;
  plan.warnings.add({
    path: 'recipients',
    requestId,
    rule: 'count',
    message: `Of ${given} recipients from index ${record.indices[0] ?? 0} on the platform counted only ${identitiesCount}.`,
    remedy: 'Wait for delivery, or check the status of the request, to see who got it.',
  });
}

function watchAccepted(records: readonly RequestRecord[]): Map<RequestRecord, WatchedJob> {
  const jobs = new Map<RequestRecord, WatchedJob>();
  for (const record of records)
    if (record.requestId !== undefined)
      jobs.set(record, watch(record.api, record.requestId, record.indices.length));
  return jobs;
}

/** Looks until every job is final or the time is over; what the logs say becomes the outcome of each recipient. */
async function waitForDelivery(
  run: Run,
  jobs: ReadonlyMap<RequestRecord, WatchedJob>,
  wait: WaitOptions,
): Promise<WatchEnd> {
  if (jobs.size === 0) return { end: 'finished' };
  const { ledger, progress, options, plan } = run;
  const recordOf = new Map([...jobs].map(([record, job]) => [job, record]));
  let jobsFinal = 0;
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
      const told = matchLog(log, {
        indices: record.indices,
        identityOf: (index) => plan.recipients.identities[index] ?? '',
        canonical: plan.recipients.canonical,
      });
      for (const one of told) {
        if (one.isDelivered === undefined) ledger.note(one.index, { detail: describeWord(one) });
        else ledger.tell(one.index, one.isDelivered, one.comments);
      }
      // Here it is known who they are, and the log may name somebody twice.
      job.isTold = record.indices.every((index) => ledger.outcomeOf(index) !== 'accepted');
      record.isFinal = isFinal(job);
      if (record.isFinal) {
        jobsFinal++;
        tellTheSilent(run, record);
        warnOfMissingEntries(run, job);
      }
      progress?.update({ jobsFinal, counts: ledger.counts });
    },
  });
  for (const [record, { error, isRefused }] of jobs)
    if (error !== undefined && (isRefused || end.stoppedBy !== undefined)) record.error = error;
  return end;
}

/** A job can end without a word about somebody (spec section 5). */
function tellTheSilent({ ledger }: Run, record: RequestRecord): void {
  for (const index of record.indices)
    // Of somebody with a word that is not known the log has said what it says.
    if (ledger.outcomeOf(index) === 'accepted' && !ledger.hasNote(index)) {
      const detail = `The job ended with ${record.jobStatus ?? ''}, and its log does not name this recipient.`;
      if (record.jobStatus === 'FAILURE') ledger.tell(index, false, detail);
      else ledger.note(index, { detail });
    }
}

function warnOfMissingEntries({ plan }: Run, { requestId, status }: WatchedJob): void {
  const message = status && warningOf(status);
  if (message === undefined) return;
  const remedy = `Check the status of ${requestId} later.`;
  plan.warnings.add({ path: 'requests', rule: 'count', message, remedy });
}
