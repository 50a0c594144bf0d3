import assert from 'node:assert/strict';
import { createCanceller } from '@kore-notify/core';
import { createWaitingLine } from '../src/waiting-line.ts';

describe('The line of a node', () => {
  /** Enters as often as asked; says who is inside, in the order they came in, and lets each go. */
  function crowd(count: number, room: number, signal = createCanceller().signal) {
    const line = createWaitingLine(room);
    const inside: number[] = [];
    const leave = new Map<number, () => void>();
    for (let number = 0; number < count; number++)
      void line.enter(signal).then((makeRoom) => {
        inside.push(number);
        leave.set(number, makeRoom);
      });
    return { inside, leave: (number: number) => leave.get(number)?.() };
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('lets in as many as there is room for, and then one for each that leaves, in the order they came', async () => {
    const { inside, leave } = crowd(6, 2);
    await turn();
    assert.deepEqual(inside, [0, 1]);
    leave(1);
    await turn();
    assert.deepEqual(inside, [0, 1, 2]);
    leave(0);
    leave(2);
    await turn();
    assert.deepEqual(inside, [0, 1, 2, 3, 4]);
  });

  it('counts nobody twice who says more than once that there is room', async () => {
    const { inside, leave } = crowd(4, 1);
    await turn();
    for (let times = 0; times < 3; times++) leave(0);
    await turn();
    assert.deepEqual(inside, [0, 1]);
  });

  it('lets everybody in when all is cancelled, and makes room again only when they have left', async () => {
    const canceller = createCanceller();
    const { inside, leave } = crowd(5, 1, canceller.signal);
    await turn();
    canceller.cancel();
    await turn();
    assert.deepEqual(inside, [0, 1, 2, 3, 4]);
    for (const number of [0, 1, 2, 3, 4]) leave(number);
  });

  it('leaves no listener at the signal of those who were let in', async () => {
    const listeners = new Set<() => void>();
    const { inside, leave } = crowd(3, 1, {
      aborted: false,
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    });
    await turn();
    for (const number of [0, 1]) {
      leave(number);
      await turn();
    }
    assert.deepEqual(inside, [0, 1, 2]);
    assert.equal(listeners.size, 0);
  });
});
