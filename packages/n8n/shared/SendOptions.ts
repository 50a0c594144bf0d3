import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { SendOptions } from './core';

/** What says more about a send than its options. */
interface SendSettings {
  readonly maxRecipients: number;
  readonly isWaiting: boolean;
  /** Whether the node goes on after an error: then a bad recipient does not keep the others from being sent to. */
  readonly skips: boolean;
}

/** The options of a send node for one item, as the core wants them; of any value, since the core checks them. */
export function sendOptionsOf(
  options: IDataObject,
  { maxRecipients, isWaiting, skips }: SendSettings,
): SendOptions {
  const wait = given({
    timeoutMs: milliseconds(options['waitTimeoutSeconds']),
    firstIntervalMs: milliseconds(options['firstIntervalSeconds']),
  });
  // A key whose expression yields nothing is a problem, and not a send without a key.
  const once =
    options['onceKey'] === undefined
      ? undefined
      : { key: options['onceKey'] ?? '', ...given({ hours: options['onceHours'] }) };
  const { onUnknown } = options;
  return given({
    wait: isWaiting && wait,
    onBadRecipient: (options['skipBadRecipients'] ?? skips) === true ? 'skip' : 'stop',
    fillEach: options['fillEach'],
    onMissingParameter: options['onMissingParameter'],
    // Workflows that were saved before have it with a hyphen.
    onUnknown: onUnknown === 'send-again' ? 'send_again' : onUnknown,
    maxRecipients,
    maxPauseMs: milliseconds(options['maxPauseSeconds']),
    paceShare: options['paceShare'],
    // Also an address that is empty: the message must not go to everybody then.
    sendTo: options['sendTo'],
    once,
    recipientsPerRequest: options['recipientsPerRequest'],
  }) as SendOptions;
}

/** What concerns a whole run. */
export function runOptionsOf(context: IExecuteFunctions, onProgress: NonNullable<SendOptions['onProgress']>) {
  const signal = context.getExecutionCancelSignal();
  return { onProgress, ...(signal === undefined ? {} : { signal }) };
}

/** Seconds as they stand in a parameter. */
export function milliseconds(seconds: unknown): number | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Without what is undefined. */
export function given<T extends object>(values: T): Partial<{ [Name in keyof T]: NonNullable<T[Name]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
