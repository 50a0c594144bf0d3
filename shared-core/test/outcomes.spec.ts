import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorInfo } from '../src/errors.ts';
import { failureOf, Ledger, type RequestRecord, statusFailureOf } from '../src/outcomes.ts';
import { matchLog } from '../src/polling/match-log.ts';
import { requestsIn } from '../src/polling/read-requests.ts';
import { runAll } from '../src/run-all.ts';
import { jsonAnswer } from '../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  createBench,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
} from './run-client.ts';

const ERROR: ErrorInfo = { code: 'refused', message: 'No.' };

function record(
  indices: readonly number[],
  outcome: RequestRecord['outcome'],
  more: Partial<RequestRecord> = {},
) {
  return {
    api: 'v1',
    indices: Uint32Array.from(indices),
    outcome,
    attempts: 1,
    isFinal: false,
    ...more,
  } satisfies RequestRecord;
}

describe('The ledger', () => {
  it('has everybody as unsent until their request says otherwise', () => {
    const ledger = new Ledger(['a', 'b', 'c']);
    assert.equal(ledger.counts.unsent, 3);
    ledger.settle(record([0, 2], 'accepted', { requestId: 'ds-1' }));
    assert.deepEqual(ledger.report(), [
      { index: 0, identity: 'a', outcome: 'accepted', requestId: 'ds-1' },
      { index: 1, identity: 'b', outcome: 'unsent' },
      { index: 2, identity: 'c', outcome: 'accepted', requestId: 'ds-1' },
    ]);
  });

  it('counts each once, however often the log tells of it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.boolean()), { maxLength: 30 }), (told) => {
        const ledger = new Ledger(['a', 'b', 'c', 'd', 'e']);
        ledger.settle(record([0, 1, 2, 3, 4], 'accepted'));
        for (const [index, isDelivered] of told) ledger.tell(index, isDelivered, 'words');
        const sum = Object.values(ledger.counts).reduce((total, count) => total + count, 0);
        assert.equal(sum, 5);
        for (const { index, outcome, reason } of ledger.report()) {
          const last = told.findLast(([one]) => one === index);
          assert.equal(outcome, last === undefined ? 'accepted' : last[1] ? 'delivered' : 'undelivered');
          assert.equal(reason, outcome === 'undelivered' ? 'not_delivered' : undefined);
        }
      }),
    );
  });

  it('knows nobody but the recipients given', () => {
    assert.throws(() => new Ledger(['a']).tell(1, true, undefined), RangeError);
  });
});

describe('The log of a job', () => {
  const entries = fc.array(
    fc.record({ identity: fc.constantFrom('a', 'b', 'stranger'), isDelivered: fc.boolean() }),
    { maxLength: 20 },
  );

  it('tells each recipient at most once, and only those of its request', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }), (log, identities) => {
        const told = matchLog(log, Uint32Array.from(identities.keys()), (index) => identities[index] ?? '');
        const indices = told.map(({ index }) => index);
        assert.equal(new Set(indices).size, indices.length);
        for (const index of indices) assert.ok(log.some(({ identity }) => identity === identities[index]));
      }),
    );
  });

  it('delivers to a single recipient if any entry of its identity is a success', () => {
    fc.assert(
      fc.property(entries, (log) => {
        const [told] = matchLog(log, Uint32Array.of(7), () => 'a');
        const own = log.filter(({ identity }) => identity === 'a');
        assert.equal(
          told?.isDelivered,
          own.length === 0 ? undefined : own.some(({ isDelivered }) => isDelivered),
        );
      }),
    );
  });

  it('delivers to as many recipients of one identity as it has successes, up to all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (log, count) => {
        const told = matchLog(
          log.map((isDelivered) => ({ identity: 'a', isDelivered })),
          Uint32Array.from({ length: count }, (_, index) => index),
          () => 'a',
        );
        const successes = log.filter(Boolean).length;
        const delivered = told.filter(({ isDelivered }) => isDelivered).length;
        assert.ok(delivered <= Math.min(successes, count));
        assert.equal(told.length, Math.min(log.length, count));
        if (log.length <= count) assert.equal(delivered, successes);
      }),
    );
  });
});

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
    assert.equal(statusFailureOf({ jobs: [job(ERROR), job(ERROR)], isCancelled: false }), ERROR);
    assert.equal(statusFailureOf({ jobs: [job(ERROR), job()], isCancelled: false }), undefined);
    assert.equal(statusFailureOf({ jobs: [job(ERROR)], isCancelled: true }), undefined);
    const stoppedBy: ErrorInfo = { code: 'wrong_scope', message: 'No.' };
    assert.equal(statusFailureOf({ jobs: [job(ERROR)], isCancelled: false, stoppedBy }), stoppedBy);
  });
});

