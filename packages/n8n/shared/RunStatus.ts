import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CREDENTIAL } from '../adapters/N8nHttp';
import type { ErrorInfo, JobReport, StatusInput, StatusReport } from './core';
import { listRecipients, requestsIn, statusFailureOf } from './core';
import { createExecutionClient } from './ExecutionClient';
import { failNode, itemOf, routeRows, type Row, whyOf } from './Rows';

/** Looks at the jobs that all input items name, at once, and gives a row for each job or recipient. */
export async function runStatus(
  this: IExecuteFunctions,
  options: IDataObject,
): Promise<INodeExecutionData[][]> {
  const isLenient = this.continueOnFail();
  let named: readonly (readonly unknown[])[] = [];
  let report: StatusReport;
  try {
    named = this.getInputData().map((_item, item) => requestsOf(this, item));
    const client = createExecutionClient(this, await this.getCredentials(CREDENTIAL));
    const requests = named.flat();
    const isRowOfSend = ({ json }: INodeExecutionData): boolean => typeof json['outcome'] === 'string';
    // A send that had nothing accepted: there is nothing to ask for.
    if (requests.length === 0 && this.getInputData().every(isRowOfSend)) return [[]];
    const signal = this.getExecutionCancelSignal();
    const canceling = signal === undefined ? {} : { signal };
    report =
      this.getNodeParameter('wait', 0) === true
        ? await client.waitForStatus({ requests }, { ...canceling, ...waitOf(options) })
        : await client.getStatus({ requests }, canceling);
  } catch (error) {
    const itemOfRequest = named.flatMap((requests, item) => requests.map(() => item));
    if (!isLenient) throw failNode(this, error, itemOf(error, itemOfRequest));
    return routeRows(this, rowsOfFailure(this, error));
  }
  const failure = statusFailureOf(report);
  if (failure !== undefined && !isLenient) throw failNode(this, failure, 0);
  return routeRows(this, rowsOf(this, report, named));
}

/** One row an item. Without an outcome: nothing is known of the recipients, and least of all that they were not reached. */
function rowsOfFailure(context: IExecuteFunctions, error: unknown): Row[] {
  return context.getInputData().map(({ json: { requestId } }, item) => ({
    json: { ...(typeof requestId === 'string' ? { requestId } : {}), isFinal: false, ...whyOf(error) },
    isReached: false,
    items: [item],
  }));
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

function waitOf(options: IDataObject): { timeoutMs?: number; firstIntervalMs?: number } {
  const { waitTimeoutSeconds, firstIntervalSeconds } = options;
  return {
    ...(waitTimeoutSeconds === undefined ? {} : { timeoutMs: Number(waitTimeoutSeconds) * 1000 }),
    ...(firstIntervalSeconds === undefined ? {} : { firstIntervalMs: Number(firstIntervalSeconds) * 1000 }),
  };
}

function rowsOf(
  context: IExecuteFunctions,
  report: StatusReport,
  named: readonly (readonly unknown[])[],
): Row[] {
  const options = context.getNodeParameter('options', 0);
  const identities = context.getInputData().map(({ json }) => json['identity']);
  return report.jobs.flatMap((job): Row[] => {
    const items = named.flatMap((requests, item) =>
      requests.some((request) => isRequest(request, job.requestId)) ? [item] : [],
    );
    const rows = options['output'] === 'recipient' ? recipientRows(job, items, identities) : [];
    return rows.length > 0 ? rows : [{ json: jobRow(job), isReached: job.error === undefined, items }];
  });
}

/**
 * Those in the job's log; then those whom an input row names and the log does not, as in a job that still runs: so each
 * row of a send finds its own again, and a loop that waits loses nobody.
 */
function recipientRows(job: JobReport, items: readonly number[], identities: readonly unknown[]): Row[] {
  const { api, requestId, jobStatus, isFinal } = job;
  const itemsOf = new Map<unknown, number[]>();
  for (const item of items) {
    const identity = identities[item];
    if (typeof identity === 'string') itemsOf.set(identity, [...(itemsOf.get(identity) ?? []), item]);
  }
  const logged = job.recipients.map((row) => ({
    json: { ...row, api, jobStatus, isFinal },
    isReached: row.outcome === 'delivered',
    items: itemsOf.get(row.identity) ?? items,
  }));
  for (const { identity } of job.recipients) itemsOf.delete(identity);
  // Of a job that could not be looked at nothing is known.
  const known = job.error === undefined ? { outcome: 'accepted' } : whyRefused(job.error);
  const others = [...itemsOf].map(([identity, own]) => ({
    json: { requestId, identity, ...known, api, jobStatus, isFinal },
    isReached: job.error === undefined,
    items: own,
  }));
  return [...logged, ...others];
}

/** A flat row; a top-level `error` would make n8n run the node again. */
function jobRow({ recipients, error, ...job }: JobReport): object {
  const delivered = recipients.filter(({ outcome }) => outcome === 'delivered').length;
  return {
    ...job,
    delivered,
    undelivered: recipients.length - delivered,
    ...(error === undefined ? {} : whyRefused(error)),
  };
}

function whyRefused({ code, message, hint = '' }: ErrorInfo): object {
  return { reason: code, detail: message, hint };
}

function isRequest(named: unknown, requestId: string): boolean {
  return typeof named === 'object' && named !== null && 'requestId' in named && named.requestId === requestId;
}
