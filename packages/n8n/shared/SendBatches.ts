import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
  type Api,
  type Client,
  type Preview,
  readList,
  RECIPIENTS,
  type SendOptions,
  type SendReport,
} from './core';
import { readMaximum } from './MaximumRecipients';
import { badInput } from './Rows';
import { type Account, type BadItem, hasExpression, readItems } from './ReadItems';

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

/** Recipients with the same message and credential, from however many items. */
export interface Batch {
  readonly account: Account;
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

/** What the input items of a run ask for. */
export interface Collected {
  readonly batches: readonly Batch[];
  /** Items that cannot be read. */
  readonly badItems: readonly BadItem[];
  readonly total: number;
  /** The smallest of the maxima. */
  readonly maximum: number;
}

/** One run of a send node. */
export interface SendRun {
  readonly context: IExecuteFunctions;
  readonly kind: SendKind;
  readonly batches: readonly Batch[];
  /** The client of each credential that is fit to send with. */
  readonly clients: Map<Account, Client>;
}

/** What the core is given for a batch. */
export function inputOf({ message, recipients }: Batch): Input {
  return { ...message, recipients };
}

/**
 * True if a row takes the fields of its item along, which it does unless the option says otherwise, where each item is a
 * recipient. A row of a request has many items.
 */
export function keepsItems(context: IExecuteFunctions, options: IDataObject): boolean {
  return areRecipients(context) && options['includeInputFields'] !== false && options['output'] !== 'request';
}

/** True if the input items are the recipients; the same for all of them, since it takes no expression. */
function areRecipients(context: IExecuteFunctions): boolean {
  return context.getNode().parameters['recipientsFrom'] === 'items';
}

/**
 * The input items, those with the same message, options and credential together. Where there are more recipients than the
 * maximum nobody is collected, and where the items are the recipients none is read.
 */
export async function collectBatches(context: IExecuteFunctions, kind: SendKind): Promise<Collected> {
  const batches = new Map<Account, Map<string, Batch>>();
  const input = context.getInputData();
  const fromItems = areRecipients(context);
  let total = fromItems ? input.length : 0;
  let maximum = fromItems ? maximumOfFirst(context) : Infinity;
  if (total > maximum) return { batches: [], badItems: [], total, maximum };
  // Without an expression they are the same for every item, and n8n takes its time to say so.
  const same = hasExpression(context.getNode().parameters) ? undefined : readOnce(context, kind);
  const badItems = await readItems(context, {
    read: (item) => (same === undefined ? readItem(context, kind, item) : same()),
    take({ message, options, key, maximum: ownMaximum, given }, { item, account }) {
      const known = batches.get(account) ?? new Map<string, Batch>();
      batches.set(account, known);
      const batch = known.get(key) ?? { account, message, options, recipients: [], items: [], sources: [] };
      known.set(key, batch);
      batch.sources.push(item);
      maximum = Math.min(maximum, ownMaximum);
      if (!fromItems) total += given.length;
      // Once there are too many nobody is looked at.
      if (total > maximum) return;
      for (const recipient of fromItems ? [input[item]?.json] : given) {
        batch.recipients.push(recipient);
        batch.items.push(item);
      }
    },
  });
  const all = [...batches.values()].flatMap((known) => [...known.values()]);
  const withRecipients = all.filter(({ recipients }) => recipients.length > 0);
  // An array that is empty means nobody, which is a mistake only if all of them are.
  return {
    batches: withRecipients.length > 0 ? withRecipients : all.slice(0, 1),
    badItems,
    total,
    maximum,
  };
}

/** Infinity if it cannot be read: what is wrong with it is told when the item is read. */
function maximumOfFirst(context: IExecuteFunctions): number {
  try {
    return readMaximum(context, 0, context.getNodeParameter('options', 0));
  } catch {
    return Infinity;
  }
}

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
  const maximum = readMaximum(context, item, options);
  const given = areRecipients(context)
    ? []
    : listGiven(context.getNodeParameter('recipients', item), context.getInputData().length);
  return { message, options, maximum, key: JSON.stringify([message, options]), given };
}

/** The same for every item; what fails once fails for each. */
function readOnce(context: IExecuteFunctions, kind: SendKind): () => ReturnType<typeof readItem> {
  try {
    const values = readItem(context, kind, 0);
    return () => values;
  } catch (failure) {
    return () => {
      throw failure;
    };
  }
}

function listGiven(given: unknown, itemCount: number): readonly unknown[] {
  const reading = readList(given, RECIPIENTS);
  const list = 'list' in reading ? reading.list : undefined;
  const isNothing =
    given === undefined || given === null || (typeof given === 'string' && list?.length === 0);
  // One of several items has nothing where the others have a recipient: it is not passed over in silence.
  if (isNothing) return itemCount > 1 ? [given] : [];
  if ('fault' in reading && reading.fault.rule === 'count')
    throw badInput([{ path: 'recipients', ...reading.fault }], 0);
  // What is no list is passed on as it is: the core says what is wrong with it, and whose it is.
  return list ?? [given];
}

/** The options of a batch, as the core wants them. */
export function sendOptionsOf(context: IExecuteFunctions, options: IDataObject): SendOptions {
  const milliseconds = (name: string): number | undefined =>
    options[name] === undefined ? undefined : Number(options[name]) * 1000;
  const wait = {
    timeoutMs: milliseconds('waitTimeoutSeconds'),
    firstIntervalMs: milliseconds('firstIntervalSeconds'),
  };
  const all = {
    wait: options['wait'] === true ? given(wait) : false,
    onBadRecipient: options['skipBadRecipients'] === true ? 'skip' : 'stop',
    onMissingParameter: options['onMissingParameter'],
    onUnknown: options['onUnknown'],
    maxPauseMs: milliseconds('maxPauseSeconds'),
    paceShare: options['paceShare'],
    // A key whose expression yields nothing is a problem, and not a send without a key.
    once:
      options['onceKey'] === undefined
        ? undefined
        : { key: options['onceKey'] ?? '', ...given({ hours: options['onceHours'] }) },
    recipientsPerRequest: options['recipientsPerRequest'],
    signal: context.getExecutionCancelSignal(),
  };
  // Of any value: the core checks what comes from a workflow.
  return given(all) as SendOptions;
}

function given<T extends object>(values: T): Partial<{ [Name in keyof T]: NonNullable<T[Name]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
