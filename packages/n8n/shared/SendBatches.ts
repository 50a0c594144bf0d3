import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { N8nClock } from '../adapters/N8nClock';
import {
  type Api,
  type Client,
  listRecipients,
  type Preview,
  type SendOptions,
  type SendReport,
  Turns,
} from './core';

type Input = Readonly<Record<string, unknown>>;

/** What sets a send node apart from the other: the fields of a message, and the call. */
export interface SendKind {
  readonly api: Api;
  /** Parameters that make a message: items with the same values are sent together. */
  readonly messageParameters: readonly string[];
  /** Options that belong to the message. */
  readonly messageOptions: readonly string[];
  send(client: Client, input: Input, options: SendOptions): Promise<SendReport>;
  /** Rejects with KoreNotifyError `invalid_input`, if the send would. */
  check(client: Client, input: Input, options: SendOptions): Promise<void>;
  preview(client: Client, input: Input, options: SendOptions): Preview;
}

/** Recipients with the same message, from however many items. */
export interface Batch {
  /** What the core is given, without the recipients. */
  readonly message: Input;
  readonly options: IDataObject;
  readonly recipients: unknown[];
  /** For each recipient the item it came from. */
  readonly items: number[];
  /** The items that belong to it, also those that name nobody. */
  readonly sources: number[];
}

/** What became of a batch: its report, or why there is none. */
export interface BatchEnd {
  readonly batch: Batch;
  readonly report?: SendReport;
  readonly failure?: unknown;
}

/** One run of a send node. */
export interface SendRun {
  readonly context: IExecuteFunctions;
  readonly kind: SendKind;
  readonly batches: readonly Batch[];
  /** Absent if the credential is not fit to send with. */
  readonly client?: Client;
}

/** An AI agent that means a few people must not reach everybody by mistake. */
const MAX_RECIPIENTS_OF_A_TOOL = 50;

/** What the core is given for a batch. */
export function inputOf({ message, recipients }: Batch): Input {
  return { ...message, recipients };
}

/** The items as they come, where it cannot be read what they ask for. */
export function batchOfAll(context: IExecuteFunctions): Batch[] {
  const sources = context.getInputData().map((_item, item) => item);
  return [{ message: {}, options: {}, recipients: [], items: [], sources }];
}

/** The input items, those with the same message and options together. Very many are read in turns with n8n's other work. */
export async function collectBatches(context: IExecuteFunctions, kind: SendKind): Promise<Batch[]> {
  const batches = new Map<string, Batch>();
  const input = context.getInputData();
  const turns = new Turns(new N8nClock());
  // Without an expression they are the same for every item, and n8n takes its time to say so.
  const same = hasExpression(context.getNode().parameters) ? undefined : readItem(context, kind, 0);
  for (let item = 0; item < input.length; item++) {
    if (item % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1 && turns.isOver) await turns.next();
    const { message, options, key, given } = same ?? readItem(context, kind, item);
    const batch = batches.get(key) ?? { message, options, recipients: [], items: [], sources: [] };
    batches.set(key, batch);
    batch.sources.push(item);
    for (const recipient of given === FROM_ITEMS ? [input[item]?.json] : listGiven(given, input.length)) {
      batch.recipients.push(recipient);
      batch.items.push(item);
    }
  }
  const all = [...batches.values()];
  const withRecipients = all.filter(({ recipients }) => recipients.length > 0);
  // An array that is empty means nobody, which is a mistake only if all of them are.
  return withRecipients.length > 0 ? withRecipients : all.slice(0, 1);
}

/** Items between two looks at the clock; with expressions they take some milliseconds. */
const ITEMS_AT_ONCE = 100;

/** In place of the recipients that are given: the items themselves. */
const FROM_ITEMS = Symbol('items');

/** What the parameters say for one item. */
function readItem(context: IExecuteFunctions, kind: SendKind, item: number) {
  const options = context.getNodeParameter('options', item);
  const parameters = [...kind.messageParameters, 'identityField'].map(
    (name) => [name, context.getNodeParameter(name, item, '')] as const,
  );
  const messageOptions = kind.messageOptions.map((name) => [name, options[name]] as const);
  const message = Object.fromEntries(
    [...parameters, ...messageOptions].filter(([, value]) => value !== undefined && value !== ''),
  );
  const given: unknown =
    context.getNodeParameter('recipientsFrom', item) === 'items'
      ? FROM_ITEMS
      : context.getNodeParameter('recipients', item);
  return { message, options, key: JSON.stringify([message, options]), given };
}

/** True if n8n computes any of these parameters, which it does for each item anew. */
function hasExpression(parameters: unknown): boolean {
  if (typeof parameters === 'string') return parameters.startsWith('=');
  return typeof parameters === 'object' && parameters !== null
    ? Object.values(parameters).some(hasExpression)
    : false;
}

function listGiven(given: unknown, itemCount: number): readonly unknown[] {
  const list = listRecipients(given as string | object | undefined);
  const isNothing =
    given === undefined || given === null || (typeof given === 'string' && list?.length === 0);
  // One of several items has nothing where the others have a recipient: it is not passed over in silence.
  if (isNothing) return itemCount > 1 ? [given] : [];
  // What is no list is passed on as it is: the core says what is wrong with it, and whose it is.
  return list ?? [given];
}

/** The options of a batch, as the core wants them. */
export function sendOptionsOf(context: IExecuteFunctions, options: IDataObject): SendOptions {
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
    paceShare: options['paceShare'],
    recipientsPerRequest: options['recipientsPerRequest'],
    signal: context.getExecutionCancelSignal(),
  };
  // Of any value: the core checks what comes from a workflow.
  return given(all) as SendOptions;
}

function given<T extends object>(values: T): Partial<{ [Name in keyof T]: NonNullable<T[Name]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
