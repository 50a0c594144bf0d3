import type { ClientOptions, ErrorCode } from '@kore-notify/core';
import { DEFAULT_APP, type Fault, type SimulatorOptions } from '@kore-notify/simulator';
import {
  ARGUMENTS_REFUSAL,
  CREDENTIALS_REFUSAL,
  EXPIRED_REFUSAL,
  LIMIT_REFUSAL,
  REPLAY_REFUSAL,
  SCOPE_REFUSAL,
} from './answers.ts';
import type { CallName, Case } from './case.ts';
import { DEVICE, inputFor } from './people.ts';
import { WAITS } from './waits.ts';

/** A call that may be made again, and what comes of it. */
interface Repeatable {
  readonly name: string;
  readonly call: CallName;
  /** As the simulator names it. */
  readonly wireCall: string;
  readonly input: unknown;
  readonly given: NonNullable<Case['given']>;
  readonly result: object;
  /** What it says when it was carried out before; else the same. */
  readonly resultOfSecond?: object;
  readonly devicesBefore: readonly string[];
  readonly devicesAfter: readonly string[];
}

const HAS_DEVICE = { devices: [DEVICE] };

function status(call: 'send' | 'sendV2'): Repeatable {
  const api = call === 'send' ? 'v1' : 'v2';
  return {
    name: `getStatus (${api})`,
    call: 'getStatus',
    wireCall: call === 'send' ? 'status' : 'statusV2',
    input: { requests: ['{requestId}'], api },
    given: { job: { call, input: inputFor(call, 2) } },
    result: { isFinal: true, counts: { delivered: 2, undelivered: 0 }, jobs: [{ jobStatus: 'SUCCESS' }] },
    devicesBefore: [],
    devicesAfter: [],
  };
}

const CALLS: readonly Repeatable[] = [
  status('send'),
  status('sendV2'),
  {
    name: 'listDevices',
    call: 'listDevices',
    wireCall: 'listDevices',
    input: { userId: DEVICE.userId },
    given: HAS_DEVICE,
    result: [{ deviceId: DEVICE.deviceId, osType: 'Android', status: 'Subscribed' }],
    devicesBefore: [DEVICE.deviceId],
    devicesAfter: [DEVICE.deviceId],
  },
  {
    name: 'subscribeDevice',
    call: 'subscribeDevice',
    wireCall: 'subscribeDevice',
    input: DEVICE,
    given: {},
    result: { device: { deviceId: DEVICE.deviceId, osType: 'Android', status: 'Subscribed' } },
    devicesBefore: [],
    devicesAfter: [DEVICE.deviceId],
  },
  {
    name: 'unsubscribeDevices',
    call: 'unsubscribeDevices',
    wireCall: 'unsubscribeDevices',
    input: { userId: DEVICE.userId, devices: [{ deviceId: DEVICE.deviceId, osType: DEVICE.osType }] },
    given: HAS_DEVICE,
    result: { unsubscribedDevices: [{ deviceId: DEVICE.deviceId }], invalidDeviceIds: [], isPartial: false },
    // The platform no longer knows a device that the first try has unsubscribed.
    resultOfSecond: { unsubscribedDevices: [], invalidDeviceIds: [DEVICE.deviceId], isPartial: true },
    devicesBefore: [DEVICE.deviceId],
    devicesAfter: [],
  },
  {
    name: 'unsubscribeAllDevices',
    call: 'unsubscribeAllDevices',
    wireCall: 'unsubscribeDevices',
    input: { userId: DEVICE.userId },
    given: HAS_DEVICE,
    result: { message: 'All Devices are unsubscribed' },
    devicesBefore: [DEVICE.deviceId],
    devicesAfter: [],
  },
];

/** A case of every call that may be made again. */
interface Row {
  readonly title: string;
  readonly faults?: readonly Fault[];
  readonly client?: Partial<ClientOptions>;
  readonly simulator?: SimulatorOptions;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly listens?: 'never' | 'later';
  readonly cancelAfter?: number;
  readonly answers: readonly (number | 'no answer')[];
  readonly error?: ErrorCode;
  /** One that got no answer was carried out: then a second one finds it done. */
  readonly isCarriedOut?: boolean;
}

