import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { CHANNELS, HOSTS, SAMPLES, sampleFor, V1_CHANNELS, V2_CHANNELS } from '@kore-notify/core';
import type * as Workflow from 'n8n-workflow';
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';
import { withSimulator } from './with-simulator.ts';

const require = createRequire(import.meta.url);
const { NodeHelpers } = require('n8n-workflow') as typeof Workflow;
const classOf = (file: string, name: string): unknown =>
  new (require(`../dist/${file}.js`) as Record<string, new () => unknown>)[name]!();
const NODES = {
  v1: classOf('nodes/KoreSendNotification/KoreSendNotification.node', 'KoreSendNotification') as INodeType,
  v2: classOf(
    'nodes/KoreSendNotificationV2/KoreSendNotificationV2V1.node',
    'KoreSendNotificationV2V1',
  ) as INodeType,
};
const TYPES = { v1: 'koreSendNotification', v2: 'koreSendNotificationV2' } as const;

/** The fields that a person sees, with these parameters and the defaults of a fresh node. */
function fieldsOf(api: 'v1' | 'v2', parameters: Workflow.INodeParameters): readonly INodeProperties[] {
  const { description } = NODES[api];
  const node = { typeVersion: 1 };
  const values = NodeHelpers.getNodeParameters(
    description.properties,
    parameters,
    true,
    false,
    node,
    description,
  );
  assert.ok(values);
  return description.properties.filter((one) => NodeHelpers.displayParameter(values, one, node, description));
}
const named = (fields: readonly INodeProperties[], name: string) => fields.filter((one) => one.name === name);
const theOne = (fields: readonly INodeProperties[], name: string): INodeProperties => {
  const found = named(fields, name);
  assert.equal(found.length, 1, name);
  return found[0]!;
};

describe('The dialog of a send node in n8n', () => {
  it('of a fresh V2 node suggests phone numbers, since its channel is WhatsApp', () => {
    const fields = fieldsOf('v2', { recipientsFrom: 'list' });
    assert.match(theOne(fields, 'recipients').placeholder ?? '', /^e\.g\. \+\d+/);
    assert.match(theOne(fields, 'recipients').description ?? '', /^Phone numbers/);
    assert.match(theOne(fields, 'identityField').description ?? '', /phoneNumber/);
  });

  for (const [channel, placeholder, key] of [
    ['msteams', 'ann@example.com', 'email'],
    ['ivr', 'ann@example.com', 'email'],
    ['hangouts', 'AAQAPWixxxx', 'spaceId'],
    ['whatsapp', '+4477', 'phoneNumber'],
    ['other', 'user-1', 'identity key'],
    ['={{ $json.channel }}', 'user-1', 'identity key'],
  ] as const)
    it(`suggests the identities of ${channel}`, () => {
      const fields = fieldsOf('v2', { channel, recipientsFrom: 'list' });
      assert.ok(theOne(fields, 'recipients').placeholder?.includes(placeholder));
      assert.ok(theOne(fields, 'identityField').description?.includes(key));
    });

  for (const api of ['v1', 'v2'] as const) {
    const channels = api === 'v1' ? V1_CHANNELS : V2_CHANNELS;
    const types = api === 'v1' ? ['text', 'card', 'script'] : ['text', 'template', 'script'];
    const expression = '={{ $json.x }}';

    it(`of ${api} has one field for each thing, whatever is chosen or computed`, () => {
      for (const channel of [...channels, 'other', expression])
        for (const messageType of [...types, expression])
          for (const recipientsFrom of ['list', 'items']) {
            const fields = fieldsOf(api, { channel, messageType, recipientsFrom });
            theOne(fields, 'message');
            theOne(fields, 'identityField');
            theOne(fields, 'channel');
            assert.equal(named(fields, 'recipients').length, recipientsFrom === 'list' ? 1 : 0);
          }
    });

    it(`of ${api} shows a sample for each channel and type, and nothing else in its place`, () => {
      for (const channel of [...channels, 'other'])
        for (const messageType of types) {
          const field = theOne(fieldsOf(api, { channel, messageType }), 'message');
          const sample = sampleFor(api, channel, messageType);
          assert.equal(field.placeholder, `e.g. ${sample?.message ?? ''}`);
        }
    });

    it(`of ${api} says what each channel needs on Kore.ai, and asks for what is typed in`, () => {
      for (const channel of [...channels, 'other', expression]) {
        const fields = fieldsOf(api, { channel });
        const notices = fields.filter(({ type }) => type === 'notice').map((one) => one.displayName);
        const setUp = CHANNELS.find(({ name }) => name === channel)?.setUp;
        assert.deepEqual(notices, setUp === undefined ? [] : [`On Kore.ai: ${setUp}`]);
        const isAsked = channel === 'other' || channel === expression;
        for (const name of ['otherChannel', 'identityKey'])
          assert.equal(named(fields, name).length, isAsked ? 1 : 0, `${channel} ${name}`);
      }
    });

    it(`of ${api} requires no field that an expression may not need`, () => {
      const list = { channel: expression, recipientsFrom: 'list' };
      const needs = fieldsOf(api, list).filter(({ required }) => required === true);
      assert.deepEqual(
        needs.map(({ name }) => name),
        ['message', 'recipients'],
      );
    });
  }

  it('calls ivr Webhook / IVR, and asks for its instance', () => {
    const fields = fieldsOf('v2', { channel: 'ivr' });
    const options = theOne(fields, 'channel').options as { name: string; value: string }[];
    assert.equal(options.find(({ value }) => value === 'ivr')?.name, 'Webhook / IVR');
    assert.equal(options.at(-1)?.name, 'Other Channel');
    theOne(fields, 'webhookInstanceName');
    assert.equal(named(fieldsOf('v2', { channel: 'msteams' }), 'webhookInstanceName').length, 0);
  });

  it('of the credential names the hosts of Kore.ai', () => {
    const { properties } = classOf(
      'credentials/KoreNotifyApi.credentials',
      'KoreNotifyApi',
    ) as ICredentialType;
    const hint = properties.find(({ name }) => name === 'host')?.hint ?? '';
    for (const { host, region } of HOSTS)
      assert.match(hint, new RegExp(`${region.replace(/[()]/g, '.')}: [^;]*\\b${host}`));
  });
});

