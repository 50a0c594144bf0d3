import type { SendInput, SendV2Input, StatusInput } from '../vocabulary/inputs.ts';
import type { Guards, QuietHours } from '../vocabulary/guards.ts';
import {
  type CallOptions,
  type ClientOptions,
  type DeviceOptions,
  type OnceOptions,
  type RunOptions,
  type SendOptions,
  type WaitForStatusOptions,
  type WaitOptions,
} from '../vocabulary/options.ts';
import { isKoreNotifyError, type KoreNotifyError, problemsError } from '../vocabulary/errors.ts';
import type { CancelSignal } from '../vocabulary/ports.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';

/** The name of every property of a type. */
export type Names<T> = Readonly<Record<keyof T, true>>;

/** Every property of the input of a send. */
export const SEND_INPUT: Names<SendInput & SendV2Input> = {
  channel: true,
  messageType: true,
  message: true,
  recipients: true,
  identityField: true,
  identityKey: true,
  messageKey: true,
  webhookInstanceName: true,
  userIdentityType: true,
};

/** Every property of the input of a status call. */
export const STATUS_INPUT: Names<StatusInput> = { requests: true, api: true };

const CALL: Names<CallOptions> = { signal: true, maxPauseMs: true, onProgress: true };
const WAIT: Names<WaitOptions> = { timeoutMs: true, firstIntervalMs: true };
const ONCE: Names<OnceOptions> = { key: true, hours: true };

const SEND_OPTIONS: Names<SendOptions> = {
  ...CALL,
  wait: true,
  onBadRecipient: true,
  onMissingParameter: true,
  onUnknown: true,
  fillEach: true,
  rowsArePlainData: true,
  country: true,
  maxRecipients: true,
  recipientsPerRequest: true,
  paceShare: true,
  once: true,
  sendTo: true,
};

/** Every option of a run that was planned. */
export const RUN_OPTIONS: Names<RunOptions> = { signal: true, onProgress: true };

/** Every option of a test of the connection. */
export const CONNECTION_OPTIONS: Names<Pick<CallOptions, 'signal' | 'maxPauseMs'>> = {
  signal: true,
  maxPauseMs: true,
};

/** Every option of a wait. */
export const WAIT_OPTIONS: Names<WaitForStatusOptions> = { ...CALL, ...WAIT };

/** Every option of a device call. */
export const DEVICE_OPTIONS: Names<DeviceOptions> = { ...CALL, botLanguage: true };

/**
 * The input of a call, each property read once: a proxy or a getter may throw, or say something else the next time. What is no
 * object has no properties.
 * @throws KoreNotifyError `invalid_input`, if it cannot be read.
 */
export function readInput<T extends object>(given: T, names: Names<T>): Partial<T> {
  return isObject(given) ? copy(given, names, 'input') : {};
}

/**
 * The options of a call, likewise; undefined means none.
 * @throws KoreNotifyError `invalid_input`, if they are no object or cannot be read.
 */
export function readOptions<T extends { readonly signal?: CancelSignal }>(
  given: T | undefined,
  names: Names<T>,
): T {
  if (given === undefined) return {} as T;
  if (!isObject(given))
    throw invalid('options', 'They are not an object.', 'Pass an object, or leave them out.');
  const options = copy(given, names, 'options');
  const { signal } = options;
  const isSignal = (): boolean =>
    typeof signal?.addEventListener === 'function' && typeof signal.removeEventListener === 'function';
  if (signal !== undefined && !readSafely('signal', isSignal))
    throw invalid('signal', 'It is not a cancel signal.', 'Pass the signal of an AbortController.');
  const { onProgress } = options as { readonly onProgress?: unknown };
  if (onProgress != null && typeof onProgress !== 'function')
    throw invalid('onProgress', 'It is not a function.', 'Pass a function, or leave it out.');
  return options as T;
}

/** Every option of a client. */
export const CLIENT_OPTIONS: Names<ClientOptions> = {
  host: true,
  botId: true,
  clientId: true,
  subject: true,
  useJti: true,
  tokenLifetimeSeconds: true,
  maxPerMinute: true,
  maxPerHour: true,
  maxInFlight: true,
  requestTimeoutMs: true,
  maxAttempts: true,
  allowHttp: true,
  country: true,
  timeScale: true,
  guards: true,
};

/** Every guard. */
export const GUARDS: Names<Guards> = {
  only: true,
  never: true,
  perRun: true,
  perDay: true,
  quietHours: true,
  timeZone: true,
};

/** Every part of quiet hours. */
export const QUIET_HOURS: Names<QuietHours> = {
  from: true,
  to: true,
  timeZone: true,
  timeZoneField: true,
  hold: true,
};

/** The options of a send, with the groups in them. @throws KoreNotifyError as `readOptions` */
export function readSendOptions(given: SendOptions | undefined): SendOptions {
  const options = readOptions(given, SEND_OPTIONS);
  const { wait, once } = options;
  return {
    ...options,
    ...(isObject(wait) ? { wait: copy(wait, WAIT, 'wait') } : {}),
    ...(isObject(once) || typeof once === 'function'
      ? { once: copy(once, ONCE, 'once') as OnceOptions }
      : {}),
  };
}

/**
 * The options that a client is made of, likewise.
 * @throws KoreNotifyError `invalid_options`, if they are no object or cannot be read.
 */
export function readClientOptions<T extends object>(given: T, names: Names<T>): Partial<T> {
  try {
    if (isObject(given)) return copy(given, names, 'options');
  } catch {
    // Told as the same: neither has anything to connect with.
  }
  const found = new ProblemCollector();
  found.add({
    path: 'options',
    rule: 'type',
    message: 'They cannot be read.',
    remedy: 'Pass a plain object.',
  });
  throw problemsError('invalid_options', 'The connection is not set up.', found);
}

/** What a reader of somebody else's object finds. @throws KoreNotifyError `invalid_input`, if it cannot be read */
export function readSafely<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isKoreNotifyError(error)) throw error;
    throw invalid(path, 'It cannot be read.', 'Pass plain objects, arrays and text.');
  }
}

/** The properties of a part of the options, each read once; undefined if it is no object or cannot be read. */
export function readPart<T extends object>(given: unknown, names: Names<T>): Partial<T> | undefined {
  try {
    return isObject(given) ? copy(given as T, names, 'options') : undefined;
  } catch {
    return undefined;
  }
}

function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null;
}

function copy<T extends object>(given: T, names: Names<T>, path: string): Partial<T> {
  return readSafely(path, () => {
    const found: Partial<T> = {};
    for (const name of Object.keys(names) as (keyof T)[]) {
      const value = given[name];
      if (value !== undefined) found[name] = value;
    }
    return found;
  });
}

function invalid(path: string, message: string, remedy: string): KoreNotifyError {
  const found = new ProblemCollector();
  found.add({ path, rule: 'type', message, remedy });
  return problemsError('invalid_input', 'Nothing was sent.', found);
}
