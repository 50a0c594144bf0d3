import { DEFAULT_APP, type Fault } from '@kore-notify/simulator';
import { ARGUMENTS_REFUSAL, EXPIRED_REFUSAL, REPLAY_REFUSAL } from './answers.ts';
import type { Case } from './case.ts';
import { LATER_SEND_ROWS } from './retry-later-sends.ts';
import { LOST_SEND_ROWS } from './retry-lost-sends.ts';
import { forBoth, type SendRow } from './send-row.ts';

const ONE_AT_A_TIME = { maxInFlight: 1 };
const EACH_ALONE = { recipientsPerRequest: 1 };
const TWO_HOURS_MS = 7_200_000;

const LIMITED_APP = {
  clientId: 'cs-of-another-scope',
  clientSecret: 'secret-of-another-scope-4444',
  botId: DEFAULT_APP.botId,
};

const notSent: SendRow[] = [
  {
    title: 'nobody listens at the host, so that nobody is sent anything',
    people: 2,
    listens: 'never',
    options: EACH_ALONE,
    client: { maxAttempts: 2 },
    answers: [],
    outcomes: ['unsent: unreachable', 'unsent: unreachable'],
    processed: [0, 0],
  },
  {
    title: 'a host that listens after a while is tried again until it does',
    listens: 'later',
    client: { timeScale: 10, maxAttempts: 14 },
    answers: [200],
    outcomes: ['accepted'],
    processed: [1],
  },
];

