import { runUntilStopped } from '../calls/run-until-stopped.ts';
import { inWords } from '../text/in-words.ts';
import { type ErrorInfo, KoreNotifyError, problemsError } from '../vocabulary/errors.ts';
import type { SendInput, SendV2Input } from '../vocabulary/inputs.ts';
import { DEFAULTS, type RunOptions, type SendOptions } from '../vocabulary/options.ts';
import type { Clock } from '../vocabulary/ports.ts';
import { type Problem, ProblemCollector } from '../vocabulary/problems.ts';
import { failureOf } from '../vocabulary/read-report.ts';
import type { SendReport } from '../vocabulary/reports.ts';
import { APP_MAXIMUM } from './guards/maximum.ts';
import { createPlan } from './plan.ts';
import { PlannedSend } from './planned-send.ts';
import { leaveOutRepeated } from './repeated.ts';
import { type Sender, type SendRow, withFields } from './send-row.ts';

/** Options of a run over many rows. */
export interface SendManyOptions extends RunOptions {
  /** The clock of the senders. */
  readonly clock: Clock;
  /** Recipients that earlier runs count against the maximum. @default 0 */
  readonly countedBefore?: number;
  /** What the maximum is called where it is set. @default 'maxRecipients' */
  readonly maximumName?: string;
  /** Sends nothing: everybody is `unsent`, and the reports are those of previews. @default false */
  readonly isPreview?: boolean;
}

/** One message: rows with an equal one were sent together. */
export interface SentMessage {
  /** The rows it came from, also those that name nobody. */
  readonly sources: readonly number[];
  /** By index of the recipient, the row it came from. */
  readonly sourceOf: readonly number[];
  /** As the rows have it. */
  readonly options: SendOptions;
  /** As the rows have it. */
  readonly tag: unknown;
  /** Everybody has one outcome in it, also if nothing could be sent. */
  readonly report: SendReport;
}

/**
 * Sends what the rows ask for in as few requests as the API allows: rows with an equal message, options and sender go
 * together. Nothing is sent for any of them if something is wrong with one, unless that one skips bad recipients. Each
 * sender's first message goes alone, then several at once; what would meet every request of a sender ends its run. The
 * messages come back in the order of the rows.
 * @throws KoreNotifyError `invalid_input` if all together have more recipients than the smallest `maxRecipients`
 */
export async function sendMany(rows: Iterable<SendRow>, options: SendManyOptions): Promise<SentMessage[]> {
  const messages = groupRows(rows, options);
  const planned: PlannedMessage[] = [];
  for (const message of messages) planned.push({ message, plan: await planOf(message, options) });

  const isBad = planned.some(
    ({ message, plan }) => !plan.isSendable && message.options.onBadRecipient !== 'skip',
  );
  if (isBad)
    return planned.map(({ message, plan }) =>
      sentOf(
        message,
        options.isPreview === true
          ? plan.previewReport({ reason: 'stopped', error: OTHERS })
          : plan.reportUnsent({ reason: 'stopped', error: OTHERS }),
      ),
    );
  const sendable = planned.filter(({ plan }) => plan.isSendable);
  shareInstead(sendable);
  await leaveOutRepeated(
    sendable.filter(({ plan }) => !plan.isInstead),
    options.clock,
  );
  if (options.isPreview === true)
    return planned.map(({ message, plan }) => sentOf(message, plan.previewReport()));
  const reports = new Map<PlannedMessage, SendReport>();
  const senders = new Set(messages.map(({ sender }) => sender));
  await Promise.all(
    Array.from(senders, async (sender) => {
      const own = sendable.filter(({ message }) => message.sender === sender);
      await runUntilStopped([...own], {
        // Those that wait for delivery mostly sleep.
        width: own.some(({ message }) => isWaiting(message)) ? WIDTH_WHEN_WAITING : WIDTH,
        work: async (one, stop) => {
          const sent = await one.plan.sendUnless(stop, runOptions(options));
          reports.set(one, sent.report);
          return {
            wasReached: sent.report.requests.some(({ outcome }) => outcome !== 'unsent'),
            failure: sent.stop,
            affectsAll: sent.stop?.reason === 'stopped',
          };
        },
      });
    }),
  );
  return planned.map((one) => sentOf(one.message, reports.get(one) ?? one.plan.report()));
}

