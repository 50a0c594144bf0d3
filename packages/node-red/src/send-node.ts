import type {
  Client,
  RecipientsInput,
  SendInput,
  SendOptions,
  SendReport,
  SendV2Input,
} from '@kore-notify/core';
import {
  bound,
  DEFAULTS,
  failureOf,
  notReachedIndices,
  OTHER_CHANNEL,
  recipientsAt,
  UnreadList,
} from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import type { Migration, SavedConfig } from './config-version.ts';
import type { FieldValues } from './evaluate-fields.ts';
import { type Fields, type Settings, settingsOf, valueNames } from './fields.ts';
import { failureStatus, flowErrorOf } from './flow-error.ts';
import { type Run, type RunEnd, runNode } from './run-node.ts';
import { given, savedText } from './saved-values.ts';
import type { MESSAGE_FIELDS, SEND_OPTION_FIELDS } from './shared-fields.ts';
import type { StartingHelp } from './starting-help.ts';

/** What every send node saves, and what one of them does. */
type SendFields = Fields & typeof MESSAGE_FIELDS & typeof SEND_OPTION_FIELDS;
type SendSettings = Settings<typeof SEND_OPTION_FIELDS> & {
  readonly onMissingParameter?: string | undefined;
};

/** What sets the two send nodes apart. */
export interface SendNodeKind {
  readonly type: string;
  readonly fields: SendFields;
  readonly migrations: readonly Migration[];
  /** What the dialog offers, by field, under the name of the setting that Node-RED gives it by. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** What the dialog shows to start from, likewise. */
  readonly startingHelp: Readonly<Record<string, StartingHelp>>;
  readonly send: (
    client: Client,
    input: SendInput & SendV2Input,
    options: SendOptions,
  ) => Promise<SendReport>;
}

/** Registers a send node. */
export function registerSendNode(
  RED: NodeAPI,
  { type, fields, migrations, choices, startingHelp, send }: SendNodeKind,
): void {
  function sendNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    runNode({
      RED,
      node: this,
      saved,
      migrations,
      kindOf: (config) => {
        const settings: SendSettings = settingsOf(fields, config);
        const hasKey = savedText(config['onceKey']) !== undefined;
        const missing = missingRecipients(config);
        const { isTypedIn, unused } = readChannelFields(config);
        return {
          fields: valueNames(fields).filter((name) => !unused.includes(name)),
          run: (run) =>
            runSend({ run: isTypedIn ? withOtherChannel(run) : run, send, settings, hasKey, missing }),
        };
      },
    });
  }

  RED.nodes.registerType(type, sendNode, {
    settings: Object.fromEntries(
      Object.entries({ ...choices, ...startingHelp }).map(([name, value]) => [
        name,
        { value, exportable: true },
      ]),
    ),
  });
}

/** The fields that belong to a channel outside the list count only where the dialog shows them. */
function readChannelFields(config: SavedConfig): {
  readonly isTypedIn: boolean;
  readonly unused: readonly string[];
} {
  if (config['channelSource'] !== 'choice') return { isTypedIn: false, unused: ['otherChannel'] };
  const isTypedIn = config['channel'] === OTHER_CHANNEL;
  return { isTypedIn, unused: isTypedIn ? [] : ['otherChannel', 'identityKey'] };
}

function withOtherChannel(run: Run): Run {
  const { otherChannel: channel, ...fields } = run.fields;
  return { ...run, fields: { ...fields, channel } };
}

/** An expression that yields nothing is a list of nobody; a property that is not there is a mistake. */
function missingRecipients(config: SavedConfig): unknown {
  const { recipients: path, recipientsSource: source } = config;
  if (source === 'jsonata') return [];
  if (typeof path !== 'string' || typeof source !== 'string' || !LOOKED_UP.has(source)) return undefined;
  return new UnreadList({
    rule: 'required',
    message: bound(`Recipients are missing: ${source}.${path} has no value.`),
    remedy: 'Send a list there, or choose in the dialog where the recipients are.',
  });
}

const LOOKED_UP: ReadonlySet<string> = new Set(['msg', 'flow', 'global', 'env']);

/** One send of a node. */
interface SendRun extends Pick<SendNodeKind, 'send'> {
  readonly run: Run;
  readonly settings: SendSettings;
  readonly hasKey: boolean;
  /** What stands for recipients that have no value. */
  readonly missing: unknown;
}

