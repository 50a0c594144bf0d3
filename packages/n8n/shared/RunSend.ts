import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { N8nClock } from '../adapters/N8nClock';
import { withChannel } from './ChannelProperties';
import {
  type Api,
  failureOfMany,
  KoreNotifyError,
  readList,
  RECIPIENTS,
  sendMany,
  type SendRow,
  type SentMessage,
  UnreadList,
} from './core';
import { Clients } from './ExecutionClient';
import { isTool, MAXIMUM_NAME, readMaximum, ToolBudget } from './Maximum';
import { assertN8n } from './OldestN8n';
import { type BadItem, hasExpression, readItems } from './ReadItems';
import { failNode, itemName } from './Rows';
import { showHints } from './SendHints';
import { runOptionsOf, sendOptionsOf } from './SendOptions';
import { areRecipients, writeRows } from './SendRows';
import { tellProgress } from './ShowProgress';
import { byIndex, type PlaceOf } from './Words';

/** What sets a send node apart from the other: the call, and the fields of a message. */
export interface SendKind {
  readonly api: Api;
  /** Parameters that make a message. */
  readonly messageParameters: readonly string[];
  /** Options that belong to the message. */
  readonly messageOptions: readonly string[];
}

/** Sends what the input items ask for in as few requests as the API allows, and gives a row for each recipient or request. */
export async function runSend(this: IExecuteFunctions, kind: SendKind): Promise<INodeExecutionData[][]> {
  assertN8n(this);
  // A model is told what is wrong in rows: of an error it sees a title at most.
  const isLenient = this.continueOnFail() || isTool(this);
  const isPreview = operationOf(this) === 'preview';
  const clients = new Clients(this, { sends: true });
  const { rows, badItems } = await readRows(this, kind, clients);
  const [bad] = badItems;
  const unread = bad?.failure ?? clients.failure;
  if (unread !== undefined && !isLenient) throw failNode(this, unread, bad?.item ?? rows[0]?.source ?? 0);
  const budget = new ToolBudget(
    this,
    rows.reduce((sum, { recipients }) => sum + (recipients?.length ?? 0), 0),
  );
  let sent: SentMessage[] = [];
  try {
    sent = await sendMany(rows, {
      ...runOptionsOf(this, tellProgress(this)),
      clock: new N8nClock(),
      countedBefore: budget.before,
      maximumName: MAXIMUM_NAME,
      isPreview,
    });
  } catch (failure) {
    if (!isLenient) throw failNode(this, failure, 0);
    const all = this.getInputData().map((_input, item) => ({ item, failure }));
    return await writeRows(this, { api: kind.api, sent, badItems: all, isPreview });
  } finally {
    budget.settle(sent);
  }
  const failed = failureOfMany(sent, itemName);
  // Once anybody may have been reached, the rows must not be lost; and those of a preview are what it is for.
  if (failed !== undefined && !isLenient && !isPreview)
    throw failNode(this, failed.error, failed.source, placeIn(sent, areRecipients(this)));
  showHints(this, sent, { isPreview, areItems: areRecipients(this) });
  return writeRows(this, { api: kind.api, sent, badItems, isPreview });
}

/** What each input item asks for. Without an expression that is the same for all, and n8n takes its time to say so. */
async function readRows(
  context: IExecuteFunctions,
  kind: SendKind,
  clients: Clients,
): Promise<{ readonly rows: SendRow[]; readonly badItems: readonly BadItem[] }> {
  const rows: SendRow[] = [];
  const input = context.getInputData();
  const { parameters } = context.getNode();
  const isDragged = input.length === 1 || hasExpression(parameters['recipients']);
  const same = hasExpression(parameters) ? undefined : once(() => readItem(context, kind, 0));
  const badItems = await readItems(context, {
    read: (item) => (same === undefined ? readItem(context, kind, item) : same()),
    take({ given, isItem, ...asked }, { item, account }) {
      const fields = input[item]?.json ?? {};
      rows.push({
        source: item,
        sender: clients.clientOf(account),
        api: kind.api,
        ...asked,
        recipients: isItem ? [fields] : given,
        ...(isItem || isDragged ? { fields } : {}),
      });
    },
  });
  return { rows, badItems };
}

