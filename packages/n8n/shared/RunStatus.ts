import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { CREDENTIAL } from '../adapters/N8nHttp';
import type { Client, ErrorInfo, JobReport, StatusInput, StatusReport, WaitForStatusOptions } from './core';
import { listRecipients, readRequests, requestsIn, runAll, statusFailureOf } from './core';
import { createExecutionClient } from './ExecutionClient';
import { failNode, itemOf, routeRows, type Row, whyOf } from './Rows';
import { tellProgress } from './ShowProgress';

/** Input items with the same settings: their jobs are looked at together. */
interface Look {
  readonly isWaiting: boolean;
  readonly options: IDataObject;
  /** What each of its items names. */
  readonly named: Map<number, readonly unknown[]>;
}

/** What became of a look: its report, or why there is none. */
interface LookEnd {
  readonly look: Look;
  readonly report?: StatusReport;
  readonly error?: unknown;
}

/** Looks under way at once; those that wait mostly sleep. */
const WIDTH = 100;

/** Looks at the jobs that the input items name, those with the same settings at once, and gives a row for each job or recipient. */
export async function runStatus(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const isLenient = this.continueOnFail();
  let looks: readonly Look[] = [lookAtAll(this)];
  let ends: readonly LookEnd[];
  try {
    looks = collectLooks(this);
    const client = createExecutionClient(this, await this.getCredentials(CREDENTIAL));
    const isRowOfSend = ({ json }: INodeExecutionData): boolean => typeof json['outcome'] === 'string';
    // A send that had nothing accepted: there is nothing to ask for.
    if (looks.every(namesNothing) && this.getInputData().every(isRowOfSend)) return [[]];
    if (!isLenient) for (const look of looks) checkLook(this, look);
    ends = await makeLooks(this, client, looks);
  } catch (error) {
    if (!isLenient) throw error instanceof NodeOperationError ? error : failNode(this, error, 0);
    ends = looks.map((look) => ({ look, error }));
  }
  const failures = ends.map(({ report, error }) => (report === undefined ? error : statusFailureOf(report)));
  if (!isLenient && failures.every((failure) => failure !== undefined)) throw failNode(this, failures[0], 0);
  return routeRows(
    this,
    ends.flatMap((end) => rowsOf(this, end)),
  );
}

/** All items, where it cannot be read what they ask for. */
function lookAtAll(context: IExecuteFunctions): Look {
  const named = new Map(context.getInputData().map((_item, item) => [item, []]));
  return { isWaiting: false, options: {}, named };
}

/** The input items, those with the same settings together. An item that names nothing is passed over, unless all do. */
function collectLooks(context: IExecuteFunctions): Look[] {
  const looks = new Map<string, Look>();
  context.getInputData().forEach((_item, item) => {
    const isWaiting = context.getNodeParameter('wait', item) === true;
    const options = context.getNodeParameter('options', item);
    const key = JSON.stringify([isWaiting, options]);
    const look = looks.get(key) ?? { isWaiting, options, named: new Map<number, readonly unknown[]>() };
    looks.set(key, look);
    look.named.set(item, requestsOf(context, item));
  });
  const all = [...looks.values()];
  const withRequests = all.filter((look) => !namesNothing(look));
  return withRequests.length > 0 ? withRequests : all.slice(0, 1);
}

function namesNothing({ named }: Look): boolean {
  return [...named.values()].every((requests) => requests.length === 0);
}

/** @throws NodeOperationError at the item with the first id that is none, before anything is asked for. */
function checkLook(context: IExecuteFunctions, look: Look): void {
  try {
    readRequests({ requests: [...look.named.values()].flat() }, optionsOf(look));
  } catch (error) {
    const items = [...look.named].flatMap(([item, requests]) => requests.map(() => item));
    throw failNode(context, error, itemOf(error, items));
  }
}

async function makeLooks(
  context: IExecuteFunctions,
  client: Client,
  looks: readonly Look[],
): Promise<LookEnd[]> {
  const signal = context.getExecutionCancelSignal();
  const onProgress = tellProgress(context);
  const ends = new Map<Look, LookEnd>();
  await runAll([...looks], WIDTH, async (look) => {
    const input = { requests: [...look.named.values()].flat() };
    const options = { ...optionsOf(look), onProgress, ...(signal === undefined ? {} : { signal }) };
    try {
      const report = await (look.isWaiting
        ? client.waitForStatus(input, options)
        : client.getStatus(input, options));
      ends.set(look, { look, report });
    } catch (error) {
      ends.set(look, { look, error });
    }
  });
  return looks.map((look) => ends.get(look) ?? { look });
}