/** The options of a send for one message, as the core wants them; the core checks them. */
function sendOptionsOf({ run, settings, hasKey }: SendRun): SendOptions {
  const { maxRecipients = DEFAULTS.maxRecipients, onceHours: hours } = settings;
  const { wait, waitTimeoutMs: timeoutMs, firstIntervalMs } = settings;
  return given({
    // Of these the core takes those that it knows.
    ...settings,
    maxRecipients,
    wait: wait && given({ timeoutMs, firstIntervalMs }),
    // A key that should come from the message and is not there is a problem, and not a send without a key.
    once: hasKey ? { key: run.fields['onceKey'] ?? '', ...given({ hours }) } : undefined,
  }) as SendOptions;
}

/** In words, for a log; holds no message text and no recipient. */
function summary({ counts, pendingRequestIds }: SendReport): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const pending = pendingRequestIds.length === 0 ? '' : `; pending: ${pendingRequestIds.join(', ')}`;
  return parts.join(', ') + pending;
}

function statusOf(report: SendReport, notReached: number): NodeStatus {
  const { counts } = report;
  // Whoever got it at an earlier press is no part of what this one could do.
  const total = report.total - report.recipients.filter(({ reason }) => reason === 'already_sent').length;
  const reached = counts.accepted + counts.delivered;
  const isTold = counts.accepted === 0 && counts.delivered + counts.undelivered > 0;
  const word = isTold ? 'delivered' : 'accepted';
  if (report.end.kind === 'cancelled') return { fill: 'grey', shape: 'ring', text: 'cancelled' };
  if (notReached === 0 && counts.unknown === 0) {
    if (report.end.kind === 'timed_out')
      return { fill: 'yellow', shape: 'ring', text: `${counts.accepted} pending` };
    const isUntold = report.requests.some(({ outcome, error }) => outcome === 'accepted' && error);
    if (isUntold) return { fill: 'yellow', shape: 'ring', text: `${counts.accepted} delivery unknown` };
    if (reached === 0 && report.total > 0) return { fill: 'grey', shape: 'dot', text: 'already sent' };
    return { fill: 'green', shape: 'dot', text: `${reached} ${word}` };
  }
  if (reached === 0 && counts.unknown === 0)
    return { fill: 'red', shape: 'ring', text: `0/${total} ${word}` };
  const unknown = counts.unknown === 0 ? '' : `, ${counts.unknown} unknown`;
  return {
    fill: 'yellow',
    shape: 'dot',
    text: `${reached}/${total} ${unknown === '' ? word : 'ok'}${unknown}`,
  };
}

/**
 * The list of recipients as it is now, since a flow may change its own while the send is under way, and the report counts
 * positions. The rows themselves are not copied. What is refused for its length, or cannot be read, stays as it is.
 */
function keepList(recipients: unknown, { maxRecipients }: SendOptions): unknown {
  try {
    const { listCeiling } = DEFAULTS;
    const limit = maxRecipients === 0 ? listCeiling : Math.min(maxRecipients ?? listCeiling, listCeiling);
    if (!Array.isArray(recipients) || !(recipients.length <= limit)) return recipients;
    // With its gaps, of which the core has something to say.
    return Array.prototype.slice.call(recipients);
  } catch {
    // A proxy whose traps throw: the core says so.
    return recipients;
  }
}

/** Sends, and turns the report into what leaves the two outputs. */
async function runSend(sendRun: SendRun): Promise<RunEnd> {
  const { run, send, settings, missing } = sendRun;
  const { client, signal, onProgress } = run;
  const options = sendOptionsOf(sendRun);
  const recipients = keepList(run.fields['recipients'] ?? missing, options);
  const input: FieldValues = recipients === undefined ? run.fields : { ...run.fields, recipients };
  // Of any type: the core checks what comes from a flow.
  const report = await send(client, input as unknown as SendInput & SendV2Input, {
    ...options,
    signal,
    onProgress,
  });
  const notReached = notReachedIndices(report, settings);
  const rows = recipientsAt(
    recipients as RecipientsInput,
    notReached,
    typeof run.fields['identityField'] === 'string' ? run.fields['identityField'] : undefined,
  );
  const failure = failureOf(report);
  const error = failure && flowErrorOf(failure);
  const isCancelled = report.end.kind === 'cancelled';
  // To deploy a flow is no reason to send what is left over another channel.
  const hasRest = rows.length > 0 && !isCancelled;
  return {
    payloads: [{ payload: report }, hasRest ? { payload: rows } : null],
    status: error ? failureStatus(error) : statusOf(report, notReached.length),
    ...(error && { error }),
    ...(isCancelled && { warning: `Stopped before the end: ${summary(report)}` }),
  };
}
