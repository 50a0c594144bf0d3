import assert from 'node:assert/strict';
import { createCanceller } from '../../src/scheduling/cancellation.ts';
import type { Progress } from '../../src/vocabulary/progress.ts';
import { paceShareOf } from '../../src/pace/pace-share.ts';
import { createPacer, type Pacer } from '../../src/pace/pacer.ts';
import { ACCEPTED, addresses, createBench, fates, refusal, MINUTE_LIMIT, textTo } from '../run-client.ts';
import { createClock, describeWithSteps } from '../stepping-clock.ts';

const WALL_MS = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const LIMITS = { maxPerMinute: 10, maxPerHour: 1_000, maxInFlight: 10, timeScale: 1 };

/** The most of these moments that any stretch of this length holds. */
function mostWithin(moments: readonly number[], lengthMs: number): number {
  const sorted = [...moments].sort((one, other) => one - other);
  let first = 0;
  let most = 0;
  sorted.forEach((moment, index) => {
    while (moment - (sorted[first] ?? 0) > lengthMs) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

function createBot(limits: Partial<typeof LIMITS> = {}) {
  const clock = createClock(WALL_MS, 1, 0);
  const options = { ...LIMITS, ...limits };
  const bot = { pacer: createPacer(clock, options), ports: { clock }, options };
  return { clock, bot, half: paceShareOf(bot, 50) };
}

async function take(pacer: Pacer, patienceDeadline = Infinity) {
  const turn = await pacer.take({ patienceDeadline });
  assert.ok(typeof turn === 'object');
  return turn;
}

async function useUp(pacer: Pacer, count: number): Promise<void> {
  for (let made = 0; made < count; made++) (await take(pacer)).release(true);
}

describeWithSteps('A share of the pace', () => {
  it('of 50 % lets a campaign of 1,000 requests never have more than half of a window', async () => {
    const bench = createBench([ACCEPTED], { latencyMs: 200 });
    const report = await bench.run(
      bench.client.send(textTo(addresses(1_000)), { recipientsPerRequest: 1, paceShare: 50 }),
    );
    assert.equal(report.counts.accepted, 1_000);
    assert.equal(mostWithin(bench.times(), MINUTE), 300);
    // Four windows of 300: the last begins after three.
    assert.ok(report.durationMs > 3 * MINUTE && report.durationMs < 4 * MINUTE, `${report.durationMs}`);
  });

  it('holds for the hour as well', async () => {
    const bench = createBench([ACCEPTED], { options: { maxPerHour: 40 } });
    await bench.run(
      bench.client.send(textTo(addresses(25)), {
        recipientsPerRequest: 1,
        paceShare: 25,
        maxPauseMs: HOUR * 2,
      }),
    );
    assert.equal(mostWithin(bench.times(), HOUR), 10);
  });

  it('leaves another run its turn at once', async () => {
    const durations = [50, 100].map(async (paceShare) => {
      const bench = createBench([ACCEPTED], { latencyMs: 200 });
      const campaign = bench.client.send(textTo(addresses(1_000)), { recipientsPerRequest: 1, paceShare });
      const other = (async () => {
        await bench.clock.sleep(30_000);
        return bench.client.send(textTo(addresses(21)), { recipientsPerRequest: 1 });
      })();
      const [, report] = await bench.run(Promise.all([campaign, other]));
      assert.equal(report.counts.accepted, 21);
      assert.ok(mostWithin(bench.times(), MINUTE) <= 600);
      return report.durationMs;
    });
    // One alone, then twice ten at once; without a share the campaign has used up the window.
    const [shared, whole = 0] = await Promise.all(durations);
    assert.equal(shared, 600);
    assert.ok(whole > 30_000, `${whole}`);
  });

  it('leaves others requests under way when answers are slow', async () => {
    const { clock, bot, half } = createBot({ maxPerMinute: 600 });
    const underWay = Array.from({ length: 9 }, () => half.take({ patienceDeadline: Infinity }));
    await clock.runUntilSettled(Promise.all(underWay.slice(0, 5)));
    await clock.runUntilSettled(Promise.all(Array.from({ length: 5 }, () => take(bot.pacer))));
    assert.equal(clock.elapsedMs(), 0);
  });

  it('is taken together by all sends with the same share, whatever client they are of', async () => {
    const one = createBench([ACCEPTED], { options: { maxPerMinute: 10 } });
    const bot = { pacer: one.pacer, ports: { clock: one.clock }, options: LIMITS };
    assert.equal(paceShareOf(bot, 50), paceShareOf({ ...bot }, 50));
    assert.notEqual(paceShareOf(bot, 50), paceShareOf(bot, 49));
    const options = { recipientsPerRequest: 1, paceShare: 50 };
    await one.run(
      Promise.all([
        one.client.send(textTo(addresses(8)), options),
        one.client.sendV2({ channel: 'ivr', message: 'Hi', recipients: addresses(8) }, options),
      ]),
    );
    assert.equal(mostWithin(one.times(), MINUTE), 5);
  });

  it('of 100 % is the pace of the bot itself', () => {
    const { bot } = createBot();
    assert.equal(paceShareOf(bot, 100), bot.pacer);
  });

  it('is one request a window at least', async () => {
    const bench = createBench([ACCEPTED], { options: { maxPerMinute: 10 } });
    await bench.run(bench.client.send(textTo(addresses(4)), { recipientsPerRequest: 1, paceShare: 1 }));
    assert.equal(mostWithin(bench.times(), MINUTE), 1);
    assert.deepEqual(bench.times(), [0, 60_001, 120_002, 180_003]);
  });

  it('gives a place back that the limit of the bot, or a cancel, made no use of', async () => {
    for (const [own, ended] of [
      [{ patienceDeadline: 0 }, 'limit'],
      [{ patienceDeadline: Infinity, signal: undefined }, 'cancelled'],
    ] as const) {
      const { clock, bot, half } = createBot();
      await useUp(bot.pacer, 10);
      const canceller = createCanceller();
      const turns = Array.from({ length: 7 }, () => half.take({ ...own, signal: canceller.signal }));
      await Promise.resolve();
      if (ended === 'cancelled') canceller.cancel();
      assert.deepEqual(await clock.runUntilSettled(Promise.all(turns)), Array(7).fill(ended));
      // All five places of the lane are there once the window of the bot frees.
      await clock.runUntilSettled(useUp(half, 5));
      assert.equal(clock.elapsedMs(), MINUTE + 1);
      assert.equal(clock.sleeping, 0, 'a timer remains');
    }
  });

  it('tells those who wait behind others how long the bot pauses, and ends who is not ready to', async () => {
    const { clock, bot, half } = createBot({ maxInFlight: 2 });
    await useUp(bot.pacer, 10);
    const pauses: number[] = [];
    const [first, impatient, patient] = [
      half.take({ patienceDeadline: Infinity }),
      half.take({ patienceDeadline: 5_000 }),
      half.take({ patienceDeadline: HOUR, onPause: (until) => pauses.push(until) }),
    ];
    assert.equal(await impatient, 'limit');
    assert.equal(await half.take({ patienceDeadline: 5_000 }), 'limit');
    assert.equal(clock.elapsedMs(), 0);
    assert.deepEqual(pauses, [MINUTE + 1]);
    const turn = await clock.runUntilSettled(first);
    assert.ok(typeof turn === 'object');
    turn.release(true);
    assert.ok(typeof (await clock.runUntilSettled(patient)) === 'object');
    assert.equal(clock.elapsedMs(), MINUTE + 1);
    assert.equal(clock.sleeping, 0, 'a timer remains');
  });

  it('cancels who waits in the lane, and who was cancelled before', async () => {
    const { clock, half } = createBot();
    await useUp(half, 5);
    const canceller = createCanceller();
    const waiting = half.take({ patienceDeadline: Infinity, signal: canceller.signal });
    canceller.cancel();
    assert.equal(await waiting, 'cancelled');
    assert.equal(await half.take({ patienceDeadline: Infinity, signal: canceller.signal }), 'cancelled');
    assert.equal(await half.take({ patienceDeadline: 5_000 }), 'limit');
    assert.equal(clock.sleeping, 0, 'a timer remains');
  });

  it('pauses everybody after a refusal by the limit, and announces pauses and the end', async () => {
    const progress: Progress[] = [];
    const bench = createBench([refusal(429, MINUTE_LIMIT), ACCEPTED], { options: { maxPerMinute: 4 } });
    const campaign = bench.client.send(textTo(addresses(6)), {
      recipientsPerRequest: 1,
      paceShare: 50,
      onProgress: (now) => progress.push(now),
    });
    const other = (async () => {
      await bench.clock.sleep(1);
      return bench.client.send(textTo('other@example.com'));
    })();
    const [report] = await bench.run(Promise.all([campaign, other]));
    assert.deepEqual(fates(report), Array(6).fill('accepted'));
    const [, second = 0, third = 0] = bench.times();
    // A refusal costs a twelfth of the window at most, half of it at least.
    assert.ok(second >= MINUTE / 24 && third >= MINUTE / 24, `${second}, ${third}`);
    assert.ok(progress.some(({ pausedUntil = 0 }) => pausedUntil > 0));
    const start = bench.http.requests[0]?.at ?? 0;
    const ends = progress.map(({ estimatedEnd = 0 }) => estimatedEnd - start);
    assert.ok(Math.max(...ends) >= 2 * MINUTE, `${Math.max(...ends)}`);
  });

  for (const paceShare of [0, 101, 33.3, NaN, '50', {}])
    it(`of ${JSON.stringify(paceShare)} is a problem, and nothing is sent`, async () => {
      const bench = createBench([ACCEPTED]);
      const error = await bench.fail(bench.client.send(textTo('a@example.com'), { paceShare } as never));
      assert.deepEqual(
        error.problems.map(({ path, rule, remedy }) => [path, rule, remedy]),
        [['paceShare', 'range', 'Enter a whole number of percent from 1 to 100.']],
      );
      assert.equal(bench.http.requests.length, 0);
    });
});
