import assert from 'node:assert/strict';
import { runAll } from '../../src/scheduling/run-all.ts';

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
