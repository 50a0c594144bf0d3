import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CREDENTIAL } from '../adapters/N8nHttp';
import type { Client, ErrorInfo, RequestReport, SendOptions, SendReport } from './core';
import { failureOf, listRecipients, notReachedIndices, runAll } from './core';
import { createExecutionClient } from './ExecutionClient';
import { failNode, routeRows, type Row, rowOfFailure } from './Rows';

/** What sets a send node apart from the other: the fields of a message, and the call. */
export interface SendKind {
  /** Parameters that make a message: items with the same values are sent together. */
  readonly messageParameters: readonly string[];
  /** Options that belong to the message. */
  readonly messageOptions: readonly string[];
  send(client: Client, input: Readonly<Record<string, unknown>>, options: SendOptions): Promise<SendReport>;
  /** @throws KoreNotifyError `invalid_input`, if the send would. */
  check(client: Client, input: Readonly<Record<string, unknown>>, options: SendOptions): void;
}

/** Recipients with the same message, from however many items. */
interface Batch {
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: IDataObject;
  readonly recipients: unknown[];
  /** For each recipient the item it came from. */
  readonly items: number[];
}

/** What became of a batch: its report, or why there is none. */
interface BatchEnd {
  readonly batch: Batch;
  readonly report?: SendReport;
  readonly failure?: unknown;
}

/** Batches under way at once; those that wait for delivery mostly sleep. */
const WIDTH = 10;
const WIDTH_WHEN_WAITING = 100;

/** An AI agent that means a few people must not reach everybody by mistake. */
const MAX_RECIPIENTS_OF_A_TOOL = 50;

/** Sends what the input items ask for in as few requests as the API allows, and gives a row for each recipient or request. */
export async function runSend(this: IExecuteFunctions, kind: SendKind): Promise<INodeExecutionData[][]> {
  const batches = collectBatches(this, kind);
  const ends: BatchEnd[] = [];
  let stoppedBy: ErrorInfo | undefined;
  try {
    const client = createExecutionClient(this, await this.getCredentials(CREDENTIAL));
    if (batches.length > 1) refuseBadBatches(this, kind, client, batches);
    const sendBatch = async (batch: Batch): Promise<void> => {
      if (stoppedBy !== undefined) return void ends.push({ batch, failure: stoppedBy });
      try {
        const report = await kind.send(client, inputOf(batch), sendOptionsOf(this, batch.options));
        stoppedBy ??= report.stoppedBy;
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
  } catch (failure) {
    ends.push(...batches.map((batch) => ({ batch, failure })));
  }
  const order = new Map(batches.map((batch, position) => [batch, position]));
  ends.sort((one, other) => (order.get(one.batch) ?? 0) - (order.get(other.batch) ?? 0));
  stopIfNobodyWasReached(this, ends);
  return routeRows(this, ends.flatMap(rowsOf));
}

/** Nothing is sent for any item if something is wrong with one: all problems are told at once. */
function refuseBadBatches(
  context: IExecuteFunctions,
  kind: SendKind,
  client: Client,
  batches: readonly Batch[],
): void {
  for (const batch of batches) kind.check(client, inputOf(batch), sendOptionsOf(context, batch.options));
}

/** A workflow that stops on errors stops if the whole send failed; once anybody may have been reached, the rows must not be lost. */
function stopIfNobodyWasReached(context: IExecuteFunctions, ends: readonly BatchEnd[]): void {
  if (context.continueOnFail()) return;
  const failures = ends.map(({ batch, report, failure }) => ({
    batch,
    failure: report === undefined ? failure : failureOf(report),
  }));
  const first = failures.find(({ failure }) => failure !== undefined);
  if (first !== undefined && failures.every(({ failure }) => failure !== undefined))
    throw failNode(context, first.failure, first.batch.items);
}

function rowsOf({ batch: { items, options }, report, failure }: BatchEnd): Row[] {
  if (report === undefined) return rowOfFailure(failure, items);
  if (options['output'] === 'request')
    return report.requests.map((request) => requestRow(report, request, items));
  const notReached = new Set(notReachedIndices(report));
  return report.recipients.map((recipient) => ({
    json: { ...recipient, api: report.api, channel: report.channel },
    isReached: !notReached.has(recipient.index),
    items: [items[recipient.index] ?? 0],
  }));
}

function inputOf({ input, recipients }: Batch): Readonly<Record<string, unknown>> {
  return { ...input, recipients };
}

function collectBatches(context: IExecuteFunctions, kind: SendKind): Batch[] {
  const batches = new Map<string, Batch>();
  context.getInputData().forEach(({ json }, item) => {
    const options = context.getNodeParameter('options', item);
    const parameters = [...kind.messageParameters, 'identityField'].map(
      (name) => [name, context.getNodeParameter(name, item, '')] as const,
    );
    const messageOptions = kind.messageOptions.map((name) => [name, options[name]] as const);
    const input = Object.fromEntries(
      [...parameters, ...messageOptions].filter(([, value]) => value !== undefined && value !== ''),
    );
    const key = JSON.stringify([input, options]);
    const batch = batches.get(key) ?? { input, options, recipients: [], items: [] };
    batches.set(key, batch);
    const isItem = context.getNodeParameter('recipientsFrom', item) === 'items';
    const given: unknown = isItem ? json : context.getNodeParameter('recipients', item);
    // What is no list is passed on as it is: the core says what is wrong with it, and whose it is.
    for (const recipient of isItem ? [given] : (listRecipients(given as string | object) ?? [given])) {
      batch.recipients.push(recipient);
      batch.items.push(item);
    }
  });
  return [...batches.values()];
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

function sendOptionsOf(context: IExecuteFunctions, options: IDataObject): SendOptions {
  const milliseconds = (name: string): number | undefined =>
    options[name] === undefined ? undefined : Number(options[name]) * 1000;
  // n8n derives the tool's type from the node's.
  const isTool = context.getNode().type.endsWith('Tool');
  const wait = {
    timeoutMs: milliseconds('waitTimeoutSeconds'),
    firstIntervalMs: milliseconds('firstIntervalSeconds'),
  };
  const all = {
    wait: options['wait'] === true ? given(wait) : false,
    onBadRecipient: options['skipBadRecipients'] === true ? 'skip' : 'stop',
    onMissingParameter: options['onMissingParameter'],
    onUnknown: options['onUnknown'],
    maxRecipients: options['maxRecipients'] ?? (isTool ? MAX_RECIPIENTS_OF_A_TOOL : undefined),
    maxPauseMs: milliseconds('maxPauseSeconds'),
    recipientsPerRequest: options['recipientsPerRequest'],
    signal: context.getExecutionCancelSignal(),
  };
  // Of any value: the core checks what comes from a workflow.
  return given(all) as SendOptions;
}

function given<T extends object>(values: T): Partial<{ [Name in keyof T]: NonNullable<T[Name]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
