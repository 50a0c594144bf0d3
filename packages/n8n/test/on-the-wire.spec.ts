import assert from 'node:assert/strict';
import { logLines } from './run-workflow.ts';
import { REFUSALS } from './refusals.ts';
import { withOtherHost, withSimulator } from './with-simulator.ts';

const MESSAGE = 'Door code 8264-kingfisher for {name}';
const SECRET = 'a-secret-of-the-user-7777';

describe('what a node of n8n puts on the wire', () => {
  const suite = withSimulator();
  const send = {
    type: 'koreSendNotificationV2',
    parameters: {
      channel: 'msteams',
      message: MESSAGE,
      recipientsFrom: 'items',
      options: { recipientsPerRequest: 1 },
    },
    items: ['ada', 'bob', 'cleo'].map((name) => ({ email: `${name}@example.org`, name })),
  };
  const claims = (name: string) => suite.simulator.received().map((request) => request.claims?.[name]);

  it('is one request after a 401, though n8n sends again after one', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 401, body: REFUSALS.credentials, times: 9 });
    const { error } = await suite.run(send);
    assert.equal(error?.httpCode, '401');
    assert.deepEqual(suite.wire(), ['sendV2 401']);
  });

  describe('after a 401 that ends too early, which n8n would follow with a token signed twice,', () => {
    const credential = () => suite.credential({ clientSecret: SECRET });
    beforeEach(() => suite.simulator.addFault({ kind: 'truncated-body' }));

    it('is one request, whose outcome is unknown', async () => {
      const { rows, error } = await suite.run({
        ...send,
        credential: credential(),
        items: send.items.slice(0, 1),
      });
      assert.equal(error, undefined);
      assert.deepEqual([rows[0]?.outcome, rows[0]?.reason], ['unknown', 'connection_lost']);
      assert.match(rows[0]?.detail ?? '', /answer was lost|no response/i);
      assert.doesNotMatch(rows[0]?.detail ?? '', /eyJ/);
      assert.deepEqual(suite.wire(), ['sendV2 401']);
    });

    it('is one more request of a call that may be made again, with claims that are signed once', async () => {
      const { error } = await suite.run({
        type: 'koreManageDevices',
        credential: credential(),
        parameters: { operation: 'getAll', userId: 'user-1' },
      });
      assert.equal(error?.httpCode, '401');
      assert.deepEqual(suite.wire(), ['listDevices 401', 'listDevices 401']);
      const { clientId } = suite.simulator.app;
      assert.deepEqual(claims('appId'), [clientId, clientId]);
    });
  });

  it('is one more request with a fresh token after a replay', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 401, body: REFUSALS.replay });
    const { rows } = await suite.run(send);
    assert.deepEqual(suite.wire(), ['sendV2 401', 'sendV2 200', 'sendV2 200', 'sendV2 200']);
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['accepted', 'accepted', 'accepted'],
    );
  });

  for (const status of [301, 302, 303, 307, 308])
    it(`does not follow ${status}, with the token, elsewhere`, () =>
      withOtherHost(async (other) => {
        suite.simulator.addFault({
          kind: 'answer',
          status,
          headers: { location: `${other.url}/api` },
          times: 9,
        });
        const { error } = await suite.run(send);
        assert.match(String(error?.message), /redirects elsewhere/);
        for (const operation of ['getAll', 'unsubscribeAll'])
          await suite.run({ type: 'koreManageDevices', parameters: { operation, userId: 'user-1' } });
        assert.deepEqual(suite.wire(), [
          `sendV2 ${status}`,
          `listDevices ${status}`,
          `unsubscribeDevices ${status}`,
        ]);
        assert.deepEqual(other.received(), []);
      }));

  it('waits as long as Retry-After says, which n8n hides behind its own error', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 503, headers: { 'retry-after': '1' } });
    const { rows } = await suite.run({ ...send, items: send.items.slice(0, 1) });
    const [first, second] = suite.simulator.received();
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1_000);
    assert.equal(rows[0]?.outcome, 'accepted');
  });

  for (const [what, fault] of [
    ['a reset before it was processed', { kind: 'reset-before' }],
    ['a reset after it was processed', { kind: 'reset-after' }],
    ['a truncated body', { kind: 'truncated-body' }],
    ['a body that is no JSON', { kind: 'non-json-body' }],
    ['a body that is too large', { kind: 'oversized-body' }],
    ['an answer without a body', { kind: 'answer', status: 200 }],
    ['a 500 without a body', { kind: 'answer', status: 500 }],
  ] as const)
    it(`is one request after ${what}, whose outcome is unknown`, async () => {
      suite.simulator.addFault(fault);
      const { rows, error } = await suite.run({ ...send, items: send.items.slice(0, 1) });
      assert.equal(error, undefined);
      assert.equal(rows[0]?.outcome, 'unknown');
      assert.equal(suite.wire().length, 1);
    });

  it('is one request after a time-out, whose outcome is unknown', async () => {
    suite.simulator.addFault({ kind: 'delay', ms: 20_000 });
    const credential = suite.credential({ requestTimeoutSeconds: 0.2 });
    const { rows } = await suite.run({ ...send, credential, items: send.items.slice(0, 1) });
    assert.deepEqual([rows[0]?.outcome, rows[0]?.reason], ['unknown', 'timeout']);
    assert.deepEqual(suite.wire(), ['sendV2 no answer']);
  });

  it('carries the headers of the API, and no other token', async () => {
    await suite.run(send);
    const headers = suite.simulator.received()[0]?.headers ?? {};
    assert.match(headers['auth'] ?? '', /^eyJ/);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['authorization'], undefined);
  });

  it('carries a body of non-ASCII letters as it is', async () => {
    const text = 'Grüße, 世界 🚀 "quoted"\n\\{ }';
    await suite.run({
      ...send,
      parameters: { ...send.parameters, message: text },
      items: send.items.slice(0, 1),
    });
    assert.deepEqual((suite.simulator.received()[0]?.body as { message: unknown }).message, {
      type: 'text',
      value: text,
    });
  });

  it('reuses a token', async () => {
    await suite.run(send);
    assert.equal(new Set(suite.simulator.received().map(({ headers }) => headers['auth'])).size, 1);
    assert.deepEqual(new Set(claims('appId')), new Set([suite.simulator.app.clientId]));
    assert.deepEqual(claims('jti'), [undefined, undefined, undefined]);
  });

  it('with JTI carries another token in each request, retry and look', async () => {
    const app = { clientId: 'cs-jti', clientSecret: 'jti-secret', botId: suite.simulator.app.botId };
    suite.simulator.addApp({ ...app, enforceJti: true });
    suite.simulator.addFault({ kind: 'answer', status: 503, headers: { 'retry-after': '0' } });
    suite.simulator.addFault({ kind: 'answer', call: 'statusV2', status: 500 });
    const { rows } = await suite.run({
      ...send,
      credential: suite.credential({ ...app, useJti: true }),
      parameters: { ...send.parameters, operation: 'sendAndTrack', options: { firstIntervalSeconds: 1 } },
    });
    assert.deepEqual(suite.wire(), ['sendV2 503', 'sendV2 200', 'statusV2 500', 'statusV2 200']);
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['delivered', 'delivered', 'delivered'],
    );
    assert.equal(new Set(claims('jti')).size, 4);
    assert.ok(claims('jti').every((jti) => typeof jti === 'string' && jti !== ''));
  });

  it('shows no secret, token or message text in a row, an error or a log line', async () => {
    const lines = logLines.length;
    const shown: unknown[] = [];
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl';
    const faults = [
      { kind: 'answer', status: 401, body: { errors: [{ msg: `The token ${token} is bad`, code: 4002 }] } },
      { kind: 'answer', status: 412, body: { errors: [{ msg: `auth: ${token}`, code: 412 }] } },
      { kind: 'answer', status: 500, body: token },
      { kind: 'reset-after' },
    ] as const;
    for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)
      for (const fault of faults) {
        suite.simulator.clearFaults();
        suite.simulator.addFault({ ...fault, times: 9 });
        const credential = suite.credential({ clientSecret: SECRET });
        const { run, error } = await suite.run({
          ...send,
          credential,
          // In its own node the message stands in the parameters, and the input in the rows of the trigger.
          settings: { onError },
          items: send.items.map(({ email }) => ({ email, name: 'Ada' })),
        });
        const { description, message, context } = error ?? {};
        shown.push(run.data.resultData.runData['Under Test']?.[0]?.data, description, message, context);
      }
    const text = JSON.stringify([shown, logLines.slice(lines)]);
    for (const hidden of [SECRET, MESSAGE.slice(0, 25)]) assert.ok(!text.includes(hidden), hidden);
    assert.doesNotMatch(text, /eyJ[\w-]{10}/);
  });
});
