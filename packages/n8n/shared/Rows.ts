import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { bound, type ErrorInfo, isKoreNotifyError, type Problem, redact } from './core';

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
export class Output {
  readonly #hasErrorOutput: boolean;
  readonly #rows: INodeExecutionData[] = [];
  readonly #errors: INodeExecutionData[] = [];

  constructor(context: IExecuteFunctions) {
    this.#hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
  }

  add({ json, isReached, items }: Row): void {
    const pairedItem = items.length === 1 ? { item: items[0] ?? 0 } : items.map((item) => ({ item }));
    if (this.#hasErrorOutput && !isReached)
      this.#errors.push({ json: asError(json as IDataObject), pairedItem });
    else this.#rows.push({ json: json as IDataObject, pairedItem });
  }

  /** What the node returns. */
  toData(): INodeExecutionData[][] {
    return [this.#errors.length === 0 ? this.#rows : [...this.#rows, ...this.#errors]];
  }
}

/** All rows at once. */
export function routeRows(context: IExecuteFunctions, rows: readonly Row[]): INodeExecutionData[][] {
  const output = new Output(context);
  for (const row of rows) output.add(row);
  return output.toData();
}

function asError(json: IDataObject): IDataObject {
  const { outcome, status, detail, reason, message } = json;
  const words = [outcome ?? status, detail ?? reason ?? message].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  );
  // Without any words n8n would take the row for a success.
  return { error: words.length === 0 ? 'not reached' : words.join(': '), details: json };
}

/** A failure in the two fields that rows tell it with, in words and by its code. */
export function whyOf(error: unknown): { readonly reason: string; readonly detail: string } {
  const { code, message, hint } = describe(error);
  return { reason: code, detail: bound(hint === undefined ? message : `${message} ${hint}`) };
}

/** The error that stops the workflow. */
export function failNode(context: IExecuteFunctions, error: unknown, itemIndex: number): Error {
  const { message, hint, status } = describe(error);
  const [first = message, ...rest] = message.split('\n');
  const title = bound(first, MAX_TITLE);
  const description = bound([...rest, ...(hint === undefined ? [] : [hint])].join('\n'));
  const about = { itemIndex, description };
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

/** Of an error: its stack begins with it too. */
const MAX_TITLE = 600;

/**
 * The item that a failure is about: that of the first problem with one of what is listed, for example `recipients[3]`.
 * `items`: for each of them the item it came from.
 */
export function itemOf(error: unknown, items: readonly number[]): number {
  for (const { path } of problemsOf(error)) {
    const [, position] = /^\w+\[(\d+)\]/.exec(path) ?? [];
    if (position !== undefined) return items[Number(position)] ?? items[0] ?? 0;
  }
  return items[0] ?? 0;
}

/** What is wrong with the input, if that is what failed. */
export function problemsOf(error: unknown): readonly Problem[] {
  return isKoreNotifyError(error) && error.code === 'invalid_input' ? (error.problems?.problems ?? []) : [];
}

function describe(error: unknown): ErrorInfo {
  if (isKoreNotifyError(error)) return error.info;
  // What n8n says of its credentials or of an expression.
  if (error instanceof Error) return { code: 'invalid_options', message: redact(error.message) };
  return error as ErrorInfo;
}
