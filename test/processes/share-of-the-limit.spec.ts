import assert from 'node:assert/strict';
import { assertFair, type SharedCall, shareOf } from './share-of-the-limit.ts';

const LIMIT = { maxPerWindow: 4, windowMs: 1_000 };

/** `who` sends at each of these times; those with a minus are refused. */
const calls = (who: string, ...times: number[]): SharedCall[] =>
  times.map((at) => ({ process: who, at: Math.abs(at), isRefused: at < 0 }));

describe('The share that each process has of a limit', () => {
  const fair = [
    ...calls('a', 1, 250, 1_001, 1_250, 2_001, 2_250),
    ...calls('b', 1, 251, 1_002, 1_251, 2_002, 2_251),
  ];

  it('is counted while all have work', () => {
    const { leastShare, usedShare, accepted, tookMs, idealMs } = shareOf(
      [...fair, ...calls('b', 3_000, 3_001, 3_002)],
      LIMIT,
    );
    assert.deepEqual(accepted, { a: 6, b: 5 });
    assert.equal(leastShare, 5 / 5.5);
    assert.equal(usedShare, 1);
    assert.deepEqual({ tookMs, idealMs }, { tookMs: 3_001, idealMs: 3_000 });
  });

  it('leaves out what was refused, and what was sent before the last one began', () => {
    const { refused, accepted } = shareOf([...fair, ...calls('c', -900, 1_100, -1_200, 2_100)], LIMIT);
    assert.equal(refused, 2);
    assert.deepEqual(accepted, { a: 3, b: 3, c: 2 });
  });

  it('is not accepted if many requests are refused, if one process starves, or if the limit is not used', () => {
    const many = calls('a', -10, -20);
    const windows = Array.from({ length: 10 }, (_none, window) => window);
    const every = windows.flatMap((window) => [1, 2, 3, 4].map((call) => window * 1_001 + call));
    const starved = [...calls('a', ...every), ...calls('b', 4, 9_020)];
    const slow = [...calls('a', 1, 1_100, 2_200), ...calls('b', 2, 1_101, 2_201)];
    for (const bad of [[...fair, ...many], starved, slow])
      assert.throws(() => assertFair(bad, LIMIT), /from 0 ms/);
    assert.match(assertFair(fair, LIMIT), /^12 requests, 0 refused/);
  });

  it('cannot be told of processes that were not at work together', () => {
    assert.throws(
      () => shareOf([...calls('a', 1, 2), ...calls('b', 500, 600)], LIMIT),
      /All had work for -498 ms/,
    );
  });
});
