import assert from 'node:assert/strict';
import fc from 'fast-check';
import { halve, split } from '../../src/send/split.ts';
import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';
import type { SendInput, SendV2Input } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import { redact } from '../../src/text/redact.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  createBench,
  identitiesOf,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
} from '../run-client.ts';
import { previewSend } from '../preview-send.ts';

function cyclic(): object {
  const one: Record<string, unknown> = { email: 'a@x.org' };
  one['self'] = one;
  return one;
}

function withThrowingGetter(): object {
  return {
    get email(): string {
      throw new Error('The row is gone.');
    },
  };
}

const strange = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(
    Symbol('x'),
    () => 'a@x.org',
    Object.create(null),
    JSON.parse('{"__proto__": {"email": "a@x.org"}}'),
    '__proto__',
    'constructor',
    NaN,
    -0,
    Infinity,
    12n,
    '\u0000',
    '\ud800',
    new Date(NaN),
  ),
  fc.constant(null).map(cyclic),
);
const row = fc.oneof(
  strange,
  fc.constant(null).map(withThrowingGetter),
  fc.emailAddress(),
  fc.record(
    { email: fc.oneof(fc.emailAddress(), strange), parameters: strange, customMessage: strange },
    { requiredKeys: [] },
  ),
  fc.dictionary(
    fc.constantFrom('email', '__proto__', 'constructor', 'name', 'parameters', 'customMessage'),
    strange,
  ),
);
const input = fc.record(
  {
    channel: fc.oneof(fc.constantFrom('ivr', 'hangouts', 'whatsapp', 'msteams', 'slack', 'rcs'), strange),
    messageType: fc.oneof(fc.constantFrom('text', 'card', 'template', 'script'), strange),
    message: fc.oneof(
      fc.constantFrom('Hi', 'Hi {name} {__proto__}', '{"a": 1}', '“{', '```{', '[{"a"', '"{}"'),
      fc.json(),
      strange,
    ),
    identityKey: fc.oneof(fc.constantFrom(undefined, 'user', 'constructor', '__proto__', 'email'), strange),
    recipients: fc.oneof(fc.array(row, { maxLength: 12 }), strange, fc.json(), fc.string()),
    identityField: fc.oneof(fc.constantFrom(undefined, 'email', 'a.b', 'constructor.name'), strange),
    messageKey: fc.oneof(fc.constantFrom(undefined, 'message', 'content'), strange),
    webhookInstanceName: fc.oneof(fc.constant(undefined), strange),
    userIdentityType: fc.oneof(fc.constant(undefined), strange),
  },
  { requiredKeys: [] },
);
const options = fc.record(
  {
    onBadRecipient: fc.constantFrom('stop', 'skip'),
    onMissingParameter: fc.constantFrom('problem', 'warning'),
    recipientsPerRequest: fc.oneof(fc.integer({ min: 1, max: 4 }), strange),
    maxRecipients: fc.oneof(fc.constant(undefined), strange),
    wait: fc.oneof(fc.boolean(), fc.constant(null)),
  },
  { requiredKeys: [] },
);

function deepFreeze(value: unknown, seen = new Set<unknown>()): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  // A typed array with elements cannot be frozen.
  if (ArrayBuffer.isView(value)) return;
  for (const { value: inner } of Object.values(Object.getOwnPropertyDescriptors(value)))
    deepFreeze(inner, seen);
  Object.freeze(value);
}

const DELIVERED: ScriptedAnswer = ({ method }, previous) =>
  jsonAnswer(200, { _id: `ds-${previous}`, status: method === 'GET' ? 'SUCCESS' : 'IN_PROGRESS' });

