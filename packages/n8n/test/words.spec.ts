import assert from 'node:assert/strict';
import { inWordsOfN8n } from '../shared/Words.ts';
import { withSimulator } from './with-simulator.ts';

describe('Problems in the words of n8n', () => {
  const suite = withSimulator();
  const type = 'koreSendNotificationV2';
  const items = Array.from({ length: 25 }, (_, number) => ({ email: `p${number}@example.org`, name: 'Ann' }));

  it('are about items where items are recipients, one line for all', async () => {
    const parameters = { channel: 'msteams', message: 'Hello {nmae}', recipientsFrom: 'items' };
    const { error } = await suite.run({ type, parameters, items });
    const words =
      'nmae: There is no value for {nmae}: 25 recipients, first Item 0, Item 1, Item 2. Did you mean {name}? The row has email, name.';
    assert.equal(error?.message, words);
    assert.equal(error.description, `${words}\nNothing was sent.`);
  });

  it('say where placeholders of a list get their values', async () => {
    const parameters = {
      channel: 'msteams',
      message: 'Hello {name}',
      recipientsFrom: 'list',
      // Two of an item: one alone is filled from the fields of its item.
      recipients: '={{ [$json.email, `b-${$json.email}`] }}',
    };
    const { error } = await suite.run({ type, parameters, items });
    assert.match(
      String(error?.description),
      /first Item 0, Item 0, Item 1\. Set Recipients From to Input Items/,
    );
  });

  it('name a recipient of a list by the index that its row would have', async () => {
    const parameters = {
      channel: 'msteams',
      message: 'Hello',
      recipientsFrom: 'list',
      recipients: 'ann@example.org, bob',
    };
    const { error } = await suite.run({ type, parameters });
    assert.match(String(error?.description), /^Recipient with index 1, email: It is not an e-mail address/);
  });

  it('name fields by their labels, and leave other lines alone', () => {
    assert.equal(
      inWordsOfN8n('paceShare: No.\nguards.only: No.\nSome words: and more.'),
      'Rate Limit Share (%): No.\nOnly These Recipients: No.\nSome words: and more.',
    );
  });
});