const SHORT_TIMEOUT = { requestTimeoutMs: 250 };
const LONG_DELAY_MS = 20_000;

const rows: readonly Row[] = [
  ...(['minute', 'hour', 'old'] as const).map((window) => ({
    title: `429 in the words of the limit “${window}” is tried again`,
    faults: [{ kind: 'limit', window, times: 2 }] satisfies Fault[],
    client: { timeScale: 60_000 },
    answers: [429, 429, 200],
  })),
  {
    title: '403 with the words of the limit is a limit',
    faults: [{ kind: 'answer', status: 403, body: LIMIT_REFUSAL }],
    answers: [403, 200],
  },
  {
    title: 'a limit that lasts longer than the patience ends it',
    faults: [{ kind: 'limit', window: 'minute', headers: { 'retry-after': '3600' } }],
    options: { maxPauseMs: 200 },
    answers: [429],
    error: 'rate_limited',
  },
  {
    title: '401 “possibly a replay” is tried once more',
    faults: [{ kind: 'answer', status: 401, body: REPLAY_REFUSAL }],
    answers: [401, 200],
  },
  {
    title: '401 “expired” twice ends it',
    faults: [{ kind: 'answer', status: 401, body: EXPIRED_REFUSAL, times: 9 }],
    answers: [401, 401],
    error: 'clock_skew',
  },
  {
    title: '401 for the credentials ends it',
    faults: [{ kind: 'answer', status: 401, body: CREDENTIALS_REFUSAL, times: 9 }],
    answers: [401],
    error: 'wrong_credentials',
  },
  {
    title: '401 for the scope ends it',
    faults: [{ kind: 'answer', status: 401, body: SCOPE_REFUSAL, times: 9 }],
    answers: [401],
    error: 'wrong_scope',
  },
  ...(
    [
      [400, 'invalid_request'],
      [403, 'forbidden'],
      [404, 'not_found'],
      [405, 'method_not_allowed'],
      [412, 'invalid_request'],
      [413, 'too_large'],
      [422, 'refused'],
    ] as const
  ).map(([status, error]) => ({
    title: `${status} is not tried again`,
    faults: [{ kind: 'answer', status, body: ARGUMENTS_REFUSAL, times: 9 }] satisfies Fault[],
    answers: [status],
    error,
  })),
  ...[301, 302, 307, 308].map((status) => ({
    title: `${status} is not followed`,
    faults: [{ kind: 'answer', status, headers: { location: '{otherUrl}/api' }, times: 9 }] satisfies Fault[],
    answers: [status],
    error: 'redirected' as const,
  })),
  {
    title: '503 with Retry-After is tried again',
    faults: [{ kind: 'answer', status: 503, headers: { 'retry-after': '0' } }],
    answers: [503, 200],
  },
  ...[500, 502, 503, 504].map((status) => ({
    title: `${status} is tried again`,
    faults: [{ kind: 'answer', status, times: 2 }] satisfies Fault[],
    answers: [status, status, 200],
  })),
  {
    title: '500 until the attempts are used up ends it',
    faults: [{ kind: 'answer', status: 500, times: 9 }],
    client: { maxAttempts: 3 },
    answers: [500, 500, 500],
    error: 'server_error',
  },
  {
    title: 'a reset before it was processed is tried again',
    faults: [{ kind: 'reset-before', times: 2 }],
    answers: ['no answer', 'no answer', 200],
  },
  {
    title: 'a reset after it was processed is tried again',
    faults: [{ kind: 'reset-after' }],
    answers: ['no answer', 200],
    isCarriedOut: true,
  },
  {
    title: 'an answer that comes too late is tried again',
    faults: [{ kind: 'delay', ms: LONG_DELAY_MS, process: 'after' }],
    client: SHORT_TIMEOUT,
    answers: ['no answer', 200],
  },
  ...(['truncated-body', 'non-json-body'] as const).map((kind) => ({
    title: `an answer with a ${kind} is tried again`,
    faults: [{ kind }] satisfies Fault[],
    answers: [200, 200],
    isCarriedOut: true,
  })),
  {
    title: 'nobody listens at the host',
    listens: 'never',
    client: { maxAttempts: 2 },
    answers: [],
    error: 'unreachable',
  },
  {
    title: 'with JTI each try carries another one',
    simulator: { jti: true },
    client: { useJti: true },
    faults: [{ kind: 'reset-before' }, { kind: 'limit', window: 'minute', after: 1 }],
    answers: ['no answer', 429, 200],
  },
  {
    title: 'cancelled before it began, nothing is asked',
    cancelAfter: 0,
    answers: [],
    error: 'cancelled',
  },
  {
    title: 'cancelled in flight, it is not tried again',
    cancelAfter: 1,
    faults: [{ kind: 'delay', ms: LONG_DELAY_MS, process: 'after' }],
    answers: ['no answer'],
    error: 'cancelled',
  },
];

