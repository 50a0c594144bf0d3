import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { N8nClock } from '../adapters/N8nClock';
import type { Client, ErrorInfo, RequestReport, SendReport } from './core';
import { endsRun, failureOf, notReachedIndices, runAll, Turns } from './core';
import { createExecutionClient, pastOf } from './ExecutionClient';
import { ToolBudget, tooMany } from './MaximumRecipients';
import type { Account, BadItem } from './ReadItems';
import { failNode, hasErrorOutput, Output, type Row } from './Rows';
import type { Batch, BatchEnd, SendKind, SendRun } from './SendBatches';
import { collectBatches, inputOf, keepsItems, sendOptionsOf } from './SendBatches';
import { tellProgress } from './ShowProgress';
import { findBadBatches, mergeFailures, unreadRow, unsentRows } from './UnsentBatches';
import { type RowWarnings, showWarnings, warningsOf } from './Warnings';

/** Batches under way at once; those that wait for delivery mostly sleep. */
const WIDTH = 10;
const WIDTH_WHEN_WAITING = 100;

/** Sends what the input items ask for in as few requests as the API allows, and gives a row for each recipient or request. */
export async function runSend(this: IExecuteFunctions, kind: SendKind): Promise<INodeExecutionData[][]> {
  const isLenient = this.continueOnFail();
  const { batches, badItems, total, maximum } = await collectBatches(this, kind);
  const run: SendRun = { context: this, kind, batches, clients: new Map() };
  const budget = new ToolBudget(this);
  const { before } = budget;
  if (total + before > maximum) {
    const failure = tooMany(total, { maximum, before });
    if (!isLenient) throw failNode(this, failure, 0);
    return writeRows(run, {
      ends: [],
      badItems: this.getInputData().map((_input, item) => ({ item, failure })),
    });
  }
  const [bad] = badItems;
  if (bad !== undefined && !isLenient) throw failNode(this, bad.failure, bad.item);
  budget.take(total);
  const ends = await sendAll(run);
  budget.settle(ends.map(({ report }) => report));
  if (!isLenient) stopIfNobodyWasReached(this, ends);
  showWarnings(this, ends);
  return writeRows(run, { ends, badItems });
}

/** Sends every batch, those of each credential apart; a credential that is not fit to send with is told by its own batches. */
async function sendAll(run: SendRun): Promise<BatchEnd[]> {
  const { context, batches, clients } = run;
  const unfit = new Map<Account, unknown>();
  const past = pastOf(context);
  for (const { account } of batches)
    if (!clients.has(account) && !unfit.has(account))
      try {
        clients.set(account, createExecutionClient(context, account, past));
      } catch (failure) {
        unfit.set(account, failure);
      }
  const ends = batches
    .filter(({ account }) => unfit.has(account))
    .map((batch): BatchEnd => ({ batch, failure: unfit.get(batch.account) }));
  if (unfit.size > 0 && !context.continueOnFail()) return ends;

  const fit = batches.filter(({ account }) => clients.has(account));
  const bad = await findBadBatches({ ...run, batches: fit });
  if (bad !== undefined) ends.push(...bad);
  else
    for (const sent of await Promise.all(
      [...clients].map(([account, client]) =>
        sendBatches({ ...run, batches: fit.filter((batch) => batch.account === account) }, client),
      ),
    ))
      ends.push(...sent);
  const order = new Map(batches.map((batch, position) => [batch, position]));
  return ends.sort((one, other) => (order.get(one.batch) ?? 0) - (order.get(other.batch) ?? 0));
}

