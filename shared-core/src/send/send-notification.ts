import { isAborted } from '../scheduling/cancellation.ts';
import { createProgressMeter, type ProgressMeter } from '../scheduling/progress.ts';
import { CooperativeScheduler } from '../scheduling/cooperative-scheduler.ts';
import type { ErrorInfo } from '../vocabulary/errors.ts';
import { DEFAULTS, type SendOptions } from '../vocabulary/options.ts';
import type { RecipientReport, RunEnd, SendReport } from '../vocabulary/reports.ts';
import { type AcceptedJob, buildSendRequest } from '../wire/send.ts';
import { readWait } from '../validation/check-settings.ts';
import { paceShareOf } from '../pace/pace-share.ts';
import {
  callPlatform,
  CANCELLED,
  type CallResult,
  type Connection,
  patienceDeadlineOf,
  logSafely,
} from '../calls/call-platform.ts';
import { type PieceEnd, runUntilStopped, type Stop } from '../calls/run-until-stopped.ts';
import { isPending } from '../status/watch-jobs.ts';
import type { SendDraft } from './draft.ts';
import {
  byFirstRecipient,
  type RecipientOutcomes,
  type LeftOut,
  reportRequest,
  type RequestRecord,
} from './recipient-outcomes.ts';
import { type Gate } from './guards/gate.ts';
import { holdUntil } from './guards/hold.ts';
import { tellInstead } from './guards/tell-instead.ts';
import { journalFailure, openSendOnce } from './once/send-once.ts';
import { describeEnd, pieceEndOf } from './request-end.ts';
import { halve, leaveOut, positionsIn, type Slice } from './split.ts';
import { type DeliveryRun, waitForDelivery, watchAccepted } from './wait-for-delivery.ts';

/** What is sent, and where its outcomes are kept. */
export interface PlannedRun {
  readonly draft: SendDraft;
  readonly ledger: RecipientOutcomes;
  readonly options: SendOptions;
  /** What stopped an earlier send of the same run, and would stop this one: nothing is sent. */
  readonly stop?: Stop | undefined;
  /** Guards of the app that depend on the moment. */
  readonly gate?: Gate | undefined;
  /** Of messages that one identity gets instead: whose they were, by index. */
  readonly instead?: ReadonlyMap<number, string> | undefined;
}

/** How a send ended; `stop`: what would have met every request, and would meet another send too. */
export interface SentDraft {
  readonly report: SendReport;
  readonly stop?: Stop | undefined;
}

/** A run under way. */
interface Run extends PlannedRun, DeliveryRun {
  /** Counted from 1, by client. */
  readonly number: number;
  /** Requests in the order they began. */
  readonly records: RequestRecord[];
  requestsTotal: number;
}

/**
 * The way of a notification whose plan is made: each request: pace, sign, HTTP, classify, again or not → outcome → wait for
 * delivery, if asked → one report that accounts for every recipient.
 */
export async function sendDraft(connection: Connection, planned: PlannedRun): Promise<SentDraft> {
  const { onProgress } = planned.options;
  const { total } = planned.draft.recipients;
  const progress =
    onProgress &&
    createProgressMeter(connection.ports.clock, onProgress, {
      phase: 'sending',
      recipientsTotal: total,
      recipientsRead: total,
      counts: planned.ledger.counts,
    });
  try {
    return await sendPlanned(connection, planned, progress);
  } finally {
    progress?.end();
  }
}

async function sendPlanned(
  connection: Connection,
  planned: PlannedRun,
  progress: ProgressMeter | undefined,
): Promise<SentDraft> {
  const { draft, ledger, options } = planned;
  const { clock } = connection.ports;
  const startMs = clock.elapsedMs();
  const run: Run = {
    ...planned,
    connection: { ...connection, pacer: paceShareOf(connection, options.paceShare ?? DEFAULTS.paceShare) },
    number: connection.nextRun(),
    progress,
    records: [],
    requestsTotal: 0,
    ...(await openOnce(connection, planned)),
  };
  let stop: Stop | undefined;
  try {
    stop = await sendSlices(run);
  } finally {
    run.once?.close();
  }
  // In the order of their recipients, whichever was answered first.
  run.records.sort(byFirstRecipient);
  const jobs = watchAccepted(run.records);
  const wait = readWait(options.wait);
  const waited = wait === undefined ? undefined : await waitForDelivery(run, jobs, wait);

  tellInstead(run);
  const recipients = await reportRecipients(run);
  const report: SendReport = {
    api: draft.api,
    channel: draft.channel,
    ...(draft.sendTo === undefined ? {} : { sentTo: draft.sendTo }),
    total: recipients.length,
    counts: ledger.counts,
    requests: run.records.map(reportRequest),
    recipients,
    pendingRequestIds: [...jobs.values()].filter(isPending).map((job) => job.requestId),
    end: isAborted(options.signal) ? { kind: 'cancelled' } : endOf(stop, waited),
    problems: draft.recipientProblems.list,
    problemCount: draft.recipientProblems.count,
    warnings: draft.warnings.list,
    warningCount: draft.warnings.count,
    durationMs: Math.round(clock.elapsedMs() - startMs),
  };
  return { report, stop };
}

