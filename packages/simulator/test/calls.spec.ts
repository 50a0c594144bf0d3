import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM_ROUTES } from '../src/routes.ts';
import { compileSchema, coreSchema, describeErrors } from '../src/schemas.ts';
import { DEVICE_BODY, startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawAnswer } from './raw-client.ts';

const JOB_DURATION_MS = 200;

function assertFits(answer: RawAnswer, schema: string): void {
  assert.equal(answer.status, 200, answer.text);
  const validate = compileSchema(coreSchema(schema));
  assert.ok(validate(answer.body), describeErrors(validate.errors).join('; '));
}

describe('the seven calls', () => {
  afterEach(stopAll);

  it('are all in the table of routes, each with a schema of its answer', () => {
    const calls = PLATFORM_ROUTES.map(({ call }) => call);
    assert.deepEqual(calls, [
      'send',
      'sendV2',
      'status',
      'statusV2',
      'subscribeDevice',
      'listDevices',
      'unsubscribeDevices',
    ]);
    for (const { answers } of PLATFORM_ROUTES) assert.ok(compileSchema(coreSchema(answers)));
  });

  it('V1 send answers with a new job in the shape of the sample', async () => {
    const client = await startClient();
    const answer = await client.send();
    assertFits(answer, 'send.response');
    const { _id, lMod, createdOn, requestedTime, createdBy, ...rest } = answer.body;
    assert.match(String(_id), /^ds-[0-9a-f-]{36}$/);
    assert.match(String(createdBy), /^u-[0-9a-f-]{36}$/);
    assert.match(String(lMod), /\.000Z$/);
    assert.equal(createdOn, requestedTime);
    assert.deepEqual(rest, {
      status: 'IN_PROGRESS',
      percentageComplete: 0,
      streamId: client.simulator.app.botId,
      jobType: 'PROACTIVE_NOTIFICATIONS_API',
      action: 'PROACTIVE_NOTIFICATIONS',
      statusLogs: [],
      __v: 0,
    });
  });

  it('V2 send also tells how many identities it took', async () => {
    const client = await startClient();
    const answer = await client.sendV2();
    assertFits(answer, 'send-v2.response');
    assert.deepEqual(answer.body['store'], { identitiesCount: 1 });
    assert.equal(answer.body['countOfDockStatuses'], 1);
  });

  it('V2 send takes the message under either key', async () => {
    const client = await startClient();
    const { message, ...rest } = V2_BODY;
    assert.equal((await client.sendV2({ ...rest, content: message })).status, 200);
    assert.equal((await client.sendV2({ ...rest, message })).status, 200);
  });

  it('V1 status goes from IN_PROGRESS with a percentage to PARTIAL_SUCCESS with a log', async () => {
    const client = await startClient({ jobDurationMs: JOB_DURATION_MS });
    const identities = ['ann@example.com', 'nobody+1@example.com', 'ann@example.com'];
    const { body } = await client.send({ ...V1_BODY, identities });
    const early = await client.status(body['_id']);
    assertFits(early, 'status.response');
    assert.equal(early.body['status'], 'IN_PROGRESS');
    assert.ok(Number(early.body['percentageComplete']) < 100);
    assert.ok((early.body['statusLogs'] as unknown[]).length < identities.length);

    await sleep(JOB_DURATION_MS);
    const late = await client.status(body['_id']);
    assertFits(late, 'status.response');
    assert.equal(late.body['_id'], body['_id']);
    assert.equal(late.body['status'], 'PARTIAL_SUCCESS');
    assert.equal(late.body['percentageComplete'], 100);
    assert.equal(late.body['count'], identities.length);
    const [success, failure] = late.body['statusLogs'] as Record<string, unknown>[];
    assert.equal(success?.['comments'], 'Notification has been sent successfully');
    assert.match(String(success['_id']), /^nl-/);
    assert.match(String(success['koreId']), /^u-/);
    assert.match(String(success['messagestoreId']), /^ms-/);
    assert.equal(typeof success['channelId'], 'string');
    const { _id, createdOn, createdBy, ...rest } = failure ?? {};
    assert.ok(_id !== undefined && createdOn !== undefined && createdBy !== undefined);
    assert.deepEqual(rest, {
      requestId: body['_id'],
      originalId: 'nobody+1@example.com',
      status: 'FAILURE',
      comments: "'Identity is not associated with the channel'",
      streamId: client.simulator.app.botId,
      channel: 'msteams',
      __v: 0,
    });
  });

  it('V2 status has neither id nor percentage, and spells two channels its own way', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const spellings = { hangouts: 'hangoutchat', msteams: 'msteam', ivr: 'ivr' };
    for (const [channel, spelling] of Object.entries(spellings)) {
      const identity = channel === 'hangouts' ? { spaceId: 'AAQA' } : { email: 'ann@example.com' };
      const { body } = await client.sendV2({ ...V2_BODY, channel, identities: [identity] });
      const answer = await client.statusV2(body['_id']);
      assertFits(answer, 'status-v2.response');
      assert.deepEqual(Object.keys(answer.body).sort(), ['count', 'status', 'statusLogs', 'streamId']);
      assert.equal(answer.body['status'], 'SUCCESS');
      assert.equal((answer.body['statusLogs'] as { channel: string }[])[0]?.channel, spelling);
    }
  });

  it('a job in which nobody was reached ends as FAILURE', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const { body } = await client.send({ ...V1_BODY, identities: ['nobody@example.com'] });
    assert.equal((await client.status(body['_id'])).body['status'], 'FAILURE');
  });

  it('log entries appear while the job runs', async () => {
    const client = await startClient({ jobDurationMs: 60_000, timeScale: 100 });
    const identities = Array.from({ length: 1000 }, (_value, index) => `p${index}@example.com`);
    const { body } = await client.send({ ...V1_BODY, identities });
    await sleep(20);
    const answer = await client.status(body['_id']);
    const count = (answer.body['statusLogs'] as unknown[]).length;
    assert.ok(count > 0 && count < 1000, `${count} entries`);
    assert.equal(answer.body['status'], 'IN_PROGRESS');
  });

  it('a subscribed device is listed, once also when it is subscribed twice', async () => {
    const client = await startClient();
    const first = await client.subscribe();
    assertFits(first, 'subscribe-device.response');
    assert.deepEqual(first.body, {
      success: true,
      message: 'Device Subscribed',
      deviceDetails: { deviceId: 'e0f1', osType: 'Android', status: 'Subscribed' },
    });
    assert.deepEqual((await client.subscribe()).body, first.body);
    const list = await client.devices();
    assertFits(list, 'list-devices.response');
    assert.deepEqual(list.body, {
      subscribedDevices: [{ deviceId: 'e0f1', osType: 'Android', status: 'Subscribed' }],
    });
    assert.deepEqual((await client.devices('u-2')).body, { subscribedDevices: [] });
  });

  it('unsubscribing some devices names those that the user does not have, and still is a success', async () => {
    const client = await startClient();
    await client.subscribe();
    await client.subscribe({ ...DEVICE_BODY, deviceId: 'kept' });
    const devices = [
      { deviceId: 'e0f1', osType: 'Android' },
      { deviceId: 'unknown', osType: 'iOS' },
    ];
    const answer = await client.unsubscribe({ devices, userId: 'u-1' });
    assertFits(answer, 'unsubscribe-devices.response');
    assert.deepEqual(answer.body, {
      success: true,
      message: 'Requested devices are Unsubscribed',
      unsubscribedDevices: [{ deviceId: 'e0f1', osType: 'Android', status: 'unsubscribed' }],
      invalidDeviceIds: [{ deviceId: 'unknown' }],
    });
    assert.deepEqual(
      client.simulator.devices('u-1').map(({ deviceId }) => deviceId),
      ['kept'],
    );
  });

  it('unsubscribing all leaves the devices of others', async () => {
    const client = await startClient();
    await client.subscribe();
    await client.subscribe({ ...DEVICE_BODY, userId: 'u-2' });
    const answer = await client.unsubscribe({ unsubscribe: 'all', userId: 'u-1' });
    assert.deepEqual(answer.body, { success: true, message: 'All Devices are unsubscribed' });
    assert.deepEqual(
      client.simulator.devices().map(({ userId }) => userId),
      ['u-2'],
    );
  });

  it('paths are taken in every spelling of the documents', async () => {
    const client = await startClient();
    const { botId } = client.simulator.app;
    for (const api of ['api', 'API'])
      for (const streams of ['stream', 'streams'])
        for (const id of [botId, `:${botId}`, encodeURIComponent(`:${botId}`)]) {
          const path = `/${api}/public/${streams}/${id}/subscribeddevices?uId=u-1`;
          assert.equal((await client.request({ path })).status, 200, path);
        }
    const path = `/API/public/bot/${botId.replace('-', '%2D')}/notify`;
    assert.equal((await client.request({ method: 'POST', path, body: V1_BODY })).status, 200);
  });

  it('a body in a GET, as one sample has it, does no harm', async () => {
    const client = await startClient();
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const call = request(`${client.simulator.url}${client.stream('subscribeddevices?uId=u-1')}`, {
        headers: { auth: client.sign(), 'content-type': 'application/json', 'content-length': 2 },
      });
      call.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject);
      call.end('{}');
    });
    assert.equal(status, 200);
  });
});

