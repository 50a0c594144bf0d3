import assert from 'node:assert/strict';
import type { INode } from 'n8n-workflow';
import type { Fault } from '@kore-notify/simulator';
import { REFUSALS } from './refusals.ts';
import { withSimulator } from './with-simulator.ts';

const AGAIN: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const PEOPLE = ['ada', 'bob', 'cleo', 'dan', 'eve', 'finn'].map((name) => `${name}@example.org`);
const ONCE_EACH = Object.fromEntries(PEOPLE.map((identity) => [identity, 1]));
const type = 'koreSendNotificationV2';

describe('a send that n8n runs again', () => {
  const suite = withSimulator();
  const parameters = {
    channel: 'msteams',
    message: 'Hello!',
    recipients: PEOPLE.join(),
    options: { recipientsPerRequest: 2 },
  };
  /** Fails after the node has done its work, the first so many times. */
  const failingFirst = (times: number) => {
    let tries = 0;
    return async <T>(execute: () => Promise<T>): Promise<T> => {
      const result = await execute();
      if (++tries <= times) throw new Error('Something failed after the node had sent.');
      return result;
    };
  };
  /** As a node whose first row has an error: n8n takes that for a failure. */
  const softlyFailingFirst = (times: number) => {
    let tries = 0;
    return async <T>(execute: () => Promise<T>): Promise<T> => {
      const result = await execute();
      return ++tries <= times ? ([[{ json: { error: 'A soft failure.' } }]] as T) : result;
    };
  };
  const processed = () => Object.fromEntries(suite.simulator.processed());
  const outcomes = (rows: readonly { readonly outcome?: unknown }[]) => rows.map(({ outcome }) => outcome);

  const faults: readonly (readonly [string, Fault, readonly string[]])[] = [
    ['refused', { kind: 'answer', status: 412, body: REFUSALS.arguments }, ['sendV2 412', 'sendV2 200']],
    [
      'told to come later',
      { kind: 'answer', status: 503, headers: { 'retry-after': '0' } },
      ['sendV2 503', 'sendV2 200'],
    ],
    ['refused by the limit', { kind: 'limit', window: 'minute' }, ['sendV2 429', 'sendV2 200']],
  ];
  for (const [what, fault, answers] of faults)
    for (const [how, failing] of [
      ['a throw', failingFirst],
      ['an error in the first row', softlyFailingFirst],
    ] as const)
      it(`reaches each person once if the second of three requests was ${what}, after ${how}`, async () => {
        suite.simulator.addFault({ ...fault, after: 1 });
        const { error, rows } = await suite.run({ type, parameters, settings: AGAIN, around: failing(2) });
        assert.equal(error, undefined);
        assert.deepEqual(processed(), ONCE_EACH);
        assert.deepEqual(
          outcomes(rows),
          PEOPLE.map(() => 'accepted'),
        );
        assert.deepEqual(suite.wire().sort(), ['sendV2 200', 'sendV2 200', ...answers].sort());
      });

  it('does not send again what may have been sent: unknown stays unknown', async () => {
    suite.simulator.addFault({ kind: 'reset-after', after: 1 });
    const { rows } = await suite.run({ type, parameters, settings: AGAIN, around: failingFirst(2) });
    assert.deepEqual(processed(), ONCE_EACH);
    assert.deepEqual(suite.wire().sort(), ['sendV2 200', 'sendV2 200', 'sendV2 no answer']);
    assert.deepEqual(outcomes(rows).sort(), [
      'accepted',
      'accepted',
      'accepted',
      'accepted',
      'unknown',
      'unknown',
    ]);
  });

  for (const answer of [
    { status: 500 },
    { status: 502, headers: { 'retry-after': '0' } },
    { status: 503 },
    { status: 503, headers: { 'retry-after': 'soon' } },
  ])
    it(`does not send again after ${answer.status} ${JSON.stringify(answer.headers ?? {})}`, async () => {
      suite.simulator.addFault({ kind: 'answer', ...answer, after: 1 });
      const { rows } = await suite.run({ type, parameters, settings: AGAIN, around: failingFirst(2) });
      assert.equal(suite.wire().length, 3);
      assert.equal(outcomes(rows).filter((outcome) => outcome === 'unknown').length, 2);
    });

  it('tries again who was never reached', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 412, body: REFUSALS.arguments, times: 3 });
    const { error, rows } = await suite.run({ type, parameters, settings: AGAIN });
    assert.equal(error, undefined);
    assert.deepEqual(
      outcomes(rows),
      PEOPLE.map(() => 'accepted'),
    );
    assert.deepEqual(processed(), ONCE_EACH);
    assert.equal(suite.wire().length, 6);
  });

  it('is not run again once anybody was reached, also with an error output whose first rows failed', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 412, body: REFUSALS.arguments });
    for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const)
      await suite.run({ type, parameters, settings: { ...AGAIN, onError } });
    assert.equal(suite.wire().length, 6);
  });

  it('sends an equal message of three items once, and not again', async () => {
    const pause = '={{ 1000 + $itemIndex }}';
    const equal = { ...parameters, options: { maxPauseSeconds: pause } };
    const { rows } = await suite.run({
      type,
      parameters: equal,
      items: [{}, {}, {}],
      settings: AGAIN,
      around: failingFirst(2),
    });
    assert.equal(rows.filter(({ reason }) => reason === 'duplicate').length, 12);
    assert.equal(rows.length, 18);
    assert.deepEqual(processed(), ONCE_EACH);
  });

  const cancelledOrImpatient = [
    ['cancelled', { maxPauseSeconds: 3660 }],
    ['not ready to wait for a window that is full', { maxPauseSeconds: 0 }],
  ] as const;
  for (const [what, patience] of cancelledOrImpatient)
    for (const recipientsPerRequest of [2, 6])
      it(`tells whom the first run reached if the second is ${what}, by requests of ${recipientsPerRequest}`, async () => {
        // Too large as a whole, it goes in halves, which the second run finds again.
        suite.simulator.addFault({ kind: 'answer', status: 413, body: REFUSALS.arguments });
        const minute = what === 'cancelled' ? 600 : 2 + 6 / recipientsPerRequest;
        let cancel: (() => void) | undefined;
        const failingAndCancelled = failingFirst(1);
        const { run, rows } = await suite.run({
          type,
          parameters: { ...parameters, options: { ...patience, recipientsPerRequest } },
          // A minute that outlasts the test.
          credential: suite.credentialOfOwnBot({ maxPerMinute: minute, timeScale: 1 }),
          settings: AGAIN,
          around: (execute) =>
            failingAndCancelled(async () => {
              const result = await execute();
              if (what === 'cancelled') cancel?.();
              return result;
            }),
          onStart: (end) => (cancel = end),
        });
        assert.equal(run.status, what === 'cancelled' ? 'canceled' : 'success');
        assert.deepEqual(processed(), ONCE_EACH);
        assert.deepEqual(
          outcomes(rows),
          PEOPLE.map(() => 'accepted'),
        );
        for (const { requestId } of rows) assert.match(requestId ?? '', /^ds-/);
        assert.equal(suite.wire().length, minute === 600 ? 2 + 6 / recipientsPerRequest : minute);
      });

  it('tells whom a later message reached if the first is refused for all in the second run', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 412, body: REFUSALS.arguments });
    suite.simulator.addFault({ kind: 'answer', status: 401, body: REFUSALS.credentials, after: 3 });
    const { error, rows } = await suite.run({
      type,
      parameters: { channel: 'msteams', message: '=Hello {{ $json.n }}', recipients: PEOPLE[0] },
      items: [{ n: 1 }, { n: 2 }, { n: 3 }],
      settings: AGAIN,
      around: failingFirst(1),
    });
    assert.equal(error, undefined);
    assert.deepEqual(outcomes(rows), ['rejected', 'accepted', 'accepted']);
    assert.deepEqual(suite.wire().sort(), ['sendV2 200', 'sendV2 200', 'sendV2 401', 'sendV2 412']);
  });

  it('sends the same in the next execution, and in one that n8n gave no id', async () => {
    await suite.run({ type, parameters });
    await suite.run({ type, parameters });
    await suite.run({ type, parameters, executionId: undefined });
    await suite.run({ type, parameters, executionId: undefined });
    assert.deepEqual(processed(), Object.fromEntries(PEOPLE.map((identity) => [identity, 4])));
  });

  it('keeps on sending again by choice within one try, and not across tries', async () => {
    suite.simulator.addFault({ kind: 'reset-after' });
    const options = { onUnknown: 'send-again' };
    const { rows } = await suite.run({
      type,
      parameters: { ...parameters, options },
      settings: AGAIN,
      around: failingFirst(2),
    });
    assert.deepEqual(suite.wire(), ['sendV2 no answer', 'sendV2 200']);
    assert.deepEqual(
      outcomes(rows),
      PEOPLE.map(() => 'accepted'),
    );
  });

  it('subscribes a device again, since that may be done twice', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 500, times: 6 });
    const { error, rows } = await suite.run({
      type: 'koreManageDevices',
      parameters: { operation: 'subscribe', userId: 'user-1', deviceId: 'device-1', osType: 'iOS' },
      settings: AGAIN,
    });
    assert.equal(error, undefined);
    assert.equal(rows[0]?.status, 'Subscribed');
    assert.equal(suite.wire().length, 7);
  });
});
