import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backoffMs } from '../../src/calls/backoff.ts';
import { createPacer, type Pacer } from '../../src/pace/pacer.ts';
import { createClock, describeWithSteps } from '../stepping-clock.ts';

const WALL_MS = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

interface Windows {
  readonly maxPerMinute: number;
  readonly maxPerHour: number;
  readonly maxInFlight: number;
}

/** Makes calls at given times with given latencies, and says when each began and ended. */
async function makeCalls(
  windows: Windows,
  calls: readonly { readonly afterMs: number; readonly latencyMs: number }[],
): Promise<{ readonly start: number; readonly end: number }[]> {
  const clock = createClock(WALL_MS, 1, 0);
  const pacer = createPacer(clock, { ...windows, timeScale: 1 });
  const made: { start: number; end: number }[] = [];
  await clock.runUntilSettled(
    Promise.all(
      calls.map(async ({ afterMs, latencyMs }, index) => {
        await clock.sleep(afterMs);
        const turn = await pacer.take({ patienceDeadline: Infinity });
        assert.ok(typeof turn === 'object');
        const start = clock.elapsedMs();
        await clock.sleep(latencyMs);
        turn.release(true);
        made[index] = { start, end: clock.elapsedMs() };
      }),
    ),
  );
  assert.equal(clock.sleeping, 0, 'a timer remains');
  return made;
}

/** The platform counts each call at some moment of it; no window may hold more than allowed. */
function assertWithin(arrivals: readonly number[], maximum: number, lengthMs: number): void {
  const sorted = [...arrivals].sort((one, other) => one - other);
  for (let first = 0; first + maximum < sorted.length; first++) {
    const span = (sorted[first + maximum] ?? 0) - (sorted[first] ?? 0);
    assert.ok(span > lengthMs, `${maximum + 1} calls within ${span} ms`);
  }
}

const windows = fc.record({
  maxPerMinute: fc.integer({ min: 1, max: 8 }),
  maxPerHour: fc.integer({ min: 1, max: 30 }),
  maxInFlight: fc.integer({ min: 1, max: 10 }),
});
const calls = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.nat(200_000)),
    latencyMs: fc.oneof(fc.nat(2_000), fc.nat(90_000)),
    arrives: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

async function take(pacer: Pacer, patienceDeadline = Infinity) {
  const turn = await pacer.take({ patienceDeadline });
  assert.ok(typeof turn === 'object');
  return turn;
}

