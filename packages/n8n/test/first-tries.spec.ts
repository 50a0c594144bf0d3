import assert from 'node:assert/strict';
import { withSimulator } from './with-simulator.ts';

describe('What people try first in n8n', () => {
  const suite = withSimulator();
  const people = [
    { email: 'ada@example.org', name: 'Ada', parameters: 'a column of their own' },
    { email: 'bob@example.org', name: 'Bob', parameters: '' },
  ];
  const texts = (): unknown[] => suite.simulator.messages().map(({ text }) => text);
  const v2 = { channel: 'msteams', message: 'Hello {name}' };

  for (const [what, parameters] of [
    ['Recipients', { ...v2, recipients: '={{ $json.email }}' }],
    ['Identity Field', { ...v2, recipientsFrom: 'items', identityField: '={{ $json.email }}' }],
  ] as const)
    it(`email dragged into ${what}, with {name} in the message: one request, a text for each person`, async () => {
      const { error } = await suite.run({ type: 'koreSendNotificationV2', parameters, items: people });
      assert.equal(error, undefined);
      assert.deepEqual(suite.wire(), ['sendV2 200']);
      assert.deepEqual(texts(), ['Hello Ada', 'Hello Bob']);
    });

  it('nothing set but channel and message: each input item is a recipient', async () => {
    const items = Array.from({ length: 25 }, (_, n) => ({ email: `p${n}@example.org`, name: `P${n}` }));
    const { error, outputs } = await suite.run({ type: 'koreSendNotificationV2', parameters: v2, items });
    assert.equal(error, undefined);
    assert.deepEqual(suite.wire(), ['sendV2 200']);
    assert.deepEqual(
      texts(),
      items.map(({ name }) => `Hello ${name}`),
    );
    assert.equal(outputs[0]?.length, 25);
  });

  it('email dragged into Recipients of V1, with {name}: says which option fills it', async () => {
    const parameters = { channel: 'msteams', message: 'Hello {name}', recipients: '={{ $json.email }}' };
    const { error } = await suite.run({ type: 'koreSendNotification', parameters, items: people });
    assert.match(error?.description ?? '', /Fill for each recipient/i);
    assert.deepEqual(suite.wire(), []);
    const fillEach = { ...parameters, options: { fillEach: true } };
    await suite.run({ type: 'koreSendNotification', parameters: fillEach, items: people });
    assert.deepEqual(texts(), ['Hello Ada', 'Hello Bob']);
  });

  it('a typed list with {name}, and several items: nobody gets a message for each item', async () => {
    const parameters = { ...v2, recipients: 'ada@example.org, bob@example.org' };
    const { error } = await suite.run({ type: 'koreSendNotificationV2', parameters, items: people });
    assert.match(error?.description ?? '', /\{name\}/);
    assert.deepEqual(suite.wire(), []);
  });

  it('names the item whose dragged recipient is wrong', async () => {
    const items = [...people, { email: 'nonsense', name: 'Cleo' }];
    const { error } = await suite.run({
      type: 'koreSendNotificationV2',
      parameters: { ...v2, recipients: '={{ $json.email }}' },
      items,
    });
    assert.match(error?.description ?? '', /Item 2, Recipients: It is not an e-mail address/);
  });

  const people25 = (bad: string) =>
    Array.from({ length: 25 }, (_, n) => ({ email: n === 3 ? bad : `p${n}@example.org`, name: `P${n}` }));

  it('one bad address among 25 and an error output: 24 are sent, and that one arrives there', async () => {
    const run = { type: 'koreSendNotificationV2', parameters: v2, items: people25('nonsense') };
    const { error, outputs } = await suite.run({ ...run, settings: { onError: 'continueErrorOutput' } });
    assert.equal(error, undefined);
    assert.equal(suite.wireRecipients()[0]?.length, 24);
    assert.deepEqual(
      outputs.map((output) => output.length),
      [24, 1],
    );
    const { error: told, ...fields } = outputs[1]?.[0]?.json ?? {};
    assert.deepEqual(fields, { email: 'nonsense', name: 'P3' });
    assert.deepEqual(Object.keys(told as object), [
      'message',
      'outcome',
      'reason',
      'detail',
      'identity',
      'channel',
    ]);
    const stopped = await suite.run(run);
    assert.match(stopped.error?.message ?? '', /^Item 3, email: It is not an e-mail address/);
  });

  it('an expression that fails for one item: the others are sent', async () => {
    const parameters = { ...v2, message: '={{ $json.name === "P3" ? $json.no.where : "Hello {name}" }}' };
    const settings = { onError: 'continueErrorOutput' } as const;
    const items = people25('p3@example.org');
    const { outputs } = await suite.run({ type: 'koreSendNotificationV2', parameters, items, settings });
    assert.deepEqual(suite.wireRecipients().flat().length, 24);
    assert.deepEqual(
      outputs.map((output) => output.length),
      [24, 1],
    );
  });

  it('a row for each request and an error output: everybody who was not reached has one there', async () => {
    suite.simulator.addFault({
      kind: 'answer',
      status: 412,
      body: { errors: [{ msg: 'Invalid arguments', code: 412 }] },
    });
    const { outputs } = await suite.run({
      type: 'koreSendNotificationV2',
      parameters: { ...v2, options: { output: 'request' } },
      items: people25('p3@example.org'),
      settings: { onError: 'continueErrorOutput' },
    });
    assert.deepEqual(
      outputs[1]?.map(({ json }) => json['email']),
      people25('p3@example.org').map(({ email }) => email),
    );
  });

  for (const [column, value] of Object.entries({
    details: { chairs: 2 },
    error: 'none',
    notification: 'by post',
    parameters: '1 x chair',
  }))
    it(`a column called ${column} is the user's own on both outputs`, async () => {
      const items = ['ada@example.org', 'nonsense'].map((email) => ({ email, name: 'A', [column]: value }));
      const { outputs } = await suite.run({
        type: 'koreSendNotificationV2',
        parameters: { ...v2, message: `Hello {name}` },
        items,
        settings: { onError: 'continueErrorOutput' },
      });
      for (const [{ json }] of outputs as [{ json: Record<string, unknown> }][]) {
        const ours = typeof json['error'] === 'object' ? json['error'] : json['notification'];
        const moved = (ours as { row?: Record<string, unknown> }).row;
        assert.deepEqual(json[column] === ours ? moved?.[column] : (moved?.[column] ?? json[column]), value);
      }
    });

  it('Switch on the outcome: the second channel has the fields that it needs', async () => {
    const items = ['ada', 'nobody', 'nobody+2'].map((name, n) => ({
      email: `${name}@example.org`,
      phone: `+49151123456${10 + n}`,
      name,
    }));
    const sent = await suite.run({
      type: 'koreSendNotificationV2',
      parameters: { ...v2, operation: 'sendAndTrack', options: { firstIntervalSeconds: 1 } },
      items,
    });
    const missed = (sent.outputs[0] ?? []).filter((_, row) => sent.rows[row]?.outcome === 'undelivered');
    const second = await suite.run({
      type: 'koreSendNotificationV2',
      parameters: { channel: 'whatsapp', message: 'Hello {name}', identityField: 'phone' },
      items: missed.map(({ json }) => json),
    });
    assert.deepEqual(
      second.rows.map(({ identity, channel }) => [identity, channel]),
      items.slice(1).map(({ phone }) => [phone, 'whatsapp']),
    );
  });

  it('an empty list behind a webhook: one row says so, and the branch goes on', async () => {
    for (const output of ['recipient', 'request', 'summary']) {
      const { error, outputs } = await suite.run({
        type: 'koreSendNotificationV2',
        parameters: { ...v2, message: 'Hello', recipients: '={{ $json.body }}', options: { output } },
        items: [{ body: [] }],
      });
      assert.equal(error, undefined);
      assert.equal(outputs[0]?.length, 1);
      assert.match(JSON.stringify(outputs[0]), /no recipients/);
    }
    assert.deepEqual(suite.wire(), []);
  });
});