describe('The requests in a status input', () => {
  it('are found each once, and what is none is passed over', () => {
    assert.deepEqual(requestsIn({ requests: ['ds-1', 7, '', { requestId: 'ds-2', api: 'v1' }, 'ds-1'] }), [
      { requestId: 'ds-1', api: 'v2' },
      { requestId: 'ds-2', api: 'v1' },
    ]);
    assert.deepEqual(requestsIn(undefined as never), []);
  });
});

describe('Checking a send', () => {
  it('rejects with what the send would reject with, and sends nothing', async () => {
    const { client, http } = createBench([ACCEPTED]);
    await client.check('v1', textTo('ann@example.com'));
    await assert.rejects(client.check('v1', textTo('')), { name: 'KoreNotifyError', code: 'invalid_input' });
    await client.check(
      'v2',
      { channel: 'ivr', message: 'Hi', recipients: ['ann', 'a@x.org'] },
      { onBadRecipient: 'skip' },
    );
    assert.equal(http.requests.length, 0);
  });
});

describe('Work on many things', () => {
  it('is done in order, never more at once than allowed, also on what is added meanwhile', async () => {
    const queue = [1, 2, 3, 4, 5];
    const begun: number[] = [];
    let underWay = 0;
    let most = 0;
    await runAll(queue, 2, async (one) => {
      begun.push(one);
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      if (one === 2) queue.push(20, 21);
      underWay--;
    });
    assert.deepEqual(begun, [1, 2, 3, 4, 5, 20, 21]);
    assert.equal(most, 2);
  });
});

describe('Several runs of one bot', () => {
  it('share its pace by request, so that no small one waits for a big one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 200 }),
        fc.integer({ min: 10, max: 20 }),
        fc.integer({ min: 0, max: 100_000 }),
        async (size, maxPerMinute, startsAfterMs) => {
          const bench = createBench([ACCEPTED], { options: { maxPerMinute, maxInFlight: 5 }, latencyMs: 20 });
          let tookMs = -1;
          await bench.run(
            Promise.all([
              bench.client.send(textTo(addresses(size)), { recipientsPerRequest: 1 }),
              bench.clock.sleep(startsAfterMs).then(async () => {
                tookMs = (await bench.client.send(textTo('small@example.com'))).durationMs;
              }),
            ]),
          );
          assert.ok(tookMs >= 20 && tookMs <= 61_000, `${tookMs}`);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('share one token and stay within the limit together, status looks and device calls included', async () => {
    const bench = createBench(
      [() => jsonAnswer(200, { _id: 'ds-1', status: 'SUCCESS', success: true, subscribedDevices: [] })],
      { options: { maxPerMinute: 6 } },
    );
    const { client } = bench;
    await bench.run(
      Promise.all([
        client.send(textTo(addresses(8)), { recipientsPerRequest: 1 }),
        client.getStatus({ requests: ['ds-1', 'ds-2', 'ds-3'] }),
        client.listDevices({ userId: 'u-1' }),
        client.checkConnection({ maxPauseMs: 600_000 }),
      ]),
    );
    assert.equal(bench.http.requests.length, 13);
    const times = bench.times();
    for (let index = 6; index < times.length; index++)
      assert.ok((times[index] ?? 0) - (times[index - 6] ?? 0) > 60_000, String(times));
  });
});