/** Of a job the same answer would come again, since its log only grows. */
function tooLarge({ call }: Repeatable): Row {
  const about = { faults: [{ kind: 'oversized-body' }] satisfies Fault[], isCarriedOut: true };
  return call === 'getStatus'
    ? { ...about, title: 'an answer that is too large ends it', answers: [200], error: 'unreadable_answer' }
    : { ...about, title: 'an answer that is too large is tried again', answers: [200, 200] };
}

/** Nothing listens while a job or a device is made: these start from an empty simulator. */
const listensLater: readonly Row[] = [
  {
    title: 'a host that listens after a while is tried again until it does',
    listens: 'later',
    client: { timeScale: 10, maxAttempts: 14 },
    answers: [200],
  },
];

/** A status that was never asked for is no failure: the report says that it was cancelled. */
const CANCELLED_REPORT = { end: { kind: 'cancelled' }, isFinal: false, jobs: [{ jobStatus: 'UNKNOWN' }] };

/** Of a job that one API does not know the other one is asked. */
function otherAnswers({ call, wireCall }: Repeatable, { error }: Row): readonly string[] {
  if (call !== 'getStatus' || error !== 'not_found') return [];
  return [`${wireCall === 'status' ? 'statusV2' : 'status'} 404`];
}

function toCase(repeatable: Repeatable, row: Row): Case {
  const { name, call, wireCall, input, given, result, resultOfSecond, devicesBefore, devicesAfter } =
    repeatable;
  const { title, answers, error, isCarriedOut = false, ...setting } = row;
  return {
    title: `${name}: ${title}`,
    call,
    input,
    given,
    ...setting,
    simulator: { jobDurationMs: 0, ...setting.simulator },
    expected: {
      wire: [...answers.map((answer) => `${wireCall} ${answer}`), ...otherAnswers(repeatable, row)],
      devices: error === undefined ? devicesAfter : devicesBefore,
      ...(error === undefined
        ? { result: (isCarriedOut ? resultOfSecond : undefined) ?? result }
        : call === 'getStatus' && row.cancelAfter === 0
          ? { result: CANCELLED_REPORT }
          : { error }),
    },
  };
}

const wrongApp: readonly Case[] = CALLS.map((repeatable) => ({
  ...toCase(repeatable, {
    title: 'an app without the scope is refused',
    answers: [401],
    error: 'wrong_scope',
  }),
  client: { clientId: 'cs-without-scopes' },
  clientSecret: 'secret-without-scopes-6666',
  simulator: {
    jobDurationMs: 0,
    apps: [
      {
        clientId: 'cs-without-scopes',
        clientSecret: 'secret-without-scopes-6666',
        botId: DEFAULT_APP.botId,
        scopes: [],
      },
    ],
  },
}));

/** The retry table's column of the calls that may be made again. */
export const OTHER_ROWS: Readonly<Record<string, readonly Case[]>> = {
  ...Object.fromEntries(
    CALLS.map((repeatable) => [
      repeatable.name,
      [...rows, tooLarge(repeatable)].map((row) => toCase(repeatable, row)),
    ]),
  ),
  'a host that is not there yet': CALLS.filter(({ given }) => given.job === undefined).flatMap((repeatable) =>
    listensLater.map((row) => toCase(repeatable, row)),
  ),
  'an app without scopes': wrongApp,
  'waiting for jobs': WAITS,
};
