import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inTurns } from '../adapters/N8nClock';
import { withChannel } from './ChannelProperties';
import {
  type Api,
  bound,
  combineReports,
  notReachedIndices,
  quoteValue,
  type RequestReport,
  type SentMessage,
  summarise,
  warningsOf,
} from './core';
import { isTool } from './Maximum';
import type { BadItem } from './ReadItems';
import { hasErrorOutput, MAX_ROWS_OF_A_TOOL, Output, type Row, rowOfTheRest, whyOf } from './Rows';
import { describe } from './SendHints';

/** How a run ended. */
export interface SendEnd {
  readonly api: Api;
  readonly sent: readonly SentMessage[];
  readonly badItems: readonly BadItem[];
  readonly isPreview: boolean;
}

/** The output of a run, in turns with n8n's other work: it may be a row for each of a million. */
export async function writeRows(context: IExecuteFunctions, end: SendEnd): Promise<INodeExecutionData[][]> {
  const output = new Output(context);
  const summed = isTool(context) ? end.sent : end.sent.filter((message) => outputOf(message) === 'summary');
  const [bad] = end.badItems;
  if (summed.length > 0) output.add(summaryRow(context, summed));
  else if (isTool(context) && bad !== undefined)
    output.add({ json: { summary: whyOf(bad.failure).detail }, isReached: true, items: [bad.item] });
  let left = isTool(context) ? MAX_ROWS_OF_A_TOOL : Infinity;
  let rest = 0;
  for (const message of end.sent)
    for await (const row of inTurns(rowsOf(context, message))) {
      // A model needs to know who is left; that the others were reached stands in the summary.
      if (isTool(context) && row.isReached && !end.isPreview) continue;
      if (left-- > 0) output.add(row);
      else rest++;
    }
  for (const bad of end.badItems) output.add(unreadRow(context, end.api, bad));
  if (rest > 0) output.add(rowOfTheRest(rest));
  return output.toData();
}

/** The whole run in numbers, and in a sentence. */
function summaryRow(context: IExecuteFunctions, sent: readonly SentMessage[]): Row {
  const reports = sent.map(({ report }) => report);
  const run = combineReports(reports);
  const requests = reports.flatMap((report) => report.requests);
  return {
    json: {
      summary: summarise(run),
      total: run.total,
      ...run.counts,
      notReached: notReachedIndices(run).length,
      requests: requests.length,
      requestIds: requests.flatMap(({ requestId }) => requestId ?? []),
      end: run.end.kind,
    },
    isReached: true,
    items: [...context.getInputData().keys()],
  };
}

function* rowsOf(context: IExecuteFunctions, message: SentMessage): Iterable<Row> {
  const { report, sources, sourceOf } = message;
  const { api, channel: given, requests, recipients } = report;
  const about = { api, channel: nameOf(given) };
  const output = outputOf(message);
  // What stands for several people must not be what a branch for people gets.
  const isByPerson = output !== 'recipient' && hasErrorOutput(context);
  const keepsItem = keepsItems(context, message.tag as IDataObject);
  const warnings = warningsOf(report);
  if (requests.length === 0 && report.end.error !== undefined) {
    const why = whyNothing(message);
    if (recipients.length === 0)
      for (const item of sources)
        yield rowOfNobody({ outcome: 'unsent', ...why, ...about }, [item], keepsItem);
    else if (output === 'request' && !isByPerson) {
      const json = { outcome: 'unsent', recipientCount: recipients.length, ...why, ...about };
      yield rowOfNobody(json, [...new Set(sourceOf)], keepsItem);
      return;
    }
  }
  if (recipients.length === 0 && report.end.error === undefined && output !== 'summary')
    // The branch goes on, for example to answer a caller.
    yield { ...rowOfNobody({ outcome: 'unsent', ...NOBODY, ...about }, sources, false), isReached: true };
  if (output === 'request')
    for (const request of requests)
      if (!isByPerson || isReached(request)) yield rowOfRequest(request, message, { about, warnings });
  const notReached = new Set(notReachedIndices(report));
  for (const recipient of recipients) {
    const isMissed = notReached.has(recipient.index);
    if (output === 'summary' && !(isByPerson && isMissed)) continue;
    // Those who are invalid are in no request, and nobody must be missing.
    if (output === 'request' && recipient.reason !== 'invalid' && !(isByPerson && isMissed)) continue;
    const warning = warnings.ofRecipient(recipient);
    yield {
      json: { ...recipient, ...(warning === undefined ? {} : { warning }), ...about },
      isReached: !isMissed,
      items: [sourceOf[recipient.index] ?? 0],
      keepsItem,
    };
  }
}

interface AboutMessage {
  readonly about: object;
  readonly warnings: ReturnType<typeof warningsOf>;
}

function rowOfRequest(
  request: RequestReport,
  { sourceOf }: SentMessage,
  { about, warnings }: AboutMessage,
): Row {
  const { error, indices, ...fields } = request;
  const own =
    indices?.flatMap((index) => sourceOf[index] ?? []) ??
    sourceOf.slice(request.firstIndex, request.lastIndex + 1);
  const warning = warnings.ofRequest(request);
  return {
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

function outputOf({ tag }: SentMessage): 'recipient' | 'request' | 'summary' {
  const { output } = tag as IDataObject;
  return output === 'request' || output === 'summary' ? output : 'recipient';
}

/**
 * True if a row takes the fields of its item along, which it does unless the option says otherwise, where each item is a
 * recipient. A row of a request has many items.
 */
function keepsItems(context: IExecuteFunctions, options: IDataObject): boolean {
  return (
    areRecipients(context) &&
    options['includeInputFields'] !== false &&
    options['output'] !== 'request' &&
    !isTool(context)
  );
}

/** True if the input items are the recipients; the same for all of them, since it takes no expression. */
export function areRecipients(context: IExecuteFunctions): boolean {
  return context.getNodeParameter('recipientsFrom', 0) === 'items';
}

/** Of an item that cannot be read, with what n8n said of it. */
function unreadRow(context: IExecuteFunctions, api: Api, { item, failure }: BadItem): Row {
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
