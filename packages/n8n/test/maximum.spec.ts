import assert from 'node:assert/strict';
import { withSimulator } from './with-simulator.ts';

const type = 'koreSendNotificationV2';
const addresses = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, n) => `p${from + n}@example.org`);
const people = (count: number) => addresses(count).map((email) => ({ email }));

describe('the maximum of recipients in n8n', () => {
  const suite = withSimulator();
  const toItems = { channel: 'msteams', message: 'Hello!', recipientsFrom: 'items' };
  const toList = { channel: 'msteams', message: 'Hello!', recipientsFrom: 'list' };
  const TOO_MANY = /^Recipients: There are 1001 recipients, and the maximum is 1000\. .*'Maximum Recipients'/;

  const unset: readonly (readonly [string, object])[] = [
    ['absent', {}],
    ['empty', { maxRecipients: '' }],
    ['null', { maxRecipients: null }],
    ['the default', { maxRecipients: 1000 }],
    ['an expression that yields nothing', { maxRecipients: '={{ $json.nowhere }}' }],
  ];
  for (const [what, parameters] of unset)
    it(`is 1,000 where the field is ${what}`, async () => {
      const tooMany = await suite.run({
        type,
        parameters: { ...toItems, ...parameters },
        items: people(1001),
      });
      assert.equal(tooMany.error?.name, 'NodeOperationError');
      assert.match(String(tooMany.error.description), TOO_MANY);
      assert.deepEqual(suite.wire(), []);
      const { error } = await suite.run({
        type,
        parameters: { ...toItems, ...parameters },
        items: people(1000),
      });
      assert.equal(error, undefined);
      assert.deepEqual(suite.wire(), ['sendV2 200']);
    });

  for (const node of ['koreSendNotification', type])
    it(`holds for lists, and is raised or switched off in ${node}`, async () => {
      const recipients = addresses(1001).join();
      const refused = await suite.run({ type: node, parameters: { ...toList, recipients } });
      assert.match(String(refused.error?.description), TOO_MANY);
      assert.deepEqual(suite.wire(), []);
      for (const maxRecipients of [0, 1001, '={{ 1001 }}', '0'])
        for (const parameters of [{ maxRecipients }, { options: { maxRecipients } }]) {
          const { rows, error } = await suite.run({
            type: node,
            parameters: { ...toList, recipients, ...parameters },
          });
          assert.equal(error, undefined, JSON.stringify(parameters));
          assert.equal(rows.length, 1001);
        }
    });

  it('is not lifted by what is no number', async () => {
    for (const maxRecipients of ['many', -1, 2.5, '={{ NaN }}', '={{ Infinity }}', '={{ [5000] }}']) {
      const { error } = await suite.run({
        type,
        parameters: { ...toItems, maxRecipients },
        items: people(2),
      });
      assert.match(String(error?.description), /'Maximum Recipients'/, String(maxRecipients));
    }
    assert.deepEqual(suite.wire(), []);
  });

  it('counts over all messages and lists of a run, and takes the smallest', async () => {
    const runs = [
      { parameters: { ...toItems, message: '=Hi {{ $json.email }}', maxRecipients: 2 }, items: people(3) },
      { parameters: { ...toItems, maxRecipients: '={{ $itemIndex === 0 ? 9 : 2 }}' }, items: people(3) },
      {
        parameters: { ...toList, recipients: '={{ $json.to }}', maxRecipients: 2 },
        items: [{ to: addresses(2).join() }, { to: 'q@example.org' }],
      },
    ];
    for (const run of runs) {
      const { error } = await suite.run({ type, ...run });
      assert.match(String(error?.description), /^Recipients: There are 3 recipients, and the maximum is 2\./);
    }
    assert.deepEqual(suite.wire(), []);
  });

  it('is looked at before a list that only claims to be long is read', async () => {
    for (const recipients of ['={{ Array(3e6) }}', '={{ ({ length: 1e9 }) }}', '={{ "a,".repeat(1e6) }}']) {
      const { error } = await suite.run({ type, parameters: { ...toList, recipients } });
      assert.ok(error !== undefined, recipients);
    }
    assert.deepEqual(suite.wire(), []);
  });

  for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const)
    for (const output of ['recipient', 'request'])
      it(`gives each item a row that says so: ${onError}, a row a ${output}`, async () => {
        const items = people(4);
        const { outputs, error } = await suite.run({
          type,
          parameters: { ...toItems, maxRecipients: 3, options: { output } },
          items,
          settings: { onError },
        });
        assert.equal(error, undefined);
        const rows = outputs[onError === 'continueErrorOutput' ? 1 : 0] ?? [];
        assert.deepEqual(
          rows.map(({ pairedItem }) => pairedItem),
          items.map((_item, item) => ({ item })),
        );
        for (const { json } of rows) {
          const { outcome, reason, detail } = (json['error'] ?? json['notification'] ?? json) as Record<
            string,
            string
          >;
          assert.deepEqual([outcome, reason], ['unsent', 'invalid']);
          assert.match(String(detail), /There are 4 recipients, and the maximum is 3\./);
        }
        assert.deepEqual(suite.wire(), []);
      });

  describe('of a tool of an agent', () => {
    const tool = { type, isTool: true };
    const send = (
      count: number,
      more: { executionId?: string; from?: number; maxRecipients?: number } = {},
    ) =>
      suite.run({
        ...tool,
        executionId: more.executionId ?? `tool-${++executions}`,
        parameters: {
          ...toList,
          recipients: addresses(count, more.from).join(),
          ...(more.maxRecipients === undefined ? {} : { maxRecipients: more.maxRecipients }),
        },
      });
    let executions = 0;

    it('is 50, unless another one is set', async () => {
      const refused = await send(51);
      assert.match(String(refused.rows[0]?.summary), /There are 51 recipients, and the maximum is 50\./);
      assert.equal(refused.error, undefined);
      assert.deepEqual(suite.wire(), []);
      for (const maxRecipients of [51, 0]) assert.equal((await send(51, { maxRecipients })).error, undefined);
      const { error } = await suite.run({
        type,
        parameters: { ...toList, recipients: addresses(51).join() },
      });
      assert.equal(error, undefined);
      assert.equal(suite.wire().length, 3);
    });

    it('holds for all calls of an execution together, and for each execution anew', async () => {
      const executionId = 'an-agent-in-a-loop';
      assert.equal((await send(30, { executionId })).error, undefined);
      const refused = await send(21, { executionId, from: 30 });
      assert.match(
        String(refused.rows[0]?.summary),
        /There are 21 recipients after 30 in this execution, and the maximum is 50\./,
      );
      assert.equal((await send(20, { executionId, from: 30 })).error, undefined);
      assert.match(String((await send(1, { executionId, from: 50 })).rows[0]?.summary), /after 50 in this/);
      assert.equal((await send(50)).error, undefined);
      assert.deepEqual(
        suite.wireRecipients().map(({ length }) => length),
        [30, 20, 50],
      );
    });

    it('holds for calls that are under way together', async () => {
      const executionId = 'an-agent-in-a-hurry';
      const all = await Promise.all([0, 1, 2].map((n) => send(20, { executionId, from: 20 * n })));
      assert.equal(all.filter(({ rows }) => rows[0]?.summary?.includes('maximum is 50')).length, 1);
      assert.equal(suite.wireRecipients().flat().length, 40);
    });

    it('does not count recipients who were certainly not sent to', async () => {
      const executionId = 'an-agent-that-errs';
      suite.simulator.addFault({ kind: 'answer', status: 412, body: { errors: [{ msg: 'No', code: 412 }] } });
      assert.match(String((await send(50, { executionId })).rows[0]?.summary), /50 not reached/);
      assert.equal((await send(50, { executionId, from: 50 })).error, undefined);
    });
  });
});
