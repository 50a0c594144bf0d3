import type { wire } from '@kore-notify/core';
import type { CallContext } from './call-context.ts';

/** Call 5, subscribe a device (docs/kore-ai-api.md#devices). */
export function subscribeDevice({ simulation, app, body }: CallContext): wire.SubscribeDeviceResponse {
  const { deviceId, osType, userId } = body as wire.SubscribeDeviceRequest;
  simulation.devices.subscribe({ botId: app.botId, userId, deviceId, osType });
  return {
    success: true,
    message: 'Device Subscribed',
    deviceDetails: { deviceId, osType, status: 'Subscribed' },
  };
}

/** Call 6, list a user's devices (docs/kore-ai-api.md#devices). */
export function listDevices({ simulation, app, query }: CallContext): wire.ListDevicesResponse {
  const { uId } = query as wire.ListDevicesRequest;
  const devices = simulation.devices.ofUser({ botId: app.botId, userId: uId });
  return {
    subscribedDevices: devices.map(({ deviceId, osType }) => ({ deviceId, osType, status: 'Subscribed' })),
  };
}

/** Call 7, unsubscribe some devices of a user, or all (docs/kore-ai-api.md#devices). */
export function unsubscribeDevices({ simulation, app, body }: CallContext): wire.UnsubscribeDevicesResponse {
  const request = body as wire.UnsubscribeDevicesRequest;
  const user = { botId: app.botId, userId: request.userId };
  if ('unsubscribe' in request) {
    simulation.devices.unsubscribeAll(user);
    return { success: true, message: 'All Devices are unsubscribed' };
  }
  const results = request.devices.map((device) => ({
    device,
    isKnown: simulation.devices.unsubscribe({ ...user, deviceId: device.deviceId }) !== undefined,
  }));
  return {
    success: true,
    message: 'Requested devices are Unsubscribed',
    unsubscribedDevices: results
      .filter(({ isKnown }) => isKnown)
      .map(({ device: { deviceId, osType } }) => ({ deviceId, osType, status: 'unsubscribed' })),
    invalidDeviceIds: results
      .filter(({ isKnown }) => !isKnown)
      .map(({ device: { deviceId } }) => ({ deviceId })),
  };
}