function endOf(stop: Stop | undefined, waited: RunEnd | undefined): RunEnd {
  if (stop === undefined) return waited ?? { kind: 'finished' };
  const { reason, error } = stop;
  return reason === 'limit' ? { kind: 'limit', error } : { kind: 'stopped', error };
}

/** Sends everybody whom the journal did not leave out. Resolves to what stopped it. */
async function sendSlices(run: Run): Promise<Stop | undefined> {
  const { connection, draft, progress, records } = run;
  const { logger } = connection.ports;
  const slices = draft.split();
  run.requestsTotal = slices.length;
  logSafely(logger, 'info', `Sending to ${draft.recipients.sendable.length} recipients`, {
    run: run.number,
    requests: slices.length,
  });
  progress?.update({
    requestsTotal: slices.length,
    estimatedEnd: connection.pacer.forecast(slices.length),
  });
  let stop: Stop | undefined;
  let held: Slice[] = [];
  for (let queue = slices; ; queue = held) {
    held = [];
    stop = await runUntilStopped(queue, {
      width: connection.options.maxInFlight,
      stop: run.stop,
      work: (slice, stop) => sendSlice(run, { slice, stop, queue, held }),
    });
    if (held.length === 0 || stop !== undefined || !(await waitForQuietEnd(run, held))) break;
  }
  // Closed while it waited.
  for (const slice of held) leaveUnsent(run, slice, stop);
  if (stop !== undefined)
    logSafely(logger, 'info', `Stopped: ${stop.error.code}`, {
      run: run.number,
      requestsDone: records.filter(({ outcome }) => outcome !== 'unsent').length,
      requests: run.requestsTotal,
    });
  return stop;
}

/** True once those who are held may be messaged; false if the run was cancelled before. */
async function waitForQuietEnd({ connection, draft, gate, options, progress }: Run, held: readonly Slice[]) {
  const { sendable } = draft.recipients;
  const indices = held.flatMap(positionsIn).map((position) => sendable[position] ?? 0);
  return holdUntil(() => gate?.firstEnd(indices), {
    clock: connection.ports.clock,
    signal: options.signal,
    progress,
  });
}

/** Those of a part who waited for the end of quiet hours are not messaged any more. */
function leaveUnsent({ draft, gate, ledger }: Run, slice: Slice, stop: Stop | undefined): void {
  for (const position of positionsIn(slice)) {
    const index = draft.recipients.sendable[position] ?? 0;
    ledger.decide(index, 'unsent', gate?.whyQuiet(index) ?? { reason: stop?.reason ?? 'cancelled' });
  }
}

/** Without its journal a send that must happen once does not begin. */
async function openOnce(connection: Connection, planned: PlannedRun): Promise<Pick<Run, 'once' | 'stop'>> {
  try {
    return { once: await openSendOnce(connection, planned) };
  } catch (failure) {
    const error = journalFailure(failure);
    return { stop: planned.stop ?? { reason: error.code === 'cancelled' ? 'cancelled' : 'stopped', error } };
  }
}

async function reportRecipients({ connection, ledger, draft }: Run): Promise<RecipientReport[]> {
  const { total } = draft.recipients;
  if (total <= REPORTED_AT_ONCE) return ledger.report();
  const scheduler = new CooperativeScheduler(connection.ports.clock);
  // Of its whole length from the start: a million pushed one by one would be copied again and again.
  const reports = new Array<RecipientReport>(total);
  for (let from = 0; from < total; from += REPORTED_AT_ONCE) {
    if (scheduler.mustYield) await scheduler.yieldToHost();
    for (const one of ledger.report(from, from + REPORTED_AT_ONCE)) reports[one.index] = one;
  }
  return reports;
}

const REPORTED_AT_ONCE = 1_000;

/** One request, and those after it. */
interface SliceTurn {
  readonly slice: Slice;
  readonly stop: Stop | undefined;
  readonly queue: Slice[];
  /** Takes those who wait for the end of quiet hours. */
  readonly held: Slice[];
}

