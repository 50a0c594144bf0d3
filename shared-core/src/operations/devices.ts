import type {
  DeviceDetails,
  ListDevicesResponse,
  SubscribeDeviceResponse,
  UnsubscribeDevicesResponse,
} from '../generated/types.ts';
import {
  validateListDevicesResponse,
  validateSubscribeDeviceResponse,
  validateUnsubscribeDevicesResponse,
} from '../generated/validators.ts';
import type { ListDevicesInput, SubscribeDeviceInput, UnsubscribeAllDevicesInput } from '../inputs.ts';
import { encodeId, type RequestSpec, streamPath } from './request-spec.ts';

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
    read(body) {
      if (!validateSubscribeDeviceResponse(body)) return undefined;
      const { success, message = '', deviceDetails } = body as SubscribeDeviceResponse;
      if (!success) return { declined: message };
      return { message, device: deviceDetails === undefined ? { deviceId, osType } : toRow(deviceDetails) };
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
    read: (body) =>
      validateListDevicesResponse(body)
        ? (body as ListDevicesResponse).subscribedDevices.map(toRow)
        : undefined,
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
    read(answer) {
      if (!validateUnsubscribeDevicesResponse(answer)) return undefined;
      const {
        success,
        message = '',
        unsubscribedDevices = [],
        invalidDeviceIds = [],
      } = answer as UnsubscribeDevicesResponse;
      if (!success) return { declined: message };
      return {
        message,
        unsubscribedDevices: unsubscribedDevices.map(toRow),
        invalidDeviceIds: invalidDeviceIds.map((device) => device.deviceId),
        isPartial: invalidDeviceIds.length > 0,
      };
    },
  };
}

/** Subscribing or unsubscribing twice leaves what doing it once leaves. */
const DEVICE_CALL = { scope: 'devices', isRepeatable: true } as const;

function toRow({
  deviceId,
  osType,
  status,
}: Pick<DeviceDetails, 'deviceId' | 'osType' | 'status'>): DeviceRow {
  return {
    deviceId,
    ...(osType === undefined ? {} : { osType }),
    ...(status === undefined ? {} : { status }),
  };
}
