import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inTurns, N8nClock } from '../adapters/N8nClock';
import {
  type Api,
  bound,
  failureOfMany,
  KoreNotifyError,
  notReachedIndices,
  type PreviewReport,
  type Problem,
  quoteValue,
  readList,
  UnreadList,
  RECIPIENTS,
  type RequestReport,
  sendMany,
  type SendRow,
  type SentMessage,
  warningsOf,
} from './core';
import { withChannel } from './ChannelProperties';
import { Clients } from './ExecutionClient';
import { isTool, MAXIMUM_NAME, readMaximum, ToolBudget } from './Maximum';
import { type BadItem, hasExpression, readItems } from './ReadItems';
import { failNode, hasErrorOutput, itemName, Output, type Row, whyOf } from './Rows';
import { runOptionsOf, sendOptionsOf } from './SendOptions';
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
  const isLenient = this.continueOnFail();
  const operation = operationOf(this);
  const isPreview = operation === 'preview';
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
    return await writeRows(this, kind, { sent, badItems: all });
  } finally {
    budget.settle(sent);
  }
  const failed = failureOfMany(sent, itemName);
  // Once anybody may have been reached, the rows must not be lost; and those of a preview are what it is for.
  if (failed !== undefined && !isLenient && !isPreview)
    throw failNode(this, failed.error, failed.source, placeIn(sent, areRecipients(this)));
  showWarnings(this, sent);
  const instead = sent.find(({ report }) => report.sentTo !== undefined)?.report.sentTo;
  if (isPreview) hint(this, wordsOfPreview(sent));
  if (instead !== undefined)
    hint(this, `The first messages went to ${instead}, and nobody else was messaged.`);
  if (this.getMode() === 'manual' && sent.some(({ options }) => options.once !== undefined))
    hint(
      this,
      'Send Once remembers nothing of this run: n8n saves what it needs after production executions only.',
    );
  return writeRows(this, kind, { sent, badItems });
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
    take({ given, isItem, ...values }, { item, account }) {
      const fields = input[item]?.json ?? {};
      const sender = clients.clientOf(account);
      const row = { source: item, sender, api: kind.api, ...values, recipients: isItem ? [fields] : given };
      rows.push(isItem || isDragged ? besideFields(row, { fields, isItem }) : row);
    },
  });
  return { rows, badItems };
}

/**
 * A recipient that was dragged into a field is one text for each item, and the placeholders of the message mean the fields of
 * that item: then the item is the row, and the text stands in a field of its own.
 */
function besideFields(
  row: SendRow,
  { fields, isItem }: { readonly fields: IDataObject; readonly isItem: boolean },
): SendRow {
  const { message, recipients = [] } = row;
  const { identityField } = message;
  const isDragged =
    isItem &&
    typeof identityField === 'string' &&
    !hasField(fields, identityField) &&
    isIdentity(identityField);
  const [text, ...others] = isDragged ? [identityField] : recipients;
  const isFilled = isDragged || (!isItem && JSON.stringify(message['message'] ?? '').includes('{'));
  if (!isFilled || typeof text !== 'string' || others.length > 0) return row;
  return {
    ...row,
    message: { ...message, identityField: TEXT_FIELD },
    options: { ...row.options, rowsArePlainData: true },
    recipients: [{ ...fields, [TEXT_FIELD]: text }],
  };
}

/** A field name may have a path; an address, a number or an id of the platform is none. */
function isIdentity(text: string): boolean {
  return /@|^\+?[\d\s().-]{6,}$/.test(text);
}

function hasField(fields: IDataObject, name: string): boolean {
  return Object.hasOwn(fields, name) || Object.hasOwn(fields, name.split('.')[0] ?? '');
}

/** As the parameter is labelled, since problems name it. */
const TEXT_FIELD = 'Recipients';

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
    ...sendOptionsOf(options, { maxRecipients: maximum, isWaiting }),
    rowsArePlainData: isItem,
  };
  return { message, options: own, tag: options, given, isItem };
}

