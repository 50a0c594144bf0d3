import type { ClientOptions } from '@kore-notify/core';
import { DEFAULT_APP, type Fault, type SimulatorOptions } from '@kore-notify/simulator';
import {
  ARGUMENTS_REFUSAL,
  EXPIRED_REFUSAL,
  LIMIT_REFUSAL,
  OLD_LIMIT_REFUSAL,
  REPLAY_REFUSAL,
} from './answers.ts';
import type { Case } from './case.ts';
import { inputFor, PEOPLE } from './people.ts';

/** A case of both send calls. */
interface SendRow {
  readonly title: string;
  /** How many people it is sent to. @default 1 */
  readonly people?: number;
  readonly faults?: readonly Fault[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly client?: Partial<ClientOptions>;
  readonly clientSecret?: string;
  readonly simulator?: SimulatorOptions;
  readonly listens?: 'never' | 'later';
  readonly cancelAfter?: number;
  /** Status of each answer, in order. */
  readonly answers: readonly (number | 'no answer')[];
  /** Who is in each request: indices. */
  readonly to?: readonly (readonly number[])[];
  readonly minGapMs?: number;
  readonly outcomes: readonly string[];
  /** How often each of them was truly sent the message, by index. */
  readonly processed: readonly number[];
}

const ONE_AT_A_TIME = { maxInFlight: 1 };
const EACH_ALONE = { recipientsPerRequest: 1 };
const TWO_HOURS_MS = 7_200_000;
const SHORT_TIMEOUT = { requestTimeoutMs: 250 };
const LONG_DELAY_MS = 20_000;

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

const limits: SendRow[] = [
  ...(['minute', 'hour', 'old'] as const).map((window) => ({
    title: `429 in the words of the limit “${window}” is tried again when the window frees`,
    faults: [{ kind: 'limit', window, call: 'sends', times: 2 }] satisfies Fault[],
    answers: [429, 429, 200],
    outcomes: ['accepted'],
    processed: [1],
  })),
  {
    title: '429 without words is tried again',
    faults: [{ kind: 'answer', status: 429 }],
    answers: [429, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: '429 with Retry-After 0 is tried again after a pause of our own',
    faults: [{ kind: 'limit', window: 'minute', headers: { 'retry-after': '0' } }],
    client: { timeScale: 60 },
    answers: [429, 200],
    minGapMs: 40,
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: '403 with the words of the limit is a limit',
    faults: [{ kind: 'answer', status: 403, body: LIMIT_REFUSAL }],
    answers: [403, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: '500 with the older words of the limit is a limit',
    faults: [{ kind: 'answer', status: 500, body: OLD_LIMIT_REFUSAL }],
    answers: [500, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: 'a limit that lasts longer than the patience leaves the rest unsent',
    people: 3,
    faults: [{ kind: 'limit', window: 'hour', headers: { 'retry-after': '3600' }, after: 1 }],
    options: { ...EACH_ALONE, maxPauseMs: 200 },
    client: ONE_AT_A_TIME,
    answers: [200, 429],
    outcomes: ['accepted', 'unsent: limit', 'unsent: limit'],
    processed: [1, 0, 0],
  },
  {
    title:
      'a share of half of the pace sends half of what the limit allows, and leaves the rest unsent without patience',
    people: 3,
    options: { ...EACH_ALONE, paceShare: 50, maxPauseMs: 200 },
    client: { maxPerMinute: 4, timeScale: 1 },
    answers: [200, 200],
    outcomes: ['accepted', 'accepted', 'unsent: limit'],
    processed: [1, 1, 0],
  },
  {
    title: 'refusals by the limit do not use up the attempts',
    faults: [{ kind: 'limit', window: 'minute', times: 4 }],
    client: { maxAttempts: 1 },
    answers: [429, 429, 429, 429, 200],
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

const unavailable: SendRow[] = [
  {
    title: '503 with Retry-After 0 is tried again',
    faults: [{ kind: 'answer', status: 503, headers: { 'retry-after': '0' }, times: 2 }],
    answers: [503, 503, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: '503 with Retry-After until the attempts are used up is rejected',
    faults: [{ kind: 'answer', status: 503, headers: { 'retry-after': '0' }, times: 9 }],
    client: { maxAttempts: 3 },
    answers: [503, 503, 503],
    outcomes: ['rejected: unavailable'],
    processed: [0],
  },
  {
    title: '503 without Retry-After is unknown and not sent again',
    faults: [{ kind: 'answer', status: 503 }],
    answers: [503],
    outcomes: ['unknown: server_error'],
    processed: [0],
  },
  ...[500, 502, 504].map((status) => ({
    title: `${status} is unknown and not sent again, and the others are sent`,
    people: 2,
    faults: [{ kind: 'answer', status, body: '<html>Bad</html>' }] satisfies Fault[],
    options: EACH_ALONE,
    answers: [status, 200],
    outcomes: ['unknown: server_error', 'accepted'],
    processed: [0, 1],
  })),
];

const lost: SendRow[] = [
  {
    title: 'a reset before it was processed is unknown, since nobody can tell, and not sent again',
    faults: [{ kind: 'reset-before' }],
    answers: ['no answer'],
    outcomes: ['unknown: connection_lost'],
    processed: [0],
  },
  {
    title: 'a reset after it was processed is unknown and not sent again',
    faults: [{ kind: 'reset-after' }],
    answers: ['no answer'],
    outcomes: ['unknown: connection_lost'],
    processed: [1],
  },
  {
    title: 'a reset in the middle leaves the others accepted',
    people: 3,
    faults: [{ kind: 'reset-after', after: 1 }],
    options: EACH_ALONE,
    client: ONE_AT_A_TIME,
    answers: [200, 'no answer', 200],
    outcomes: ['accepted', 'unknown: connection_lost', 'accepted'],
    processed: [1, 1, 1],
  },
  {
    title: 'an answer that comes too late is unknown and not sent again',
    faults: [{ kind: 'delay', ms: LONG_DELAY_MS }],
    client: SHORT_TIMEOUT,
    answers: ['no answer'],
    outcomes: ['unknown: timeout'],
    processed: [1],
  },
  {
    title: 'a request that is processed too late is unknown and not sent again',
    faults: [{ kind: 'delay', ms: LONG_DELAY_MS, process: 'after' }],
    client: SHORT_TIMEOUT,
    answers: ['no answer'],
    outcomes: ['unknown: timeout'],
    processed: [0],
  },
  ...(
    [
      ['truncated-body', 'connection_lost'],
      ['non-json-body', 'unreadable_answer'],
      ['oversized-body', 'connection_lost'],
    ] as const
  ).map(([kind, reason]) => ({
    title: `an answer with a ${kind} is unknown and not sent again`,
    faults: [{ kind }] satisfies Fault[],
    answers: [200],
    outcomes: [`unknown: ${reason}`],
    processed: [1],
  })),
  {
    title: 'an answer without a request id is unknown and not sent again',
    faults: [{ kind: 'answer', status: 200, body: { status: 'IN_PROGRESS' } }],
    answers: [200],
    outcomes: ['unknown: unreadable_answer'],
    processed: [0],
  },
];

const SEND_AGAIN = { onUnknown: 'send-again' };

const sendAgain: SendRow[] = [
  {
    title: 'who chose to send again after a lost answer may send twice',
    faults: [{ kind: 'reset-after' }],
    options: SEND_AGAIN,
    answers: ['no answer', 200],
    outcomes: ['accepted'],
    processed: [2],
  },
  {
    title: 'who chose to send again sends once if the first was not processed',
    faults: [{ kind: 'reset-before' }],
    options: SEND_AGAIN,
    answers: ['no answer', 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: 'who chose to send again sends again after 500, a time-out and an unreadable answer',
    faults: [
      { kind: 'answer', status: 500 },
      { kind: 'delay', ms: LONG_DELAY_MS, process: 'after' },
      { kind: 'non-json-body' },
    ],
    options: SEND_AGAIN,
    client: SHORT_TIMEOUT,
    answers: [500, 'no answer', 200, 200],
    outcomes: ['accepted'],
    processed: [2],
  },
  {
    title: 'who chose to send again stops when the attempts are used up',
    faults: [{ kind: 'reset-before', times: 9 }],
    options: SEND_AGAIN,
    client: { maxAttempts: 3 },
    answers: ['no answer', 'no answer', 'no answer'],
    outcomes: ['unknown: connection_lost'],
    processed: [0],
  },
  {
    title: 'a refusal after a lost answer does not make it rejected',
    faults: [{ kind: 'reset-after' }, { kind: 'answer', status: 400, body: ARGUMENTS_REFUSAL }],
    options: SEND_AGAIN,
    answers: ['no answer', 400],
    outcomes: ['unknown: connection_lost'],
    processed: [1],
  },
  {
    title: 'a 413 after a lost answer is not halved',
    people: 2,
    faults: [{ kind: 'reset-after' }, { kind: 'answer', status: 413 }],
    options: SEND_AGAIN,
    answers: ['no answer', 413],
    outcomes: ['unknown: connection_lost', 'unknown: connection_lost'],
    processed: [1, 1],
  },
];

const jti: SendRow[] = [
  {
    title: 'with JTI every request and every retry carries another one',
    people: 4,
    simulator: { jti: true },
    client: { ...ONE_AT_A_TIME, useJti: true },
    options: EACH_ALONE,
    faults: [
      { kind: 'limit', window: 'minute' },
      { kind: 'answer', status: 503, headers: { 'retry-after': '0' }, after: 1 },
      { kind: 'reset-after', after: 2 },
    ],
    answers: [429, 503, 'no answer', 200, 200, 200],
    outcomes: ['unknown: connection_lost', 'accepted', 'accepted', 'accepted'],
    processed: [1, 1, 1, 1],
  },
  {
    title: 'with JTI a replay is answered with another one',
    simulator: { jti: true },
    client: { useJti: true },
    faults: [{ kind: 'answer', status: 401, body: REPLAY_REFUSAL }],
    answers: [401, 200],
    outcomes: ['accepted'],
    processed: [1],
  },
  {
    title: 'with JTI sending again after a lost answer is no replay',
    simulator: { jti: true },
    client: { useJti: true },
    options: SEND_AGAIN,
    faults: [{ kind: 'reset-after', times: 2 }],
    answers: ['no answer', 'no answer', 200],
    outcomes: ['accepted'],
    processed: [3],
  },
  {
    title: 'with JTI a token that lives too long for the platform is rejected with its own reason',
    people: 2,
    simulator: { jti: true, clockOffsetMs: -20_000 },
    client: { useJti: true, tokenLifetimeSeconds: 3_600 },
    options: EACH_ALONE,
    answers: [401],
    outcomes: ['rejected: token_lifetime', 'unsent: stopped'],
    processed: [0, 0],
  },
];

const cancelled: SendRow[] = [
  {
    title: 'cancelled before it began, nobody is sent anything',
    people: 2,
    cancelAfter: 0,
    options: EACH_ALONE,
    answers: [],
    outcomes: ['unsent: cancelled', 'unsent: cancelled'],
    processed: [0, 0],
  },
  {
    title: 'cancelled in flight, what is under way is unknown and the rest unsent',
    people: 3,
    cancelAfter: 2,
    faults: [{ kind: 'delay', ms: LONG_DELAY_MS, after: 1 }],
    options: EACH_ALONE,
    client: ONE_AT_A_TIME,
    answers: [200, 'no answer'],
    outcomes: ['accepted', 'unknown: cancelled', 'unsent: cancelled'],
    processed: [1, 1, 0],
  },
  {
    title: 'cancelled while the limit makes it wait, it is unsent',
    people: 2,
    cancelAfter: 1,
    faults: [{ kind: 'limit', window: 'minute', headers: { 'retry-after': '60' } }],
    options: EACH_ALONE,
    answers: [429],
    outcomes: ['unsent: cancelled', 'unsent: cancelled'],
    processed: [0, 0],
  },
  {
    title: 'cancelled while it waits for a busy platform, it is unsent',
    cancelAfter: 1,
    faults: [{ kind: 'answer', status: 503, headers: { 'retry-after': '60' } }],
    answers: [503],
    outcomes: ['unsent: cancelled'],
    processed: [0],
  },
  {
    title: 'cancelled in flight, it is not sent again even by who chose to',
    cancelAfter: 1,
    faults: [{ kind: 'delay', ms: LONG_DELAY_MS }],
    options: SEND_AGAIN,
    answers: ['no answer'],
    outcomes: ['unknown: cancelled'],
    processed: [1],
  },
];

// These wait for a real second: they are not run with both calls.
const LIMIT_OF_A_SECOND: SendRow = {
  title: '429 with Retry-After 1 is tried again after a second',
  faults: [{ kind: 'limit', window: 'minute', headers: { 'retry-after': '1' } }],
  answers: [429, 200],
  minGapMs: 1_000,
  outcomes: ['accepted'],
  processed: [1],
};
const BUSY_FOR_A_SECOND: SendRow = {
  title: '503 with Retry-After 1 is tried again after a second',
  faults: [{ kind: 'answer', status: 503, headers: { 'retry-after': '1' } }],
  answers: [503, 200],
  minGapMs: 1_000,
  outcomes: ['accepted'],
  processed: [1],
};

function toCase(call: 'send' | 'sendV2', row: SendRow): Case {
  const { title, people = 1, answers, to, minGapMs, outcomes, processed, ...setting } = row;
  return {
    title: `${call}: ${title}`,
    call,
    input: inputFor(call, people),
    ...setting,
    expected: {
      wire: answers.map((answer) => `${call} ${answer}`),
      ...(to === undefined
        ? {}
        : { wireRecipients: to.map((indices) => indices.map((index) => PEOPLE[index] ?? '')) }),
      ...(minGapMs === undefined ? {} : { minGapMs }),
      outcomes,
      processed: Object.fromEntries(
        PEOPLE.slice(0, people)
          .map((identity, index) => [identity, processed[index] ?? 0] as const)
          .filter(([, times]) => times > 0),
      ),
    },
  };
}

const forBoth = (rows: readonly SendRow[]): readonly Case[] =>
  (['send', 'sendV2'] as const).flatMap((call) => rows.map((row) => toCase(call, row)));

/** The retry table's column of sends, row by row. */
export const SEND_ROWS: Readonly<Record<string, readonly Case[]>> = {
  'a request that was not sent': forBoth(notSent),
  'a limit': [...forBoth(limits), toCase('send', LIMIT_OF_A_SECOND)],
  'a refused token': forBoth(unauthorized),
  'a request that is too large': forBoth(tooLarge),
  'another refusal': forBoth(otherRefusals),
  'a platform that is not well': [...forBoth(unavailable), toCase('sendV2', BUSY_FOR_A_SECOND)],
  'a lost answer': forBoth(lost),
  'sending again by choice': forBoth(sendAgain),
  JTI: forBoth(jti),
  cancelling: forBoth(cancelled),
};
