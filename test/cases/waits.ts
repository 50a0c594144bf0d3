import { SCOPE_REFUSAL } from './answers.ts';
import type { Case } from './case.ts';
import { inputFor } from './people.ts';

/** A wait for jobs: it looks again and again, and each look is a call of its own. */
export const WAITS: readonly Case[] = [
  {
    title: 'waitForStatus: with JTI every poll and every retry carries another one',
    call: 'waitForStatus',
    input: { requests: ['{requestId}'] },
    options: { timeoutMs: 60_000, firstIntervalMs: 10 },
    given: { job: { call: 'sendV2', input: inputFor('sendV2', 2) } },
    simulator: { jti: true, jobDurationMs: 0 },
    client: { useJti: true },
    faults: [
      { kind: 'reset-before' },
      { kind: 'answer', status: 500, after: 1 },
      { kind: 'answer', status: 200, body: { status: 'IN_PROGRESS' }, after: 2 },
    ],
    expected: {
      wire: ['statusV2 no answer', 'statusV2 500', 'statusV2 200', 'statusV2 200'],
      result: { isFinal: true, end: { kind: 'finished' }, counts: { delivered: 2, undelivered: 0 } },
    },
  },
  {
    title: 'waitForStatus: what is still running at the time-out keeps its request id',
    call: 'waitForStatus',
    input: { requests: ['{requestId}'], api: 'v1' },
    options: { timeoutMs: 900 },
    given: { job: { call: 'send', input: inputFor('send', 1) } },
    simulator: { jobDurationMs: 60_000 },
    expected: {
      wire: ['status 200', 'status 200'],
      result: {
        isFinal: false,
        end: { kind: 'timed_out' },
        jobs: [{ jobStatus: 'IN_PROGRESS', isFinal: false }],
        pendingRequestIds: ['{requestId}'],
      },
    },
  },
  {
    title: 'waitForStatus: a refusal for all ends the wait',
    call: 'waitForStatus',
    input: { requests: ['{requestId}', 'ds-another', 'ds-a-third'] },
    options: { timeoutMs: 10_000 },
    given: { job: { call: 'sendV2', input: inputFor('sendV2', 1) } },
    client: { maxInFlight: 1 },
    faults: [{ kind: 'answer', status: 401, body: SCOPE_REFUSAL, times: 9 }],
    expected: {
      wire: ['statusV2 401'],
      error: 'wrong_scope',
      result: { isFinal: false, end: { kind: 'stopped', error: { code: 'wrong_scope' } } },
    },
  },
  {
    title: 'getStatus: an unknown request id does not keep the others from being asked for',
    call: 'getStatus',
    input: { requests: ['ds-unknown', '{requestId}'] },
    given: { job: { call: 'sendV2', input: inputFor('sendV2', 1) } },
    simulator: { jobDurationMs: 0 },
    client: { maxInFlight: 1 },
    expected: {
      wire: ['statusV2 404', 'status 404', 'statusV2 200'],
      error: 'not_found',
      result: { isFinal: false, counts: { delivered: 1, undelivered: 0 } },
    },
  },
];
