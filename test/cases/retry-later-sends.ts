import type { Fault } from '@kore-notify/simulator';
import { LIMIT_REFUSAL, OLD_LIMIT_REFUSAL } from './answers.ts';
import type { Case } from './case.ts';
import { forBoth, type SendRow, toCase } from './send-row.ts';

const ONE_AT_A_TIME = { maxInFlight: 1 };
const EACH_ALONE = { recipientsPerRequest: 1 };

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

/** The retry table's column of sends, row by row: those that may come again later. */
export const LATER_SEND_ROWS: Readonly<Record<string, readonly Case[]>> = {
  'a limit': [...forBoth(limits), toCase('send', LIMIT_OF_A_SECOND)],
  'a platform that is not well': [...forBoth(unavailable), toCase('sendV2', BUSY_FOR_A_SECOND)],
};
