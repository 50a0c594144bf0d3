import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { INode } from 'n8n-workflow';
import { REFUSALS } from './refusals.ts';
import { ourRow } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };
const ERROR_OUTPUT: Partial<INode> = { onError: 'continueErrorOutput' };
const NAMES = ['ada', 'bob', 'cleo', 'dan', 'eve'] as const;
const ITEMS = NAMES.map((name) => ({ email: `${name}@example.org`, name, phone: '+491511234567' }));
const type = 'koreSendNotificationV2';

describe('a send that fails in n8n', () => {
  const suite = withSimulator();
  const parameters = {
    channel: 'msteams',
    message: 'Hello {name}!',
    recipientsFrom: 'items',
    options: { recipientsPerRequest: 2 },
  };
  const toEach = { ...parameters, message: '=Hello {{ $json.name }}!', options: {} };
  const refuseSecond = () =>
    suite.simulator.addFault({ kind: 'answer', status: 412, body: REFUSALS.arguments, after: 1 });

  describe('and stops the workflow', () => {
    it('lists all problems at the first bad item, and sends nothing', async () => {
      const items = [...ITEMS, { email: 'nonsense', name: 'Finn' }, { email: 'gus@example.org' }];
      const { error } = await suite.run({ type, parameters, items });
      assert.equal(error?.name, 'NodeOperationError');
      assert.match(error.message, /^Item 5, email: It is not an e-mail address\./);
      assert.equal(error.context?.itemIndex, 5);
      assert.match(String(error.description), /^Item 5, email: .*\nItem 6, name: .*\nNothing was sent\.$/s);
      assert.deepEqual(suite.wire(), []);
    });

    it('lists the problems of all messages, each with its item', async () => {
      const items = [...ITEMS, { email: 'nonsense', name: 'Finn' }, { email: '', name: 'Gus' }];
      const { error } = await suite.run({ type, parameters: toEach, items });
      assert.ok(error !== undefined);
      assert.match(error.message, /^Item 5, email: /);
      assert.equal(error.context?.itemIndex, 5);
      assert.match(String(error.description), /^Item 5, email: .*\nItem 6, email: /);
      assert.deepEqual(suite.wire(), []);
    });

    it('counts the problems that it does not list', async () => {
      const items = Array.from({ length: 70 }, (_, n) => ({ email: `nonsense ${n}`, name: 'Finn' }));
      for (const used of [parameters, toEach]) {
        const { error } = await suite.run({
          type,
          parameters: { ...used, message: used.message + ' {{ $itemIndex }}' },
          items,
        });
        assert.match(String(error?.description), /: 70 recipients, first /);
      }
    });

    it('says at which item the list is missing', async () => {
      const list = { channel: 'msteams', message: '=Hi {{ $json.n }}', recipients: '={{ $json.to }}' };
      const { error } = await suite.run({
        type,
        parameters: list,
        items: [
          { n: 1, to: 'ada@example.org' },
          { n: 2, to: '' },
        ],
      });
      assert.equal(error?.context?.itemIndex, 1);
      assert.deepEqual(suite.wire(), []);
    });

    it('makes one request with wrong credentials, and says what to check', async () => {
      const { error } = await suite.run({
        type,
        parameters: toEach,
        items: ITEMS,
        credential: suite.credential({ clientSecret: 'another' }),
      });
      assert.equal(error?.name, 'NodeApiError');
      assert.equal(error.httpCode, '401');
      assert.match(error.message, /does not accept the credentials/);
      assert.match(String(error.description), /Check client ID, client secret and bot ID/);
      assert.deepEqual(suite.wire(), ['sendV2 401']);
    });

    it('makes one request without the scope, and says how to get it', async () => {
      const app = { clientId: 'cs-other', clientSecret: 'other', botId: suite.simulator.app.botId };
      suite.simulator.addApp({ ...app, scopes: ['devices'] });
      const { error } = await suite.run({
        type,
        parameters,
        items: ITEMS,
        credential: suite.credential(app),
      });
      assert.equal(error?.name, 'NodeApiError');
      assert.match(error.message, /may not make this call/);
      assert.match(String(error.description), /publish the bot/);
      assert.deepEqual(suite.wire(), ['sendV2 401']);
    });

    it('names what is wrong with the credential before anything is tried', async () => {
      for (const [settings, words] of [
        [{ clientSecret: ' ' }, /no client secret/],
        [{ algorithm: 'RS256', privateKey: 'nonsense' }, /The private key cannot be read/],
        [{ host: '', maxPerMinute: 0 }, /^Host: It is missing\. Enter the host/],
      ] as const) {
        const { error } = await suite.run({
          type,
          parameters,
          items: ITEMS,
          credential: suite.credential(settings),
        });
        assert.equal(error?.name, 'NodeOperationError');
        assert.match(error.message, words);
      }
      assert.deepEqual(suite.wire(), []);
    });

    it('does not stop once anybody was reached: the rows tell', async () => {
      refuseSecond();
      const { error, rows } = await suite.run({ type, parameters, items: ITEMS });
      assert.equal(error, undefined);
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['accepted', 'accepted', 'rejected', 'rejected', 'accepted'],
      );
    });
  });

  describe('and continues', () => {
    const run = { type, items: ITEMS, settings: CONTINUE };

    it('has a flat row for everybody, none with an error at the top', async () => {
      refuseSecond();
      const { rows, error } = await suite.run({ ...run, parameters });
      assert.equal(error, undefined);
      assert.deepEqual(
        rows.map(({ identity, outcome, reason }) => [identity, outcome, reason]),
        [
          ['ada@example.org', 'accepted', undefined],
          ['bob@example.org', 'accepted', undefined],
          ['cleo@example.org', 'rejected', 'invalid_request'],
          ['dan@example.org', 'rejected', 'invalid_request'],
          ['eve@example.org', 'accepted', undefined],
        ],
      );
      for (const row of rows) {
        assert.ok(!('error' in row));
        for (const value of Object.values(row)) assert.notEqual(typeof value, 'object');
      }
    });

    it('tells each bad recipient its own problem, and the others that nothing was sent, if none may be skipped', async () => {
      const items = [...ITEMS.slice(0, 2), { email: 'nonsense', name: 'Finn' }];
      const options = { skipBadRecipients: false };
      for (const used of [
        { ...parameters, options },
        { ...toEach, options },
      ]) {
        const { rows, outputs } = await suite.run({ ...run, items, parameters: used });
        assert.deepEqual(
          rows.map(({ identity, outcome, reason }) => [identity, outcome, reason]),
          [
            ['ada@example.org', 'unsent', 'stopped'],
            ['bob@example.org', 'unsent', 'stopped'],
            ['nonsense', 'unsent', 'invalid'],
          ],
        );
        assert.match(rows[2]?.detail ?? '', /address/);
        assert.deepEqual(
          outputs[0]?.map(({ pairedItem }) => pairedItem),
          [{ item: 0 }, { item: 1 }, { item: 2 }],
        );
      }
      assert.deepEqual(suite.wire(), []);
    });

    it('names everybody of a list that could not be sent to', async () => {
      const { rows } = await suite.run({
        ...run,
        items: [{}],
        parameters: {
          channel: 'msteams',
          message: '={{ "" }}',
          recipients: 'ada@example.org, bob@example.org',
        },
      });
      assert.deepEqual(
        rows.map(({ identity, outcome, reason }) => [identity, outcome, reason]),
        [
          ['ada@example.org', 'unsent', 'invalid'],
          ['bob@example.org', 'unsent', 'invalid'],
        ],
      );
    });

    it('has a row for an item that names nobody', async () => {
      const { rows } = await suite.run({
        ...run,
        items: [{}],
        parameters: { channel: 'msteams', message: 'Hi', recipients: '={{ "" }}' },
      });
      assert.deepEqual(
        rows.map(({ outcome, reason }) => [outcome, reason]),
        [['unsent', 'invalid']],
      );
    });

    it('has a row for everybody after a refusal that stops the rest', async () => {
      const { rows } = await suite.run({
        ...run,
        parameters: toEach,
        credential: suite.credential({ clientSecret: 'another' }),
      });
      assert.deepEqual(
        rows.map(({ identity, outcome, reason }) => [identity, outcome, reason]),
        ITEMS.map(({ email }, n) => [
          email,
          ...(n === 0 ? ['rejected', 'wrong_credentials'] : ['unsent', 'stopped']),
        ]),
      );
      assert.deepEqual(suite.wire(), ['sendV2 401']);
    });

    it('has a row for everybody if the credential is not fit to send with', async () => {
      const { rows } = await suite.run({ ...run, parameters, credential: suite.credential({ host: '' }) });
      assert.deepEqual(
        rows.map(({ outcome, reason }) => [outcome, reason]),
        ITEMS.map(() => ['unsent', 'stopped']),
      );
      assert.match(rows[0]?.detail ?? '', /Enter the host/);
    });

    it('has a row for every item if an expression cannot be evaluated', async () => {
      const { rows } = await suite.run({
        ...run,
        parameters: { ...parameters, message: '={{ $("Nowhere").item.json.text }}' },
      });
      assert.equal(rows.length, ITEMS.length);
      for (const row of rows) {
        assert.deepEqual([row.outcome, row.reason], ['unsent', 'invalid']);
        assert.match(row.detail ?? '', /Nowhere|doesn't exist/);
      }
    });

    it('has one row for a message if rows are by request', async () => {
      const { rows, outputs } = await suite.run({
        ...run,
        parameters: { ...parameters, channel: 'slack', options: { output: 'request' } },
      });
      assert.deepEqual(
        rows.map(({ outcome, reason, recipientCount }) => [outcome, reason, recipientCount]),
        [['unsent', 'invalid', 5]],
      );
      assert.deepEqual(
        outputs[0]?.[0]?.pairedItem,
        NAMES.map((_name, item) => ({ item })),
      );
    });
  });

  describe('and has an error output', () => {
    const run = { type, items: ITEMS, settings: ERROR_OUTPUT };

    it('gives there those who were not reached: their items as they came, and one key of ours', async () => {
      refuseSecond();
      const items = ITEMS.map((item, n) => ({
        ...item,
        details: { chairs: n },
        message: 'two red chairs',
        notification: 'mine',
        ...(n === 2 ? { error: 'of the item' } : {}),
      }));
      const { outputs, error } = await suite.run({ ...run, items, parameters });
      assert.equal(error, undefined);
      assert.deepEqual(
        outputs[0]?.map((item) => [ourRow(item).identity, item.pairedItem]),
        [0, 1, 4].map((item) => [ITEMS[item]!.email, { item }]),
      );
      for (const [position, item] of [2, 3].entries()) {
        const row = outputs[1]?.[position];
        const { error: own, ...fields } = row?.json as { readonly error: Readonly<Record<string, unknown>> };
        const { error: ofItem, ...others } = items[item] as { readonly error?: string };
        assert.deepEqual(fields, others);
        assert.deepEqual(own['row'], ofItem === undefined ? undefined : { error: ofItem });
        assert.deepEqual(
          ['outcome', 'reason', 'identity', 'channel'].map((name) => own[name]),
          ['rejected', 'invalid_request', ITEMS[item]!.email, 'msteams'],
        );
        assert.match(String(own['message']), /^rejected: .*Invalid arguments/);
        assert.match(String(own['detail']), /Invalid arguments/);
        assert.deepEqual(row?.pairedItem, { item });
      }
      assert.equal(outputs[1]?.length, 2);
    });

    it('does so when the first recipients are the ones who fail', async () => {
      suite.simulator.addFault({ kind: 'answer', status: 412, body: REFUSALS.arguments });
      const { outputs } = await suite.run({
        ...run,
        parameters,
        settings: { ...ERROR_OUTPUT, retryOnFail: true, waitBetweenTries: 1 },
      });
      assert.deepEqual(
        outputs.map((output) => output.map(({ pairedItem }) => pairedItem)),
        [
          [{ item: 2 }, { item: 3 }, { item: 4 }],
          [{ item: 0 }, { item: 1 }],
        ],
      );
      assert.deepEqual(suite.wire(), ['sendV2 412', 'sendV2 200', 'sendV2 200']);
    });

    it('gives there everybody if nobody could be sent to', async () => {
      const { outputs, error } = await suite.run({
        ...run,
        parameters,
        credential: suite.credential({ clientSecret: 'another' }),
      });
      assert.equal(error, undefined);
      assert.deepEqual(
        outputs.map(({ length }) => length),
        [0, 5],
      );
      assert.deepEqual(suite.wire(), ['sendV2 401']);
    });

    it('gives there nobody who may have been reached, and no duplicate', async () => {
      suite.simulator.addFault({ kind: 'reset-after' });
      const items = [...ITEMS.slice(0, 3), ITEMS[2]!];
      const { outputs } = await suite.run({ ...run, parameters, items });
      assert.deepEqual(
        outputs.map((output) => output.map((item) => ourRow(item).outcome)),
        [['unknown', 'unknown', 'accepted', 'unsent'], []],
      );
    });

    describe('and rows are by request', () => {
      const byRequest = { ...parameters, options: { recipientsPerRequest: 2, output: 'request' } };
      const items = ITEMS.map((item) => ({ ...item, details: item.name }));

      it('gives a row to each request that was reached, and one to each person who was not', async () => {
        refuseSecond();
        const { outputs } = await suite.run({ ...run, items, parameters: byRequest });
        assert.deepEqual(
          outputs[0]?.map(({ json, pairedItem }) => [json['recipientCount'], pairedItem]),
          [
            [2, [{ item: 0 }, { item: 1 }]],
            [1, { item: 4 }],
          ],
        );
        assert.deepEqual(
          outputs[1]?.map(({ json: { error, ...fields }, pairedItem }) => [
            fields,
            (error as { identity: string }).identity,
            pairedItem,
          ]),
          [2, 3].map((item) => [items[item], ITEMS[item]!.email, { item }]),
        );
      });

      it('gives one to each person whom the platform’s log says it did not reach', async () => {
        const some = [items[0]!, { ...items[1]!, email: 'nobody@example.org' }];
        const { outputs } = await suite.run({
          ...run,
          items: some,
          parameters: {
            ...byRequest,
            operation: 'sendAndTrack',
            options: { ...byRequest.options, firstIntervalSeconds: 1 },
          },
        });
        assert.deepEqual(
          outputs.map((output) => output.map((item) => [ourRow(item).outcome, ourRow(item).identity])),
          [[['accepted', undefined]], [['undelivered', 'nobody@example.org']]],
        );
      });

      it('loses nobody where nothing can be tried', async () => {
        const cases = [
          { credential: suite.credential({ clientSecret: 'another' }) },
          { credential: suite.credential({ host: '' }) },
          { parameters: { ...byRequest, channel: 'slack' } },
          { parameters: { ...byRequest, message: '=Hi {{ $json.name }}', channel: 'slack' } },
        ];
        for (const one of cases) {
          const { outputs } = await suite.run({ ...run, items, parameters: byRequest, ...one });
          assert.deepEqual(outputs[0], []);
          assert.deepEqual(
            outputs[1]?.map(({ json, pairedItem }) => [{ ...json, error: undefined }, pairedItem]),
            items.map((fields, item) => [{ ...fields, error: undefined }, { item }]),
          );
        }
      });

      it('tells each person of a list who was not reached', async () => {
        refuseSecond();
        const people = NAMES.map((name) => `${name}@example.org`);
        const { outputs } = await suite.run({
          ...run,
          items: [{ campaign: 1 }],
          parameters: { ...byRequest, recipientsFrom: 'list', recipients: people.join(), message: 'Hi' },
        });
        assert.equal(outputs[0]?.length, 2);
        assert.deepEqual(
          outputs[1]?.map((item) => [ourRow(item).identity, item.json['campaign']]),
          people.slice(2, 4).map((person) => [person, 1]),
        );
      });
    });
  });

  it('tells that the platform cannot be reached', async () => {
    const port = await freePort();
    const { error } = await suite.run({
      type,
      parameters,
      items: ITEMS,
      credential: suite.credential({ host: `http://127.0.0.1:${port}` }),
    });
    assert.equal(error?.name, 'NodeOperationError');
    assert.match(error.message, /cannot be reached: nothing listens there/);
    assert.match(String(error.description), /Check the host/);
  });

  it('takes a host without TLS for one that cannot be reached, and not for a lost answer', async () => {
    const host = suite.simulator.url.replace('http:', 'https:');
    const { error } = await suite.run({
      type,
      parameters,
      items: ITEMS,
      credential: suite.credential({ host }),
    });
    assert.match(String(error?.message), /cannot be reached/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
