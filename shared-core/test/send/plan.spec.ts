import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCanceller } from '../../src/scheduling/cancellation.ts';
import { PlannedSend, type SendPlan } from '../../src/send/planned-send.ts';
import type { SendInput, SendV2Input } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import type { Progress } from '../../src/vocabulary/progress.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  createBench,
  fates,
  identitiesOf,
  ivrTo,
  refusal,
  type TestBench,
  textTo,
} from '../run-client.ts';

const MIXED = ['a@x.org', 'ann', { email: 'b@x.org' }, 'A@x.org', { name: 'Bob' }];
const SKIP: SendOptions = { onBadRecipient: 'skip' };

async function planV2(input: SendV2Input, options?: SendOptions): Promise<[SendPlan, TestBench]> {
  const bench = createBench([ACCEPTED]);
  return [await bench.run(bench.client.plan('v2', input, options)), bench];
}

/** Row of which one field cannot be read. */
function withThrowingGetter(): object {
  return Object.defineProperty({ name: 'Ann' }, 'email', {
    enumerable: true,
    get() {
      throw new Error('Hands off.');
    },
  });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('A plan of a send', () => {
  it('says what the send would do, and sends and signs nothing', async () => {
    const bench = createBench([ACCEPTED]);
    const plan = await bench.run(
      bench.client.plan('v1', textTo([...addresses(5), 'r0@example.com']), { recipientsPerRequest: 2 }),
    );
    assert.deepEqual(
      [plan.api, plan.channel, plan.total, plan.recipients, plan.requests],
      ['v1', 'msteams', 6, 5, 3],
    );
    assert.deepEqual([plan.problems, plan.problemCount, plan.warnings, plan.warningCount], [[], 0, [], 0]);
    assert.equal(plan.orThrow(), plan);
    assert.deepEqual([bench.http.requests, bench.signer.signed], [[], []]);
  });

  it('is sent as the send in one step is', async () => {
    const input = ivrTo(
      [
        { email: 'a@x.org', name: 'Ann' },
        { email: 'b@x.org', name: 'Bob' },
      ],
      {
        message: 'Hi {name}',
      },
    );
    const options: SendOptions = { recipientsPerRequest: 1 };
    const [plan, planned] = await planV2(input, options);
    const report = await planned.run(plan.send());
    const direct = createBench([ACCEPTED]);
    assert.deepEqual(report, await direct.run(direct.client.sendV2(input, options)));
    assert.deepEqual(planned.bodies(), direct.bodies());
    assert.deepEqual(report.end, { kind: 'finished' });
  });

  it('with bad recipients cannot be sent, and its report says whose fault that is', async () => {
    const [plan, bench] = await planV2(ivrTo(MIXED));
    assert.deepEqual([plan.total, plan.recipients, plan.requests, plan.estimatedMs], [5, 0, 0, 0]);
    assert.deepEqual(
      plan.problems.map(({ path, rule }) => [path, rule]),
      [
        ['recipients[1].email', 'format'],
        ['recipients[4].email', 'required'],
      ],
    );
    const report = plan.report();
    assertAccounted(report, 5);
    assert.deepEqual(fates(report), [
      'unsent: stopped',
      'unsent: invalid',
      'unsent: stopped',
      'unsent: duplicate',
      'unsent: invalid',
    ]);
    assert.equal(report.recipients[3]?.duplicateOf, 0);
    assert.match(report.recipients[0]?.detail ?? '', /other recipients are invalid/);
    assert.match(report.recipients[1]?.detail ?? '', /not an e-mail address/);
    assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'invalid_input']);
    assert.deepEqual([report.problems, report.problemCount], [plan.problems, 2]);
    assert.deepEqual([report.requests, report.pendingRequestIds], [[], []]);
    assert.equal(bench.http.requests.length, 0);
  });

  it('that skips bad recipients sends the others', async () => {
    const [plan, bench] = await planV2(ivrTo(MIXED), SKIP);
    assert.deepEqual([plan.total, plan.recipients, plan.requests, plan.problemCount], [5, 2, 1, 2]);
    assert.deepEqual(plan.report().end, { kind: 'finished' });
    const skipped = ['unsent: duplicate', 'unsent: invalid'];
    const preview = 'unsent: preview';
    assert.deepEqual(fates(plan.report()), [preview, 'unsent: invalid', preview, ...skipped]);
    const report = await bench.run(plan.orThrow().send());
    assertAccounted(report, 5);
    assert.deepEqual(fates(report), ['accepted', 'unsent: invalid', 'accepted', ...skipped]);
    assert.deepEqual([report.problems, report.problemCount], [plan.problems, 2]);
  });

  it('with a bad message tells everybody of it, and the bad ones of their own problems too', async () => {
    const [plan, bench] = await planV2(ivrTo(['a@x.org', 'ann'], { message: '' }), SKIP);
    assert.deepEqual(
      plan.problems.map(({ path }) => path),
      ['message', 'recipients[1].email'],
    );
    const { recipients, end } = plan.report();
    assert.deepEqual(fates(plan.report()), Array(2).fill('unsent: invalid'));
    assert.equal(recipients[0]?.detail, 'It is empty. Fill it in.');
    assert.match(recipients[1]?.detail ?? '', /^It is empty\. Fill it in\. It is not an e-mail address\./);
    assert.equal(end.kind, 'stopped');
    assert.equal(bench.http.requests.length, 0);
  });

  it('without recipients has one problem and a report of nobody', async () => {
    for (const recipients of ['', ' ', undefined as never]) {
      const [plan, bench] = await planV2(ivrTo(recipients), SKIP);
      assert.deepEqual(
        plan.problems.map(({ path, rule }) => [path, rule]),
        [['recipients', 'required']],
      );
      assertAccounted(plan.report(), 0);
      assert.deepEqual(plan.preview(), []);
      assert.equal((await bench.fail(Promise.resolve().then(() => plan.orThrow()))).code, 'invalid_input');
    }
  });

  for (const [what, input] of [
    ['no object at all', 7],
    ['nothing', undefined],
    ['null', null],
    ['an object without properties', {}],
    ['a revoked proxy', revoked()],
    ['a proxy whose traps throw', new Proxy({}, { get: () => assert.fail('Hands off.') })],
    [
      'an input whose channel throws',
      {
        ...ivrTo('a@x.org'),
        get channel() {
          return assert.fail();
        },
      },
    ],
    ['recipients that are a revoked proxy', ivrTo(revoked())],
  ] satisfies [string, unknown][])
    it(`is made of ${what}, with problems instead of an error`, async () => {
      for (const api of ['v1', 'v2'] as const) {
        const bench = createBench([ACCEPTED]);
        const plan = await bench.run(bench.client.plan(api as 'v1', input as SendInput));
        assert.ok(plan.problemCount > 0);
        assert.equal(plan.problems.length, plan.problemCount);
        assertAccounted(plan.report(), plan.total);
        assert.deepEqual(plan.preview(), []);
        assert.throws(() => plan.orThrow(), { code: 'invalid_input', problems: plan.problems });
        assert.deepEqual(await bench.run(plan.send()), plan.report());
        assert.equal(bench.http.requests.length, 0);
      }
    });

  it('of options that cannot be read keeps its recipients, and tells what is wrong with the input too', async () => {
    for (const options of [revoked(), 7, { signal: {} }]) {
      const bench = createBench([ACCEPTED]);
      const input = { ...textTo(['a@x.org', 'b@x.org']), message: '' };
      const plan = await bench.run(bench.client.plan('v1', input, options as SendOptions));
      assert.deepEqual([plan.total, plan.channel, plan.problems.length], [2, 'msteams', 2]);
      assert.equal(plan.problems[1]?.path, 'message');
      assert.deepEqual(fates(plan.report()), Array(2).fill('unsent: invalid'));
    }
  });

  it('accounts for everybody with one outcome, and sends exactly those it said', async () => {
    const email = fc.constantFrom('a@x.org', 'b@x.org', 'B@x.org', 'c@x.org ', 'nobody', '', ' ');
    const recipient = fc.oneof(
      email,
      fc.record({ email, name: fc.constantFrom<unknown>('Ann', 'Bob', '', {}, null) }),
      fc.constantFrom<unknown>(null, undefined, 7, [], ['a@x.org'], {}),
      // Made later, since fast-check looks at what it hands out.
      fc.constantFrom(revoked, withThrowingGetter),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(recipient, { maxLength: 12 }),
        fc.record({
          onBadRecipient: fc.constantFrom('stop' as const, 'skip' as const),
          onMissingParameter: fc.constantFrom('problem' as const, 'warning' as const),
          recipientsPerRequest: fc.integer({ min: 1, max: 4 }),
        }),
        fc.constantFrom('v1' as const, 'v2' as const),
        async (given, options, api) => {
          const recipients = given.map((one) => (typeof one === 'function' ? (one as () => object)() : one));
          const bench = createBench([ACCEPTED]);
          const input = { channel: 'msteams', message: 'Hi {name}', recipients } as SendInput & SendV2Input;
          const plan = await bench.run(bench.client.plan(api as 'v1', input, options));
          const before = plan.report();
          assertAccounted(before, recipients.length);
          assert.equal(before.counts.unsent, recipients.length);
          const wouldGet = before.recipients.filter(({ reason }) => reason === 'preview');
          assert.equal(wouldGet.length, plan.recipients);
          const rows = plan.preview();
          assert.deepEqual(
            rows.filter(({ requestNumber }) => requestNumber !== undefined).map(({ index }) => index),
            wouldGet.map(({ index }) => index),
          );
          assert.deepEqual(
            rows.map(({ identity }) => identity),
            before.recipients.map(({ identity }) => identity),
          );

          const after = await bench.run(plan.send());
          assertAccounted(after, recipients.length);
          assert.equal(bench.http.requests.length, plan.requests);
          assert.deepEqual(
            fates(after),
            fates(before).map((fate) => (fate === 'unsent: preview' ? 'accepted' : fate)),
          );
          assert.equal(bench.bodies().flatMap(identitiesOf).length, plan.recipients);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('throws its problems if somebody asks it to', async () => {
    const [plan, bench] = await planV2(ivrTo(Array<string>(60).fill('ann')));
    const error = await bench.fail(Promise.resolve().then(() => plan.orThrow()));
    assert.equal(error.code, 'invalid_input');
    assert.deepEqual([error.problems, error.problemCount], [plan.problems, 60]);
    assert.equal(error.problems.length, 50);
    assert.deepEqual(plan.report().end.error, { code: error.code, message: error.message });
  });

  it('shows what the first recipients would read, and in which request', async () => {
    const rows = [
      { email: 'a@x.org', name: 'Ann' },
      { email: 'b@x.org', name: 'Bob', customMessage: 'Bye {name}' },
      { email: 'a@x.org', name: 'Ann' },
      'nobody',
      { email: 'c@x.org', name: 'Cy' },
    ];
    const input = ivrTo(rows, { message: 'Hi {name}' });
    const [plan] = await planV2(input, { ...SKIP, recipientsPerRequest: 2 });
    const shown = [
      { index: 0, identity: 'a@x.org', text: 'Hi Ann', requestNumber: 1 },
      { index: 1, identity: 'b@x.org', text: 'Bye Bob', requestNumber: 1 },
      { index: 2, identity: 'a@x.org', text: 'Hi Ann', reason: 'duplicate' },
      { index: 3, identity: 'nobody', text: 'Hi {name}', reason: 'invalid' },
      { index: 4, identity: 'c@x.org', text: 'Hi Cy', requestNumber: 2 },
    ];
    assert.deepEqual(plan.preview(), shown);
    for (const count of [0, 1, 3, 5, 100, Infinity])
      assert.deepEqual(plan.preview(count), shown.slice(0, count));
    const [stopped] = await planV2(input);
    assert.deepEqual(
      stopped.preview().map(({ text, requestNumber }) => [text, requestNumber]),
      shown.map(({ text }) => [text, undefined]),
    );
  });

  it('shows a template as its JSON text, and a script as it is', async () => {
    const row = { email: 'a@x.org', name: 'Ann' };
    const [template] = await planV2(
      ivrTo([row], { messageType: 'template', message: { text: 'Hi {name}' } }),
    );
    assert.equal(template.preview()[0]?.text, '{"text":"Hi Ann"}');
    const [script] = await planV2(ivrTo([row], { messageType: 'script', message: 'print("{name}")' }));
    assert.equal(script.preview()[0]?.text, 'print("{name}")');
  });

  for (const [what, options, count, expectedMs] of [
    ['within one window', {}, 600, 0],
    ['beyond a window', {}, 601, 60_000],
    ['of three windows', {}, 1_500, 120_000],
    ['with half of the limits', { paceShare: 50 }, 600, 60_000],
    ['with a tenth of the limits', { paceShare: 10 }, 60, 0],
    ['with a tenth of the limits, and one too many', { paceShare: 10 }, 61, 60_000],
  ] as const)
    it(`estimates the time by the limits of 600 a minute, ${what}, as the send then takes it`, async () => {
      const bench = createBench([ACCEPTED]);
      const input = textTo(addresses(count));
      const plan = await bench.run(bench.client.plan('v1', input, { recipientsPerRequest: 1, ...options }));
      assert.equal(plan.requests, count);
      assert.ok(Math.abs(plan.estimatedMs - expectedMs) <= 10, `${plan.estimatedMs}`);
      const estimated = plan.estimatedMs;
      const { durationMs } = await bench.run(plan.send());
      assert.ok(Math.abs(durationMs - estimated) <= 10, `${estimated}, and it took ${durationMs}`);
    });

  it('estimates from the moment when somebody asks', async () => {
    const bench = createBench([ACCEPTED]);
    const oneEach: SendOptions = { recipientsPerRequest: 1 };
    const plan = await bench.run(bench.client.plan('v1', textTo('a@x.org'), oneEach));
    assert.equal(plan.estimatedMs, 0);
    await bench.run(bench.client.send(textTo(addresses(600)), oneEach));
    assert.ok(Math.abs(plan.estimatedMs - 60_000) <= 10, `${plan.estimatedMs}`);
    await bench.run(bench.clock.sleep(60_001));
    assert.equal(plan.estimatedMs, 0);
  });

  it('is sent once only, also while it is being sent', async () => {
    const [plan, bench] = await planV2(ivrTo(addresses(2)));
    const first = plan.send();
    assert.match((await bench.fail(plan.send())).message, /sent already/);
    assert.equal((await bench.run(first)).counts.accepted, 2);
    const again = await bench.fail(plan.send());
    assert.equal(again.code, 'invalid_input');
    assert.ok(again.hint);
    assert.equal(bench.http.requests.length, 1);
  });

  it('that cannot be sent resolves to its report, as often as somebody tries', async () => {
    const [plan, bench] = await planV2(ivrTo(['a@x.org', 'ann']));
    for (let time = 0; time < 2; time++) assert.deepEqual(await bench.run(plan.send()), plan.report());
    assert.deepEqual([bench.http.requests, bench.signer.signed], [[], []]);
  });

  it('sends everybody as he was when it was made', async () => {
    const rows = [
      { email: 'a@x.org', parameters: { name: 'Ann' } },
      { email: 'b@x.org', parameters: { name: 'Bob' } },
    ];
    const message = { text: 'Hi {name}' };
    const input = { ...ivrTo(rows), messageType: 'template' as const, message };
    const options = { recipientsPerRequest: 1 };
    const [plan, bench] = await planV2(input, options);
    const expected = structuredClone(rows);
    for (const row of rows) {
      row.email = 'nobody';
      row.parameters.name = 'Eve';
    }
    rows.pop();
    message.text = 'Boo';
    Object.assign(input, { channel: 'whatsapp', recipients: [] });
    options.recipientsPerRequest = 1_000;
    assert.deepEqual(
      plan.preview().map(({ text }) => text),
      ['{"text":"Hi Ann"}', '{"text":"Hi Bob"}'],
    );
    const report = await bench.run(plan.send());
    assert.deepEqual(fates(report), ['accepted', 'accepted']);
    assert.deepEqual(bench.bodies().flatMap(identitiesOf), expected);
    for (const body of bench.bodies()) {
      assert.equal(body['channel'], 'ivr');
      assert.deepEqual(body['content'], { type: 'template', value: { text: 'Hi {name}' } });
    }
  });

  it('tells the listener of the plan, or that of the send instead, and heeds the signal of the send', async () => {
    const planned: Progress['phase'][] = [];
    const sent: Progress['phase'][] = [];
    const listenTo = (phases: Progress['phase'][]) => ({
      onProgress: ({ phase }: Progress) => void phases.push(phase),
    });
    const [plan, bench] = await planV2(ivrTo(addresses(2)), listenTo(planned));
    await bench.run(plan.send());
    assert.deepEqual(new Set(planned), new Set(['sending']));
    const canceller = createCanceller();
    canceller.cancel();
    const [other, otherBench] = await planV2(ivrTo(addresses(2)), listenTo(planned));
    planned.length = 0;
    const report = await otherBench.run(other.send({ signal: canceller.signal, ...listenTo(sent) }));
    assert.deepEqual(fates(report), Array(2).fill('unsent: cancelled'));
    assert.deepEqual(report.end, { kind: 'cancelled' });
    assert.deepEqual([planned, new Set(sent)], [[], new Set(['sending'])]);
  });

  it('refuses options of the send that cannot be read, and can be sent after that', async () => {
    const [plan, bench] = await planV2(ivrTo('a@x.org'));
    assert.equal((await bench.fail(plan.send({ signal: {} as never }))).code, 'invalid_input');
    assert.equal((await bench.run(plan.send())).counts.accepted, 1);
  });

  it('sends nothing if an earlier send of its run was stopped', async () => {
    const [plan, bench] = await planV2(ivrTo(addresses(2)));
    assert.ok(plan instanceof PlannedSend);
    const error = { code: 'wrong_credentials', message: 'No.' } as const;
    const { report } = await bench.run(plan.sendUnless({ reason: 'stopped', error }));
    assertAccounted(report, 2);
    assert.deepEqual(fates(report), Array(2).fill('unsent: stopped'));
    assert.deepEqual(report.end, { kind: 'stopped', error });
    assert.equal(bench.http.requests.length, 0);
  });

  it('ends in what its send met', async () => {
    const bench = createBench([refusal(401, 'Invalid SDK credentials')]);
    const plan = await bench.run(bench.client.plan('v1', textTo('a@x.org')));
    const report = await bench.run(plan.send());
    assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'wrong_credentials']);
    assert.deepEqual(fates(report), ['rejected: wrong_credentials']);
  });
});
