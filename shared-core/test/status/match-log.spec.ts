import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LogEntry } from '../../src/wire/status.ts';
import { matchLog, type Told } from '../../src/status/match-log.ts';
import { canonicalIdentity, type IdentityKey } from '../../src/wire/identity-key.ts';

function match(log: readonly LogEntry[], identities: readonly string[], key: IdentityKey = 'email'): Told[] {
  return matchLog(log, {
    indices: Uint32Array.from(identities.keys()),
    identityOf: (index) => identities[index] ?? '',
    canonical: (identity) => canonicalIdentity(identity, key),
  });
}

describe('The log of a job', () => {
  const entries = fc.array(
    fc.record({ identity: fc.constantFrom('a', 'b', 'stranger'), isDelivered: fc.boolean() }),
    { maxLength: 20 },
  );

  it('tells each recipient at most once, and only those of its request', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }), (log, identities) => {
        const told = match(log, identities);
        const indices = told.map(({ index }) => index);
        assert.equal(new Set(indices).size, indices.length);
        for (const index of indices) assert.ok(log.some(({ identity }) => identity === identities[index]));
      }),
    );
  });

  it('delivers to a single recipient if any entry of its identity is a success', () => {
    fc.assert(
      fc.property(entries, (log) => {
        const [told] = match(log, ['a']);
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
        const told = match(
          log.map((isDelivered) => ({ identity: 'a', isDelivered })),
          Array<string>(count).fill('a'),
        );
        const successes = log.filter(Boolean).length;
        const delivered = told.filter(({ isDelivered }) => isDelivered).length;
        assert.ok(delivered <= Math.min(successes, count));
        assert.equal(told.length, Math.min(log.length, count));
        if (log.length <= count) assert.equal(delivered, successes);
      }),
    );
  });

  for (const [key, sent, logged] of [
    ['email', 'Ann@Example.com', 'ann@example.COM'],
    ['phoneNumber', '+4917139200', '4917139200'],
    ['phoneNumber', '4917139200', '+49 171-39200'],
    ['phoneNumber', '004917139200', '+4917139200'],
    ['spaceId', 'spaces/A', ' spaces/A '],
  ] as const)
    it(`finds ${sent} as ${logged}`, () => {
      assert.deepEqual(match([{ identity: logged, isDelivered: true }], [sent], key), [
        { index: 0, isDelivered: true },
      ]);
    });

  it('tells spaces apart by their capitals', () => {
    assert.deepEqual(match([{ identity: 'spaces/a', isDelivered: true }], ['spaces/A'], 'spaceId'), []);
  });

  it('goes by the spelling that was sent where two differ in nothing else', () => {
    const log = [
      { identity: 'a@x.org', isDelivered: true },
      { identity: 'A@x.org', isDelivered: false },
    ];
    assert.deepEqual(
      match(log, ['A@x.org', 'a@x.org']).sort((one, other) => one.index - other.index),
      [
        { index: 0, isDelivered: false },
        { index: 1, isDelivered: true },
      ],
    );
  });

  it('lets an unknown word say something only of those of whom nothing else is said', () => {
    const unknown = { identity: 'a', isDelivered: undefined, word: 'DELIVERED' };
    const known = { identity: 'a', isDelivered: false };
    for (const log of [
      [unknown, known],
      [known, unknown],
    ]) {
      assert.deepEqual(match(log, ['a']), [{ index: 0, isDelivered: false }]);
      assert.deepEqual(match(log, ['a', 'a']), [
        { index: 0, isDelivered: false },
        { index: 1, isDelivered: undefined, word: 'DELIVERED' },
      ]);
    }
  });
});
