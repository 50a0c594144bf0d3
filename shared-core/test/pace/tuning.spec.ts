import assert from 'node:assert/strict';
import { createFairShare } from '../../src/pace/adaptive-allowance.ts';
import { type Tuning, TUNING } from '../../src/pace/tuning.ts';
import { plainAimd } from './plain-aimd.ts';
import { type Crowd, simulateProcesses } from './simulate-processes.ts';

/** Three that start together, and one that joins another. */
const CROWDS: readonly Crowd[] = [
  { starts: [0, 0, 0], windows: 12, seed: 1 },
  { starts: [0, 3], windows: 12, seed: 1 },
];

describe('The tuning of the fair share', () => {
  for (const name of Object.keys(TUNING) as (keyof Tuning)[])
    it(`does not hang on ${name}: a fifth less and a quarter more keep what is promised of a few processes`, async () => {
      for (const factor of [0.8, 1.25])
        for (const crowd of CROWDS) {
          const tuning = { ...TUNING, [name]: TUNING[name] * factor };
          const { refusedPart, rate, least } = await simulateProcesses({
            ...crowd,
            createShare: (window) => createFairShare(window, tuning),
          });
          const figures = `${name} × ${factor}: ${refusedPart}, ${rate}, ${least}`;
          assert.ok(refusedPart <= 0.01 && rate >= 0.8 && least >= 0.5, figures);
        }
    });
});

describe('Plain AIMD in place of the fair share', () => {
  const halving = plainAimd({ increase: 0.04, decrease: 0.5 });
  const gentle = plainAimd({ increase: 0.04, decrease: 0.15 });

  for (const [name, createShare] of [
    ['with a decrease of 50 %', halving],
    ['with a decrease of 15 %', gentle],
  ] as const) {
    it(`${name} leaves half of the limit unused when the window was full of requests that nobody remembers`, async () => {
      const crowd: Crowd = { starts: [0.1], isFullAtFirst: true, seed: 1 };
      assert.ok((await simulateProcesses({ ...crowd, createShare })).rate < 0.6);
      assert.ok((await simulateProcesses(crowd)).rate > 0.9);
    });

    it(`${name} takes a third more time when others leave`, async () => {
      const crowd: Crowd = { starts: [0, 0, 0], requests: [5_000, 500, 500], seed: 1 };
      const ours = await simulateProcesses(crowd);
      const theirs = await simulateProcesses({ ...crowd, createShare });
      assert.ok(theirs.endInWindows > 1.3 * ours.endInWindows, `${theirs.endInWindows} ${ours.endInWindows}`);
    });

    it(`${name} is refused almost twice as often, or more, when fifty start together`, async () => {
      const crowd: Crowd = { starts: Array<number>(50).fill(0), seed: 1 };
      const ours = await simulateProcesses(crowd);
      const theirs = await simulateProcesses({ ...crowd, createShare });
      assert.ok(
        theirs.refusedPart > 1.5 * ours.refusedPart,
        `${theirs.refusedPart} against ${ours.refusedPart}`,
      );
    });
  }

  it('with a decrease of 50 % gives next to nothing to one that comes late to a short run', async () => {
    const crowd: Omit<Crowd, 'seed'> = { starts: [0, 0.3, 0.3], windows: 10, latency: [0.001, 0.0027] };
    const least = async (createShare?: Crowd['createShare']): Promise<number> => {
      const results = [];
      for (const seed of [1, 2, 3, 4])
        results.push(await simulateProcesses({ ...crowd, seed, ...(createShare && { createShare }) }));
      return Math.min(...results.map((result) => result.least));
    };
    assert.ok((await least(halving)) < 0.1);
    assert.ok((await least()) > 0.5);
  });
});