describe('the inbox', () => {
  afterEach(stopAll);

  it('fills placeholders in the message, in a custom message and within a template', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const parameters = { name: 'Ann', '{': 'never' };
    const send = (type: string, value: unknown, own: object = {}) =>
      client.sendV2({
        channel: 'ivr',
        content: { type, value },
        identities: [{ email: 'ann@example.com', parameters, ...own }],
      });
    await send('text', 'Hello {name}, {unknown}');
    await send('text', 'Hello', { customMessage: 'Dear {name}' });
    await send('template', { caption: ['{name}'], code: 1 });
    const messages = client.simulator.messages();
    assert.deepEqual(
      messages.map(({ kind, text }) => [kind, text]),
      [
        ['text', 'Hello Ann, {unknown}'],
        ['text', 'Dear Ann'],
        ['template', JSON.stringify({ caption: ['Ann'], code: 1 }, null, 2)],
      ],
    );
  });

  it('never pastes into a script', async () => {
    const client = await startClient();
    const value = "print('{name}')";
    const identities = [{ phoneNumber: '123456', parameters: { name: 'Ann' } }];
    await client.sendV2({ channel: 'whatsapp', message: { type: 'script', value }, identities });
    const [message] = client.simulator.messages();
    assert.deepEqual([message?.kind, message?.text], ['script', value]);
  });

  it('shows a message as pending until its job comes to it', async () => {
    const client = await startClient({ jobDurationMs: 300 });
    await client.send();
    assert.equal(client.simulator.messages()[0]?.outcome, 'pending');
    assert.equal(client.simulator.messages()[0]?.comment, undefined);
    await sleep(310);
    const [message] = client.simulator.messages();
    assert.equal(message?.outcome, 'delivered');
    assert.equal(message.comment, 'Notification has been sent successfully');
    assert.equal(client.simulator.jobs()[0]?.delivered, 1);
  });

  it('keeps the latest messages only, while the count of what was processed forgets nobody', async () => {
    const client = await startClient({ maxMessages: 3 });
    const identities = ['a', 'b', 'c', 'd', 'a'].map((name) => `${name}@example.com`);
    await client.send({ ...V1_BODY, identities });
    await client.send({ ...V1_BODY, identities: ['e@example.com'] });
    assert.deepEqual(
      client.simulator.messages().map(({ number, identity }) => [number, identity]),
      [
        [4, 'd@example.com'],
        [5, 'a@example.com'],
        [6, 'e@example.com'],
      ],
    );
    assert.equal(client.simulator.processedMessages().length, 3);
    assert.equal(client.simulator.processed().get('a@example.com'), 2);
    assert.equal(client.simulator.processed().size, 5);
  });
});