const unauthorized: SendRow[] = [
  {
    title: '401 “possibly a replay” is tried once more',
    faults: [{ kind: 'answer', status: 401, body: REPLAY_REFUSAL }],
    answers: [401, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: '401 “possibly a replay” twice is rejected and stops the rest',
    people: 2,
    faults: [{ kind: 'answer', status: 401, body: REPLAY_REFUSAL, times: 9 }],
    options: EACH_ALONE,
    answers: [401, 401],
    outcomes: ['rejected: token_replayed', 'unsent: stopped'],
    processed: [0, 0],
  },
  {
    title: '401 “expired” is tried once more',
    faults: [{ kind: 'answer', status: 401, body: EXPIRED_REFUSAL }],
    answers: [401, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  ...[TWO_HOURS_MS, -TWO_HOURS_MS].map((clockOffsetMs) => ({
    title: `a platform whose clock is two hours ${clockOffsetMs > 0 ? 'ahead' : 'behind'} is asked once more, and its clock is learnt`,
    people: 3,
    simulator: { clockOffsetMs },
    options: EACH_ALONE,
    client: ONE_AT_A_TIME,
    answers: [401, 200, 200, 200],
    outcomes: ['accepted', 'accepted', 'accepted'],
    processed: [1, 1, 1],
  })),
  {
    title: 'a platform whose clock is two hours ahead is learnt with JTI too',
    people: 2,
    simulator: { clockOffsetMs: TWO_HOURS_MS, jti: true },
    options: EACH_ALONE,
    client: { ...ONE_AT_A_TIME, useJti: true },
    answers: [401, 200, 200],
    outcomes: ['accepted', 'accepted'],
    processed: [1, 1],
  },
  {
    title: 'a wrong secret is one request, and the rest is not tried',
    people: 4,
    clientSecret: 'not-the-secret-5555',
    options: EACH_ALONE,
    answers: [401],
    outcomes: ['rejected: wrong_credentials', 'unsent: stopped', 'unsent: stopped', 'unsent: stopped'],
    processed: [0, 0, 0, 0],
  },
  {
    title: 'a wrong secret stays one while the clocks differ',
    people: 2,
    clientSecret: 'not-the-secret-5555',
    simulator: { clockOffsetMs: TWO_HOURS_MS },
    options: EACH_ALONE,
    answers: [401, 401],
    outcomes: ['rejected: wrong_credentials', 'unsent: stopped'],
    processed: [0, 0],
  },
  {
    title: 'a wrong bot is one request, and the rest is not tried',
    people: 3,
    client: { botId: 'st-another-bot' },
    options: EACH_ALONE,
    answers: [401],
    outcomes: ['rejected: wrong_credentials', 'unsent: stopped', 'unsent: stopped'],
    processed: [0, 0, 0],
  },
  {
    title: 'a wrong scope is one request, and the rest is not tried',
    people: 3,
    client: { clientId: LIMITED_APP.clientId },
    clientSecret: LIMITED_APP.clientSecret,
    simulator: { apps: [{ ...LIMITED_APP, scopes: ['devices'] }] },
    options: EACH_ALONE,
    answers: [401],
    outcomes: ['rejected: wrong_scope', 'unsent: stopped', 'unsent: stopped'],
    processed: [0, 0, 0],
  },
  {
    title: 'an app that enforces JTI refuses tokens without one, and the rest is not tried',
    people: 2,
    simulator: { jti: true },
    options: EACH_ALONE,
    answers: [401],
    outcomes: ['rejected: wrong_credentials', 'unsent: stopped'],
    processed: [0, 0],
  },
  {
    title: 'a refusal for all in the middle leaves what was accepted, and stops the rest',
    people: 4,
    faults: [{ kind: 'answer', status: 403, after: 2 }],
    options: EACH_ALONE,
    client: ONE_AT_A_TIME,
    answers: [200, 200, 403],
    outcomes: ['accepted', 'accepted', 'rejected: forbidden', 'unsent: stopped'],
    processed: [1, 1, 0, 0],
  },
];

const tooLarge: SendRow[] = [
  {
    title: '413 is sent as two halves',
    people: 5,
    faults: [{ kind: 'answer', status: 413 }],
    client: ONE_AT_A_TIME,
    answers: [413, 200, 200],
    to: [
      [0, 1, 2, 3, 4],
      [0, 1, 2],
      [3, 4],
    ],
    outcomes: ['accepted', 'accepted', 'accepted', 'accepted', 'accepted'],
    processed: [1, 1, 1, 1, 1],
  },
  {
    title: '413 is halved down to one recipient, and only those that are too large alone are rejected',
    people: 3,
    faults: [{ kind: 'answer', status: 413, times: 4 }],
    client: ONE_AT_A_TIME,
    answers: [413, 413, 413, 413, 200],
    to: [[0, 1, 2], [0, 1], [2], [0], [1]],
    outcomes: ['rejected: too_large', 'accepted', 'rejected: too_large'],
    processed: [0, 1, 0],
  },
  {
    title: '413 of one recipient is rejected',
    simulator: { maxBodyBytes: 64 },
    answers: [413],
    outcomes: ['rejected: too_large'],
    processed: [0],
  },
  {
    title: 'a half that is lost is unknown, the other half accepted',
    people: 4,
    faults: [{ kind: 'answer', status: 413 }, { kind: 'reset-after' }],
    client: ONE_AT_A_TIME,
    answers: [413, 'no answer', 200],
    to: [
      [0, 1, 2, 3],
      [0, 1],
      [2, 3],
    ],
    outcomes: ['unknown: connection_lost', 'unknown: connection_lost', 'accepted', 'accepted'],
    processed: [1, 1, 1, 1],
  },
];

const otherRefusals: SendRow[] = [
  ...(
    [
      [400, 'invalid_request'],
      [412, 'invalid_request'],
      [422, 'refused'],
      [409, 'refused'],
    ] as const
  ).map(([status, reason]) => ({
    title: `${status} is rejected without another try, and the others are sent`,
    people: 2,
    faults: [{ kind: 'answer', status, body: ARGUMENTS_REFUSAL }] satisfies Fault[],
    options: EACH_ALONE,
    answers: [status, 200],
    outcomes: [`rejected: ${reason}`, 'accepted'],
    processed: [0, 1],
  })),
  ...(
    [
      [403, 'forbidden'],
      [404, 'not_found'],
      [405, 'method_not_allowed'],
    ] as const
  ).map(([status, reason]) => ({
    title: `${status} is rejected without another try, and the rest is not tried`,
    people: 2,
    faults: [{ kind: 'answer', status, times: 9 }] satisfies Fault[],
    options: EACH_ALONE,
    answers: [status],
    outcomes: [`rejected: ${reason}`, 'unsent: stopped'],
    processed: [0, 0],
  })),
  ...[301, 302, 303, 307, 308].map((status) => ({
    title: `${status} is not followed, and the rest is not tried`,
    people: 2,
    faults: [
      { kind: 'answer', status, headers: { location: '{otherUrl}/api/public/bot/b/notify' }, times: 9 },
    ] satisfies Fault[],
    options: EACH_ALONE,
    answers: [status],
    outcomes: ['rejected: redirected', 'unsent: stopped'],
    processed: [0, 0],
  })),
];

/** The retry table's column of sends, row by row: here those that were refused for good, or not sent. */
export const SEND_ROWS: Readonly<Record<string, readonly Case[]>> = {
  'a request that was not sent': forBoth(notSent),
  'a refused token': forBoth(unauthorized),
  'a request that is too large': forBoth(tooLarge),
  'another refusal': forBoth(otherRefusals),
  ...LATER_SEND_ROWS,
  ...LOST_SEND_ROWS,
};
