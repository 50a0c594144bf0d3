import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { N8nClock } from '../adapters/N8nClock';
import { CREDENTIAL } from '../adapters/N8nHttp';
import type { Client, ErrorInfo, RequestReport, SendReport } from './core';
import { endsRun, failureOf, notReachedIndices, runAll, Turns } from './core';
import { createExecutionClient, ledgerOf } from './ExecutionClient';
import { failNode, Output, type Row } from './Rows';
import type { Batch, BatchEnd, SendKind, SendRun } from './SendBatches';
import { batchOfAll, collectBatches, inputOf, sendOptionsOf } from './SendBatches';
import { tellProgress } from './ShowProgress';
import { findBadBatches, mergeFailures, unsentRows } from './UnsentBatches';

/** Batches under way at once; those that wait for delivery mostly sleep. */
const WIDTH = 10;
const WIDTH_WHEN_WAITING = 100;

/** Sends what the input items ask for in as few requests as the API allows, and gives a row for each recipient or request. */
export async function runSend(this: IExecuteFunctions, kind: SendKind): Promise<INodeExecutionData[][]> {
  let run: SendRun = { context: this, kind, batches: batchOfAll(this) };
  let ends: readonly BatchEnd[];
  try {
    run = { ...run, batches: await collectBatches(this, kind) };
    const credential = await this.getCredentials(CREDENTIAL);
    const client = createExecutionClient(this, credential, ledgerOf(this));
    run = { ...run, client };
    ends = (await findBadBatches(run, client)) ?? (await sendBatches(run, client));
  } catch (failure) {
    ends = run.batches.map((batch) => ({ batch, failure }));
  }
  if (!this.continueOnFail()) stopIfNobodyWasReached(this, ends);
  return writeRows(run, ends);
}

/** The output of a run, in turns with n8n's other work: it may be a row for each of a million. */
async function writeRows(run: SendRun, ends: readonly BatchEnd[]): Promise<INodeExecutionData[][]> {
  const output = new Output(run.context);
  const turns = new Turns(new N8nClock());
  let count = 0;
  for (const end of ends)
    for (const row of rowsOf(run, end)) {
      output.add(row);
      if (++count % ROWS_AT_ONCE === 0 && turns.isOver) await turns.next();
    }
  return output.toData();
}

const ROWS_AT_ONCE = 1_000;

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
  const order = new Map(batches.map((batch, position) => [batch, position]));
  return ends.sort((one, other) => (order.get(one.batch) ?? 0) - (order.get(other.batch) ?? 0));
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

function* rowsOf(run: SendRun, { batch, report, failure }: BatchEnd): Iterable<Row> {
  if (report === undefined) return yield* unsentRows(run, batch, failure);
  const { items, options } = batch;
  const notReached = new Set(notReachedIndices(report));
  const isByRequest = options['output'] === 'request';
  if (isByRequest) for (const request of report.requests) yield requestRow(report, request, items);
  for (const recipient of report.recipients)
    // Those who are bad are in no request, and nobody must be missing.
    if (!isByRequest || recipient.reason === 'invalid')
      yield {
        json: { ...recipient, api: report.api, channel: report.channel },
        isReached: !notReached.has(recipient.index),
        items: [items[recipient.index] ?? 0],
      };
}

/** One row a request. */
function requestRow({ api, channel }: SendReport, request: RequestReport, items: readonly number[]): Row {
  const { error, ...fields } = request;
  const own = items.slice(request.firstIndex, request.lastIndex + 1);
  return {
    // A top-level `error` would make n8n run the node again.
    json: {
      ...fields,
      api,
      channel,
      ...(error === undefined ? {} : { detail: error.message, hint: error.hint ?? '' }),
    },
    // Who may have got it is not for a second channel.
    isReached: request.outcome === 'accepted' || request.outcome === 'unknown',
    items: [...new Set(own)],
  };
}
