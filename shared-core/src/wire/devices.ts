import type {
  ListDevicesInput,
  SubscribeDeviceInput,
  UnsubscribeAllDevicesInput,
} from '../vocabulary/inputs.ts';
import type { Carried } from '../text/carried.ts';
import { redact } from '../text/redact.ts';
import { isLimitInSuccess } from './read-refusal.ts';
import {
  type DeviceFate,
  distinctDevices,
  fatesOf,
  type NamedDevice,
  type UnsubscribeAnswer,
} from './device-fates.ts';
import { asRecord, encodeId, type RequestSpec, streamPath } from './request-spec.ts';

/** A device of a user, as the platform reports it. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly osType?: string;
  /** The platform's word, for example Subscribed. */
  readonly status?: string;
}

/** Answer of a subscription. */
export interface SubscribeDeviceResult {
  readonly message: string;
  readonly device: DeviceRow;
}

/** Answer of an unsubscription. */
export interface UnsubscribeDevicesResult {
  readonly message: string;
  readonly unsubscribedDevices: readonly DeviceRow[];
  /** Devices that the platform did not know, and so did not unsubscribe. */
  readonly invalidDeviceIds: readonly string[];
  /** What became of each device, in the order given, also of one that was given twice. */
  readonly devices: readonly DeviceFate[];
  /** True if some devices were not unsubscribed: the platform calls that a success too. */
  readonly isPartial: boolean;
}

/** The platform answered 200 and yet says that it did not do it. */
export interface DeclinedByPlatform {
  readonly declined: string;
}

/** Call 5 (spec section 6). */
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

/** Call 6 (spec section 6). */
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

/** Call 7 for some devices of one user (spec section 6); each is named once. */
export function buildUnsubscribeRequest(
  botId: string,
  { userId, devices }: { readonly userId: string; readonly devices: readonly NamedDevice[] },
): RequestSpec<UnsubscribeDevicesResult | DeclinedByPlatform> {
  return unsubscribeRequest(botId, { devices: distinctDevices(devices), userId }, (answer) => {
    const fates = fatesOf(devices, answer);
    const isPartial = answer.invalid.length > 0 || fates.some(({ status }) => status !== 'unsubscribed');
    return { ...describe(answer), devices: fates, isPartial };
  });
}

/** Call 7 for all devices of one user (spec section 6). */
export function buildUnsubscribeAllRequest(
  botId: string,
  { userId }: UnsubscribeAllDevicesInput,
): RequestSpec<Omit<UnsubscribeDevicesResult, 'devices'> | DeclinedByPlatform> {
  return unsubscribeRequest(botId, { unsubscribe: 'all', userId }, (answer) => ({
    ...describe(answer),
    isPartial: answer.invalid.length > 0,
  }));
}

function unsubscribeRequest<T>(
  botId: string,
  body: object,
  end: (answer: UnsubscribeAnswer) => T,
): RequestSpec<T | DeclinedByPlatform> {
  return {
    method: 'DELETE',
    path: streamPath(botId, 'sdknotifications/unsubscribe'),
    body: JSON.stringify(body),
    ...DEVICE_CALL,
    read(answer, carried = {}) {
      return readSuccess(answer, carried, ({ unsubscribedDevices, invalidDeviceIds }, message) =>
        end({
          message,
          unsubscribed: isNothing(unsubscribedDevices) ? undefined : readDevices(unsubscribedDevices),
          invalid: readDevices(invalidDeviceIds),
        }),
      );
    },
  };
}

function describe({ message, unsubscribed, invalid }: UnsubscribeAnswer) {
  return {
    message,
    unsubscribedDevices: unsubscribed ?? [],
    invalidDeviceIds: invalid.map(({ deviceId }) => deviceId),
  };
}

/** Subscribing or unsubscribing twice leaves what doing it once leaves. */
const DEVICE_CALL = { scope: 'devices', isRepeatable: true } as const;

/** An answer of 200 says by itself whether the call was carried out. */
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

/** The devices of a list, of whole devices or of their ids alone; what has no id is none. */
function readDevices(given: unknown): DeviceRow[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return list.flatMap((entry: unknown): DeviceRow[] => {
    const device = asRecord(entry);
    const deviceId = textOf(device === undefined ? entry : device['deviceId']);
    const osType = textOf(device?.['osType']);
    const status = textOf(device?.['status']);
    if (deviceId === undefined) return [];
    return [
      { deviceId, ...(osType === undefined ? {} : { osType }), ...(status === undefined ? {} : { status }) },
    ];
  });
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A number is the text of an id that somebody's JSON made a number of. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
