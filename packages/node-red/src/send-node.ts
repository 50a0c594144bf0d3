import type {
  Api,
  PreviewReport,
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
  KoreNotifyError,
  notReachedIndices,
  OTHER_CHANNEL,
  recipientsAt,
  UnreadList,
} from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { answerCancelButton } from './cancel-route.ts';
import type { Migration, SavedConfig } from './config-version.ts';
import type { FieldValues } from './evaluate-fields.ts';
import { type Fields, type Settings, settingsOf, valueNames } from './fields.ts';
import { failureStatus, flowErrorOf } from './flow-error.ts';
import { type Run, type RunEnd, runNode } from './run-node.ts';
import { given, savedText } from './saved-values.ts';
import type { MESSAGE_FIELDS, SEND_OPTION_FIELDS } from './shared-fields.ts';
import { messagePerRecipient, type Origin, withRows } from './send-outputs.ts';
import { forgetFields, registerPreview, rememberFields } from './live-preview.ts';
import type { StartingHelp } from './starting-help.ts';
import { isWired } from './wiring.ts';

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
  readonly api: Api;
}

/** Registers a send node. */
export function registerSendNode(
  RED: NodeAPI,
  { type, fields, migrations, choices, startingHelp, api }: SendNodeKind,
): void {
  function sendNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    this.on('close', (removed: boolean, done: () => void) => {
      if (removed) forgetFields(this.id);
      done();
    });
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
          run: (run) => {
            rememberFields(this.id, run.fields['recipients']);
            return runSend({
              run: isTypedIn ? withOtherChannel(run) : run,
              api,
              settings,
              hasKey,
              missing,
              isSecondWired: isWired(this, SECOND_OUTPUT),
              origin: { RED, config, msg: run.msg },
            });
          },
        };
      },
    });
  }

  registerPreview(RED, { type, api });
  answerCancelButton(RED);
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
    message: bound(`${source}.${path} has no value.`),
    remedy: 'Send a list there, or choose in the dialog where the recipients are.',
  });
}

const LOOKED_UP: ReadonlySet<string> = new Set(['msg', 'flow', 'global', 'env']);

/** One send of a node. */
interface SendRun extends Pick<SendNodeKind, 'api'> {
  readonly run: Run;
  readonly settings: SendSettings;
  readonly hasKey: boolean;
  /** What stands for recipients that have no value. */
  readonly missing: unknown;
  /** As the node is wired when the message comes: a deploy may only have moved a wire. */
  readonly isSecondWired: boolean;
  readonly origin: Origin;
}

const SECOND_OUTPUT = 1;

/** Who is not reached is known only after a wait: so the node waits if somebody asks for them, unless the dialog says otherwise. */
function waits({ settings, isSecondWired }: SendRun): boolean {
  return settings.wait === 'always' || (settings.wait !== 'never' && isSecondWired);
}

