import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { bound, describeError, type ErrorInfo, isKoreNotifyError, redact } from './core';
import { isTool } from './Maximum';
import { inWordsOfN8n, type PlaceOf } from './Words';

/** One row of output, before n8n's rules about errors. */
export interface Row {
  readonly json: object;
  /** False for a row that belongs on the error output, if there is one. */
  readonly isReached: boolean;
  /** Input items it came from. */
  readonly items: readonly number[];
  /** True if the fields of its item come along, and ours stand under `notification`. */
  readonly keepsItem?: boolean;
}

/** True if the node has an error output. */
export function hasErrorOutput(context: IExecuteFunctions): boolean {
  return context.getNode().onError === 'continueErrorOutput' && !isTool(context);
}

/** So many of the rows that matter does a model get; for more it has no room. */
export const MAX_ROWS_OF_A_TOOL = 50;

/** In place of the rows that a tool does not give. */
export function rowOfTheRest(count: number): Row {
  return { json: { note: `… and ${count} more` }, isReached: true, items: [0] };
}

/**
 * The rows as n8n wants them. With an error output, those not reached are given in the one form that every
 * n8n moves there: `error` and no other key, over which it lays the fields of the input item. The others go first, since
 * n8n runs the node again when the first row has an error.
 */
export class Output {
  readonly #hasErrorOutput: boolean;
  readonly #input: readonly INodeExecutionData[];
  /** Columns of an item that cannot stay where they are. */
  readonly #taken: readonly string[];
  readonly #rows: INodeExecutionData[] = [];
  readonly #errors: INodeExecutionData[] = [];

  constructor(context: IExecuteFunctions) {
    this.#hasErrorOutput = hasErrorOutput(context);
    this.#input = context.getInputData();
    // A first row that has one makes n8n run the node again.
    this.#taken = context.getNode().retryOnFail === true ? ['notification', 'error'] : ['notification'];
  }

  add({ json, isReached, items, keepsItem = false }: Row): void {
    const row = json as IDataObject;
    const [first = 0] = items;
    const pairedItem = items.length === 1 ? { item: first } : items.map((item) => ({ item }));
    const fields = this.#input[first]?.json;
    if (this.#hasErrorOutput && !isReached) this.#errors.push({ json: asError(row, fields), pairedItem });
    else if (keepsItem && fields !== undefined)
      this.#rows.push({ json: besideItem(row, fields, this.#taken), pairedItem });
    else this.#rows.push({ json: row, pairedItem });
  }

  /** What the node returns. */
  toData(): INodeExecutionData[][] {
    return [this.#errors.length === 0 ? this.#rows : [...this.#rows, ...this.#errors]];
  }
}

/** All rows at once. */
export function routeRows(context: IExecuteFunctions, rows: readonly Row[]): INodeExecutionData[][] {
  const output = new Output(context);
  const shown = isTool(context) ? rows.slice(0, MAX_ROWS_OF_A_TOOL) : rows;
  for (const row of shown) output.add(row);
  if (shown.length < rows.length) output.add(rowOfTheRest(rows.length - shown.length));
  return output.toData();
}

/**
 * Our row in an item: under `notification` beside the item's own fields, under `error` on an error output, or the item as
 * it is.
 */
export function rowIn(item: IDataObject): IDataObject {
  return [item['notification'], item['error']].find(isOurRow) ?? item;
}

function isOurRow(value: unknown): value is IDataObject {
  return (
    typeof value === 'object' && value !== null && 'outcome' in value && typeof value.outcome === 'string'
  );
}

/** The item as it came, and our row under one key; columns whose place is taken come back inside it. */
function besideItem(row: IDataObject, fields: IDataObject, taken: readonly string[]): IDataObject {
  // What an earlier node of ours said is out of date.
  const moved = taken.filter((name) => Object.hasOwn(fields, name) && !isOurRow(fields[name]));
  if (moved.length === 0) return { ...fields, notification: row };
  const kept = Object.entries(fields).filter(([name]) => !taken.includes(name));
  const columns = Object.fromEntries(moved.map((name) => [name, fields[name]]));
  return { ...Object.fromEntries(kept), notification: { ...row, row: columns } };
}

/** What n8n moves to the error output, the same few fields of every row; a column of that name comes back inside it. */
function asError(row: IDataObject, fields: IDataObject = {}): IDataObject {
  const { outcome, status, detail, reason, message } = row;
  const words = [outcome ?? status, detail ?? reason ?? message].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  );
  const columns = Object.hasOwn(fields, 'error') ? { row: { error: fields['error'] } } : {};
  const own = Object.fromEntries(
    ERROR_FIELDS.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]),
  );
  return {
    error: { message: words.length === 0 ? 'recipient not reached' : words.join(': '), ...own, ...columns },
  };
}

/** Of a recipient the first six; of a device the others. */
const ERROR_FIELDS = [
  'outcome',
  'reason',
  'detail',
  'requestId',
  'identity',
  'channel',
  'status',
  'userId',
  'deviceId',
] as const;

/** A failure in the two fields that rows tell it with, in words and by its code. */
export function whyOf(error: unknown): { readonly reason: string; readonly detail: string } {
  const info = infoOfFailure(error);
  const problems = isKoreNotifyError(error) ? error.problems : [];
  const words = problems.map(({ message, remedy }) => `${message} ${remedy}`).join(' ');
  return { reason: info.code, detail: bound(words === '' ? describeError(info) : words) };
}

/** The error that stops the workflow. */
export function failNode(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex: number,
  placeOf?: PlaceOf,
): Error {
  const { message, hint, status } = infoOfFailure(error);
  const [what = message, ...rest] = message.split('\n');
  const problems = inWordsOfN8n(rest.join('\n'), placeOf);
  // The title is all that a notification, an error workflow and an AI agent show: what is wrong with which item.
  const [first = ''] = problems.split('\n');
  const title = bound(first === '' ? what : first, MAX_TITLE);
  const parts = [problems, hint ?? '', first === '' ? '' : what];
  const description = bound(parts.filter((part) => part !== '').join('\n'));
  const about = { itemIndex, description };
  if (status === undefined) return new NodeOperationError(context.getNode(), title, about);
  const response = { message: title };
  const options = { message: title, httpCode: String(status), ...about };
  return new NodeApiError(context.getNode(), response, options);
}

/** Of an error: its stack begins with it too. */
const MAX_TITLE = 600;

/** What n8n's users call an item. */
export function itemName(item: number): string {
  return `Item ${item}`;
}

/** A failure as plain data, also one of n8n: what it says of its credentials or of an expression. */
export function infoOfFailure(error: unknown): ErrorInfo {
  if (isKoreNotifyError(error)) return error;
  if (!(error instanceof Error)) return error as ErrorInfo;
  const { description }: { readonly description?: unknown } = error as object;
  const isMore = typeof description === 'string' && description !== '' && description !== error.message;
  return {
    code: 'invalid_options',
    message: redact(error.message),
    ...(isMore ? { hint: redact(description) } : {}),
  };
}