async function sendBatches({ context, kind, batches }: SendRun, client: Client): Promise<BatchEnd[]> {
  const ends: BatchEnd[] = [];
  let stoppedBy: ErrorInfo | undefined;
  let wasReached = false;
  const onProgress = tellProgress(context);
  const sendBatch = async (batch: Batch): Promise<void> => {
    try {
      // Also once the run was stopped: what an earlier try of it had accepted is told all the same.
      const options = {
        ...sendOptionsOf(context, batch.options),
        onProgress,
        ...(stoppedBy && { stoppedBy }),
      };
      const report = await kind.send(client, inputOf(batch), options);
      wasReached ||= report.requests.some(({ outcome }) => outcome !== 'unsent');
      const error = report.stoppedBy ?? report.requests.find(({ reason }) => reason === 'unreachable')?.error;
      if (error && endsRun(error, { meetsAll: report.stoppedBy !== undefined, wasReached }))
        stoppedBy ??= error;
      ends.push({ batch, report });
    } catch (failure) {
      ends.push({ batch, failure });
    }
  };
  const isWaiting = batches.some((batch) => batch.options['wait'] === true);
  // The first goes alone: a refusal that would meet all of them shows there.
  const queue = [...batches];
  await runAll(queue.splice(0, 1), 1, sendBatch);
  await runAll(queue, isWaiting ? WIDTH_WHEN_WAITING : WIDTH, sendBatch);
  return ends;
}

/** A workflow that stops on errors stops if the whole send failed; once anybody may have been reached, the rows must not be lost. */
function stopIfNobodyWasReached(context: IExecuteFunctions, ends: readonly BatchEnd[]): void {
  const failures = ends.map(({ batch, report, failure }) => ({
    batch,
    failure: report === undefined ? failure : failureOf(report),
  }));
  if (failures.some(({ failure }) => failure === undefined)) return;
  const { failure, itemIndex } = mergeFailures(failures);
  throw failNode(context, failure, itemIndex);
}

/** The output of a run, in turns with n8n's other work: it may be a row for each of a million. */
async function writeRows(
  run: SendRun,
  { ends, badItems }: { readonly ends: readonly BatchEnd[]; readonly badItems: readonly BadItem[] },
): Promise<INodeExecutionData[][]> {
  const output = new Output(run.context);
  const turns = new Turns(new N8nClock());
  let count = 0;
  for (const row of rowsOfRun(run, ends, badItems)) {
    output.add(row);
    if (++count % ROWS_AT_ONCE === 0 && turns.isOver) await turns.next();
  }
  return output.toData();
}

const ROWS_AT_ONCE = 1_000;

function* rowsOfRun(run: SendRun, ends: readonly BatchEnd[], badItems: readonly BadItem[]): Iterable<Row> {
  for (const { batch, report, failure } of ends)
    if (report === undefined) yield* unsentRows(run, batch, failure);
    else yield* reportRows(run, batch, report);
  for (const bad of badItems) yield unreadRow(run, bad);
}

function* reportRows({ context }: SendRun, { items, options }: Batch, report: SendReport): Iterable<Row> {
  const { api, channel, requests, recipients } = report;
  const notReached = new Set(notReachedIndices(report));
  const isByRequest = options['output'] === 'request';
  // What stands for several people must not be what a branch for people gets.
  const isByPerson = isByRequest && hasErrorOutput(context);
  const keepsItem = keepsItems(context, options);
  const warnings = warningsOf(report);
  if (isByRequest)
    for (const request of requests)
      if (!isByPerson || isReached(request)) yield requestRow(report, { request, items, warnings });
  for (const recipient of recipients) {
    const isMissed = notReached.has(recipient.index);
    // Those who are bad are in no request, and nobody must be missing.
    if (isByRequest && recipient.reason !== 'invalid' && !(isByPerson && isMissed)) continue;
    yield {
      json: { ...recipient, ...warnings.ofRecipient(recipient), api, channel },
      isReached: !isMissed,
      items: [items[recipient.index] ?? 0],
      keepsItem,
    };
  }
}

/** Who may have got it is not for a second channel. */
function isReached({ outcome }: RequestReport): boolean {
  return outcome === 'accepted' || outcome === 'unknown';
}

/** One row a request. */
function requestRow(
  { api, channel }: SendReport,
  {
    request,
    items,
    warnings,
  }: { readonly request: RequestReport; readonly items: readonly number[]; readonly warnings: RowWarnings },
): Row {
  const { error, ...fields } = request;
  const own = items.slice(request.firstIndex, request.lastIndex + 1);
  return {
    // A top-level `error` would make n8n run the node again.
    json: {
      ...fields,
      ...warnings.ofRequest(request),
      api,
      channel,
      ...(error === undefined ? {} : { detail: error.message, hint: error.hint ?? '' }),
    },
    isReached: isReached(request),
    items: [...new Set(own)],
  };
}
