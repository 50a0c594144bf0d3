import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
  type AskedJob,
  askMany,
  type ErrorInfo,
  type JobReport,
  readList,
  RECIPIENTS,
  matchJob,
  type StatusInput,
  type StatusRequestRow,
} from './core';
import { Clients } from './ExecutionClient';
import { isTool } from './Maximum';
import { assertN8n } from './OldestN8n';
import { readItems } from './ReadItems';
import { failNode, hasErrorOutput, type Row, routeRows, rowIn, whyOf } from './Rows';
import { given, milliseconds, runOptionsOf } from './SendOptions';
import { tellProgress } from './ShowProgress';

/** Asks for the jobs that the input items name, and gives a row for each job or recipient. */
export async function runStatus(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  assertN8n(this);
  const isLenient = this.continueOnFail() || isTool(this);
  const clients = new Clients(this);
  const rows: StatusRequestRow[] = [];
  const badItems = await readItems(this, {
    read: (item) => readItem(this, item),
    take: (values, { item, account }) =>
      rows.push({ source: item, asker: clients.clientOf(account), ...values }),
  });
  const [bad] = badItems;
  if (bad !== undefined && !isLenient) throw failNode(this, bad.failure, bad.item);
  const input = this.getInputData().map(({ json }) => json);
  const items = input.map(rowIn);
  // A send that had nothing accepted: there is nothing to ask for.
  const isNothing =
    rows.every(({ input }) => (input.requests as unknown[]).length === 0) &&
    items.every((row) => typeof row['outcome'] === 'string');
  const { jobs, failed, failure } = isNothing
    ? { jobs: [], failed: [] }
    : await askMany(rows, {
        ...runOptionsOf(this, tellProgress(this)),
        onBadRow: isLenient ? 'skip' : 'stop',
      });
  if (failure !== undefined && !isLenient) throw failNode(this, failure.error, failure.source);
  const unasked = (item: number, why: object): Row => {
    const { requestId } = items[item] ?? {};
    const json = { ...(typeof requestId === 'string' ? { requestId } : {}), isFinal: false, ...why };
    return { json, isReached: false, items: [item] };
  };
  return routeRows(this, [
    ...jobs.flatMap((asked) => rowsOf(this, asked, { items, input })),
    ...failed.map(({ source, error }) => unasked(source, whyOf(error))),
    ...badItems.map(({ item, failure: why }) => unasked(item, { ...whyOf(why), reason: 'invalid_input' })),
  ]);
}

function readItem(context: IExecuteFunctions, item: number) {
  const isWaiting = context.getNodeParameter('operation', item) === 'wait';
  const options = context.getNodeParameter('options', item);
  const wait = {
    timeoutMs: milliseconds(options['waitTimeoutSeconds']),
    firstIntervalMs: milliseconds(options['firstIntervalSeconds']),
  };
  return {
    isWaiting,
    input: inputOf(context, item),
    options: given({ ...(isWaiting ? wait : {}), maxPauseMs: milliseconds(options['maxPauseSeconds']) }),
  };
}

/** What one item names; an empty list, if it names nothing. Of any value: the core says what is no request id. */
function inputOf(context: IExecuteFunctions, item: number): StatusInput {
  const row = rowIn(context.getInputData()[item]?.json ?? {});
  const own: unknown = context.getNodeParameter('requests', item, '');
  const named = isEmpty(own) ? row['requestId'] : own;
  if (isEmpty(named)) return { requests: [] };
  const chosen = context.getNodeParameter('api', item);
  const api = chosen === 'v1' || chosen === 'v2' ? chosen : row['api'];
  const reading = readList(named, RECIPIENTS);
  const list = 'list' in reading ? reading.list : [named];
  return given({ requests: list.map((one) => (isRecord(one) ? rowIn(one) : one)), api }) as StatusInput;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isRecord(value: unknown): value is IDataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rowsOf(
  context: IExecuteFunctions,
  { job, sources }: AskedJob,
  { items, input }: { readonly items: readonly IDataObject[]; readonly input: readonly IDataObject[] },
): Row[] {
  const options = context.getNodeParameter('options', sources[0] ?? 0);
  const byRecipient = options['output'] === 'recipient';
  const rows = byRecipient || hasErrorOutput(context) ? recipientRows(job, sources, items) : [];
  if (byRecipient && rows.length > 0) {
    const keeps = options['includeInputFields'] !== false && !isTool(context);
    return rows.map((row) => ({ ...row, keepsItem: keeps && hasOwnFields(row, { items, input }) }));
  }
  const row = { json: jobRow(job), isReached: job.error === undefined, items: sources };
  if (!hasErrorOutput(context)) return [row];
  // A row of a job may stand for several people; on the error output each item, and each of those not reached, has one.
  return row.isReached
    ? [row, ...rows.filter(({ isReached }) => !isReached)]
    : sources.map((item) => ({ ...row, items: [item] }));
}

/** False for a row of many items, and for one whose item is a row of ours and nothing else. */
function hasOwnFields(
  { items: [first = 0, ...others] }: Row,
  { items, input }: { readonly items: readonly IDataObject[]; readonly input: readonly IDataObject[] },
): boolean {
  return (
    others.length === 0 && (items[first] !== input[first] || typeof items[first]?.['outcome'] !== 'string')
  );
}

/** A row for each person in the job's log, and for each whom an input item names and the log does not. */
function recipientRows(job: JobReport, sources: readonly number[], items: readonly IDataObject[]): Row[] {
  const { api, jobStatus, isFinal, warning, error } = job;
  const about = { api, jobStatus, isFinal, ...(warning === undefined ? {} : { warning }) };
  const identities = sources.map((item) => items[item]?.['identity']);
  const channelOf = (position: number): object => {
    const channel = items[sources[position] ?? 0]?.['channel'];
    return typeof channel === 'string' ? { channel } : {};
  };
  return matchJob(
    job,
    identities.map((one) => (typeof one === 'string' ? one : undefined)),
  ).map(({ row, positions }) => ({
    json: {
      ...row,
      ...(row.outcome === undefined && error ? whyRefused(error) : {}),
      ...about,
      ...(positions.length === 1 ? channelOf(positions[0] ?? 0) : {}),
    },
    isReached: row.outcome !== undefined && row.outcome !== 'undelivered',
    items: positions.length === 0 ? sources : positions.map((position) => sources[position] ?? 0),
  }));
}

/** A flat row; a top-level `error` would make n8n run the node again. */
function jobRow({ recipients, error, ...job }: JobReport): object {
  const count = (wanted: string): number => recipients.filter(({ outcome }) => outcome === wanted).length;
  return {
    ...job,
    delivered: count('delivered'),
    undelivered: count('undelivered'),
    ...(error === undefined ? {} : whyRefused(error)),
  };
}

function whyRefused({ code, message, hint = '' }: ErrorInfo): object {
  return { reason: code, detail: message, hint };
}
