import assert from 'node:assert/strict';
import { createPacer } from '../../src/resilience/pacer.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { type Crowd, type CrowdResult, simulateProcesses } from './simulate-processes.ts';

const SEEDS = [1, 2, 3, 4];

const together = (count: number): number[] => Array<number>(count).fill(0);
/** Two seconds of a minute between them. */
const oneByOne = (count: number): number[] => together(count).map((_start, index) => index / 30);

/** The worst of each figure among several simulations that differ by chance. */
async function worstOf(crowd: Omit<Crowd, 'seed'>): Promise<CrowdResult> {
  const results: CrowdResult[] = [];
  for (const seed of SEEDS) results.push(await simulateProcesses({ ...crowd, seed }));
  const most = (figure: keyof CrowdResult): number => Math.max(...results.map((result) => result[figure]));
  const fewest = (figure: keyof CrowdResult): number => Math.min(...results.map((result) => result[figure]));
  return {
    accepted: fewest('accepted'),
    refused: most('refused'),
    refusedPart: most('refusedPart'),
    refusedLaterPart: most('refusedLaterPart'),
    rate: fewest('rate'),
    least: fewest('least'),
    leastLater: fewest('leastLater'),
    endInWindows: most('endInWindows'),
  };
}

type Bounds = Partial<Record<keyof CrowdResult, { readonly from?: number; readonly to?: number }>>;

/** What users are promised of a few processes. */
const FAIR: Bounds = {
  refusedPart: { to: 0.01 },
  rate: { from: 0.9 },
  least: { from: 0.5 },
  leastLater: { from: 0.5 },
};

async function check(crowd: Omit<Crowd, 'seed'>, bounds: Bounds): Promise<void> {
  const worst = await worstOf(crowd);
  for (const [figure, { from = -Infinity, to = Infinity }] of Object.entries(bounds)) {
    const value = worst[figure as keyof CrowdResult];
    assert.ok(value >= from && value <= to, `${figure} is ${value}, not from ${from} to ${to}`);
  }
}

describe('Processes that share a bot without knowing of each other', () => {
  it('refuse nothing and take the whole rate when there is only one', async () => {
    await check({ starts: [0] }, { refused: { to: 0 }, rate: { from: 0.99 } });
  });

  it('take the whole rate when there is only one and each answer takes a second', async () => {
    await check({ starts: [0], latency: [0.8 / 60, 1.2 / 60] }, { refused: { to: 0 }, rate: { from: 0.98 } });
  });

  it('send a million recipients as fast as the windows allow when there is only one', async () => {
    const latencyMs = 100;
    const idealMs = 60_000 + latencyMs + (400 / 10) * latencyMs;
    await check(
      { starts: [0], requests: [1_000], latency: [latencyMs / 60_000, latencyMs / 60_000] },
      { refused: { to: 0 }, endInWindows: { to: (1.02 * idealMs) / 60_000 } },
    );
  });

  it('give three of them each at least half a fair part, with hardly a refusal', async () => {
    await check({ starts: together(3) }, FAIR);
  });

  it('give three that start one by one each at least half a fair part, although the first has most of the window', async () => {
    await check({ starts: oneByOne(3) }, FAIR);
  });

  it('make room for one that comes late to one that had the whole window', async () => {
    await check({ starts: [0, 5] }, FAIR);
  });

  it('make room for one that comes late to one that renews the whole window in a second', async () => {
    await check({ starts: [0, 6], latency: [0.015 / 60, 0.025 / 60], windows: 30 }, FAIR);
  });

  it('make room for one that comes late to two that had the whole window', async () => {
    await check({ starts: [0, 0, 5] }, FAIR);
  });

  it('share the window of an hour as they share that of a minute', async () => {
    await check({ starts: together(3), window: 'hour' }, FAIR);
  });

  it('are refused at most one request in fifty when ten of them start together', async () => {
    await check(
      { starts: together(10) },
      { refusedPart: { to: 0.02 }, rate: { from: 0.95 }, least: { from: 0.5 } },
    );
  });

  // A share is twelve requests a minute: a refusal in eight minutes, and another in the minute in which they meet.
  it('are refused one request in thirty after they met when fifty of them start together, and one in fourteen in all', async () => {
    await check(
      { starts: together(50) },
      {
        refusedLaterPart: { to: 0.036 },
        refusedPart: { to: 0.075 },
        rate: { from: 0.95 },
        least: { from: 0.45 },
      },
    );
  });

  it('find their part of a small limit too, of which one refusal is a large part', async () => {
    const latency = [0.01, 0.05] as const;
    await check(
      { starts: together(3), maximum: 60, latency },
      { refusedPart: { to: 0.03 }, rate: { from: 0.9 }, least: { from: 0.5 } },
    );
    await check(
      { starts: together(3), maximum: 20, latency },
      { refusedPart: { to: 0.04 }, rate: { from: 0.9 }, least: { from: 0.5 } },
    );
  });

  it('take over what others leave when they are done', async () => {
    // A fifth more than all of it would take without a pause.
    await check(
      { starts: together(3), requests: [5_000, 500, 500] },
      { refusedPart: { to: 0.01 }, endInWindows: { to: 12 } },
    );
  });

  it('climb back to the whole rate when the window was full of requests that nobody remembers', async () => {
    await check({ starts: [0.1], isFullAtFirst: true }, { refusedPart: { to: 0.01 }, rate: { from: 0.9 } });
  });
});

