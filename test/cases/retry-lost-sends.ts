import type { Fault } from '@kore-notify/simulator';
import { ARGUMENTS_REFUSAL, REPLAY_REFUSAL } from './answers.ts';
import type { Case } from './case.ts';
import { forBoth, type SendRow } from './send-row.ts';

const ONE_AT_A_TIME = { maxInFlight: 1 };
const EACH_ALONE = { recipientsPerRequest: 1 };
const SHORT_TIMEOUT = { requestTimeoutMs: 250 };
const LONG_DELAY_MS = 20_000;

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

const SEND_AGAIN = { onUnknown: 'send_again' };

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

/** The retry table's column of sends, row by row: those that may have been carried out, and those that are stopped. */
export const LOST_SEND_ROWS: Readonly<Record<string, readonly Case[]>> = {
  'a lost answer': forBoth(lost),
  'sending again by choice': forBoth(sendAgain),
  JTI: forBoth(jti),
  cancelling: forBoth(cancelled),
};
