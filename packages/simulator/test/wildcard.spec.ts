import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wildcard } from '../src/wildcard.ts';
import { startClient, stopAll, V1_BODY } from './raw-client.ts';

/** What a pattern means, tried out in every way there is: good for short texts only. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first = '', rest] = [pattern[0], pattern.slice(1)];
  if (first !== '*') return text.startsWith(first) && matches(rest, text.slice(1));
  return Array.from({ length: text.length + 1 }, (_, index) => text.slice(index)).some((end) =>
    matches(rest, end),
  );
}

const letters = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters.split('')), maxLength });

/** The best of three, in ms. */
function timeOf(work: () => void): number {
  const times = [1, 2, 3].map(() => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

describe('a rule of the directory', () => {
  afterEach(stopAll);

  it('fits what its pattern means', () => {
    fc.assert(
      fc.property(letters('ab.*', 8), letters('ab.', 10), (pattern, text) => {
        assert.equal(wildcard(pattern)(text), matches(pattern, text));
      }),
      { numRuns: 5_000 },
    );
    for (const text of ['a+b@example.com', 'A+B@EXAMPLE.COM', 'a\nb']) assert.ok(wildcard('a*B*')(text));
    assert.ok(!wildcard('a.c')('abc'));
  });

  it('takes a time that grows with the length of the identity and no faster', () => {
    const patterns = [
      `${'*a'.repeat(12)}*b`,
      `${'*a'.repeat(400)}*b`,
      `${'*'.repeat(999)}b`,
      `*${'a'.repeat(400)}b*`,
      '*aab'.repeat(200),
    ];
    for (const pattern of patterns) {
      const fits = wildcard(pattern);
      const [short, long] = [1_000, 100_000].map((length) => 'a'.repeat(length));
      assert.equal(fits(long ?? ''), false);
      const timeOfShort = timeOf(() => fits(short ?? ''));
      const timeOfLong = timeOf(() => fits(long ?? ''));
      assert.ok(
        timeOfLong < timeOfShort * 1_000 + 100,
        `${pattern}: ${timeOfShort} ms, then ${timeOfLong} ms`,
      );
    }
  });

  it('answers at once, whatever is sent', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    client.simulator.setDirectory([{ identity: '*a*a*a*a*a*a*a*a*a*a*a*a*b', outcome: 'undelivered' }]);
    const answer = await client.send({
      ...V1_BODY,
      identities: ['a'.repeat(100_000), `${'a'.repeat(100_000)}B`],
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(
      client.simulator.messages().map(({ outcome }) => outcome),
      ['delivered', 'undelivered'],
    );
  });
});