describe('A process whose request was refused', () => {
  const LIMITS = { maxPerMinute: 600, maxPerHour: 18_000, maxInFlight: 10, timeScale: 1 };

  /** Makes so many requests of no latency and says when each started. */
  async function makeCalls(
    clock: FakeClock,
    pacer: ReturnType<typeof createPacer>,
    count: number,
    onPause?: (until: number) => void,
  ): Promise<number[]> {
    const starts: number[] = [];
    const call = async (): Promise<void> => {
      const turn = await pacer.take({ giveUpAt: Infinity, ...(onPause === undefined ? {} : { onPause }) });
      assert.ok(typeof turn === 'object');
      starts.push(clock.now());
      turn.release(true);
    };
    await clock.runUntilSettled(Promise.all(Array.from({ length: count }, call)));
    return starts;
  }

  it('keeps what it holds of the window, and renews it evenly spaced without calling that a pause', async () => {
    const clock = new FakeClock(0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 200);
    pacer.refused({ window: 'minute' });
    const told: number[] = [];
    const starts = await makeCalls(clock, pacer, 100, (until) => told.push(until));
    assert.ok((starts[0] ?? 0) > 60_000, 'its places are free after a window');
    const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    const evenGapMs = 60_000 / 200;
    assert.ok(
      gaps.every((gap) => gap > evenGapMs / 2 && gap < evenGapMs * 1.1),
      String(gaps),
    );
    assert.equal(new Set(told).size, 1, 'the only pause is the one before the first');
  });

  it('takes half of the window at most, since somebody else is there', async () => {
    const clock = new FakeClock(0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 500);
    pacer.refused({ window: 'minute' });
    const starts = await makeCalls(clock, pacer, 300);
    assert.ok((starts[299] ?? 0) - (starts[0] ?? 0) > 45_000);
  });

  it('bursts again when nothing was refused for long and its share was not used', async () => {
    const clock = new FakeClock(0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 20);
    pacer.refused({ window: 'minute' });
    await clock.runUntilSettled(clock.sleep(6 * 60_000));
    const before = clock.now();
    const starts = await makeCalls(clock, pacer, 500);
    assert.deepEqual(new Set(starts), new Set([before]));
  });

  it('sends a small run without spacing once it is let through again', async () => {
    const clock = new FakeClock(0);
    const pacer = createPacer(clock, LIMITS);
    pacer.refused({ window: 'minute', retryAfterMs: 1_000 });
    assert.deepEqual(new Set(await makeCalls(clock, pacer, 10)), new Set([1_000]));
  });

  it('foretells the end of a run by its share', async () => {
    const clock = new FakeClock(0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 100);
    pacer.refused({ window: 'minute' });
    assert.ok(pacer.forecast(1_000) > 9 * 60_000);
  });
});
