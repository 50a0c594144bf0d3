import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchLog } from '../../src/polling/match-log.ts';

describe('The log of a job', () => {
  const entries = fc.array(
    fc.record({ identity: fc.constantFrom('a', 'b', 'stranger'), isDelivered: fc.boolean() }),
    { maxLength: 20 },
  );

  it('tells each recipient at most once, and only those of its request', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }), (log, identities) => {
        const told = matchLog(log, Uint32Array.from(identities.keys()), (index) => identities[index] ?? '');
        const indices = told.map(({ index }) => index);
        assert.equal(new Set(indices).size, indices.length);
        for (const index of indices) assert.ok(log.some(({ identity }) => identity === identities[index]));
      }),
    );
  });

  it('delivers to a single recipient if any entry of its identity is a success', () => {
    fc.assert(
      fc.property(entries, (log) => {
        const [told] = matchLog(log, Uint32Array.of(7), () => 'a');
        const own = log.filter(({ identity }) => identity === 'a');
        assert.equal(
          told?.isDelivered,
          own.length === 0 ? undefined : own.some(({ isDelivered }) => isDelivered),
        );
      }),
    );
  });

  it('delivers to as many recipients of one identity as it has successes, up to all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (log, count) => {
        const told = matchLog(
          log.map((isDelivered) => ({ identity: 'a', isDelivered })),
          Uint32Array.from({ length: count }, (_, index) => index),
          () => 'a',
        );
        const successes = log.filter(Boolean).length;
        const delivered = told.filter(({ isDelivered }) => isDelivered).length;
        assert.ok(delivered <= Math.min(successes, count));
        assert.equal(told.length, Math.min(log.length, count));
        if (log.length <= count) assert.equal(delivered, successes);
      }),
    );
  });
});