/** Send to me instead: the first messages of the whole run, and not of each message. */
function shareInstead(planned: readonly PlannedMessage[]): void {
  let left: number = DEFAULTS.sentInstead;
  for (const { plan } of planned) left -= plan.sendInstead(left);
}

interface PlannedMessage {
  readonly message: Message;
  readonly plan: PlannedSend;
}

const WIDTH = 10;
const WIDTH_WHEN_WAITING = 100;

const OTHERS: ErrorInfo = {
  code: 'invalid_input',
  message: 'Nothing was sent, since another message has invalid input.',
};

/** A message, and the rows it came from. */
interface Message extends Omit<SendRow, 'source' | 'recipients'> {
  readonly sources: number[];
  readonly sourceOf: number[];
  readonly recipients: unknown[];
  /** False if no row has a list. */
  hasList: boolean;
}

function isWaiting({ options: { wait } }: Message): boolean {
  return wait === true || (typeof wait === 'object' && (wait as unknown) !== null);
}

function runOptions({ signal, onProgress }: SendManyOptions): RunOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) };
}

async function planOf(message: Message, options: SendManyOptions): Promise<PlannedSend> {
  const { api, sender, recipients, hasList } = message;
  const input = { ...message.message, ...(hasList ? { recipients } : {}) } as unknown as SendInput &
    SendV2Input;
  // The maximum counts over all rows, and was looked at before.
  const { maxRecipients } = message.options;
  const isCounted = typeof maxRecipients === 'number' && maxRecipients >= 0;
  const own = { ...message.options, ...runOptions(options), ...(isCounted ? { maxRecipients: 0 } : {}) };
  if ('refusal' in sender)
    return createPlan(
      { ports: { clock: options.clock }, refusal: sender.refusal },
      { api, input, options: own },
    );
  const plan = await (api === 'v1' ? sender.plan(api, input, own) : sender.plan(api, input, own));
  if (plan instanceof PlannedSend) return plan;
  throw new TypeError('The sender is not a client of this core.');
}

function sentOf({ sources, sourceOf, options, tag }: Message, report: SendReport): SentMessage {
  return { sources, sourceOf, options, tag, report };
}

/** Rows with an equal message together, in the order of their first rows. Of rows that name nobody one is left, if all do. */
function groupRows(rows: Iterable<SendRow>, options: SendManyOptions): Message[] {
  const { countedBefore = 0 } = options;
  const bySender = new Map<Sender, Map<string, Message>>();
  const all: Message[] = [];
  let count = 0;
  let maximum = Infinity;
  let ofApp = Infinity;
  for (const row of rows) {
    const { source, sender, api, message, options: own, recipients: given, tag } = withFields(row);
    const recipients = given ?? [];
    const known = bySender.get(sender) ?? new Map<string, Message>();
    bySender.set(sender, known);
    const key = keyOf([api, message, own, tag]) ?? `row ${source}`;
    let group = known.get(key);
    if (group === undefined) {
      group = {
        sender,
        api,
        message,
        options: own,
        tag,
        sources: [],
        sourceOf: [],
        recipients: [],
        hasList: false,
      };
      known.set(key, group);
      all.push(group);
    }
    group.sources.push(source);
    if (given !== undefined) group.hasList = true;
    count += recipients.length;
    if (typeof own.maxRecipients === 'number' && own.maxRecipients > 0)
      maximum = Math.min(maximum, own.maxRecipients);
    if ('plan' in sender && sender.maxRecipientsPerRun !== undefined && sender.maxRecipientsPerRun > 0)
      ofApp = Math.min(ofApp, sender.maxRecipientsPerRun);
    // Once there are too many nobody is looked at.
    if (count + countedBefore > Math.min(maximum, ofApp)) continue;
    for (const recipient of recipients) {
      group.recipients.push(recipient);
      group.sourceOf.push(source);
    }
  }
  if (count + countedBefore > Math.min(maximum, ofApp))
    throw ofApp < maximum
      ? tooMany(count, ofApp, { ...options, maximumName: APP_MAXIMUM })
      : tooMany(count, maximum, options);
  const withRecipients = all.filter(({ recipients }) => recipients.length > 0);
  return withRecipients.length > 0 ? withRecipients : all.slice(0, 1);
}

