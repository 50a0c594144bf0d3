import assert from 'node:assert/strict';
import type { ErrorInfo } from '../../src/vocabulary/errors.ts';
import { failureOf, statusFailureOf } from '../../src/vocabulary/read-report.ts';
import {
  ACCEPTED,
  addresses,
  createBench,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
} from '../run-client.ts';

const ERROR: ErrorInfo = { code: 'refused', message: 'No.' };

describe('The failure of a send as a whole', () => {
  const send = async (script: Parameters<typeof createBench>[0], options = {}) => {
    const bench = createBench(script);
    return bench.run(
      bench.client.send(textTo(addresses(3)), { recipientsPerRequest: 1, maxPauseMs: 1_000, ...options }),
    );
  };

  it('is the refusal that stopped it', async () => {
    assert.equal(failureOf(await send([refusal(401, 'Invalid SDK credentials')]))?.code, 'wrong_credentials');
  });

  it('is what refused every request, or kept the platform from being reached', async () => {
    assert.equal(failureOf(await send([refusal(412, 'No')]))?.code, 'invalid_request');
    assert.equal(failureOf(await send([NOT_SENT]))?.code, 'unreachable');
  });

  it('is none if somebody was or may have been reached, if the limit left all over, or if it was cancelled', async () => {
    assert.equal(failureOf(await send([ACCEPTED, refusal(412, 'No')])), undefined);
    assert.equal(failureOf(await send([ACCEPTED, refusal(404, 'Not Found')])), undefined);
    assert.equal(failureOf(await send([LOST, refusal(401, 'Invalid SDK credentials')])), undefined);
    assert.equal(failureOf(await send([LOST])), undefined);
    assert.equal(failureOf(await send([refusal(429, MINUTE_LIMIT)])), undefined);
    assert.equal(failureOf(await send([ACCEPTED], { signal: AbortSignal.abort() })), undefined);
  });
});

describe('The failure of a cancelled send', () => {
  it('is none although a request of it was refused', async () => {
    const controller = new AbortController();
    const bench = createBench([
      () => {
        controller.abort();
        return refusal(412, 'No');
      },
    ]);
    const report = await bench.run(
      bench.client.send(textTo(addresses(3)), { recipientsPerRequest: 1, signal: controller.signal }),
    );
    assert.deepEqual(
      [report.counts.rejected, report.counts.unsent, report.end],
      [1, 2, { kind: 'cancelled' }],
    );
    assert.equal(failureOf(report), undefined);
    assert.equal(failureOf({ ...report, end: { kind: 'finished' } })?.code, 'invalid_request');
  });
});

describe('The failure of a look at jobs as a whole', () => {
  const job = (error?: ErrorInfo) =>
    ({
      requestId: 'ds-1',
      api: 'v2',
      jobStatus: 'UNKNOWN',
      isFinal: false,
      recipients: [],
      ...(error === undefined ? {} : { error }),
    }) as const;

  it('is there only if the platform told of none of them', () => {
    assert.equal(statusFailureOf({ jobs: [job(ERROR), job(ERROR)], end: { kind: 'finished' } }), ERROR);
    assert.equal(statusFailureOf({ jobs: [job(ERROR), job()], end: { kind: 'finished' } }), undefined);
    assert.equal(statusFailureOf({ jobs: [job(ERROR)], end: { kind: 'cancelled' } }), undefined);
    const error: ErrorInfo = { code: 'wrong_scope', message: 'No.' };
    assert.equal(statusFailureOf({ jobs: [job(ERROR)], end: { kind: 'stopped', error } }), error);
  });
});