async function sendSlice(run: Run, sliceTurn: SliceTurn): Promise<PieceEnd> {
  const { slice, stop: stopBefore, queue } = sliceTurn;
  const { connection, draft, options, ledger, progress } = run;
  const record: RequestRecord = {
    api: draft.api,
    indices: indicesOf(draft, slice),
    outcome: 'unsent',
    attempts: 0,
    isFinal: false,
  };
  const stop =
    stopBefore ??
    (isAborted(options.signal) ? { reason: 'cancelled' as const, error: CANCELLED } : undefined);
  let result: CallResult<AcceptedJob> | undefined;
  const admission = run.gate?.admit(record.indices);
  // Once the run has ended only what an earlier try of it did is still to be told.
  if (stop === undefined || connection.memory !== undefined) {
    const body = bodyOf(draft, slice);
    result =
      body === undefined
        ? { kind: 'unsent', reason: 'invalid', error: UNBUILDABLE, attempts: 0 }
        : await callOrLose(connection, buildSendRequest(draft.api, connection.options.botId, body), {
            signal: options.signal,
            patienceDeadline: patienceDeadlineOf(connection.ports.clock, options.maxPauseMs),
            repeatsWhenLost: options.onUnknown === 'send_again',
            progress,
            end: stop,
            track: run.once?.track(record.indices),
            whyNot: admission && (() => admission.whyNot()),
          });
  }
  if (result === undefined || result.kind === 'unsent' || result.kind === 'refused')
    await admission?.giveBack();
  if (result?.kind === 'unsent' && admission?.barred !== undefined)
    return sendOthers(run, sliceTurn, admission.barred);
  if (result?.kind === 'refused' && result.isTooLarge) {
    const halves = halve(slice);
    if (halves !== undefined) {
      // Nothing of it was sent; each half is a request of its own.
      queue.push(...halves);
      run.requestsTotal++;
      return { wasReached: true };
    }
  }
  ledger.settle(Object.assign(record, describeEnd(run, record, { result, stop })));
  run.records.push(record);
  // A long run needs the memory for its report. Of a part that was taken apart others may be sent later.
  if (slice.without === undefined) draft.recipients.wire.forget(slice.from, slice.to);
  tellProgress(run);
  return pieceEndOf(result, stop);
}

/** Some of a part may not be messaged now: sends the others, and holds those or leaves them out. */
async function sendOthers(
  run: Run,
  sliceTurn: SliceTurn,
  barred: ReadonlyMap<number, LeftOut>,
): Promise<PieceEnd> {
  const { draft, gate, ledger } = run;
  const { slice, held } = sliceTurn;
  const { sendable } = draft.recipients;
  const isBarred = (position: number): boolean => barred.has(sendable[position] ?? -1);
  const positions = positionsIn(slice);
  const others = positions.filter((position) => !isBarred(position));
  const isHeld = gate?.holds === true && [...barred.values()].some(({ reason }) => reason === 'quiet_hours');
  if (isHeld) held.push(others.length === 0 ? slice : leaveOut(slice, others));
  else for (const [index, why] of barred) ledger.decide(index, 'unsent', why);
  if (isHeld && others.length > 0) run.requestsTotal++;
  if (!isHeld && others.length === 0) run.requestsTotal--;
  tellProgress(run);
  if (others.length === 0) return {};
  return sendSlice(run, { ...sliceTurn, slice: leaveOut(slice, positions.filter(isBarred)) });
}

function indicesOf({ recipients: { sendable } }: SendDraft, slice: Slice): Uint32Array {
  if (slice.without === undefined) return sendable.subarray(slice.from, slice.to);
  return Uint32Array.from(positionsIn(slice), (position) => sendable[position] ?? 0);
}

function tellProgress({ connection, ledger, progress, records, requestsTotal }: Run): void {
  const requestsDone = records.length;
  const requestsLeft = requestsTotal - requestsDone;
  progress?.update({
    requestsDone,
    requestsTotal,
    counts: ledger.counts,
    estimatedEnd: requestsLeft === 0 ? undefined : connection.pacer.forecast(requestsLeft),
  });
}

/** Undefined if it cannot be built: a text has a greatest length, and a memory an end. */
function bodyOf(draft: SendDraft, slice: Slice): string | undefined {
  try {
    return draft.buildBody(slice);
  } catch {
    return undefined;
  }
}

const UNBUILDABLE: ErrorInfo = {
  code: 'too_large',
  message: 'The request cannot be built: it is too long.',
  hint: 'Shorten the messages, or send fewer recipients a request.',
};

/** A call does not reject; if one does all the same, nobody knows how far it got, and the others keep their report. */
async function callOrLose(
  ...call: Parameters<typeof callPlatform<AcceptedJob>>
): Promise<CallResult<AcceptedJob>> {
  try {
    return await callPlatform(...call);
  } catch {
    return { kind: 'unknown', error: FAILED_CALL, attempts: 1 };
  }
}

const FAILED_CALL: ErrorInfo = {
  code: 'interrupted',
  message: 'The request was interrupted by an error of this program.',
  hint: 'It may have been carried out: check before sending again.',
};
