import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CHANNELS, hintOfUndelivered, V1_CHANNELS, V2_CHANNELS } from '../../../src/vocabulary/channels.ts';
import type { SendInput, SendV2Input } from '../../../src/vocabulary/inputs.ts';
import type { Api } from '../../../src/vocabulary/outcomes.ts';
import { jsonAnswer } from '../../../src/testing/index.ts';
import { previewSend } from '../../preview-send.ts';
import { ACCEPTED, createBench } from '../../run-client.ts';

function send(api: Api, input: object) {
  const whole = { message: 'Hi', recipients: ['ann@example.com'], ...input } as SendInput & SendV2Input;
  const { requests, problems, warnings } = previewSend(api, whole);
  return { body: requests[0]?.body as Record<string, unknown> | undefined, problems, warnings };
}

/** Names that no channel of ours is near. */
const anyName = fc
  .stringMatching(/^[a-z][a-z0-9-]{8,20}$/)
  .filter((name) => send('v2', { channel: name }).problems[0]?.message.includes('Did you mean') === false);

describe('A channel that is not documented', () => {
  it('is sent to with its identity key, and warned of', () => {
    const { body, problems, warnings } = send('v2', {
      channel: 'rcs',
      identityKey: 'msisdn',
      recipients: [
        { msisdn: '+447700900123', name: 'Ann' },
        'x-2',
        { msisdn: 'x-3', customMessage: 'Hello' },
      ],
      message: 'Hi {name}',
    });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['recipients[1].name'],
    );
    assert.ok(body);
    assert.deepEqual(body['identities'], [
      { msisdn: '+447700900123', parameters: { name: 'Ann' } },
      { msisdn: 'x-3', customMessage: 'Hello' },
    ]);
    assert.deepEqual(Object.keys(body), ['channel', 'userIdentityType', 'message', 'identities']);
    assert.deepEqual(
      warnings.map(({ path, recipientIndex }) => [path, recipientIndex]),
      [['channel', undefined]],
    );
  });

  it('goes out as it was typed, with any identity under any key', () => {
    fc.assert(
      fc.property(
        anyName,
        fc.stringMatching(/^[a-z][A-Za-z]{0,12}$/),
        fc.stringMatching(/^[a-z0-9]{4,20}$/),
        (channel, key, one) => {
          fc.pre(key !== 'parameters' && key !== 'constructor');
          const { body, problems } = send('v2', { channel, identityKey: key, recipients: [{ [key]: one }] });
          assert.deepEqual(problems, []);
          assert.equal(body?.['channel'], channel);
          assert.deepEqual(body['identities'], [{ [key]: one }]);
        },
      ),
    );
  });

  it('is held to what the contract says of all channels', () => {
    const parameters = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`p${index}`, 'x']));
    const { problems } = send('v2', {
      channel: 'rcs',
      identityKey: 'user',
      recipients: [
        { user: 'a-1', parameters },
        { user: 'a-2', parameters: { p: 'x'.repeat(201) } },
      ],
    });
    assert.deepEqual(
      problems.map(({ path, rule }) => [path, rule]),
      [
        ['recipients[0].parameters', 'count'],
        ['recipients[1].parameters.p', 'length'],
      ],
    );
  });

  it('has identities of any form, whatever its key is called', () => {
    for (const identityKey of ['phoneNumber', 'email', 'spaceId', 'user']) {
      const { body, problems } = send('v2', { channel: 'line', identityKey, recipients: ['Uf1', 'a-b_c'] });
      assert.deepEqual(problems, []);
      assert.deepEqual(body?.['identities'], [{ [identityKey]: 'Uf1' }, { [identityKey]: 'a-b_c' }]);
    }
  });

  it('has its message under the key that was chosen, else under message', () => {
    const other = { channel: 'rcs', identityKey: 'user', recipients: ['x-1'] };
    assert.ok('message' in send('v2', other).body!);
    assert.ok('content' in send('v2', { ...other, messageKey: 'content' }).body!);
  });

  it('has no webhook instance, which is only for ivr', () => {
    const other = { channel: 'rcs', identityKey: 'user', recipients: ['x-1'], webhookInstanceName: 'W' };
    assert.deepEqual(
      send('v2', other).problems.map(({ path, rule }) => [path, rule]),
      [['webhookInstanceName', 'conflict']],
    );
  });

  it('of Send V1 takes texts, of rows by its identity key', () => {
    const { body, problems } = send('v1', {
      channel: 'line',
      identityKey: 'user',
      recipients: ['x-1', { user: 'x-2' }],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(body?.['channel'], 'line');
    assert.deepEqual(body['identities'], ['x-1', 'x-2']);
  });

  for (const api of ['v1', 'v2'] as const)
    it(`is refused by Send ${api} without an identity key, with a way out`, () => {
      fc.assert(
        fc.property(anyName, (channel) => {
          const { problems, body } = send(api, { channel });
          assert.equal(body, undefined);
          assert.deepEqual(
            problems.map(({ path, rule }) => [path, rule]),
            [['channel', 'choice']],
          );
          assert.match(problems[0]!.remedy, /Other channel/);
        }),
      );
    });

  for (const [api, channel, meant] of [
    ['v2', 'hangoutchat', 'hangouts'],
    ['v2', 'hangout', 'hangouts'],
    ['v2', 'Google Chat', 'hangouts'],
    ['v2', 'webhook', 'ivr'],
    ['v2', 'IVR', 'ivr'],
    ['v2', 'WhatsApp', 'whatsapp'],
    ['v2', ' whatsapp ', 'whatsapp'],
    ['v2', 'whatsap', 'whatsapp'],
    ['v2', 'Microsoft Teams', 'msteams'],
    ['v2', 'msteam', 'msteams'],
    ['v1', 'ms-teams', 'msteams'],
    ['v1', 'slak', 'slack'],
  ] as const)
    it(`“${channel}” of Send ${api} is asked back: ${meant}`, () => {
      const { problems } = send(api, { channel });
      assert.equal(problems.length, 1);
      assert.match(problems[0]!.message, new RegExp(`Did you mean ${meant}\\b`));
    });

  it('that another call has is told so', () => {
    assert.match(
      send('v2', { channel: 'slack' }).problems[0]!.message,
      /slack is a channel of Send Notification \(V1\)/,
    );
    assert.match(send('v1', { channel: 'whatsapp' }).problems[0]!.message, /Send Notification V2/);
  });

  it('called voice is never taken for the webhook channel', () => {
    for (const channel of ['ivrVoice', 'voice', 'audiocodes', 'sms'])
      assert.doesNotMatch(send('v2', { channel }).problems[0]!.message, /Did you mean/);
  });

  for (const [title, identityKey, rule] of [
    ['a word of the request', 'parameters', 'conflict'],
    ['the other word of it', 'customMessage', 'conflict'],
    ['the name of a prototype', '__proto__', 'conflict'],
    ['a number', 7, 'type'],
    ['too long', 'x'.repeat(101), 'length'],
    ['two lines', 'a\nb', 'format'],
    ['half a character', 'a\ud83d', 'format'],
  ] as const)
    it(`has no identity key that is ${title}`, () => {
      assert.deepEqual(
        send('v2', { channel: 'rcs', identityKey }).problems.map((one) => [one.path, one.rule]),
        [['identityKey', rule]],
      );
    });

  it('has no identity key that is blank', () => {
    for (const identityKey of ['', ' ', '\u200b', null])
      assert.deepEqual(
        send('v2', { channel: 'rcs', identityKey }).problems.map(({ path }) => path),
        ['channel'],
      );
  });
});

