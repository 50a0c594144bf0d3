import assert from 'node:assert/strict';
import { createPacer } from '../../src/pace/pacer.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { type Crowd, type CrowdResult, simulateProcesses } from './simulate-processes.ts';

const WALL_MS = 1_700_000_000_000;
const SEEDS = [1, 2, 3, 4];

const together = (count: number): number[] => Array<number>(count).fill(0);
/** Two seconds of a minute between them. */
const oneByOne = (count: number): number[] => together(count).map((_start, index) => index / 30);

/** Simulations that differ by chance. */
async function simulate(crowd: Omit<Crowd, 'seed'>, seeds: readonly number[]): Promise<CrowdResult[]> {
  const results: CrowdResult[] = [];
  for (const seed of seeds) results.push(await simulateProcesses({ ...crowd, seed }));
  return results;
}

/** The worst of each figure. */
function worstOf(results: readonly CrowdResult[]): CrowdResult {
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
  assertWithin(worstOf(await simulate(crowd, SEEDS)), bounds);
}

function assertWithin(worst: CrowdResult, bounds: Bounds): void {
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
      { refusedPart: { to: 0.02 }, rate: { from: 0.9 }, least: { from: 0.5 } },
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

/** How well the limit of a short run is shared, whatever chance makes of it. */
interface ShortRunBounds {
  readonly refusedPart: number;
  readonly rate: number;
  /** Of so many runs, each of the others gave half a fair part to everybody. */
  readonly unequalRuns: number;
  /** The least that anybody got in one of those, of a fair part. */
  readonly least: number;
}

describe('Processes that share a bot for ten windows only', () => {
  const MANY_SEEDS = Array.from({ length: 12 }, (_none, index) => index + 1);
  /** As measured with real processes on one machine. */
  const latency = [0.001, 0.0027] as const;

  async function checkShortRun(crowd: Omit<Crowd, 'seed'>, bounds: ShortRunBounds): Promise<void> {
    const results = await simulate({ ...crowd, windows: 10, latency }, MANY_SEEDS);
    assertWithin(worstOf(results), {
      refusedPart: { to: bounds.refusedPart },
      rate: { from: bounds.rate },
      least: { from: bounds.least },
    });
    const rates = results.map(({ rate }) => rate);
    assert.ok(rates.reduce((sum, rate) => sum + rate, 0) / rates.length >= 0.9, String(rates));
    const unequal = results.map(({ least }) => least).filter((least) => least < 0.5);
    assert.ok(unequal.length <= bounds.unequalRuns, `Unequal: ${unequal.join(', ')}`);
  }

  const STARTS: Readonly<Record<string, readonly number[]>> = {
    'start together': [0, 0.003, 0.013],
    'start one by one': oneByOne(3),
    'start within an eighth of a window': [0, 0.1, 0.12],
    'start within a third of a window, the first alone': [0, 0.3, 0.3],
    'are joined by a third after three windows': [0, 0, 3.3],
    'are joined by a third after four windows, and did not start together either': [0, 0.05, 4],
    'are joined by a third after five windows': [0, 0, 5],
    'are two, the second after five windows': [0, 5],
  };

  for (const [when, starts] of Object.entries(STARTS))
    it(`give each at least half a fair part of the platform's limit if they ${when}`, async () => {
      await checkShortRun({ starts }, { refusedPart: 0.0125, rate: 0.88, unequalRuns: 1, least: 0.25 });
    });

  // A refusal is twice as large a part of it: fewer can be afforded, and each tells more by chance.
  for (const when of [
    'start together',
    'start one by one',
    'start within a third of a window, the first alone',
  ])
    it(`share half of that limit nearly as well if they ${when}`, async () => {
      const crowd = { starts: STARTS[when] ?? [], maximum: 300 };
      await checkShortRun(crowd, { refusedPart: 0.025, rate: 0.88, unequalRuns: 2, least: 0.25 });
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
      const turn = await pacer.take({
        patienceDeadline: Infinity,
        ...(onPause === undefined ? {} : { onPause }),
      });
      assert.ok(typeof turn === 'object');
      starts.push(clock.elapsedMs());
      turn.release(true);
    };
    await clock.runUntilSettled(Promise.all(Array.from({ length: count }, call)));
    return starts;
  }

  it('keeps what it holds of the window, and renews it evenly spaced without calling that a pause', async () => {
    const clock = new FakeClock(WALL_MS, 1, 0);
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
    const clock = new FakeClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 500);
    pacer.refused({ window: 'minute' });
    const starts = await makeCalls(clock, pacer, 300);
    assert.ok((starts[299] ?? 0) - (starts[0] ?? 0) > 45_000);
  });

  it('bursts again when nothing was refused for long and its share was not used', async () => {
    const clock = new FakeClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 20);
    pacer.refused({ window: 'minute' });
    await clock.runUntilSettled(clock.sleep(6 * 60_000));
    const before = clock.elapsedMs();
    const starts = await makeCalls(clock, pacer, 500);
    assert.deepEqual(new Set(starts), new Set([before]));
  });

  it('sends a small run without spacing once it is let through again', async () => {
    const clock = new FakeClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, LIMITS);
    pacer.refused({ window: 'minute', retryAfterMs: 1_000 });
    assert.deepEqual(new Set(await makeCalls(clock, pacer, 10)), new Set([1_000]));
  });

  it('foretells the end of a run by its share', async () => {
    const clock = new FakeClock(WALL_MS, 1, 0);
    const pacer = createPacer(clock, LIMITS);
    await makeCalls(clock, pacer, 100);
    pacer.refused({ window: 'minute' });
    assert.ok(pacer.forecast(1_000) > 9 * 60_000);
  });
});
