import assert from 'node:assert/strict';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, startFlow } from './flow.ts';

interface Caught {
  readonly error: { readonly message: string; readonly code?: string };
}

describe('The channel of a send node in Node-RED', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await createSimulator();
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
  });

  const v2 = {
    type: 'kore-send-v2',
    message: 'Hi {name}',
    messageSource: 'str',
    recipients: 'payload',
    recipientsSource: 'msg',
  };
  const bodies = (): unknown[] => simulator.received().map(({ body }) => body);

  async function start(node: object) {
    return startFlow(flowAround(node, appOf(simulator)), {
      app: { clientSecret: simulator.app.clientSecret },
    });
  }

  const typedIn = {
    ...v2,
    channel: 'other',
    channelSource: 'choice',
    otherChannel: 'rcs',
    otherChannelSource: 'str',
    identityKey: 'msisdn',
    identityKeySource: 'str',
  };

  it('can be typed in with its identity key', async () => {
    const flow = await start(typedIn);
    flow.give({ payload: [{ msisdn: '447700900123', name: 'Ann' }] });
    const { payload: report } = await flow.from<SendReport>('out1');
    assert.deepEqual(bodies(), [
      {
        channel: 'rcs',
        userIdentityType: 'resolve',
        message: { type: 'text', value: 'Hi {name}' },
        identities: [{ msisdn: '447700900123', parameters: { name: 'Ann' } }],
      },
    ]);
    assert.equal(report.channel, 'rcs');
    assert.match(report.warnings[0]?.message ?? '', /not a channel that Kore\.ai documents/);
  });

  it('can come with the message, and so can its identity key', async () => {
    const flow = await start({
      ...typedIn,
      channel: 'channel',
      channelSource: 'msg',
      identityKey: 'key',
      identityKeySource: 'msg',
    });
    flow.give({ payload: [{ user: 'x-1', name: 'Ann' }], channel: 'line', key: 'user' });
    await flow.from('out1');
    assert.deepEqual(
      bodies().map((body) => (body as { channel: string }).channel),
      ['line'],
    );
    flow.give({ payload: [{ email: 'ann@example.com', name: 'Ann' }], channel: 'msteams' });
    await flow.settled(4);
    assert.deepEqual((bodies()[1] as { identities: unknown }).identities, [
      { email: 'ann@example.com', parameters: { name: 'Ann' } },
    ]);
  });

  it('of the list keeps its own key, and what is hidden in the dialog is not read', async () => {
    const flow = await start({
      ...typedIn,
      channel: 'msteams',
      otherChannel: '$error("never")',
      otherChannelSource: 'jsonata',
      identityKey: '$error("never")',
      identityKeySource: 'jsonata',
    });
    flow.give({ payload: [{ email: 'ann@example.com', name: 'Ann' }] });
    const { payload: report } = await flow.from<SendReport>('out1');
    assert.equal(report.channel, 'msteams');
    assert.deepEqual(report.warnings, []);
  });

  it('without a key is refused with a way out, and nothing is sent', async () => {
    const flow = await start({ ...typedIn, identityKey: '' });
    flow.give({ payload: [{ msisdn: '447700900123', name: 'Ann' }] });
    const { error } = (await flow.from('caught')) as unknown as Caught;
    assert.equal(error.code, 'invalid_input');
    assert.match(error.message, /Other channel, and enter its name and its identity key/);
    assert.deepEqual(bodies(), []);
  });

  it('of kore-send takes a card, as an object or as typed JSON', async () => {
    const card = { type: 'AdaptiveCard', version: '1.4', body: [] };
    const node = {
      type: 'kore-send',
      channel: 'msteams',
      channelSource: 'choice',
      messageType: 'card',
      messageTypeSource: 'choice',
      recipients: 'payload',
      recipientsSource: 'msg',
    };
    for (const [message, messageSource] of [
      ['card', 'msg'],
      [JSON.stringify(card), 'json'],
      [JSON.stringify(card, null, 2), 'str'],
      [`\`\`\`json\n${JSON.stringify(card)}\n\`\`\``, 'str'],
    ]) {
      const flow = await start({ ...node, message, messageSource });
      flow.give({ payload: ['ann@example.com'], card });
      await flow.from('out1');
      await helper.unload();
    }
    const sent = bodies().map((body) => (body as { message: object }).message);
    assert.deepEqual(sent, Array(4).fill({ type: 'script', val: JSON.stringify(card) }));
  });
});
