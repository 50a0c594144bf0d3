import assert from 'node:assert/strict';
import { withSimulator } from './with-simulator.ts';

const type = 'koreSendNotificationV2';

describe('a send in n8n in short', () => {
  const suite = withSimulator();
  const toItems = { channel: 'msteams', message: 'Hello {name}!', recipientsFrom: 'items' };
  const toList = { channel: 'msteams', message: 'Hello!', recipientsFrom: 'list' };
  const items = ['ada', 'nobody', 'bob'].map((name) => ({ email: `${name}@example.org`, name }));
  const waiting = { operation: 'sendAndTrack' };

  describe('as a summary row', () => {
    it('says it in a sentence, and counts everybody once', async () => {
      const { outputs } = await suite.run({
        type,
        parameters: { ...toItems, ...waiting, options: { output: 'summary', firstIntervalSeconds: 1 } },
        items,
      });
      const [row, ...others] = outputs[0] ?? [];
      const { summary, requestIds, ...figures } = row?.json ?? {};
      assert.deepEqual(others, []);
      assert.match(summary as string, /^2 of 3 reached, 1 not reached/);
      assert.equal((requestIds as string[]).length, 1);
      assert.deepEqual(figures, {
        total: 3,
        accepted: 0,
        delivered: 2,
        undelivered: 1,
        rejected: 0,
        unknown: 0,
        unsent: 0,
        notReached: 1,
        requests: 1,
        end: 'finished',
      });
      assert.deepEqual(row?.pairedItem, [{ item: 0 }, { item: 1 }, { item: 2 }]);
    });

    it('is one for all messages of a run', async () => {
      const { outputs } = await suite.run({
        type,
        parameters: { ...toItems, message: '=Hello {{ $json.name }}', options: { output: 'summary' } },
        items,
      });
      assert.deepEqual(
        outputs[0]?.map(({ json }) => [json['total'], json['requests'], json['accepted']]),
        [[3, 3, 3]],
      );
    });

    it('leaves each person who was not reached on the error output', async () => {
      const { outputs } = await suite.run({
        type,
        parameters: { ...toItems, ...waiting, options: { output: 'summary', firstIntervalSeconds: 1 } },
        items,
        settings: { onError: 'continueErrorOutput' },
      });
      assert.deepEqual(
        outputs.map((output) => output.map(({ json }) => json['email'] ?? json['total'])),
        [[3], ['nobody@example.org']],
      );
    });
  });

  describe('above the output', () => {
    const hintsOf = async (run: object): Promise<string[]> => {
      const { run: ended } = await suite.run({ type, parameters: toItems, items, ...run });
      const [task] = ended.data.resultData.runData['Under Test'] ?? [];
      return (task?.hints ?? []).map(({ message }) => message);
    };

    it('says how many were not reached, with how many requests', async () => {
      const options = { firstIntervalSeconds: 1 };
      const [hint] = await hintsOf({ parameters: { ...toItems, ...waiting, options } });
      assert.match(hint ?? '', /^2 of 3 reached, 1 not reached .*\. 1 request was used\./);
    });

    it('says how those not reached come out apart, unless they do', async () => {
      const parameters = { ...toItems, ...waiting, options: { firstIntervalSeconds: 1 } };
      const [hint] = await hintsOf({ parameters });
      assert.match(hint ?? '', /On Error.*Continue \(using error output\)/);
      const [apart] = await hintsOf({ parameters, settings: { onError: 'continueErrorOutput' } });
      assert.match(apart ?? '', / 1 request was used\.$/);
    });

    it('says what still runs, and which node to ask', async () => {
      suite.simulator.addFault({
        kind: 'answer',
        call: 'statusV2',
        status: 200,
        body: { status: 'IN_PROGRESS', statusLogs: [], count: 0, streamId: 'st-1' },
        times: 99,
      });
      const options = { firstIntervalSeconds: 1, waitTimeoutSeconds: 1 };
      const [hint] = await hintsOf({ parameters: { ...toItems, ...waiting, options } });
      assert.match(hint ?? '', /Some jobs still run: Kore Check Status with the request IDs/);
    });

    it('says that a placeholder would make one request of many', async () => {
      const [hint] = await hintsOf({ parameters: { ...toItems, message: '=Hello {{ $json.name }}' } });
      assert.match(hint ?? '', /^3 requests, .*Write \{name\} in place of/);
      assert.deepEqual(await hintsOf({ parameters: { ...toItems, message: '=Hello {name}' } }), []);
    });

    it('says that all items give the same list', async () => {
      const recipients = '={{ ["a@example.org", "b@example.org"] }}';
      const [hint] = await hintsOf({ parameters: { ...toList, recipients } });
      assert.match(hint ?? '', /^All 3 items give the same list\. .*Execute Once/);
      assert.deepEqual(await hintsOf({ parameters: { ...toList, recipients: '={{ $json.email }}' } }), []);
    });
  });

  describe('for an AI agent', () => {
    const tool = { type, isTool: true, items: [{}] };

    it('a bad recipient is no error: it is told what is wrong, and nothing is sent', async () => {
      const recipients = 'ada@example.org, not an address';
      const { error, rows } = await suite.run({ ...tool, parameters: { ...toList, recipients } });
      assert.equal(error, undefined);
      assert.match(rows[0]?.summary ?? '', /not reached/);
      assert.deepEqual(
        rows.slice(1).map(({ identity, reason }) => [identity, reason]),
        [
          ['ada@example.org', 'stopped'],
          ['not an address', 'invalid'],
        ],
      );
      assert.match(rows[2]?.detail ?? '', /It is not an e-mail address/);
      assert.deepEqual(suite.wire(), []);
    });

    it('gets 50 of those who were not reached, and the number of the others', async () => {
      const recipients = Array.from({ length: 120 }, (_, n) => `nobody+${n}@example.org`).join();
      const { outputs, rows: ours } = await suite.run({
        ...tool,
        parameters: {
          ...toList,
          ...waiting,
          recipients,
          maxRecipients: 200,
          options: { firstIntervalSeconds: 1 },
        },
      });
      const rows = outputs[0]?.map(({ json }) => json) ?? [];
      assert.equal(rows.length, 52);
      assert.match(ours[0]?.summary ?? '', /^0 of 120 reached, 120 not reached/);
      assert.equal(rows.at(-1)?.['note'], '… and 70 more');
    });

    it('reads in one row that all went well', async () => {
      const { outputs } = await suite.run({
        ...tool,
        parameters: { ...toList, recipients: 'ada@example.org' },
      });
      assert.deepEqual(
        outputs[0]?.map(({ json }) => json['summary']),
        ['1 of 1 accepted, not confirmed'],
      );
    });

    it('sees what a preview would send', async () => {
      const { rows } = await suite.run({
        ...tool,
        parameters: { ...toList, operation: 'preview', recipients: 'ada@example.org' },
      });
      assert.deepEqual(
        rows.map(({ identity, summary }) => identity ?? summary),
        ['Preview: 1 of 1 would be sent the message, nothing was sent', 'ada@example.org'],
      );
    });

    it('is told by the other nodes too what is wrong', async () => {
      for (const [node, parameters] of [
        ['koreCheckStatus', { requests: '={{ 7 }}' }],
        [
          'koreManageDevices',
          { operation: 'subscribe', userId: 'u-1', deviceId: '={{ "" }}', osType: 'Android' },
        ],
      ] as const) {
        const { error, rows } = await suite.run({ ...tool, type: node, parameters });
        assert.equal(error, undefined);
        assert.match(rows[0]?.detail ?? '', /\S{3}/, node);
      }
      assert.deepEqual(suite.wire(), []);
    });
  });

  describe('with Placeholder Values', () => {
    const texts = (): unknown[] => suite.simulator.messages().map(({ text }) => text);
    const valuesOf = (values: { name: string; value: string }[]) => ({ placeholderValues: { values } });

    it('fills from fields that are called otherwise, and with constants, in one request', async () => {
      const { error } = await suite.run({
        type,
        parameters: {
          ...toItems,
          message: 'Hello {who} of {shop}!',
          options: valuesOf([
            { name: 'who', value: '={{ $json.name }}' },
            { name: '{shop}', value: 'Tulip' },
          ]),
        },
        items: items.map((item) => ({ ...item, who: 'a column that is not meant' })),
      });
      assert.equal(error, undefined);
      assert.deepEqual(suite.wire(), ['sendV2 200']);
      assert.deepEqual(
        texts(),
        items.map(({ name }) => `Hello ${name} of Tulip!`),
      );
    });

    it('fills for the addresses of a list', async () => {
      const { error, rows } = await suite.run({
        type,
        parameters: {
          ...toList,
          message: 'Hello from {shop}!',
          recipients: 'ada@example.org, bob@example.org',
          options: valuesOf([{ name: 'shop', value: 'Tulip' }]),
        },
      });
      assert.equal(error, undefined);
      assert.deepEqual(texts(), ['Hello from Tulip!', 'Hello from Tulip!']);
      assert.deepEqual(
        rows.map(({ identity }) => identity),
        ['ada@example.org', 'bob@example.org'],
      );
    });
  });
});
