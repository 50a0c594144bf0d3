import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Client, ErrorInfo, JobReport, StatusInput, StatusReport, WaitForStatusOptions } from './core';
import { listRecipients, readRequests, requestsIn, runAll, statusFailureOf } from './core';
import { createExecutionClient } from './ExecutionClient';
import { type Account, type BadItem, readItems } from './ReadItems';
import { failNode, hasErrorOutput, type Row, routeRows, rowIn, whyOf } from './Rows';
import { tellProgress } from './ShowProgress';

/** Input items with the same settings and credential: their jobs are looked at together. */
interface Look {
  readonly account: Account;
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
  const { looks, badItems } = await collectLooks(this);
  const [bad] = badItems;
  if (bad !== undefined && !isLenient) throw failNode(this, bad.failure, bad.item);
  const isRowOfSend = ({ json }: INodeExecutionData): boolean => typeof rowIn(json)['outcome'] === 'string';
  // A send that had nothing accepted: there is nothing to ask for.
  const isNothing = looks.every(namesNothing) && this.getInputData().every(isRowOfSend);
  const ends = isNothing ? [] : await makeLooks(this, looks);
  const failed = ends.map(({ look, report, error }) => ({
    item: [...look.named.keys()][0] ?? 0,
    failure: report === undefined ? error : statusFailureOf(report),
  }));
  const [first] = failed;
  if (!isLenient && first !== undefined && failed.every(({ failure }) => failure !== undefined))
    throw failNode(this, first.failure, first.item);
  return routeRows(this, [
    ...ends.flatMap((end) => rowsOf(this, end)),
    ...badItems.map(({ item, failure }) =>
      unlookedRow(this, item, { ...whyOf(failure), reason: 'invalid_input' }),
    ),
  ]);
}

/** The input items, those with the same settings and credential together. An item that names nothing is passed over, unless all do. */
async function collectLooks(
  context: IExecuteFunctions,
): Promise<{ readonly looks: readonly Look[]; readonly badItems: readonly BadItem[] }> {
  const known = new Map<Account, Map<string, Look>>();
  const badItems = await readItems(context, {
    read(item) {
      const isWaiting = context.getNodeParameter('wait', item) === true;
      const options = context.getNodeParameter('options', item);
      const requests = requestsOf(context, item);
      // What is no request id is told by its own item, before anything is asked for.
      if (requests.length > 0) readRequests({ requests }, optionsOf({ options, isWaiting }));
      return { isWaiting, options, requests, key: JSON.stringify([isWaiting, options]) };
    },
    take({ isWaiting, options, requests, key }, { item, account }) {
      const looks = known.get(account) ?? new Map<string, Look>();
      known.set(account, looks);
      const look = looks.get(key) ?? { account, isWaiting, options, named: new Map() };
      looks.set(key, look);
      look.named.set(item, requests);
    },
  });
  const all = [...known.values()].flatMap((looks) => [...looks.values()]);
  const withRequests = all.filter((look) => !namesNothing(look));
  return { looks: withRequests.length > 0 ? withRequests : all.slice(0, 1), badItems };
}

function namesNothing({ named }: Look): boolean {
  return [...named.values()].every((requests) => requests.length === 0);
}

async function makeLooks(context: IExecuteFunctions, looks: readonly Look[]): Promise<LookEnd[]> {
  const signal = context.getExecutionCancelSignal();
  const onProgress = tellProgress(context);
  const clients = new Map<Account, Client>();
  const ends = new Map<Look, LookEnd>();
  await runAll([...looks], WIDTH, async (look) => {
    const input = { requests: [...look.named.values()].flat() };
    const options = { ...optionsOf(look), onProgress, ...(signal === undefined ? {} : { signal }) };
    try {
      const client = clients.get(look.account) ?? createExecutionClient(context, look.account);
      clients.set(look.account, client);
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

/** Of an item whose jobs were not looked at. Without an outcome: nothing is known of the recipients, and least of all that they were not reached. */
function unlookedRow(context: IExecuteFunctions, item: number, why: object): Row {
  const requestId = rowIn(context.getInputData()[item]?.json ?? {})['requestId'];
  return {
    json: { ...(typeof requestId === 'string' ? { requestId } : {}), isFinal: false, ...why },
    isReached: false,
    items: [item],
  };
}

/** What one item names, as requests where it can be read as such; an item without any is passed over. */
function requestsOf(context: IExecuteFunctions, item: number): unknown[] {
  const row = rowIn(context.getInputData()[item]?.json ?? {});
  let given: unknown = context.getNodeParameter('requests', item, '');
  if (isEmpty(given)) given = row['requestId'];
  if (isEmpty(given)) return [];
  const chosen = context.getNodeParameter('api', item);
  const api = chosen === 'v1' || chosen === 'v2' ? chosen : row['api'];
  // Of any value: the core checks what comes from a workflow, and says what is no request id.
  return (listRecipients(given as string | object) ?? [given]).flatMap((one): readonly unknown[] => {
    const own = isRecord(one) ? rowIn(one) : one;
    const found = requestsIn({ requests: [own], api } as StatusInput);
    return found.length > 0 ? found : [own];
  });
}

function isEmpty(given: unknown): boolean {
  return given === undefined || given === null || given === '';
}

function isRecord(value: unknown): value is IDataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The options of a look, as the core wants them. */
function optionsOf({ options, isWaiting }: Pick<Look, 'options' | 'isWaiting'>): WaitForStatusOptions {
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
  if (report === undefined)
    return [...look.named.keys()].map((item) => unlookedRow(context, item, whyOf(error)));
  const identities = context.getInputData().map(({ json }) => rowIn(json)['identity']);
  return report.jobs.flatMap((job): Row[] => {
    const items = [...look.named].flatMap(([item, requests]) =>
      requests.some((request) => isRequest(request, job.requestId)) ? [item] : [],
    );
    const byRecipient = look.options['output'] === 'recipient';
    const rows = byRecipient || hasErrorOutput(context) ? recipientRows(job, items, identities) : [];
    if (byRecipient && rows.length > 0) return rows;
    const row = { json: jobRow(job), isReached: job.error === undefined, items };
    if (!hasErrorOutput(context)) return [row];
    // A row of a job may stand for several people; on the error output each item, and each of those not reached, has one.
    return row.isReached
      ? [row, ...rows.filter(({ isReached }) => !isReached)]
      : items.map((item) => ({ ...row, items: [item] }));
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
