import assert from 'node:assert/strict';
import type { DeviceRow, UnsubscribeDevicesResult } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, appOfOwnBot, flowAround, helper, startFlow, type RunningFlow } from './flow.ts';

describe('kore-devices in Node-RED', () => {
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

  const node = {
    type: 'kore-devices',
    operationSource: 'choice',
    userId: 'userId',
    userIdSource: 'msg',
    deviceId: 'deviceId',
    deviceIdSource: 'msg',
    osType: 'Android',
    osTypeSource: 'str',
    devices: 'payload',
    devicesSource: 'msg',
    wires: [['out1']],
  };
  const phone = { userId: 'ada', deviceId: 'phone-1', osType: 'Android' };

  async function start(settings: object, app = appOf(simulator)): Promise<RunningFlow> {
    return startFlow(flowAround({ ...node, ...settings }, app), {
      app: { clientSecret: simulator.app.clientSecret },
    });
  }

  it('subscribes a device, in the language of the bot', async () => {
    const flow = await start({ operation: 'subscribe', botLanguage: 'de', botLanguageSource: 'str' });
    flow.give({ userId: 'ada', deviceId: 'phone-1', payload: 'not for this operation' });
    const { payload } = await flow.from<{ device: DeviceRow }>('out1');
    assert.equal(payload.device.deviceId, 'phone-1');
    const [request] = simulator.received();
    assert.deepEqual(request?.body, { deviceId: 'phone-1', osType: 'Android', userId: 'ada' });
    assert.equal(request.headers['bot-language'], 'de');
    assert.equal(flow.statuses.at(-1)?.text, 'subscribed');
  });

  it('lists the devices of a user', async () => {
    simulator.subscribeDevice(phone);
    const flow = await start({ operation: 'list' });
    flow.give({ userId: 'ada' });
    const { payload } = await flow.from<DeviceRow[]>('out1');
    assert.deepEqual(
      payload.map(({ deviceId }) => deviceId),
      ['phone-1'],
    );
    assert.deepEqual(flow.statuses.at(-1), { fill: 'green', shape: 'dot', text: '1 device' });
  });

  for (const [what, settings, msg] of [
    ['an empty array', {}, { payload: [] }],
    ['an empty list in JSON text', {}, { payload: '[]' }],
    [
      'an expression that finds nobody',
      { devices: 'payload[osType="iOS"]', devicesSource: 'jsonata' },
      { payload: [{ deviceId: 'phone-1', osType: 'Android' }] },
    ],
  ] as const)
    it(`has nothing to do for ${what}`, async () => {
      const flow = await start({ operation: 'unsubscribe', ...settings });
      flow.give({ userId: 'ada', ...msg });
      const { payload } = await flow.from<UnsubscribeDevicesResult>('out1');
      const seen = await flow.settled(2);
      assert.deepEqual(payload.devices, []);
      assert.deepEqual(
        seen.map(({ from }) => from),
        ['out1', 'completed'],
      );
      assert.deepEqual(flow.statuses.at(-1), { fill: 'grey', shape: 'dot', text: 'nothing to do' });
      assert.deepEqual(simulator.received(), []);
    });

  it('says that devices are missing where their property does not exist', async () => {
    const flow = await start({ operation: 'unsubscribe' });
    flow.give({ userId: 'ada' });
    const { error } = (await flow.from('caught')) as unknown as { error: { code: string } };
    assert.equal(error.code, 'invalid_input');
  });

  it('turns yellow if only some devices were unsubscribed', async () => {
    simulator.subscribeDevice(phone);
    const flow = await start({ operation: 'unsubscribe' });
    flow.give({
      userId: 'ada',
      payload: [
        { deviceId: 'phone-1', osType: 'Android' },
        { deviceId: 'phone-9', osType: 'iOS' },
      ],
    });
    const { payload } = await flow.from<UnsubscribeDevicesResult>('out1');
    const seen = await flow.settled(2);
    assert.equal(payload.isPartial, true);
    assert.deepEqual(payload.invalidDeviceIds, ['phone-9']);
    assert.deepEqual(flow.statuses.at(-1), { fill: 'yellow', shape: 'dot', text: '1 not unsubscribed' });
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['out1', 'completed'],
    );
  });

  it('shows until when the limit makes it pause', async () => {
    simulator.addFault({ kind: 'limit', window: 'minute', headers: { 'retry-after': '1.1' } });
    const flow = await start({ operation: 'list' }, appOfOwnBot(simulator));
    flow.give({ userId: 'ada' });
    await flow.from('out1');
    assert.ok(flow.statuses.some(({ text }) => /^paused until \d\d:\d\d:\d\d$/.test(text ?? '')));
  });

  it('lets no further message come to a platform that asked for patience', async () => {
    simulator.addFault({ kind: 'answer', status: 503, headers: { 'retry-after': '0.4' }, times: 20 });
    const flow = await start({ operation: 'list' });
    for (let number = 0; number < 60; number++) flow.give({ userId: `user-${number}` });
    await flow.settled(120);
    const users = simulator.received().map(({ path }) => path);
    // Twice as many as may be under way at once are let in, and the next to come is one of them again.
    const first = users.slice(0, 20);
    assert.equal(new Set(first).size, 20);
    assert.ok(first.includes(users[20] ?? ''));
    assert.equal(users.length, 80);
  });

  it('takes the operation from the message', async () => {
    simulator.subscribeDevice(phone);
    const flow = await start({ operation: 'topic', operationSource: 'msg' });
    flow.give({ userId: 'ada', topic: 'unsubscribeAll' });
    await flow.from('out1');
    assert.equal(simulator.devices('ada').length, 0);
  });

  it('names the operations if there is none of that name', async () => {
    const flow = await start({ operation: 'topic', operationSource: 'msg' });
    flow.give({ userId: 'ada', topic: 'constructor' });
    const { error } = (await flow.from('caught')) as unknown as { error: { message: string } };
    assert.match(
      error.message,
      /“constructor” is not a valid operation. Use one of: subscribe, list, unsubscribe/,
    );
  });

  it('tells the Catch node that the app lacks the scope', async () => {
    const { botId, clientId, clientSecret } = simulator.app;
    simulator.addApp({ botId, clientId, clientSecret, scopes: ['notifications'] });
    const flow = await start({ operation: 'list' });
    flow.give({ userId: 'ada' });
    const { error } = (await flow.from('caught')) as unknown as { error: { code: string } };
    assert.equal(error.code, 'wrong_scope');
    assert.deepEqual(flow.statuses.at(-1), { fill: 'red', shape: 'ring', text: 'wrong scope' });
  });
});