/** How much it is, and how long it would take. */
function wordsOfPreview(sent: readonly SentMessage[]): string {
  const sizes = sent.flatMap(({ report }) =>
    'preview' in report ? [(report as PreviewReport).preview] : [],
  );
  const sum = (name: 'recipients' | 'requests' | 'estimatedMs'): number =>
    sizes.reduce((total, size) => total + size[name], 0);
  return `Nothing was sent. It would message ${sum('recipients')} recipients in ${sum('requests')} requests, in about ${Math.ceil(sum('estimatedMs') / 1000)} seconds by the rate limit.`;
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

/** True if the input items are the recipients; the same for all of them, since it takes no expression. */
function areRecipients(context: IExecuteFunctions): boolean {
  return context.getNodeParameter('recipientsFrom', 0) === 'items';
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

/** Shows the first warning of a run above its output in the editor. */
function showWarnings(context: IExecuteFunctions, sent: readonly SentMessage[]): void {
  const warned = sent.find(({ report }) => report.warnings.length > 0);
  const [warning] = warned?.report.warnings ?? [];
  if (warned === undefined || warning === undefined) return;
  const count = sent.reduce((sum, { report }) => sum + report.warningCount, 0);
  const item = warned.sourceOf[warning.recipientIndex ?? -1];
  const first = `${item === undefined ? '' : `${itemName(item)}: `}${describe(warning)}`;
  const message = count === 1 ? first : `${first} (And ${count - 1} more: see the field warning.)`;
  hint(context, message);
}

/** Shown above the output in the editor. */
function hint(context: IExecuteFunctions, message: string): void {
  context.addExecutionHints({ message: bound(message), type: 'warning', location: 'outputPane' });
}

function describe({ message, remedy }: Problem): string {
  return `${message} ${remedy}`;
}

interface SendEnd {
  readonly sent: readonly SentMessage[];
  readonly badItems: readonly BadItem[];
}

/** The output of a run, in turns with n8n's other work: it may be a row for each of a million. */
async function writeRows(
  context: IExecuteFunctions,
  kind: SendKind,
  { sent, badItems }: SendEnd,
): Promise<INodeExecutionData[][]> {
  const output = new Output(context);
  for (const message of sent) for await (const row of inTurns(rowsOf(context, message))) output.add(row);
  for (const bad of badItems) output.add(unreadRow(context, kind, bad));
  return output.toData();
}

function* rowsOf(context: IExecuteFunctions, message: SentMessage): Iterable<Row> {
  const { report, sources, sourceOf } = message;
  const { api, channel: given, requests, recipients } = report;
  const about = { api, channel: nameOf(given) };
  const options = message.tag as IDataObject;
  const isByRequest = options['output'] === 'request';
  // What stands for several people must not be what a branch for people gets.
  const isByPerson = isByRequest && hasErrorOutput(context);
  const keepsItem = keepsItems(context, options);
  const warnings = warningsOf(report);
  if (requests.length === 0 && report.end.error !== undefined) {
    const why = whyNothing(message);
    if (recipients.length === 0)
      for (const item of sources)
        yield rowOfNobody({ outcome: 'unsent', ...why, ...about }, [item], keepsItem);
    else if (isByRequest && !isByPerson) {
      const json = { outcome: 'unsent', recipientCount: recipients.length, ...why, ...about };
      yield rowOfNobody(json, [...new Set(sourceOf)], keepsItem);
      return;
    }
  }
  if (recipients.length === 0 && report.end.error === undefined)
    // The branch goes on, for example to answer a caller.
    yield { ...rowOfNobody({ outcome: 'unsent', ...NOBODY, ...about }, sources, false), isReached: true };
  if (isByRequest)
    for (const request of requests)
      if (!isByPerson || isReached(request)) {
        const { error, indices, ...fields } = request;
        const own =
          indices?.flatMap((index) => sourceOf[index] ?? []) ??
          sourceOf.slice(request.firstIndex, request.lastIndex + 1);
        const warning = warnings.ofRequest(request);
        yield {
          // A top-level `error` would make n8n run the node again.
          json: {
            ...fields,
            ...(warning === undefined ? {} : { warning }),
            ...about,
            ...(error === undefined ? {} : { detail: error.message, hint: error.hint ?? '' }),
          },
          isReached: isReached(request),
          items: [...new Set(own)],
        };
      }
  const notReached = new Set(notReachedIndices(report));
  for (const recipient of recipients) {
    const isMissed = notReached.has(recipient.index);
    // Those who are invalid are in no request, and nobody must be missing.
    if (isByRequest && recipient.reason !== 'invalid' && !(isByPerson && isMissed)) continue;
    const warning = warnings.ofRecipient(recipient);
    yield {
      json: { ...recipient, ...(warning === undefined ? {} : { warning }), ...about },
      isReached: !isMissed,
      items: [sourceOf[recipient.index] ?? 0],
      keepsItem,
    };
  }
}

const NOBODY = { reason: 'empty', detail: 'The list has no recipients.' };

function rowOfNobody(json: object, items: readonly number[], keepsItem: boolean): Row {
  return { json, isReached: false, items, keepsItem };
}

/** Why nothing of a message was tried, in the two fields that rows tell it with. */
function whyNothing({ report }: SentMessage): { readonly reason: string; readonly detail: string } {
  const { problems, end } = report;
  return problems.length === 0
    ? { reason: 'stopped', detail: end.error === undefined ? '' : whyOf(end.error).detail }
    : { reason: 'invalid', detail: bound(problems.map(describe).join(' ')) };
}

/** Who may have got it is not for a second channel. */
function isReached({ outcome }: RequestReport): boolean {
  return outcome === 'accepted' || outcome === 'unknown';
}

/**
 * True if a row takes the fields of its item along, which it does unless the option says otherwise, where each item is a
 * recipient. A row of a request has many items.
 */
function keepsItems(context: IExecuteFunctions, options: IDataObject): boolean {
  return areRecipients(context) && options['includeInputFields'] !== false && options['output'] !== 'request';
}

/** Of an item that cannot be read, with what n8n said of it. */
function unreadRow(context: IExecuteFunctions, { api }: SendKind, { item, failure }: BadItem): Row {
  const read = (name: string): unknown => {
    try {
      return context.getNodeParameter(name, item, '');
    } catch {
      // What is wrong with it may be just this.
      return undefined;
    }
  };
  const options = read('options');
  const { channel } = withChannel({ channel: read('channel'), otherChannel: read('otherChannel') });
  return {
    json: {
      outcome: 'unsent',
      reason: 'invalid',
      detail: whyOf(failure).detail,
      api,
      ...(typeof channel === 'string' ? { channel: nameOf(channel) } : {}),
    },
    isReached: false,
    items: [item],
    keepsItem: keepsItems(context, typeof options === 'object' ? (options as IDataObject) : {}),
  };
}

/** A channel as a column of its own: what is no name may be anything that was put into the wrong field. */
function nameOf(channel: unknown): unknown {
  return quoteValue(channel) === 'It' ? '' : channel;
}
