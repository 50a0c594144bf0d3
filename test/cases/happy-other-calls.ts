import type { Case } from './case.ts';
import { DEVICE, inputFor } from './people.ts';

const JOBS_END_AT_ONCE = { jobDurationMs: 0 };

/** Status and device calls when nothing goes wrong. */
export const HAPPY_OTHER_CALLS: readonly Case[] = [
  ...(['send', 'sendV2'] as const).map((call): Case => {
    const api = call === 'send' ? 'v1' : 'v2';
    return {
      title: `getStatus: a job of ${call} is asked for once`,
      call: 'getStatus',
      input: { requests: '{requestId}', api },
      given: { job: { call, input: { ...inputFor(call, 0), recipients: ['ada@example.org', 'nobody'] } } },
      simulator: JOBS_END_AT_ONCE,
      // An address is needed only by V2.
      ...(call === 'send' ? {} : { given: { job: { call, input: inputFor(call, 2) } } }),
      expected: {
        wire: [call === 'send' ? 'status 200' : 'statusV2 200'],
        result: {
          isFinal: true,
          counts: call === 'send' ? { delivered: 1, undelivered: 1 } : { delivered: 2, undelivered: 0 },
          jobs: [{ requestId: '{requestId}', jobStatus: call === 'send' ? 'PARTIAL_SUCCESS' : 'SUCCESS' }],
        },
      },
    };
  }),
  {
    title: 'waitForStatus: a job that is final is asked for once',
    call: 'waitForStatus',
    input: { requests: [{ requestId: '{requestId}', api: 'v1' }] },
    given: { job: { call: 'send', input: inputFor('send', 1) } },
    simulator: JOBS_END_AT_ONCE,
    expected: {
      wire: ['status 200'],
      result: { isFinal: true, end: { kind: 'finished' }, pendingRequestIds: [] },
    },
  },
  {
    title: 'subscribeDevice: the device is subscribed, and the language goes along',
    call: 'subscribeDevice',
    input: { ...DEVICE, userId: ' user-1 ' },
    options: { botLanguage: 'en' },
    expected: {
      wire: ['subscribeDevice 200'],
      wireBodies: [DEVICE],
      result: { message: 'Device Subscribed', device: { deviceId: 'device-1', status: 'Subscribed' } },
      devices: ['device-1'],
    },
  },
  {
    title: 'listDevices: only the devices of the user are listed',
    call: 'listDevices',
    input: { userId: 'user &=1/ü' },
    given: {
      devices: [
        { ...DEVICE, userId: 'user &=1/ü' },
        { ...DEVICE, userId: 'user-2', deviceId: 'device-2' },
      ],
    },
    expected: {
      wire: ['listDevices 200'],
      result: [{ deviceId: 'device-1', osType: 'Android', status: 'Subscribed' }],
      devices: ['device-1', 'device-2'],
    },
  },
  {
    title: 'unsubscribeDevices: a device that the platform does not know makes it partial',
    call: 'unsubscribeDevices',
    input: {
      userId: DEVICE.userId,
      devices: [
        { deviceId: DEVICE.deviceId, osType: 'Android', status: 'Subscribed' },
        { deviceId: 'device-9', osType: 'ios' },
      ],
    },
    given: { devices: [DEVICE] },
    expected: {
      wire: ['unsubscribeDevices 200'],
      wireBodies: [
        {
          userId: DEVICE.userId,
          devices: [
            { deviceId: DEVICE.deviceId, osType: 'Android' },
            { deviceId: 'device-9', osType: 'ios' },
          ],
        },
      ],
      result: {
        unsubscribedDevices: [{ deviceId: DEVICE.deviceId }],
        invalidDeviceIds: ['device-9'],
        isPartial: true,
      },
      devices: [],
    },
  },
  {
    title: 'unsubscribeDevices: a number is taken for an id, as a flow may make one of it',
    call: 'unsubscribeDevices',
    input: { userId: 42, devices: [{ deviceId: 7, osType: 'ios' }] },
    given: { devices: [{ ...DEVICE, userId: '42', deviceId: '7' }] },
    expected: {
      wire: ['unsubscribeDevices 200'],
      wireBodies: [{ userId: '42', devices: [{ deviceId: '7', osType: 'ios' }] }],
      result: { unsubscribedDevices: [{ deviceId: '7' }], isPartial: false },
      devices: [],
    },
  },
  {
    title: 'unsubscribeAllDevices: every device of the user is unsubscribed, nobody else’s',
    call: 'unsubscribeAllDevices',
    input: { userId: DEVICE.userId },
    given: {
      devices: [
        DEVICE,
        { ...DEVICE, deviceId: 'device-2' },
        { ...DEVICE, userId: 'user-2', deviceId: 'device-3' },
      ],
    },
    expected: {
      wire: ['unsubscribeDevices 200'],
      wireBodies: [{ unsubscribe: 'all', userId: DEVICE.userId }],
      result: { message: 'All Devices are unsubscribed' },
      devices: ['device-3'],
    },
  },
];
