import { KoreNotifyError, markAsAffectingAll, problemsError } from '../vocabulary/errors.ts';
import {
  validateListDevicesRequest,
  validateSubscribeDeviceRequest,
  validateUnsubscribeAll,
  validateUnsubscribeSome,
} from '../generated/validators.ts';
import type { SubscribeDeviceInput } from '../vocabulary/inputs.ts';
import type { DeviceOptions } from '../vocabulary/options.ts';
import { createProgressMeter } from '../scheduling/progress.ts';
import { type ListRules, readList } from '../recipients/list/read-list.ts';
import { callPlatform, type Connection, patienceDeadlineOf } from '../calls/call-platform.ts';
import { check } from '../validation/explain.ts';
import { faultInId } from '../validation/check-id.ts';
import { DEVICE_OPTIONS, readOptions, readSafely } from '../validation/read-given.ts';
import { damageOfNumber } from '../text/damage.ts';
import { trimInvisible } from '../text/invisible.ts';
import { quoteValue } from '../text/quote.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import type { Validator } from '../validation/validator.ts';
import type { DeclinedByPlatform } from '../wire/devices.ts';
import { checkAmounts, isEmpty } from '../validation/check-settings.ts';
import type { RequestSpec } from '../wire/request-spec.ts';

/** Makes a device call. @throws KoreNotifyError whatever kept it from succeeding. */
export async function callDevices<T extends object>(
  connection: Connection,
  spec: RequestSpec<T | DeclinedByPlatform>,
  options?: DeviceOptions,
): Promise<T> {
  const { signal, maxPauseMs, onProgress, botLanguage } = readOptions(options, DEVICE_OPTIONS);
  const found = new ProblemCollector();
  const language = checkLanguage(botLanguage, found);
  checkAmounts({ maxPauseMs }, found);
  if (found.count > 0) throw problemsError('invalid_input', NOT_MADE, found);
  const withLanguage = language === '' ? spec : { ...spec, headers: { 'bot-language': language } };
  const { clock } = connection.ports;
  const patienceDeadline = patienceDeadlineOf(clock, maxPauseMs);
  const progress = createProgressMeter(clock, onProgress, { phase: 'waiting' });
  const result = await callPlatform(connection, withLanguage, {
    signal,
    patienceDeadline,
    progress,
  }).finally(() => progress.end());
  if (result.kind !== 'ok') {
    const { error } = result;
    const cannotSign = result.kind === 'unsent' && result.reason === 'stopped';
    // A user whom the platform does not know is one call's own matter.
    const isOwn = error.code === 'not_found' && error.platformMessage !== undefined;
    const affectsAll = cannotSign || (result.kind === 'refused' && result.affectsAll && !isOwn);
    const failure = new KoreNotifyError(error);
    throw affectsAll ? markAsAffectingAll(failure) : failure;
  }
  if (!('declined' in result.value)) return result.value;
  const said = result.value.declined;
  throw new KoreNotifyError({
    code: 'refused',
    message: `The platform did not carry out the call.${said === '' ? '' : ` The platform says: ${said}`}`,
    hint: 'Check the user id and the devices.',
    ...(said === '' ? {} : { platformMessage: said }),
  });
}

/** The code without blanks around it, empty if none is given, or what is none. */
function checkLanguage(given: unknown, found: ProblemCollector): string {
  const language =
    given === undefined || given === null ? '' : typeof given === 'string' ? trimInvisible(given) : given;
  if (language === '') return '';
  if (typeof language === 'string' && /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*$/.test(language))
    return language;
  found.add({
    path: 'botLanguage',
    rule: 'format',
    message: `${quoteValue(language)} is not a language code.`,
    remedy: 'Enter a code such as en.',
  });
  return '';
}

const NOT_MADE = 'The device call was not made.';

/** @throws KoreNotifyError `invalid_input` */
export function readSubscribeInput(input: unknown): SubscribeDeviceInput {
  return checked(validateSubscribeDeviceRequest, {
    deviceId: tidy(input, 'deviceId'),
    osType: tidy(input, 'osType'),
    userId: tidy(input, 'userId'),
  });
}

/** @throws KoreNotifyError `invalid_input` */
export function readListInput(input: unknown): { userId: string } {
  const { uId } = checked<{ uId: string }>(validateListDevicesRequest, { uId: tidy(input, 'userId') });
  return { userId: uId };
}

/** Rows of a list of devices will do: only what the call takes is taken. @throws KoreNotifyError `invalid_input` */
export function readUnsubscribeInput(input: unknown): {
  userId: string;
  devices: { deviceId: string; osType: string }[];
} {
  const given = tidy(input, 'devices');
  // A list of nobody, as the filter of a flow gives it, is no mistake.
  if (isListOfNone(given)) return { ...readListInput(input), devices: [] };
  const reading = isEmpty(given) ? { list: [] } : readList(given, DEVICES);
  if ('fault' in reading) {
    const found = new ProblemCollector();
    found.add({ path: 'devices', ...reading.fault });
    throw problemsError('invalid_input', NOT_MADE, found);
  }
  const devices = readSafely('devices', () =>
    reading.list.map((device) => ({
      deviceId: tidy(device, 'deviceId'),
      osType: tidy(device, 'osType'),
    })),
  );
  return checked(validateUnsubscribeSome, { devices, userId: tidy(input, 'userId') });
}

function isListOfNone(given: unknown): boolean {
  return readSafely('devices', () =>
    typeof given === 'string' ? /^\[\s*\]$/.test(given) : Array.isArray(given) && given.length === 0,
  );
}

const DEVICES = { one: 'device', many: 'devices' } as const satisfies ListRules;

/** @throws KoreNotifyError `invalid_input` */
export function readUnsubscribeAllInput(input: unknown): { userId: string } {
  return checked(validateUnsubscribeAll, { unsubscribe: 'all', userId: tidy(input, 'userId') });
}

/** A property without the blanks around it, a number as text, since a flow may make one of an id; undefined if there is none. */
function tidy(input: unknown, name: string): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  const value = readSafely(name, () =>
    Object.hasOwn(input, name) ? (input as Readonly<Record<string, unknown>>)[name] : undefined,
  );
  // One that lost its last digits stays a number, which no id is.
  if (typeof value === 'number' && damageOfNumber(value) === undefined) return String(value);
  return typeof value === 'string' ? trimInvisible(value) : value;
}

// What the validator let pass is of the type that was generated from the same schema.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names that type
function checked<T>(validate: Validator, value: object): T {
  const found = new ProblemCollector();
  // What it let pass is made of texts.
  if (check(validate, value, { found, nameField: nameDeviceField })) reportFaults(value, '', found);
  if (found.count === 0) return value as T;
  throw problemsError('invalid_input', NOT_MADE, found);
}

/** What no user, device or system is called; half a character would become another one in a path. */
function reportFaults(value: unknown, pointer: string, found: ProblemCollector): void {
  const fault = typeof value === 'string' ? faultInId(value) : undefined;
  if (fault !== undefined) found.add({ path: nameDeviceField(pointer), ...fault });
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) reportFaults(inner, `${pointer}/${name}`, found);
}

/** `/devices/0/osType` → `devices[0].osType`; the query calls the user id `uId`. */
function nameDeviceField(pointer: string): string {
  if (pointer === '/uId') return 'userId';
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}
