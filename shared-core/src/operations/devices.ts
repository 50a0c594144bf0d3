import type { ListDevicesInput, SubscribeDeviceInput, UnsubscribeAllDevicesInput } from '../inputs.ts';
import type { Carried } from '../privacy/carried.ts';
import { redact } from '../privacy/redact.ts';
import { isLimitInSuccess } from '../resilience/read-refusal.ts';
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

/** Call 7 for some devices of one user (spec section 6). */
export function buildUnsubscribeRequest(
  botId: string,
  input: { readonly userId: string; readonly devices: readonly object[] },
): RequestSpec<UnsubscribeDevicesResult | DeclinedByPlatform> {
  return unsubscribeRequest(botId, { devices: input.devices, userId: input.userId });
}

/** Call 7 for all devices of one user (spec section 6). */
export function buildUnsubscribeAllRequest(
  botId: string,
  { userId }: UnsubscribeAllDevicesInput,
): RequestSpec<UnsubscribeDevicesResult | DeclinedByPlatform> {
  return unsubscribeRequest(botId, { unsubscribe: 'all', userId });
}

function unsubscribeRequest(
  botId: string,
  body: object,
): RequestSpec<UnsubscribeDevicesResult | DeclinedByPlatform> {
  return {
    method: 'DELETE',
    path: streamPath(botId, 'sdknotifications/unsubscribe'),
    body: JSON.stringify(body),
    ...DEVICE_CALL,
    read(answer, carried = {}) {
      return readSuccess(answer, carried, ({ unsubscribedDevices, invalidDeviceIds }, message) => {
        const invalid = readDevices(invalidDeviceIds).map(({ deviceId }) => deviceId);
        return {
          message,
          unsubscribedDevices: readDevices(unsubscribedDevices),
          invalidDeviceIds: invalid,
          isPartial: invalid.length > 0,
        };
      });
    },
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
  return isLimitInSuccess(answer) ? undefined : { declined: redact(words, carried) };
}

/** The devices of a list; what has no id is none. */
function readDevices(list: unknown): DeviceRow[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown): DeviceRow[] => {
    const device = asRecord(entry);
    const deviceId = textOf(device?.['deviceId']);
    const osType = textOf(device?.['osType']);
    const status = textOf(device?.['status']);
    if (deviceId === undefined) return [];
    return [
      { deviceId, ...(osType === undefined ? {} : { osType }), ...(status === undefined ? {} : { status }) },
    ];
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
