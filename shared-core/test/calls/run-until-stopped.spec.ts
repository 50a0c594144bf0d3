import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PieceEnd, runUntilStopped, type Stop } from '../../src/calls/run-until-stopped.ts';

const REFUSED: Stop = { reason: 'stopped', error: { code: 'wrong_credentials', message: 'No.' } };
const OWN: Stop = { reason: 'stopped', error: { code: 'invalid_request', message: 'Bad.' } };
const UNREACHABLE: Stop = { reason: 'unreachable', error: { code: 'unreachable', message: 'Away.' } };

const REACHED: PieceEnd = { wasReached: true };
const REFUSED_OWN: PieceEnd = { wasReached: true, failure: OWN, affectsAll: false };
const REFUSED_FOR_ALL: PieceEnd = { wasReached: true, failure: REFUSED, affectsAll: true };
const NOT_REACHED: PieceEnd = { failure: UNREACHABLE, affectsAll: false };

/** What a run did with its pieces. */
interface Trace {
  /** Pieces in the order they began. */
  readonly begun: number[];
  /** Pieces that began when the run had stopped. */
  readonly left: number[];
  /** How many were under way at most. */
  most: number;
  stop: Stop | undefined;
}

/** Runs pieces of which each takes some turns. */
async function run(
  queue: number[],
  endOf: (piece: number) => PieceEnd,
  {
    width = 1,
    stop,
    turns = () => 1,
  }: { width?: number; stop?: Stop; turns?: (piece: number) => number } = {},
): Promise<Trace> {
  const trace: Trace = { begun: [], left: [], most: 0, stop: undefined };
  let underWay = 0;
  trace.stop = await runUntilStopped(queue, {
    width,
    stop,
    work: async (piece, stopBefore) => {
      trace.begun.push(piece);
      if (stopBefore !== undefined) {
        trace.left.push(piece);
        return { failure: stopBefore, affectsAll: true };
      }
      trace.most = Math.max(trace.most, ++underWay);
      for (let turn = turns(piece); turn > 0; turn--) await Promise.resolve();
      underWay--;
      return endOf(piece);
    },
  });
  return trace;
}

