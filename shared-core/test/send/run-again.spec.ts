import assert from 'node:assert/strict';
import { createCanceller } from '../../src/scheduling/cancellation.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import { PlannedSend } from '../../src/send/planned-send.ts';
import type { Stop } from '../../src/calls/run-until-stopped.ts';
import type { SendReport } from '../../src/vocabulary/reports.ts';
import type { HttpAnswer } from '../../src/vocabulary/ports.ts';
import { FakePage, type ScriptedAnswer } from '../../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  type BenchOptions,
  createBench,
  fates,
  identitiesOf,
  LOST,
  NOT_SENT,
  refusal,
  type TestBench,
  textTo,
} from '../run-client.ts';

const BY_ONE: SendOptions = { recipientsPerRequest: 1 };
const TOO_LARGE = refusal(413, 'Request Entity Too Large');

describe('A run that is made again', () => {
  let memory: FakePage;
  beforeEach(() => {
    memory = new FakePage();
  });

  /** One try of the same run, against a script of its own. */
  async function trySend(
    script: readonly ScriptedAnswer[],
    options: SendOptions = {},
    { people = 4, stop, ...bench }: BenchOptions & { readonly people?: number; readonly stop?: Stop } = {},
  ): Promise<{ readonly bench: TestBench; readonly report: SendReport }> {
    const own = createBench(script, { ...bench, memory });
    const plan = await own.run(own.client.plan('v1', textTo(addresses(people)), { ...BY_ONE, ...options }));
    assert.ok(plan instanceof PlannedSend);
    const { report } = await own.run(plan.sendUnless(stop));
    assertAccounted(report, people);
    return { bench: own, report };
  }
  const requestIds = ({ recipients }: SendReport) => recipients.map(({ requestId }) => requestId);

  it('tells what was accepted before, with its request id, and sends and signs nothing for it', async () => {
    const first = await trySend([ACCEPTED]);
    const { bench, report } = await trySend([ACCEPTED]);
    assert.deepEqual(bench.http.requests, []);
    assert.deepEqual(bench.signer.signed, []);
    assert.deepEqual(fates(report), Array(4).fill('accepted'));
    assert.deepEqual(requestIds(report), requestIds(first.report));
  });

  it('tells it also if this try is cancelled before it begins, and what was never tried is unsent', async () => {
    const refused = refusal(412, 'Validation errors/ Invalid arguments');
    await trySend([ACCEPTED, LOST, refused, ACCEPTED], {}, { options: { maxInFlight: 1 } });
    const canceller = createCanceller();
    canceller.cancel();
    const { bench, report } = await trySend([ACCEPTED], { signal: canceller.signal });
    assert.deepEqual(bench.http.requests, []);
    assert.deepEqual(fates(report), [
      'accepted',
      'unknown: connection_lost',
      'unsent: cancelled',
      'accepted',
    ]);
    assert.deepEqual(requestIds(report), ['ds-1', undefined, undefined, 'ds-4']);
    assert.deepEqual(report.end, { kind: 'cancelled' });
  });

  it('tells it also if this try has no patience and the window is full, and takes no place in it', async () => {
    await trySend([ACCEPTED], {}, { people: 3 });
    const options = { maxPerMinute: 1 };
    const { bench, report } = await trySend([ACCEPTED], { maxPauseMs: 0 }, { options, people: 5 });
    assert.deepEqual(fates(report), ['accepted', 'accepted', 'accepted', 'accepted', 'unsent: limit']);
    assert.deepEqual(bench.bodies().flatMap(identitiesOf), ['r3@example.com']);
  });

  it('tells it also if this try is stopped by a refusal, or cannot reach the platform', async () => {
    await trySend([refusal(412, 'Bad'), ACCEPTED], {}, { people: 3 });
    const stopped = await trySend([refusal(401, 'Invalid SDK credentials')]);
    assert.deepEqual(fates(stopped.report), [
      'rejected: wrong_credentials',
      'accepted',
      'accepted',
      'unsent: stopped',
    ]);
    assert.equal(stopped.bench.http.requests.length, 1);
    const unreachable = await trySend([NOT_SENT], {}, { options: { maxAttempts: 1 } });
    assert.deepEqual(fates(unreachable.report), [
      'unsent: unreachable',
      'accepted',
      'accepted',
      'unsent: unreachable',
    ]);
  });

  it('tells it also if another send of the run was stopped, and sends nothing', async () => {
    await trySend([ACCEPTED], {}, { people: 2 });
    const error = { code: 'wrong_credentials', message: 'No.' } as const;
    const { bench, report } = await trySend([ACCEPTED], {}, { stop: { reason: 'stopped', error } });
    assert.deepEqual(bench.http.requests, []);
    assert.deepEqual(fates(report), ['accepted', 'accepted', 'unsent: stopped', 'unsent: stopped']);
    assert.deepEqual(report.end, { kind: 'stopped', error });
  });

  it('splits again what was too large, recalls the halves that were taken, and sends only the others', async () => {
    const whole: SendOptions = { recipientsPerRequest: 1_000 };
    await trySend([TOO_LARGE, ACCEPTED, refusal(412, 'Bad')], whole);
    const canceller = createCanceller();
    canceller.cancel();
    const cancelled = await trySend([ACCEPTED], { ...whole, signal: canceller.signal });
    assert.deepEqual(fates(cancelled.report), [
      'accepted',
      'accepted',
      'unsent: cancelled',
      'unsent: cancelled',
    ]);
    const { bench, report } = await trySend([ACCEPTED], whole);
    assert.deepEqual(bench.bodies().map(identitiesOf), [['r2@example.com', 'r3@example.com']]);
    assert.deepEqual(fates(report), Array(4).fill('accepted'));
  });

  it('recalls one that was too large by itself as rejected', async () => {
    await trySend([TOO_LARGE], {}, { people: 1 });
    const { bench, report } = await trySend([ACCEPTED], {}, { people: 1 });
    assert.deepEqual(bench.http.requests, []);
    assert.deepEqual(fates(report), ['rejected: too_large']);
  });

  it('does not send again across tries what it was to send again within one', async () => {
    const again: SendOptions = { onUnknown: 'send_again' };
    await trySend([LOST, ACCEPTED], again, { people: 1 });
    const canceller = createCanceller();
    canceller.cancel();
    for (const options of [again, { ...again, signal: canceller.signal }]) {
      const { bench, report } = await trySend([ACCEPTED], options, { people: 1 });
      assert.deepEqual(bench.http.requests, []);
      assert.deepEqual([fates(report), requestIds(report)], [['accepted'], ['ds-2']]);
      assert.equal(report.durationMs, 0, 'it paused between what it recalled');
    }
  });

  it('goes on with sending again where the earlier try was cut off, and calls it unknown if it cannot', async () => {
    const again: SendOptions = { onUnknown: 'send_again' };
    await trySend([LOST, NOT_SENT], again, { options: { maxAttempts: 2 }, people: 1 });
    const cancelled = createCanceller();
    cancelled.cancel();
    const ended = await trySend([ACCEPTED], { ...again, signal: cancelled.signal }, { people: 1 });
    assert.deepEqual(fates(ended.report), ['unknown: connection_lost']);
    const { bench, report } = await trySend([ACCEPTED], again, { people: 1 });
    assert.equal(bench.http.requests.length, 1);
    assert.deepEqual(fates(report), ['accepted']);
  });

  it('sends two equal requests of one try twice, and neither of them again', async () => {
    for (const requests of [2, 0]) {
      const bench = createBench([ACCEPTED], { latencyMs: 10, memory });
      const reports = await bench.run(
        Promise.all([1, 2].map(() => bench.client.send(textTo(addresses(1)), BY_ONE))),
      );
      assert.equal(bench.http.requests.length, requests);
      assert.deepEqual(reports.flatMap(requestIds), ['ds-1', 'ds-2']);
    }
  });

  it('asks anew what may be asked twice', async () => {
    const log = JSON.stringify({ _id: 'ds-1', status: 'SUCCESS', percentageComplete: 100, log: [] });
    const done: HttpAnswer = { kind: 'answer', status: 200, headers: {}, body: log };
    for (let tried = 0; tried < 2; tried++) {
      const bench = createBench([done], { memory });
      await bench.run(bench.client.getStatus({ requests: ['ds-1'] }));
      assert.equal(bench.http.requests.length, 1);
    }
  });
});
