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
});
