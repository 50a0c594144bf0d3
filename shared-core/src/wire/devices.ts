import type {
  ListDevicesInput,
  SubscribeDeviceInput,
  UnsubscribeAllDevicesInput,
} from '../vocabulary/inputs.ts';
import type { Carried } from '../text/carried.ts';
import { redact } from '../text/redact.ts';
import { isLimitInSuccess } from './parse-error-body.ts';
import {
  type DeviceFate,
  distinctDevices,
  fatesOf,
  type NamedDevice,
  type UnsubscribeAnswer,
} from './device-fates.ts';
import { type DeviceRow, listOf, readDevices, textOf } from './device-rows.ts';
import { asRecord, encodeId, type RequestSpec, streamPath } from './request-spec.ts';

/** Answer of a subscription. */
export interface SubscribeDeviceResult {
  /** The platform's words. */
  readonly message: string;
  /** The device as the platform has it now. */
  readonly device: DeviceRow;
}

/** Answer of an unsubscription. */
export interface UnsubscribeDevicesResult {
  /** The platform's words. */
  readonly message: string;
  /** Devices that no longer get push messages. */
  readonly unsubscribedDevices: readonly DeviceRow[];
  /** IDs that are unknown to the platform; these devices were not unsubscribed. */
  readonly invalidDeviceIds: readonly string[];
  /** What became of each device, in the order given; a device that was given twice is here twice. */
  readonly devices: readonly DeviceFate[];
  /** True if some devices were not unsubscribed. The platform reports a success then too. */
  readonly isPartial: boolean;
}

/** The platform answered 200 and `success: false`. */
export interface DeclinedByPlatform {
  readonly declined: string;
}

/** Call 5 (docs/kore-ai-api.md#devices). */
export function buildSubscribeRequest(
  botId: string,
  { deviceId, osType, userId }: SubscribeDeviceInput,
): RequestSpec<SubscribeDeviceResult | DeclinedByPlatform> {
  return {
    method: 'POST',
    path: streamPath(botId, 'sdknotifications/subscribe'),
    body: JSON.stringify({ deviceId, osType, userId }),
    ...DEVICE_CALL,
    read(body, carried = {}) {
      return readSuccess(body, carried, ({ deviceDetails }, message) => {
        const [device = { deviceId, osType }] = readDevices([deviceDetails]);
        return { message, device };
      });
    },
  };
}

/** Call 6 (docs/kore-ai-api.md#devices). */
export function buildListRequest(
  botId: string,
  { userId }: ListDevicesInput,
): RequestSpec<readonly DeviceRow[]> {
  return {
    method: 'GET',
    path: streamPath(botId, `subscribeddevices?uId=${encodeId(userId)}`),
    ...DEVICE_CALL,
    read(body) {
      const devices = asRecord(body)?.['subscribedDevices'];
      return Array.isArray(devices) ? readDevices(devices) : undefined;
    },
  };
}

/** Call 7 for some devices of one user (docs/kore-ai-api.md#devices); each is named once. */
export function buildUnsubscribeRequest(
  botId: string,
  { userId, devices }: { readonly userId: string; readonly devices: readonly NamedDevice[] },
): RequestSpec<UnsubscribeDevicesResult | DeclinedByPlatform> {
  const ids = devices.map(({ deviceId }) => deviceId);
  return unsubscribeRequest(botId, { body: { devices: distinctDevices(devices), userId }, ids }, (answer) => {
    const fates = fatesOf(devices, answer);
    const isPartial = isInPart(answer) || fates.some(({ status }) => status !== 'unsubscribed');
    return { ...describe(answer), devices: fates, isPartial };
  });
}

/** Call 7 for all devices of one user (docs/kore-ai-api.md#devices). */
export function buildUnsubscribeAllRequest(
  botId: string,
  { userId }: UnsubscribeAllDevicesInput,
): RequestSpec<Omit<UnsubscribeDevicesResult, 'devices'> | DeclinedByPlatform> {
  return unsubscribeRequest(botId, { body: { unsubscribe: 'all', userId }, ids: [] }, (answer) => ({
    ...describe(answer),
    isPartial: isInPart(answer),
  }));
}

function isInPart({ invalid, isUnclear }: UnsubscribeAnswer): boolean {
  return invalid.length > 0 || isUnclear;
}

function unsubscribeRequest<T>(
  botId: string,
  { body, ids }: { readonly body: object; readonly ids: readonly string[] },
  end: (answer: UnsubscribeAnswer) => T,
): RequestSpec<T | DeclinedByPlatform> {
  return {
    method: 'DELETE',
    path: streamPath(botId, 'sdknotifications/unsubscribe'),
    body: JSON.stringify(body),
    ...DEVICE_CALL,
    read(answer, carried = {}) {
      return readSuccess(answer, carried, ({ unsubscribedDevices, invalidDeviceIds, ...rest }, message) => {
        const named = readDevices(unsubscribedDevices);
        const unsubscribed = named.filter(isUnsubscribed);
        const invalid = readDevices(invalidDeviceIds);
        const isUnclear =
          named.length > unsubscribed.length ||
          named.length < entriesOf(unsubscribedDevices) ||
          invalid.length < entriesOf(invalidDeviceIds) ||
          speaksOfDevices(rest, ids);
        return end({
          message,
          unsubscribed: isNothing(unsubscribedDevices) ? undefined : unsubscribed,
          invalid,
          isUnclear,
        });
      });
    },
  };
}

/** The list also says what was not done, by another word. */
function isUnsubscribed({ status }: DeviceRow): boolean {
  return status === undefined || /^un-?subscribed$/i.test(status.trim());
}

/** Entries of a list that say something. */
function entriesOf(given: unknown): number {
  return listOf(given).filter((entry) => !isEmpty(entry)).length;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return isNothing(value) || value === '' || value === 0 || value === false;
}

/** True if anything else in an answer may be about devices: by its name, or since it names one of them. */
function speaksOfDevices(rest: Readonly<Record<string, unknown>>, ids: readonly string[]): boolean {
  return Object.entries(rest).some(([name, value]) => {
    if (isEmpty(value) || ABOUT_THE_CALL.has(name)) return false;
    if (ABOUT_DEVICES.test(name)) return true;
    const text = JSON.stringify(value);
    return ids.some((id) => text.includes(JSON.stringify(id)));
  });
}

const ABOUT_THE_CALL = new Set(['success', 'message', '_v', '_t']);
const ABOUT_DEVICES = /device|invalid|fail|error|reject|skip|unknown/i;

function describe({ message, unsubscribed, invalid }: UnsubscribeAnswer) {
  return {
    message,
    unsubscribedDevices: unsubscribed ?? [],
    invalidDeviceIds: invalid.map(({ deviceId }) => deviceId),
  };
}

/** Subscribing or unsubscribing twice has the same result as once. */
const DEVICE_CALL = { scope: 'devices', isRepeatable: true } as const;

/** The answer itself says whether the call was carried out, also with status 200. */
function readSuccess<T>(
  body: unknown,
  carried: Carried,
  read: (answer: Readonly<Record<string, unknown>>, message: string) => T,
): T | DeclinedByPlatform | undefined {
  const answer = asRecord(body);
  if (answer === undefined || typeof answer['success'] !== 'boolean') return undefined;
  const words = textOf(answer['message']) ?? '';
  // A success is told beside the user and the device; a failure also goes where they must not.
  const { secrets } = carried;
  if (answer['success']) return read(answer, redact(words, secrets && { secrets }));
  // The limit refused it: that is no answer of this call.
  return isLimitInSuccess(answer, carried) ? undefined : { declined: redact(words, carried) };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
