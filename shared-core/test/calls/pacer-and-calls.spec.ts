import assert from 'node:assert/strict';
import type { TestBench } from '../run-client.ts';
import {
  ACCEPTED,
  addresses,
  createBench,
  fates,
  HOUR_LIMIT,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
} from '../run-client.ts';
import { describeWithSteps } from '../stepping-clock.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const REPLAY = refusal(401, 'Possibly a replay attack');

async function send(bench: TestBench, recipients: number, options: object = {}): Promise<string[]> {
  return fates(
    await bench.run(
      bench.client.send(textTo(addresses(recipients)), { recipientsPerRequest: 1, ...options }),
    ),
  );
}

describeWithSteps('A call and the pacer of its bot', () => {
  it('give back the place of a request that never left', async () => {
    const bench = createBench([NOT_SENT, NOT_SENT, ACCEPTED], { options: { maxPerMinute: 2, timeScale: 1 } });
    assert.deepEqual(await send(bench, 2), ['accepted', 'accepted']);
    // Two that never left and two that were taken: four within one window of two.
    assert.equal(bench.http.requests.length, 4);
    const [, , third = 0, fourth = 0] = bench.times();
    assert.ok(fourth < 2_000 && third < 2_000, `${third}, ${fourth}`);
    await send(bench, 1);
    assert.ok((bench.times()[4] ?? 0) > MINUTE, String(bench.times()));
  });

  it('give back the place of a request that the limit refused', async () => {
    const limited = refusal(429, MINUTE_LIMIT, 429, { 'retry-after': '1' });
    const bench = createBench([limited, limited, ACCEPTED], { options: { maxPerMinute: 2 } });
    assert.deepEqual(await send(bench, 1), ['accepted']);
    assert.deepEqual(bench.times(), [0, 1_000, 2_000]);
  });

  for (const [what, answer] of [
    ['was refused', refusal(412, 'Bad content')],
    ['failed at the platform', refusal(500, 'Oops')],
    ['was lost', LOST],
    ['carried a stale token', REPLAY],
  ] as const)
    it(`keep the place of a request that ${what}: the platform may have counted it`, async () => {
      const bench = createBench([answer, ACCEPTED], { options: { maxPerMinute: 1 } });
      await send(bench, 2);
      assert.deepEqual(bench.times().slice(0, 2), [0, MINUTE + 1]);
    });

  it('wait an hour at most, whatever the platform asks for, if the patience is longer still', async () => {
    const bench = createBench([refusal(429, HOUR_LIMIT, 429, { 'retry-after': '999999' }), ACCEPTED]);
    assert.deepEqual(await send(bench, 1, { maxPauseMs: 1_000_000_000 }), ['accepted']);
    assert.deepEqual(bench.times(), [0, HOUR]);
  });

  it('end at once what is not ready to wait as long as the platform asks for, and ask it again an hour later', async () => {
    const bench = createBench([refusal(429, HOUR_LIMIT, 429, { 'retry-after': '999999' }), ACCEPTED]);
    const start = bench.clock.elapsedMs();
    const left = Array<string>(3).fill('unsent: limit');
    assert.deepEqual(await send(bench, 3), left);
    assert.deepEqual(await send(bench, 3), left);
    assert.equal(bench.clock.elapsedMs(), start);
    assert.equal(bench.http.requests.length, 1);
    bench.clock.shift(HOUR);
    assert.deepEqual(await send(bench, 3), Array<string>(3).fill('accepted'));
  });

  it('ends at once who waits already, when the platform asks for more than that one is ready to wait', async () => {
    const bench = createBench(
      [ACCEPTED, refusal(429, HOUR_LIMIT, 429, { 'retry-after': '99999' }), ACCEPTED],
      {
        latencyMs: 1_000,
        options: { maxInFlight: 1 },
      },
    );
    const start = bench.clock.elapsedMs();
    assert.deepEqual(await send(bench, 5), ['accepted', ...Array<string>(4).fill('unsent: limit')]);
    assert.equal(bench.clock.elapsedMs() - start, 2_000);
  });

  it('pass on a shorter advice once a longer one is over', async () => {
    const bench = createBench([
      refusal(429, HOUR_LIMIT, 429, { 'retry-after': '999999' }),
      refusal(429, MINUTE_LIMIT, 429, { 'retry-after': '5' }),
      ACCEPTED,
    ]);
    await send(bench, 1);
    bench.clock.shift(HOUR);
    assert.deepEqual(await send(bench, 1, { maxPauseMs: 10_000 }), ['accepted']);
    assert.deepEqual(bench.times(), [0, HOUR, HOUR + 5_000]);
  });

  for (const advice of ['0', 'Tue, 14 Nov 2023 20:13:20 GMT'])
    it(`back off from a busy platform that says “${advice}”, as from one that says nothing`, async () => {
      const busy = refusal(503, 'Busy', 503, { 'retry-after': advice });
      const bench = createBench([busy, busy, busy, busy, busy]);
      assert.deepEqual(await send(bench, 1), ['rejected: unavailable']);
      const times = bench.times();
      assert.equal(times.length, 5);
      // By the chance of the clock, which repeats itself: up to 0.5, 1, 2 and 4 s.
      const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      assert.ok(
        gaps.every((gap, index) => gap > 20 && gap <= 500 * 2 ** index),
        String(gaps),
      );
      assert.ok((times[4] ?? 0) > 1_000, String(times));
    });
});