describe('A run in pieces', () => {
  it('goes in order, never more at once than allowed, also through what is added meanwhile', async () => {
    const queue = [1, 2, 3, 4, 5];
    const { begun, most, stop } = await run(
      queue,
      (piece) => {
        if (piece === 2) queue.push(20, 21);
        return REACHED;
      },
      { width: 2 },
    );
    assert.deepEqual(begun, [1, 2, 3, 4, 5, 20, 21]);
    assert.equal(most, 2);
    assert.equal(stop, undefined);
  });

  it('begins nothing more once a piece breaks, and rejects when nothing is under way', async () => {
    const queue = [1, 2, 3, 4, 5, 6];
    let ended = 0;
    const trace = run(
      queue,
      (piece) => {
        ended++;
        if (piece === 2) throw new Error('It broke.');
        return REACHED;
      },
      { width: 3, turns: (piece) => (piece === 2 ? 1 : 20) },
    );
    await assert.rejects(trace, /It broke/);
    assert.equal(ended, 4);
  });

  it('of no pieces has nothing to do', async () => {
    const trace = await run([], () => REACHED);
    assert.deepEqual(trace, { begun: [], left: [], most: 0, stop: undefined });
    assert.equal((await run([], () => REACHED, { stop: REFUSED })).stop, REFUSED);
  });

  it('waits for its first piece before it begins others, however long that takes', async () => {
    const queue = [1, 2, 3, 4];
    let hasEnded = false;
    const begunBefore: number[] = [];
    await run(
      queue,
      (piece) => {
        if (piece === 1) hasEnded = true;
        return REACHED;
      },
      {
        width: 4,
        turns: (piece) => {
          if (!hasEnded) begunBefore.push(piece);
          return piece === 1 ? 20 : 1;
        },
      },
    );
    assert.deepEqual(begunBefore, [1]);
  });

  it('has as many at once as allowed after the first, also if only its pieces made it long', async () => {
    assert.equal((await run([1, 2, 3, 4, 5], () => REACHED, { width: 3 })).most, 3);
    const queue = [1];
    const split = await run(
      queue,
      (piece) => {
        if (piece === 1) queue.push(2, 3, 4);
        return REACHED;
      },
      { width: 3 },
    );
    assert.deepEqual([split.begun, split.most], [[1, 2, 3, 4], 3]);
  });

  it('tries nothing after what would meet every piece, and accounts for what is left', async () => {
    const { begun, left, stop } = await run([1, 2, 3], () => REFUSED_FOR_ALL, { width: 3 });
    assert.deepEqual(
      [begun, left],
      [
        [1, 2, 3],
        [2, 3],
      ],
    );
    assert.equal(stop, REFUSED);
  });

  it('goes on after what only one piece meets', async () => {
    const { left, stop } = await run([1, 2, 3], () => REFUSED_OWN);
    assert.deepEqual(left, []);
    assert.equal(stop, undefined);
  });

  it('keeps the first of several reasons to stop', async () => {
    const { stop } = await run([1, 2, 3], (piece) => (piece === 1 ? NOT_REACHED : REFUSED_FOR_ALL));
    assert.equal(stop, UNREACHABLE);
    const second: Stop = { ...REFUSED, error: { code: 'forbidden', message: 'No.' } };
    const both = await run(
      [1, 2, 3],
      (piece) =>
        piece === 1
          ? REACHED
          : { wasReached: true, affectsAll: true, failure: piece === 2 ? REFUSED : second },
      { width: 2 },
    );
    assert.deepEqual(both.left, []);
    assert.equal(both.stop, REFUSED);
  });

  it('stops at a platform that is unreachable only if no piece ever reached it', async () => {
    const never = await run([1, 2, 3], () => NOT_REACHED);
    assert.deepEqual([never.left, never.stop], [[2, 3], UNREACHABLE]);
    const later = await run([1, 2, 3], (piece) => (piece === 1 ? REACHED : NOT_REACHED));
    assert.deepEqual([later.left, later.stop], [[], undefined]);
    const refusedFirst = await run([1, 2, 3], (piece) => (piece === 1 ? REFUSED_OWN : NOT_REACHED));
    assert.deepEqual([refusedFirst.left, refusedFirst.stop], [[], undefined]);
  });

  it('that is stopped from the start gives every piece to be accounted for', async () => {
    const { begun, left, most, stop } = await run([1, 2, 3], () => REACHED, { width: 2, stop: REFUSED });
    assert.deepEqual([begun, left, most], [[1, 2, 3], [1, 2, 3], 0]);
    assert.equal(stop, REFUSED);
  });

  it('gives every piece to its work once and in order, whatever the pieces come to', async () => {
    const end = fc.constantFrom(REACHED, REFUSED_OWN, REFUSED_FOR_ALL, NOT_REACHED, {});
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ end, turns: fc.nat(4), adds: fc.nat(2) }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (pieces, width) => {
          const queue = pieces.map((_, index) => index);
          let added = pieces.length;
          const { begun, left, most, stop } = await run(
            queue,
            (piece) => {
              for (let count = pieces[piece]?.adds ?? 0; count > 0; count--) queue.push(added++);
              return pieces[piece]?.end ?? REACHED;
            },
            { width, turns: (piece) => pieces[piece]?.turns ?? 0 },
          );
          assert.deepEqual(
            begun,
            Array.from({ length: added }, (_, index) => index),
          );
          assert.ok(most <= width);
          // What is left is the end of the run: nothing is tried after a stop.
          assert.deepEqual(left, begun.slice(begun.length - left.length));
          if (left.length > 0) assert.ok(stop);
        },
      ),
      { numRuns: 500 },
    );
  });
});
