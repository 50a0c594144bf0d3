import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TimeLimit } from '../../src/scheduling/time-limit.ts';

/** Waits as an adapter does; each timer is late by what is given, in turn. Milliseconds until the limit was reached. */
function waitFor(limitMs: number, lateMs: (timer: number) => number): number {
  const limit = new TimeLimit(limitMs);
  let waitedMs = 0;
  for (let timer = 0; timer < 1_000; timer++) {
    const passedMs = limit.nextMs + lateMs(timer);
    waitedMs += passedMs;
    if (limit.isReachedAfter(passedMs)) return waitedMs;
  }
  return assert.fail('it never ends');
}

describe('a time limit', () => {
  it('is reached when its time has passed', () => {
    for (const limitMs of [1, 50, 3_000, 600_000])
      assert.equal(
        waitFor(limitMs, () => 0),
        limitMs,
      );
  });

  it('does not grow by timers that are late as timers are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), fc.infiniteStream(fc.nat(50)), (limitMs, late) => {
        const waitedMs = waitFor(limitMs, () => late.next().value as number);
        assert.ok(waitedMs >= limitMs && waitedMs <= limitMs + 51, `${waitedMs} of ${limitMs}`);
      }),
    );
  });

  it('does not count the time for which the process stood still, whenever that was', () => {
    for (const at of [0, 3, 7]) {
      const stalled = waitFor(3_000, (timer) => (timer === at ? 6_000 : 0));
      assert.ok(stalled >= 9_000 && stalled <= 9_375, String(stalled));
    }
  });

  it('leaves time to read after a process that stood still until the end', () => {
    const limit = new TimeLimit(3_000);
    assert.equal(limit.isReachedAfter(60_000), false);
    assert.ok(limit.nextMs > 100);
  });

  it('ends although the process stands still again and again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        (limitMs, ms) => {
          const waitedMs = waitFor(limitMs, () => ms);
          assert.ok(waitedMs <= 2 * limitMs + 16 * ms + 51, `${waitedMs} of ${limitMs}`);
        },
      ),
    );
  });
});