describe('A channel that is documented', () => {
  it('keeps its own identity key', () => {
    const whatsapp = { channel: 'whatsapp', recipients: ['+447700900123'] };
    assert.deepEqual(send('v2', { ...whatsapp, identityKey: 'phoneNumber' }).problems, []);
    assert.deepEqual(
      send('v2', { ...whatsapp, identityKey: 'email' }).problems.map(({ path, rule }) => [path, rule]),
      [['identityKey', 'conflict']],
    );
  });

  it('says what has to be set up on the platform', () => {
    assert.deepEqual(
      CHANNELS.map(({ name }) => name).sort(),
      [...new Set([...V1_CHANNELS, ...V2_CHANNELS])].sort(),
    );
    for (const { name, setUp, hint } of CHANNELS) {
      for (const words of [setUp, hint]) assert.match(words, /publish/, name);
      if (name !== 'slack') for (const words of [setUp, hint]) assert.match(words, /Proactive Notifications/);
    }
  });
});

describe('A recipient whom the platform did not reach', () => {
  const IDENTITIES = new Map([
    ['whatsapp', '+447700900123'],
    ['hangouts', 'AAQAPWixxxx'],
  ]);

  for (const [channel, words] of [
    ['msteams', /Teams app of the bot/],
    ['whatsapp', /24 hours.*approved template/],
    ['ivr', /asynchronous, with API version 2\.0/],
    ['hangouts', /Google Chat is enabled/],
    ['rcs', /channel is enabled/],
  ] as const)
    it(`on ${channel} has a hint at what is likely`, async () => {
      const identity = IDENTITIES.get(channel) ?? 'ann@example.com';
      const log = [{ originalId: identity, status: 'FAILURE', channel, comments: 'No' }];
      const bench = createBench([
        ACCEPTED,
        jsonAnswer(200, { status: 'FAILURE', statusLogs: log, count: 1 }),
      ]);
      const other = channel === 'rcs' ? { identityKey: 'user' } : {};
      const input = { channel, message: 'Hi', recipients: [identity], ...other };
      const report = await bench.run(bench.client.sendV2(input, { wait: true }));
      assert.match(report.recipients[0]?.hint ?? '', words);
      assert.match(report.recipients[0]?.hint ?? '', /Proactive Notifications/);
      const status = await bench.run(bench.client.getStatus({ requests: 'ds-1', api: 'v2' }));
      assert.equal(status.jobs[0]?.recipients[0]?.hint, hintOfUndelivered(channel));
    });

  it('is told by the names that logs have too', () => {
    assert.equal(hintOfUndelivered('msteam'), hintOfUndelivered('msteams'));
    assert.equal(hintOfUndelivered('hangoutchat'), hintOfUndelivered('hangouts'));
  });
});