describe('the directory', () => {
  afterEach(stopAll);

  it('lets a person be reachable on one channel and not on another', async () => {
    const client = await startClient({
      jobDurationMs: 0,
      directory: [{ identity: 'bob@example.com', channel: 'msteams', outcome: 'undelivered' }],
    });
    await client.send({ ...V1_BODY, identities: ['Bob@example.com'] });
    await client.send({ ...V1_BODY, channel: 'slack', identities: ['bob@example.com'] });
    assert.deepEqual(
      client.simulator.messages().map(({ outcome }) => outcome),
      ['undelivered', 'delivered'],
    );
  });

  it('takes the first rule that fits, with wildcards and comments, before the built-in ones', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    client.simulator.setDirectory([
      { identity: 'nobody.special@*', outcome: 'delivered' },
      { identity: '*@example.com', outcome: 'undelivered', comment: 'Mailbox full' },
    ]);
    const identities = [
      'nobody.special@example.com',
      'ann@example.com',
      'ann@example.org',
      'nobody@example.org',
    ];
    await client.send({ ...V1_BODY, identities });
    assert.deepEqual(
      client.simulator.messages().map(({ comment }) => comment),
      [
        'Notification has been sent successfully',
        'Mailbox full',
        'Notification has been sent successfully',
        "'Identity is not associated with the channel'",
      ],
    );
  });

  it('knows numbers and spaces that reach nobody', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const phones = [{ phoneNumber: '+919000000000' }, { phoneNumber: '919000000004' }];
    await client.sendV2({ ...V2_BODY, identities: phones });
    const spaces = [{ spaceId: 'nobodyAAQ' }, { spaceId: 'AAQ' }];
    await client.sendV2({ ...V2_BODY, channel: 'hangouts', identities: spaces });
    assert.deepEqual(
      client.simulator.messages().map(({ outcome }) => outcome),
      ['undelivered', 'delivered', 'undelivered', 'delivered'],
    );
  });
});