/** Undefined for what cannot be written as JSON, and so is like nothing else. */
function keyOf(parts: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(parts);
  } catch {
    return undefined;
  }
}

function tooMany(
  count: number,
  maximum: number,
  { countedBefore = 0, maximumName = 'maxRecipients' }: SendManyOptions,
): KoreNotifyError {
  const also = countedBefore === 0 ? '' : ` after ${inWords(countedBefore)} in this execution`;
  const found = new ProblemCollector();
  found.add({
    path: 'recipients',
    rule: 'count',
    message: `There are ${inWords(count)} recipients${also}, and the maximum is ${inWords(maximum)}.`,
    remedy: `Check that it is the right list, or raise ${maximumName} (0 = no maximum).`,
  });
  return problemsError('invalid_input', 'Nothing was sent.', found);
}

/** The failure of a run over many rows: nobody of any message was or may have been reached. */
export interface FailureOfMany {
  /** What is wrong, of all messages. */
  readonly error: KoreNotifyError;
  /** The row to show it at. */
  readonly source: number;
}

/**
 * The failure of a run as a whole, with everything that is wrong and the row it is wrong with; undefined once anybody may have
 * been reached. `nameOf`: what a user calls a row, for example `Item 3`.
 */
export function failureOfMany(
  messages: readonly SentMessage[],
  nameOf: (source: number) => string,
): FailureOfMany | undefined {
  const failures = messages.flatMap((message) => {
    const failure = failureOf(message.report);
    return failure === undefined ? [] : [{ message, failure }];
  });
  const [first] = failures;
  if (first === undefined || failures.length < messages.length) return undefined;
  const bad = failures.filter(({ message }) => message.report.problemCount > 0 && !wasTried(message));
  const [shown = first] = bad;
  const source = sourceOfFirst(shown.message);
  if (bad.length === 0) return { error: new KoreNotifyError(first.failure), source };
  if (messages.length === 1) {
    const { problems: list, problemCount: count } = shown.message.report;
    return { error: new KoreNotifyError(shown.failure, { list, count }), source };
  }
  const found = new ProblemCollector();
  for (const { message } of bad) {
    const { problems, problemCount } = message.report;
    found.addAll({
      list: problems.map((problem) => named(problem, message, nameOf)),
      count: problemCount,
    });
  }
  return { error: problemsError('invalid_input', 'Nothing was sent.', found), source };
}

function wasTried({ report }: SentMessage): boolean {
  return report.requests.length > 0;
}

/** The row of the first problem that is about a recipient, else the first row. */
function sourceOfFirst({ report, sources, sourceOf }: SentMessage): number {
  const index = report.problems.find(({ recipientIndex }) => recipientIndex !== undefined)?.recipientIndex;
  return (index === undefined ? undefined : sourceOf[index]) ?? sources[0] ?? 0;
}

/** The position in a message says nothing to somebody who sees rows. */
function named(
  problem: Problem,
  { sources, sourceOf }: SentMessage,
  nameOf: (source: number) => string,
): Problem {
  const source = problem.recipientIndex === undefined ? sources[0] : sourceOf[problem.recipientIndex];
  return { ...problem, path: `${nameOf(source ?? 0)}, ${problem.path}` };
}
