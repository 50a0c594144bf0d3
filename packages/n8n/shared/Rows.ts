import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { type ErrorInfo, isKoreNotifyError, type Problem } from './core';

/** One row of output, before n8n's rules about errors. */
export interface Row {
  readonly json: object;
  /** False for a row that belongs on the error output, if there is one. */
  readonly isReached: boolean;
  /** Input items it came from. */
  readonly items: readonly number[];
}

/**
 * The rows as n8n wants them. With an error output, those not reached are given in the one form that n8n moves there
 * without losing their fields: `error` in words, and everything else under `details`. The others go first, since n8n
 * runs the node again when the first row has an error.
 */
export function routeRows(context: IExecuteFunctions, rows: readonly Row[]): INodeExecutionData[][] {
  const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
  const ordered = hasErrorOutput
    ? [...rows.filter((row) => row.isReached), ...rows.filter((row) => !row.isReached)]
    : rows;
  return [
    ordered.map(({ json, isReached, items }): INodeExecutionData => {
      const pairedItem = items.length === 1 ? { item: items[0] ?? 0 } : items.map((item) => ({ item }));
      return {
        json: (hasErrorOutput && !isReached ? asError(json as IDataObject) : json) as IDataObject,
        pairedItem,
      };
    }),
  ];
}

function asError(json: IDataObject): IDataObject {
  const words = [json['outcome'], json['detail'] ?? json['reason']].filter(
    (part) => typeof part === 'string',
  );
  return { error: words.join(': '), details: json };
}

/** Under Continue On Fail: one row an item that was not sent, so that nobody is missing from the output. */
export function rowOfFailure(error: unknown, items: readonly number[]): Row[] {
  const { message, problems } = describe(error);
  return [...new Set(items)].map((item) => ({
    json: {
      outcome: 'unsent',
      reason: 'invalid',
      detail: message,
      ...(problems === undefined ? {} : { problems }),
    },
    isReached: false,
    items: [item],
  }));
}

/** The error that stops the workflow. */
export function failNode(context: IExecuteFunctions, error: unknown, items: readonly number[]): Error {
  const { message, hint, status, problems } = describe(error);
  const firstBad = problems?.find(({ recipientIndex }) => recipientIndex !== undefined)?.recipientIndex ?? 0;
  const [title = message, ...rest] = message.split('\n');
  const about = {
    itemIndex: items[firstBad] ?? items[0] ?? 0,
    description: [...rest, ...(hint === undefined ? [] : [hint])].join('\n'),
  };
  if (status === undefined) return new NodeOperationError(context.getNode(), title, about);
  return new NodeApiError(
    context.getNode(),
    { message: title },
    {
      message: title,
      httpCode: String(status),
      ...about,
    },
  );
}

function describe(error: unknown): ErrorInfo & { readonly problems?: readonly Problem[] } {
  if (isKoreNotifyError(error))
    return { ...error.info, ...(error.problems === undefined ? {} : { problems: error.problems.problems }) };
  if (error instanceof Error) return { code: 'refused', message: error.message };
  return error as ErrorInfo;
}