describeWithSteps('The pacer', () => {
  it('never exceeds either window, wherever between its start and its end the platform counts a call', async () => {
    await fc.assert(
      fc.asyncProperty(windows, calls, async (limits, wanted) => {
        const made = await makeCalls(limits, wanted);
        const arrivalSets = [
          made.map(({ start }) => start),
          made.map(({ end }) => end),
          made.map(({ start, end }, index) => start + (end - start) * (wanted[index]?.arrives ?? 0)),
          made.map(({ start, end }, index) => (index % 2 === 0 ? start : end)),
        ];
        for (const arrivals of arrivalSets) {
          assertWithin(arrivals, limits.maxPerMinute, MINUTE);
          assertWithin(arrivals, limits.maxPerHour, HOUR);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never has more calls under way than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(windows, calls, async (limits, wanted) => {
        const made = await makeCalls(limits, wanted);
        for (const { start } of made) {
          const underWay = made.filter((other) => other.start <= start && start < other.end).length;
          assert.ok(underWay <= limits.maxInFlight);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives turns in the order in which they were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        windows,
        fc.array(fc.nat(3_000), { minLength: 1, maxLength: 40 }),
        async (limits, latencies) => {
          const made = await makeCalls(
            limits,
            latencies.map((latencyMs) => ({ afterMs: 0, latencyMs })),
          );
          const starts = made.map(({ start }) => start);
          assert.deepEqual(
            starts,
            [...starts].sort((one, other) => one - other),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is as fast as the windows allow: 2,000 calls of no latency in 600 a minute', async () => {
    const limits = { maxPerMinute: 600, maxPerHour: 18_000, maxInFlight: 10 };
    const made = await makeCalls(limits, Array(2_000).fill({ afterMs: 0, latencyMs: 0 }) as never);
    assert.equal(Math.max(...made.map(({ start }) => start)), 3 * (MINUTE + 1));
  });

  it('loses no more than a latency a window: 1,800 calls of 500 ms', async () => {
    const limits = { maxPerMinute: 600, maxPerHour: 18_000, maxInFlight: 10 };
    const made = await makeCalls(limits, Array(1_800).fill({ afterMs: 0, latencyMs: 500 }) as never);
    const last = Math.max(...made.map(({ end }) => end));
    const idealMs = 2 * MINUTE + 600 * 50;
    assert.ok(last <= idealMs + 3 * 501, `${last} against ${idealMs}`);
  });

  it('waits for the hour when the minute has room', async () => {
    const made = await makeCalls(
      { maxPerMinute: 600, maxPerHour: 5, maxInFlight: 10 },
      Array(6).fill({ afterMs: 0, latencyMs: 0 }) as never,
    );
    assert.equal(made[5]?.start, HOUR + 1);
  });

  it('forgets what has left the longer window, however much it was', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, {
      maxPerMinute: 6_000,
      maxPerHour: 12_000,
      maxInFlight: 10,
      timeScale: 1,
    });
    await clock.runUntilSettled(
      (async () => {
        for (let call = 0; call < 30_000; call++) (await take(pacer)).release(true);
      })(),
    );
    assert.equal(clock.elapsedMs(), 2 * (HOUR + 1));
  });

  it('does not count a call that never reached the platform', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 1, timeScale: 1 });
    (await take(pacer)).release(false);
    (await take(pacer)).release(true);
    assert.equal(clock.elapsedMs(), 0);
    await clock.runUntilSettled(take(pacer));
    assert.equal(clock.elapsedMs(), MINUTE + 1);
  });

  it('gives a place back only once, however often it is released', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 3, maxPerHour: 100, maxInFlight: 1, timeScale: 1 });
    const turn = await take(pacer);
    turn.release(true);
    turn.release(true);
    turn.release(true);
    (await take(pacer)).release(true);
    (await take(pacer)).release(true);
    assert.equal(clock.elapsedMs(), 0);
  });

  it('divides its windows by the time scale', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 1, timeScale: 60 });
    (await take(pacer)).release(true);
    await clock.runUntilSettled(take(pacer));
    assert.equal(clock.elapsedMs(), 1_001);
  });

  it('refuses at once whoever cannot wait so long, and lets the others wait', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 5, timeScale: 1 });
    (await take(pacer)).release(true);
    const patient = pacer.take({ patienceDeadline: MINUTE + 1 });
    assert.equal(await pacer.take({ patienceDeadline: MINUTE }), 'limit');
    assert.equal(clock.elapsedMs(), 0);
    assert.equal(typeof (await clock.runUntilSettled(patient)), 'object');
    assert.equal(clock.sleeping, 0);
  });

  it('lets whoever waits be cancelled, and the next take its place', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 1, timeScale: 1 });
    const held = await take(pacer);
    const controller = new AbortController();
    const first = pacer.take({ patienceDeadline: Infinity, signal: controller.signal });
    const second = pacer.take({ patienceDeadline: Infinity });
    controller.abort();
    assert.equal(await first, 'cancelled');
    assert.equal(await pacer.take({ patienceDeadline: Infinity, signal: controller.signal }), 'cancelled');
    held.release(true);
    assert.equal(typeof (await clock.runUntilSettled(second)), 'object');
    assert.equal(clock.elapsedMs(), MINUTE + 1);
  });

  it('leaves no timer behind when the last who waits is cancelled', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 1, timeScale: 1 });
    (await take(pacer)).release(true);
    const controller = new AbortController();
    const waiting = pacer.take({ patienceDeadline: Infinity, signal: controller.signal });
    assert.equal(clock.sleeping, 1);
    controller.abort();
    assert.equal(await waiting, 'cancelled');
    assert.equal(clock.sleeping, 0);
  });

  it('tells everybody who waits until when, also those who come later', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 5, timeScale: 1 });
    (await take(pacer)).release(true);
    const told: number[] = [];
    const onPause = (until: number): void => void told.push(until);
    const waits = [
      pacer.take({ patienceDeadline: Infinity, onPause }),
      pacer.take({ patienceDeadline: Infinity, onPause }),
    ];
    assert.deepEqual(told, [MINUTE + 1, MINUTE + 1]);
    for (const wait of waits) {
      const turn = await clock.runUntilSettled(wait);
      assert.ok(typeof turn === 'object');
      turn.release(true);
    }
    assert.deepEqual(told.slice(2), [2 * (MINUTE + 1)]);
  });

  it('comes back from a refusal at different times in different processes', async () => {
    const backAt = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const clock = createClock(WALL_MS, seed * 7_919, 0);
      const pacer = createPacer(clock, {
        maxPerMinute: 600,
        maxPerHour: 18_000,
        maxInFlight: 10,
        timeScale: 1,
      });
      pacer.refused({ window: 'minute' });
      await clock.runUntilSettled(take(pacer));
      backAt.add(Math.round(clock.elapsedMs() / 10));
      assert.ok(clock.elapsedMs() >= 2_500 && clock.elapsedMs() <= 5_001, `${clock.elapsedMs()}`);
    }
    assert.ok(backAt.size > 15, `${backAt.size}`);
  });

  it('lets one go ahead after a refusal, then twice as many with each that passes', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 600, maxPerHour: 18_000, maxInFlight: 4, timeScale: 1 });
    pacer.refused({ window: 'minute', retryAfterMs: 1_000 });
    const starts: number[] = [];
    const call = async (): Promise<void> => {
      const turn = await take(pacer);
      starts.push(clock.elapsedMs());
      await clock.sleep(100);
      turn.release(true);
    };
    await clock.runUntilSettled(Promise.all(Array.from({ length: 8 }, call)));
    assert.deepEqual(starts, [1_000, 1_100, 1_100, 1_200, 1_200, 1_200, 1_200, 1_300]);
  });

  it('takes refusals of requests that were under way together for one', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, {
      maxPerMinute: 600,
      maxPerHour: 18_000,
      maxInFlight: 10,
      timeScale: 1,
    });
    for (let index = 0; index < 10; index++) pacer.refused({ window: 'minute' });
    await clock.runUntilSettled(take(pacer));
    assert.ok(clock.elapsedMs() <= 5_001, `${clock.elapsedMs()}`);
  });

  it('pauses at most a window after many refusals in a row, and briefly again after a success', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, {
      maxPerMinute: 600,
      maxPerHour: 18_000,
      maxInFlight: 10,
      timeScale: 1,
    });
    const pauseOf = async (): Promise<number> => {
      pacer.refused({ window: 'minute' });
      const start = clock.elapsedMs();
      const turn = await clock.runUntilSettled(take(pacer));
      turn.release(false);
      return clock.elapsedMs() - start;
    };
    for (let index = 0; index < 10; index++) assert.ok((await pauseOf()) <= MINUTE);
    (await take(pacer)).release(true);
    assert.ok((await pauseOf()) <= 5_001);
  });

  it('foretells when the last of many requests could start', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, {
      maxPerMinute: 600,
      maxPerHour: 18_000,
      maxInFlight: 10,
      timeScale: 1,
    });
    assert.equal(pacer.forecast(0), 0);
    assert.equal(pacer.forecast(600), 0);
    assert.equal(pacer.forecast(601), MINUTE);
    assert.equal(pacer.forecast(18_001), HOUR);
    for (let call = 0; call < 600; call++) (await take(pacer)).release(true);
    assert.equal(pacer.forecast(1), MINUTE + 1);
    assert.equal(pacer.forecast(600), MINUTE + 1);
    assert.ok(Math.abs(pacer.forecast(601) - 2 * MINUTE) < 10);
  });

  it('foretells a time also while every place of a window is under way', async () => {
    const clock = createClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, { maxPerMinute: 1, maxPerHour: 10, maxInFlight: 1, timeScale: 1 });
    await take(pacer);
    assert.ok(Number.isFinite(pacer.forecast(1)));
  });
});

describe('The backoff', () => {
  it('doubles its longest delay with each attempt up to 30 s, and takes any part of it', () => {
    assert.deepEqual(
      [1, 2, 3, 6, 7, 8, 100].map((attempt) => backoffMs(attempt, 1)),
      [500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000],
    );
    assert.equal(backoffMs(3, 0), 0);
    assert.equal(backoffMs(3, 0.5), 1_000);
  });
});