/** The options of a send for one message, as the core wants them; the core checks them. */
function sendOptionsOf(sendRun: SendRun): SendOptions {
  const { run, settings, hasKey } = sendRun;
  const { maxRecipients = DEFAULTS.maxRecipients, onceHours: hours } = settings;
  const { waitTimeoutMs: timeoutMs, firstIntervalMs } = settings;
  return given({
    // Of these the core takes those that it knows.
    ...settings,
    maxRecipients,
    wait: waits(sendRun) && given({ timeoutMs, firstIntervalMs }),
    // A key that should come from the message and is not there is a problem, and not a send without a key.
    once: hasKey ? { key: run.fields['onceKey'] ?? '', ...given({ hours }) } : undefined,
    // Without an address the core sends nothing: nobody else must get what was meant for one.
    sendTo: run.fields['mode'] === 'instead' ? (run.fields['sendTo'] ?? '') : undefined,
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

function statusOf(report: SendReport, notReached: number, isUnconfirmed: boolean): NodeStatus {
  const { counts } = report;
  if (report.total === 0) return { fill: 'grey', shape: 'dot', text: 'nothing to do' };
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
    if (reached === 0) return { fill: 'grey', shape: 'dot', text: wordForNobody(report) };
    // Somebody is asked for who is not reached, and nobody knows.
    if (isUnconfirmed && counts.accepted > 0)
      return { fill: 'yellow', shape: 'ring', text: `${counts.accepted} accepted, not confirmed` };
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

/** Why nobody was sent to although nothing went wrong: the reason that most of them have. */
function wordForNobody({
  recipients,
  preview,
}: SendReport & Partial<Pick<PreviewReport, 'preview'>>): string {
  if (preview !== undefined) return `preview: ${preview.recipients} of ${recipients.length}`;
  const counts = new Map<string, number>();
  for (const { reason = 'unsent' } of recipients) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [[word] = ['unsent']] = [...counts].sort(([, one], [, other]) => other - one);
  return word.replaceAll('_', ' ');
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

/** Sends, or shows what would be sent. */
async function reportOf(
  { run, api }: SendRun,
  given: FieldValues,
  options: SendOptions,
): Promise<SendReport> {
  const { client, fields } = run;
  const { mode = 'send' } = fields;
  if (typeof mode !== 'string' || !MODES.has(mode))
    throw new KoreNotifyError({
      code: 'invalid_input',
      message: 'The mode of the node is not valid.',
      hint: `Set it to one of ${[...MODES].join(', ')}.`,
    });
  // Of any type: the core checks what comes from a flow.
  const input = given as unknown as SendInput & SendV2Input;
  if (mode === 'preview')
    return (
      await (api === 'v1' ? client.plan(api, input, options) : client.plan(api, input, options))
    ).previewReport();
  return api === 'v1' ? client.send(input, options) : client.sendV2(input, options);
}

const MODES: ReadonlySet<string> = new Set(['send', 'preview', 'instead']);

/** What leaves the two outputs: the report, and those not reached; or a message for each recipient, in both. */
async function outputsOf(
  { settings, origin }: SendRun,
  {
    report,
    rows,
    rest,
  }: { readonly report: SendReport; readonly rows: readonly unknown[]; readonly rest: readonly number[] },
): Promise<RunEnd['payloads']> {
  if (settings.output === 'each')
    return [
      messagePerRecipient(report, { rows, origin }),
      messagePerRecipient(report, { rows, indices: rest, origin }),
    ];
  return [
    { payload: await withRows(report, rows) },
    rest.length > 0 ? { payload: rest.map((index) => rows[index]) } : null,
  ];
}

/** Sends, and turns the report into what leaves the two outputs. */
async function runSend(sendRun: SendRun): Promise<RunEnd> {
  const { run, settings, missing } = sendRun;
  const { signal, onProgress } = run;
  const options = sendOptionsOf(sendRun);
  const recipients = keepList(run.fields['recipients'] ?? missing, options);
  const input: FieldValues = recipients === undefined ? run.fields : { ...run.fields, recipients };
  const report = await reportOf(sendRun, input, { ...options, signal, onProgress });
  const notReached = notReachedIndices(report, settings);
  const rows = recipientsAt(
    recipients as RecipientsInput,
    report.recipients.map(({ index }) => index),
    typeof run.fields['identityField'] === 'string' ? run.fields['identityField'] : undefined,
  );
  const failure = failureOf(report);
  const error = failure && flowErrorOf(failure);
  const isCancelled = report.end.kind === 'cancelled';
  // To deploy a flow is no reason to send what is left over another channel.
  const isUnconfirmed = sendRun.isSecondWired && !waits(sendRun);
  const rest = isCancelled ? [] : notReached;
  return {
    payloads: await outputsOf(sendRun, { report, rows, rest }),
    status: error ? failureStatus(error) : statusOf(report, notReached.length, isUnconfirmed),
    ...(error && { error }),
    ...(isCancelled && { warning: `Stopped before the end: ${summary(report)}` }),
  };
}