/** What the parameters say for one item; `given` is undefined where the item itself is the recipient. */
function readItem(context: IExecuteFunctions, kind: SendKind, item: number) {
  const options = context.getNodeParameter('options', item);
  const parameters = [...kind.messageParameters, 'otherChannel', 'identityKey', 'identityField'].map(
    (name) => [name, context.getNodeParameter(name, item, '')] as const,
  );
  const messageOptions = kind.messageOptions.map((name) => [name, options[name]] as const);
  const message = withChannel(
    Object.fromEntries(
      [...parameters, ...messageOptions].filter(([, value]) => value !== undefined && value !== ''),
    ),
  );
  const maximum = readMaximum(context, item, options);
  const isItem = areRecipients(context);
  const given = isItem
    ? undefined
    : listGiven(context.getNodeParameter('recipients', item), {
        itemCount: context.getInputData().length,
        identityField: context.getNodeParameter('identityField', item, ''),
      });
  if (message['messageType'] === 'script' && isTool(context) && options['allowToolScripts'] !== true)
    throw new KoreNotifyError({
      code: 'invalid_input',
      message: 'An AI agent may not send scripts with this tool.',
      hint: 'Send text, or switch on “As AI Tool: Allow Scripts” in the options of the node.',
    });
  const isWaiting = operationOf(context) === 'sendAndTrack';
  // Whatever the columns of an item are called, they are its user's.
  const own = {
    ...sendOptionsOf(options, { maxRecipients: maximum, isWaiting, skips: context.continueOnFail() }),
    rowsArePlainData: isItem,
  };
  const values = placeholderValues(options);
  const tag = { output: options['output'], includeInputFields: options['includeInputFields'] };
  return { message, options: own, tag, given, isItem, ...(values === undefined ? {} : { values }) };
}

/** What the option Placeholder Values says; undefined if it says nothing. */
function placeholderValues(options: IDataObject): IDataObject | undefined {
  const { values } = (options['placeholderValues'] ?? {}) as { readonly values?: readonly IDataObject[] };
  const named = (values ?? []).map(({ name, value }) => [
    (typeof name === 'string' ? name : '').replace(/^\{(.*)\}$/, '$1').trim(),
    value,
  ]);
  const entries = named.filter(([name]) => name !== '');
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as IDataObject);
}

/** A recipient is known by its item, unless one item gave them all. */
function placeIn([message, ...others]: readonly SentMessage[], areItems: boolean): PlaceOf {
  if (message === undefined || others.length > 0 || (!areItems && message.sources.length === 1))
    return byIndex;
  return (index) => itemName(message.sourceOf[index] ?? 0);
}

/** Workflows that were saved before there were operations send. */
function operationOf(context: IExecuteFunctions): unknown {
  return context.getNode().parameters['operation'];
}

/** The same result each time; what fails once fails each time. */
function once<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (failure) {
    return () => {
      throw failure;
    };
  }
}

function listGiven(
  given: unknown,
  { itemCount, identityField }: { readonly itemCount: number; readonly identityField: unknown },
): readonly unknown[] | undefined {
  const reading = readList(given, {
    ...RECIPIENTS,
    ...(typeof identityField === 'string' ? { identityField } : {}),
  });
  const list = 'list' in reading ? reading.list : undefined;
  const isNothing =
    given === undefined || given === null || (typeof given === 'string' && list?.length === 0);
  // One of several items has nothing where the others have a recipient: it is not passed over in silence.
  if (isNothing) return itemCount > 1 ? [given] : undefined;
  return 'fault' in reading ? [new UnreadList(reading.fault)] : list;
}