describe('Any input whatever', () => {
  for (const api of ['send', 'sendV2'] as const)
    it(`ends ${api} in a list of problems or in a report that accounts for everybody`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof({ arbitrary: input, weight: 9 }, strange),
          options,
          async (given, settings) => {
            deepFreeze(given);
            deepFreeze(settings);
            const bench = createBench([DELIVERED]);
            try {
              const report = await bench.run(
                bench.client[api](given as SendInput & SendV2Input, settings as SendOptions),
              );
              assertAccounted(report, report.total);
            } catch (error) {
              if (!isKoreNotifyError(error)) throw error;
              assert.equal(error.code, 'invalid_input');
              assert.ok(error.problems.length > 0);
              assert.equal(bench.http.requests.length, 0);
            }
            assert.equal(bench.clock.sleeping, 0);
          },
        ),
        { numRuns: 1_000 },
      );
    });

  it('can be planned and previewed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ arbitrary: input, weight: 9 }, strange),
        options,
        async (given, settings) => {
          deepFreeze(given);
          const bench = createBench([ACCEPTED]);
          for (const plan of [
            await bench.run(bench.client.plan('v1', given as SendInput, settings as SendOptions)),
            await bench.run(bench.client.plan('v2', given as SendV2Input, settings as SendOptions)),
          ]) {
            assert.equal(plan.preview().length, plan.total);
            assertAccounted(plan.report(), plan.total);
            const { recipients } = plan.report();
            if (plan.recipients === 0 && !recipients.every(({ reason }) => reason === 'empty'))
              assert.ok(plan.problemCount > 0);
          }
          assert.equal(bench.http.requests.length, 0);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('ends a status or device call in its result or in the one error of the core', async () => {
    const request = fc.oneof(
      strange,
      fc.record(
        {
          requests: fc.oneof(
            strange,
            fc.array(fc.oneof(strange, fc.record({ requestId: strange, api: strange }))),
          ),
          api: strange,
          userId: fc.oneof(fc.string(), strange),
          deviceId: fc.oneof(fc.string(), strange),
          osType: fc.oneof(fc.string(), strange),
          devices: fc.oneof(strange, fc.array(strange)),
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        deepFreeze(given);
        const bench = createBench([
          jsonAnswer(200, { status: 'SUCCESS', success: true, subscribedDevices: [], statusLogs: [] }),
        ]);
        for (const call of [
          'getStatus',
          'waitForStatus',
          'subscribeDevice',
          'listDevices',
          'unsubscribeDevices',
          'unsubscribeAllDevices',
        ] as const)
          await bench.run<unknown>(bench.client[call](given as never)).catch((error: unknown) => {
            if (!isKoreNotifyError(error)) throw error;
            assert.equal(error.code, 'invalid_input');
          });
      }),
      { numRuns: 500 },
    );
  });

  it('is read in a time that grows with its length, not with the square of it', function () {
    // Each of these would take a minute if every position were looked at from every other.
    this.timeout(3_000);
    const length = 400_000;
    for (const [recipients, message] of [
      [`a@x.org${' '.repeat(length)}b@x.org`, 'Hi'],
      [`a@x.org${'\n '.repeat(length)}`, 'Hi'],
      [`a@${'.'.repeat(length)}@`, 'Hi'],
      [`${'a'.repeat(length)}@`, 'Hi'],
      ['a@x.org', '{a'.repeat(length)],
      [`[${'['.repeat(length)}`, 'Hi'],
    ] as const)
      previewSend('v2', { channel: 'ivr', message, recipients });
    redact('eyJ-'.repeat(length));
  });

  it('is an e-mail address if it has one @, a dot behind it, and something on both sides of each', () => {
    const naive = /^[aä]+(?:\.[aä]+)*@[aä]+(?:\.[aä]+)+$/;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '@', 'ä', '<'), minLength: 1 }), (email) => {
        const { problems } = previewSend('v2', { channel: 'ivr', message: 'Hi', recipients: [email] });
        assert.equal(problems.length === 0, naive.test(email), email);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is told as one problem of one row when a row cannot even be looked at', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(
      bench.client.send(textTo([withThrowingGetter(), 'a@x.org']), { onBadRecipient: 'skip' }),
    );
    assertAccounted(report, 2);
    assert.deepEqual(
      report.problems.map(({ path, rule }) => [path, rule]),
      [['recipients[0]', 'type']],
    );
    assert.equal(report.counts.accepted, 1);
  });
});

describe('Any answers whatever', () => {
  const answer = fc.oneof(
    fc.constantFrom<ScriptedAnswer>(
      ACCEPTED,
      LOST,
      NOT_SENT,
      refusal(429, MINUTE_LIMIT),
      refusal(413, 'Payload Too Large'),
      refusal(412, 'Validation errors/ Invalid arguments'),
      refusal(503, 'Busy', 503, { 'retry-after': '3' }),
      refusal(401, 'error verifying the jwt: possibly a replay'),
      jsonAnswer(200, {
        status: 'SUCCESS',
        _id: 'ds-x',
        statusLogs: [{ originalId: 'r1@example.com', status: 'FAILURE' }],
      }),
    ),
    fc.record({
      kind: fc.constant('answer' as const),
      status: fc.integer({ min: 100, max: 599 }),
      headers: fc.constantFrom({}, { 'retry-after': 'x' }, { date: 'never', 'retry-after': '-1' }),
      body: fc.oneof(fc.json(), fc.string()),
    }),
  );

  it('leave every recipient with exactly one outcome, and no timer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom<'report' | 'send_again'>('report', 'send_again'),
        async (script, count, recipientsPerRequest, onUnknown) => {
          const bench = createBench([...script, ACCEPTED], { latencyMs: 50 });
          const report = await bench.run(
            bench.client.send(textTo(addresses(count)), {
              recipientsPerRequest,
              onUnknown,
              wait: { timeoutMs: 60_000 },
              maxPauseMs: 120_000,
            }),
          );
          assertAccounted(report, count);
          assert.deepEqual(
            report.requests.flatMap(({ firstIndex, recipientCount }) =>
              Array.from({ length: recipientCount }, (_, offset) => firstIndex + offset),
            ),
            addresses(count).map((_, index) => index),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('Splitting', () => {
  it('keeps order and counts', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 1_000 }), (count, maximum) => {
        const slices = split(count, maximum);
        assert.equal(slices.length, Math.ceil(count / maximum));
        let next = 0;
        for (const { from, to } of slices) {
          assert.equal(from, next);
          assert.ok(to > from && to - from <= maximum);
          next = to;
        }
        assert.equal(next, count);
      }),
    );
  });

  it('in two keeps both halves beside each other and nearly the same', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 1_000 }), (from, length) => {
        const halves = halve({ from, to: from + length });
        assert.equal(halves === undefined, length === 1);
        if (halves === undefined) return;
        const [left, right] = halves;
        assert.deepEqual([left.from, left.to, right.to], [from, right.from, from + length]);
        assert.ok(Math.abs(left.to - left.from - (right.to - right.from)) <= 1);
      }),
    );
  });

  it('into requests sends each recipient once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (count, most) => {
          const bench = createBench([ACCEPTED]);
          await bench.run(bench.client.send(textTo(addresses(count)), { recipientsPerRequest: most }));
          assert.deepEqual(bench.bodies().flatMap(identitiesOf), addresses(count));
        },
      ),
      { numRuns: 100 },
    );
  });
});