/** One row an item. Without an outcome: nothing is known of the recipients, and least of all that they were not reached. */
function rowsOfFailure(context: IExecuteFunctions, { named }: Look, error: unknown): Row[] {
  const input = context.getInputData();
  return [...named.keys()].map((item) => {
    const requestId = input[item]?.json['requestId'];
    return {
      json: { ...(typeof requestId === 'string' ? { requestId } : {}), isFinal: false, ...whyOf(error) },
      isReached: false,
      items: [item],
    };
  });
}

/** What one item names, as requests where it can be read as such; an item without any is passed over. */
function requestsOf(context: IExecuteFunctions, item: number): unknown[] {
  const given: unknown = context.getNodeParameter('requests', item, '');
  if (given === undefined || given === null || given === '') return [];
  const chosen = context.getNodeParameter('api', item);
  const api = chosen === 'v1' || chosen === 'v2' ? chosen : context.getInputData()[item]?.json['api'];
  // Of any value: the core checks what comes from a workflow, and says what is no request id.
  return (listRecipients(given as string | object) ?? [given]).flatMap((one): readonly unknown[] => {
    const found = requestsIn({ requests: [one], api } as StatusInput);
    return found.length > 0 ? found : [one];
  });
}

/** The options of a look, as the core wants them. */
function optionsOf({ options, isWaiting }: Look): WaitForStatusOptions {
  const milliseconds = (name: string): number | undefined =>
    options[name] === undefined ? undefined : Number(options[name]) * 1000;
  const timeoutMs = milliseconds('waitTimeoutSeconds');
  const firstIntervalMs = milliseconds('firstIntervalSeconds');
  const maxPauseMs = milliseconds('maxPauseSeconds');
  return {
    ...(isWaiting && timeoutMs !== undefined ? { timeoutMs } : {}),
    ...(isWaiting && firstIntervalMs !== undefined ? { firstIntervalMs } : {}),
    ...(maxPauseMs === undefined ? {} : { maxPauseMs }),
  };
}

function rowsOf(context: IExecuteFunctions, { look, report, error }: LookEnd): Row[] {
  if (report === undefined) return rowsOfFailure(context, look, error);
  const identities = context.getInputData().map(({ json }) => json['identity']);
  return report.jobs.flatMap((job): Row[] => {
    const items = [...look.named].flatMap(([item, requests]) =>
      requests.some((request) => isRequest(request, job.requestId)) ? [item] : [],
    );
    const rows = look.options['output'] === 'recipient' ? recipientRows(job, items, identities) : [];
    return rows.length > 0 ? rows : [{ json: jobRow(job), isReached: job.error === undefined, items }];
  });
}

/**
 * Those in the job's log; then those whom an input row names and the log does not, as in a job that still runs: so each
 * row of a send finds its own again, and a loop that waits loses nobody.
 */
function recipientRows(job: JobReport, items: readonly number[], identities: readonly unknown[]): Row[] {
  const { api, requestId, jobStatus, isFinal, warning } = job;
  const about = { api, jobStatus, isFinal, ...(warning === undefined ? {} : { warning }) };
  const itemsOf = new Map<unknown, number[]>();
  for (const item of items) {
    const identity = identities[item];
    if (typeof identity === 'string') itemsOf.set(identity, [...(itemsOf.get(identity) ?? []), item]);
  }
  const logged = job.recipients.map((row) => ({
    json: { ...row, ...about },
    isReached: row.outcome !== 'undelivered',
    items: itemsOf.get(row.identity) ?? items,
  }));
  for (const { identity } of job.recipients) itemsOf.delete(identity);
  // Of a job that could not be looked at nothing is known.
  const known = job.error === undefined ? { outcome: 'accepted' } : whyRefused(job.error);
  const others = [...itemsOf].map(([identity, own]) => ({
    json: { requestId, identity, ...known, ...about },
    isReached: job.error === undefined,
    items: own,
  }));
  return [...logged, ...others];
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

function isRequest(named: unknown, requestId: string): boolean {
  return typeof named === 'object' && named !== null && 'requestId' in named && named.requestId === requestId;
}
