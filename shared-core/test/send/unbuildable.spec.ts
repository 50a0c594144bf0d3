import assert from 'node:assert/strict';
import type { SendInput } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import type { Journal } from '../../src/vocabulary/ports.ts';
import { ACCEPTED, addresses, assertAccounted, createBench, fates, ivrTo, textTo } from '../run-client.ts';
import { previewSend } from '../preview-send.ts';

const MARK = 'r2@example.com';
/** Of what is written as JSON: a list of recipients with one that makes it too long. */
const isTooLong = (value: unknown): boolean =>
  Array.isArray(value) &&
  !value.some((one) => typeof one === 'number') &&
  value.some((one) => one === MARK || (one as { email?: string }).email === MARK);

/** As the engine does with a text that is longer than it can be. */
const FAILURES: readonly [string, () => unknown][] = [
  ['longer than a text can be', () => new RangeError('Invalid string length')],
  ['more than the memory holds', () => new Error('Array buffer allocation failed')],
  ['what the engine says in no error', () => 'no'],
];

describe('A request whose body cannot be built', () => {
  const { stringify } = JSON;
  let failure: () => unknown;
  /** How often it is written before it fails. */
  let goodWrites = 0;
  beforeEach(() => {
    goodWrites = 0;
    JSON.stringify = ((...given: Parameters<typeof stringify>) => {
      if (isTooLong(given[0]) && goodWrites-- <= 0) throw failure();
      return stringify(...given);
    }) as typeof stringify;
  });
  afterEach(() => (JSON.stringify = stringify));

  for (const [what, make] of FAILURES)
    for (const [when, writes] of [
      ['when it is read', 0],
      ['when it is sent', 1],
    ] as const)
      for (const api of ['V1', 'V2'])
        it(`costs nobody else anything: ${what}, ${when}, ${api}`, async () => {
          failure = make;
          goodWrites = writes;
          const bench = createBench([ACCEPTED]);
          const options: SendOptions = { recipientsPerRequest: 2 };
          // Kept as objects, and so written when they are sent.
          const recipients = addresses(6).map((email) => ({ email, customMessage: 'x'.repeat(400) }));
          const report = await bench.run(
            api === 'V1'
              ? bench.client.send(textTo(addresses(6)), options)
              : bench.client.sendV2(ivrTo(recipients), options),
          );
          assertAccounted(report, 6);
          // V1 was written when it was read.
          if (api === 'V1' && writes === 1) {
            assert.deepEqual(fates(report), Array(6).fill('accepted'));
            return;
          }
          assert.deepEqual(fates(report), [
            ...Array<string>(2).fill('accepted'),
            ...Array<string>(2).fill('unsent: invalid'),
            ...Array<string>(2).fill('accepted'),
          ]);
          assert.match(report.recipients[2]?.detail ?? '', /cannot be built.*fewer recipients/s);
          assert.equal(report.requests[1]?.error?.code, 'too_large');
          assert.equal(report.requests[1].attempts, 0);
          assert.deepEqual(report.end, { kind: 'finished' });
          assert.equal(bench.http.requests.length, 2);
        });

  it('closes the journal of a send with a key: the next one goes on', async () => {
    failure = () => new RangeError('Invalid string length');
    const notes = new Map<string, never>();
    const journal: Journal = {
      open: () =>
        Promise.resolve({
          keyOf: (subject) => subject,
          recall: (key) => notes.get(key),
          keys: () => notes.keys(),
          note: () => Promise.resolve(),
        }),
    };
    const bench = createBench([ACCEPTED], { journal });
    const once = { once: { key: 'k' } };
    const broken = await bench.run(bench.client.send(textTo(addresses(3)), once));
    assert.deepEqual(fates(broken), Array(3).fill('unsent: invalid'));
    const next = await bench.run(bench.client.send(textTo(addresses(2)), once));
    assert.deepEqual(fates(next), ['accepted', 'accepted']);
  });

  it('is unknown, and its report not lost, if something fails after it may have left', async () => {
    JSON.stringify = stringify;
    const bench = createBench([
      () => ({
        kind: 'answer',
        status: 400,
        headers: {},
        get body(): string {
          throw new RangeError('Invalid string length');
        },
      }),
      ACCEPTED,
    ]);
    const report = await bench.run(bench.client.send(textTo(addresses(2)), { recipientsPerRequest: 1 }));
    assertAccounted(report, 2);
    assert.deepEqual(fates(report), ['unknown: unreadable_answer', 'accepted']);
  });
});

describe('What one recipient gets', () => {
  const problemsOf = (api: 'v1' | 'v2', recipients: SendInput['recipients']) =>
    previewSend(api, { channel: 'msteams', message: 'Hi', recipients }).problems.map(
      ({ path, recipientIndex, rule, remedy }) => [path, recipientIndex, rule, remedy.includes('100,000')],
    );
  const long = 'x'.repeat(100_001);
  it('is at most 100,000 characters, message, parameters and identity together', () => {
    assert.deepEqual(problemsOf('v2', ['a@x.org', { email: 'b@x.org', customMessage: long }]), [
      ['recipients[1].customMessage', 1, 'length', true],
    ]);
    assert.deepEqual(
      problemsOf('v2', [
        { email: 'b@x.org', customMessage: long.slice(60), parameters: { a: 'y'.repeat(80) } },
      ]),
      [['recipients[0].customMessage', 0, 'length', true]],
    );
    assert.deepEqual(problemsOf('v2', [{ email: 'b@x.org', parameters: { [long]: 'y' } }]), [
      ['recipients[0].parameters', 0, 'length', true],
    ]);
    for (const api of ['v1', 'v2'] as const)
      assert.deepEqual(problemsOf(api, [`${long}@x.org`, 'b@x.org']), [
        ['recipients[0].email', 0, 'length', false],
      ]);
    assert.deepEqual(problemsOf('v2', [{ email: 'b@x.org', customMessage: long.slice(10) }]), []);
  });
});
