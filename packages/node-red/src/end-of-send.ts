import type { RecipientsInput, SendOptions, SendReport } from '@kore-notify/core';
import { DEFAULTS, failureOf, notReachedIndices, recipientsAt } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import type { FieldValues } from './evaluate-fields.ts';
import { failureStatus, flowErrorOf } from './flow-error.ts';
import type { Run, RunEnd } from './run-node.ts';
import { given, savedNumber, savedSeconds, savedSwitch, savedText } from './saved-values.ts';

/** The options of a send node for one message, as the core wants them; the core checks them. */
export function sendOptionsOf(config: SavedConfig, fields: FieldValues): SendOptions {
  // A key that should come from the message and is not there is a problem, and not a send without a key.
  const once =
    savedText(config['onceKey']) === undefined
      ? undefined
      : { key: fields['onceKey'] ?? '', ...given({ hours: savedNumber(config['onceHours']) }) };
  const wait = given({
    timeoutMs: savedSeconds(config['waitTimeoutSeconds']),
    firstIntervalMs: savedSeconds(config['firstIntervalSeconds']),
  });
  const options = {
    wait: savedSwitch(config['wait']) ? wait : false,
    onBadRecipient: savedText(config['onBadRecipient']),
    onMissingParameter: savedText(config['onMissingParameter']),
    onUnknown: savedText(config['onUnknown']),
    maxRecipients: savedNumber(config['maxRecipients']) ?? DEFAULTS.maxRecipients,
    maxPauseMs: savedSeconds(config['maxPauseSeconds']),
    paceShare: savedNumber(config['paceShare']),
    recipientsPerRequest: savedNumber(config['recipientsPerRequest']),
    once,
  };
  return given(options) as SendOptions;
}

/** What is the same for both send nodes; they differ in the call they make. */
export interface SendRun {
  readonly run: Run;
  readonly options: SendOptions;
  /** Whether recipients that may have been reached go to the second output too. */
  readonly includeUnknown: boolean;
  readonly send: (fields: FieldValues, options: SendOptions) => Promise<SendReport>;
}

/** In words, for a log; holds no message text and no recipient. */
function summary({ counts, pendingRequestIds }: SendReport): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const pending = pendingRequestIds.length === 0 ? '' : `; still running: ${pendingRequestIds.join(', ')}`;
  return parts.join(', ') + pending;
}

function statusOf(report: SendReport, notReached: number): NodeStatus {
  const { counts, total } = report;
  const reached = counts.accepted + counts.delivered;
  const isTold = counts.accepted === 0 && counts.delivered + counts.undelivered > 0;
  const word = isTold ? 'delivered' : 'accepted';
  if (report.end.kind === 'cancelled') return { fill: 'grey', shape: 'ring', text: 'cancelled' };
  if (notReached === 0 && counts.unknown === 0) {
    if (report.end.kind === 'timed_out') return { fill: 'yellow', shape: 'ring', text: `${counts.accepted} still open` };
    const isUntold = report.requests.some(({ outcome, error }) => outcome === 'accepted' && error);
    if (isUntold) return { fill: 'yellow', shape: 'ring', text: `${counts.accepted} not told` };
    if (reached === 0 && total > 0) return { fill: 'grey', shape: 'dot', text: 'already sent' };
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
export async function runSend({ run, options, includeUnknown, send }: SendRun): Promise<RunEnd> {
  const { signal, onProgress } = run;
  const recipients = keepList(run.fields['recipients'], options);
  const fields = recipients === undefined ? run.fields : { ...run.fields, recipients };
  const report = await send(fields, { ...options, signal, onProgress });
  const notReached = notReachedIndices(report, { includeUnknown });
  const rows = recipientsAt(recipients as RecipientsInput, notReached);
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