describe('A channel in n8n', () => {
  const suite = withSimulator();
  const bodies = () => suite.simulator.received().map(({ body }) => body as Record<string, unknown>);

  it('can be typed in with its identity key, and its rows are called by its name', async () => {
    const { rows, error } = await suite.run({
      type: TYPES.v2,
      parameters: {
        channel: 'other',
        otherChannel: 'rcs',
        identityKey: 'msisdn',
        message: 'Hi {name}',
        recipientsFrom: 'items',
      },
      items: [{ msisdn: '447700900123', name: 'Ann' }],
    });
    assert.equal(error, undefined);
    assert.deepEqual(bodies(), [
      {
        channel: 'rcs',
        userIdentityType: 'resolve',
        message: { type: 'text', value: 'Hi {name}' },
        identities: [{ msisdn: '447700900123', parameters: { name: 'Ann' } }],
      },
    ]);
    const [row] = rows as (Record<string, unknown> | undefined)[];
    assert.equal(row?.['channel'], 'rcs');
    assert.match(String(row['warning']), /not a channel that Kore\.ai documents/);
  });

  it('can come by an expression, with an identity key where it needs one', async () => {
    const { error } = await suite.run({
      type: TYPES.v2,
      parameters: {
        channel: '={{ $json.channel }}',
        identityKey: '={{ $json.key }}',
        message: 'Hi',
        recipientsFrom: 'items',
      },
      items: [
        { channel: 'rcs', key: 'user', user: 'x-1' },
        { channel: 'msteams', email: 'ann@example.com' },
      ],
    });
    assert.equal(error, undefined);
    assert.deepEqual(
      bodies().map(({ channel, identities }) => [channel, identities]),
      [
        ['rcs', [{ user: 'x-1' }]],
        ['msteams', [{ email: 'ann@example.com' }]],
      ],
    );
  });

  it('of the list does not take what was typed in before', async () => {
    const { error, rows } = await suite.run({
      type: TYPES.v2,
      parameters: {
        channel: 'msteams',
        otherChannel: 'rcs',
        identityKey: 'msisdn',
        message: 'Hi',
        recipients: 'ann@example.com',
      },
    });
    assert.equal(error, undefined);
    assert.equal((rows[0] as Record<string, unknown> | undefined)?.['warning'], undefined);
    assert.deepEqual(bodies()[0]?.['identities'], [{ email: 'ann@example.com' }]);
  });

  it('without a key is refused with a way out, and nothing is sent', async () => {
    const { error } = await suite.run({
      type: TYPES.v2,
      parameters: { channel: 'other', otherChannel: 'rcs', message: 'Hi', recipients: 'x-1' },
    });
    assert.match(`${String(error?.message)} ${String(error?.description)}`, /Other channel/);
    assert.deepEqual(bodies(), []);
  });

  it('of V1 takes a card, as an object and as JSON', async () => {
    const card = { type: 'AdaptiveCard', version: '1.4', body: [] };
    const parameters = { channel: 'msteams', messageType: 'card', recipients: 'ann@example.com' };
    for (const message of [
      '={{ $json.card }}',
      JSON.stringify(card),
      `\`\`\`json\n${JSON.stringify(card)}\n\`\`\``,
    ])
      await suite.run({ type: TYPES.v1, parameters: { ...parameters, message }, items: [{ card }] });
    assert.deepEqual(
      bodies().map(({ message }) => message),
      Array(3).fill({ type: 'script', val: JSON.stringify(card) }),
    );
  });

  for (const { api, channel, messageType, message } of SAMPLES)
    it(`sends the sample of ${api} for ${channel ?? 'another channel'}, ${messageType}`, async () => {
      const chosen =
        channel === undefined ? { channel: 'other', otherChannel: 'line', identityKey: 'user' } : { channel };
      const { error, rows } = await suite.run({
        type: TYPES[api],
        parameters: { ...chosen, messageType, message, recipientsFrom: 'items' },
        items: [
          {
            email: 'ann@example.com',
            spaceId: 'AAQAPWixxxx',
            phoneNumber: '+447700900123',
            user: 'u-1',
            name: 'Ann',
            refId: 'XYZ-789',
            orderId: 'ABC-123',
          },
        ],
      });
      assert.equal(error, undefined);
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['accepted'],
      );
    });
});
