import assert from 'node:assert/strict';
import type { INode } from 'n8n-workflow';
import { withSimulator } from './with-simulator.ts';

const type = 'koreManageDevices';
const PHONE = { userId: 'user-1', deviceId: 'phone-1', osType: 'Android' };
const TABLET = { userId: 'user-1', deviceId: 'tablet-1', osType: 'iOS' };
const OTHER = { userId: 'user-2', deviceId: 'phone-2', osType: 'Android' };

describe('Kore Manage Devices in n8n', () => {
  const suite = withSimulator();
  const fromItem = {
    userId: '={{ $json.userId }}',
    deviceId: '={{ $json.deviceId }}',
    osType: '={{ $json.osType }}',
  };
  const bodies = () => suite.simulator.received().map(({ body }) => body);
  const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };

  it('subscribes the device of each item, in the language of the bot', async () => {
    const parameters = { ...fromItem, operation: 'subscribe', options: { botLanguage: 'de' } };
    const { rows, outputs } = await suite.run({ type, parameters, items: [PHONE, OTHER] });
    assert.deepEqual(suite.wire(), ['subscribeDevice 200', 'subscribeDevice 200']);
    assert.deepEqual(new Set(bodies()), new Set([PHONE, OTHER]));
    for (const { headers } of suite.simulator.received()) assert.equal(headers['bot-language'], 'de');
    assert.deepEqual(rows[0], { ...PHONE, status: 'Subscribed', message: 'Device Subscribed' });
    assert.deepEqual(
      outputs[0]?.map(({ pairedItem }) => pairedItem),
      [{ item: 0 }, { item: 1 }],
    );
  });

  it('lists the devices of a user, a row each', async () => {
    for (const device of [PHONE, TABLET, OTHER]) suite.simulator.subscribeDevice(device);
    const parameters = { operation: 'getAll', userId: '={{ $json.userId }}', options: { botLanguage: '' } };
    const { outputs } = await suite.run({ type, parameters, items: [OTHER, PHONE] });
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [
        json['userId'],
        json['deviceId'],
        json['osType'],
        pairedItem,
      ]),
      [
        ['user-2', 'phone-2', 'Android', { item: 0 }],
        ['user-1', 'phone-1', 'Android', { item: 1 }],
        ['user-1', 'tablet-1', 'iOS', { item: 1 }],
      ],
    );
  });

  it('unsubscribes the devices that several items name of one user in one call', async () => {
    for (const device of [PHONE, TABLET, OTHER]) suite.simulator.subscribeDevice(device);
    const { outputs } = await suite.run({
      type,
      parameters: { ...fromItem, operation: 'unsubscribe' },
      items: [PHONE, OTHER, TABLET],
    });
    assert.deepEqual(suite.wire(), ['unsubscribeDevices 200', 'unsubscribeDevices 200']);
    const devices = ({ deviceId, osType }: typeof PHONE) => ({ deviceId, osType });
    assert.deepEqual(
      new Set(bodies()),
      new Set([
        { userId: 'user-1', devices: [devices(PHONE), devices(TABLET)] },
        { userId: 'user-2', devices: [devices(OTHER)] },
      ]),
    );
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [json['deviceId'], json['status'], pairedItem]),
      [
        ['phone-1', 'unsubscribed', { item: 0 }],
        ['tablet-1', 'unsubscribed', { item: 2 }],
        ['phone-2', 'unsubscribed', { item: 1 }],
      ],
    );
    assert.deepEqual(suite.simulator.devices(), []);
  });

  it('names a device once that several items name, and gives each item its fate', async () => {
    suite.simulator.subscribeDevice(PHONE);
    const { outputs } = await suite.run({
      type,
      parameters: { ...fromItem, operation: 'unsubscribe' },
      items: [PHONE, TABLET, PHONE, TABLET],
      settings: { onError: 'continueErrorOutput' },
    });
    const devices = [PHONE, TABLET].map(({ deviceId, osType }) => ({ deviceId, osType }));
    assert.deepEqual(bodies(), [{ userId: 'user-1', devices }]);
    assert.deepEqual(
      outputs.map((rows) => rows.map(({ pairedItem }) => pairedItem)),
      [
        [{ item: 0 }, { item: 2 }],
        [{ item: 1 }, { item: 3 }],
      ],
    );
  });

  it('gives a device that the platform does not know to the error output, though the call is a success', async () => {
    suite.simulator.subscribeDevice(PHONE);
    const { outputs } = await suite.run({
      type,
      parameters: { ...fromItem, operation: 'unsubscribe' },
      items: [TABLET, PHONE],
      settings: { onError: 'continueErrorOutput' },
    });
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [json['deviceId'], pairedItem]),
      [['phone-1', { item: 1 }]],
    );
    assert.deepEqual(
      outputs[1]?.map(({ json, pairedItem }) => [(json['error'] as { status: string }).status, pairedItem]),
      [['invalid', { item: 0 }]],
    );
  });

  it('unsubscribes every device of a user, nobody else’s', async () => {
    for (const device of [PHONE, TABLET, OTHER]) suite.simulator.subscribeDevice(device);
    const { rows } = await suite.run({ type, parameters: { operation: 'unsubscribeAll', userId: 'user-1' } });
    assert.deepEqual(bodies(), [{ unsubscribe: 'all', userId: 'user-1' }]);
    assert.deepEqual([rows[0]?.userId, rows[0]?.status], ['user-1', 'unsubscribed']);
    assert.deepEqual(
      suite.simulator.devices().map(({ deviceId }) => deviceId),
      ['phone-2'],
    );
  });

  it('takes a number for an id, and no nothing', async () => {
    await suite.run({ type, parameters: { operation: 'getAll', userId: '={{ 42 }}' } });
    assert.match(suite.simulator.received()[0]?.path ?? '', /uId=42$/);
    for (const nothing of ['={{ null }}', '={{ undefined }}', '={{ {} }}', '={{ " " }}']) {
      const { error } = await suite.run({ type, parameters: { operation: 'getAll', userId: nothing } });
      assert.match(String(error?.description), /User ID: /);
    }
    assert.equal(suite.wire().length, 1);
  });

  it('says at which item something is missing', async () => {
    const items = [PHONE, OTHER, { ...TABLET, osType: '' }];
    for (const operation of ['unsubscribe', 'subscribe']) {
      const { error } = await suite.run({ type, parameters: { ...fromItem, operation }, items });
      assert.equal(error?.name, 'NodeOperationError');
      assert.equal(error.context?.itemIndex, 2);
      assert.match(String(error.description), /OS Type: /);
    }
  });

  it('stops the workflow with the platform’s words', async () => {
    const app = { clientId: 'cs-other', clientSecret: 'other', botId: suite.simulator.app.botId };
    suite.simulator.addApp({ ...app, scopes: ['notifications'] });
    const { error } = await suite.run({
      type,
      credential: suite.credential(app),
      parameters: { operation: 'getAll', userId: 'user-1' },
    });
    assert.equal(error?.name, 'NodeApiError');
    assert.equal(error.httpCode, '401');
    assert.match(error.message, /Scope is incorrect/);
    assert.match(String(error.description), /SDKPushNotifications/);
  });

  it('has a row for each item under Continue On Fail, that says nothing of messages', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 412, times: 9 });
    const { rows } = await suite.run({
      type,
      parameters: { ...fromItem, operation: 'unsubscribe' },
      items: [PHONE, TABLET, { ...OTHER, osType: '' }],
      settings: CONTINUE,
    });
    assert.deepEqual(
      rows.map(({ userId, status, reason, outcome }) => [userId, status, reason, outcome]),
      [
        ['user-1', 'failed', 'invalid_request', undefined],
        ['user-1', 'failed', 'invalid_request', undefined],
        ['user-2', 'failed', 'invalid_input', undefined],
      ],
    );
    const unset = await suite.run({
      type,
      credential: suite.credential({ host: '' }),
      parameters: { ...fromItem, operation: 'subscribe' },
      items: [PHONE, OTHER],
      settings: CONTINUE,
    });
    assert.deepEqual(
      unset.rows.map(({ status, reason }) => [status, reason]),
      Array(2).fill(['failed', 'invalid_options']),
    );
  });

  describe('after a refusal that would meet every call', () => {
    const items = Array.from({ length: 12 }, (_, n) => ({ ...PHONE, userId: `user-${n}` }));
    const parameters = { ...fromItem, operation: 'subscribe' };
    const wrong = () => suite.credential({ clientSecret: 'another' });

    it('makes one request, and says of every other item that it was not tried', async () => {
      const { rows, outputs } = await suite.run({
        type,
        credential: wrong(),
        parameters,
        items,
        settings: CONTINUE,
      });
      assert.deepEqual(suite.wire(), ['subscribeDevice 401']);
      assert.deepEqual(
        rows.map(({ userId, status, reason }) => [userId, status, reason]),
        items.map(({ userId }, n) => [userId, 'failed', n === 0 ? 'wrong_credentials' : 'stopped']),
      );
      assert.match(rows[11]?.detail ?? '', /^It was not tried\. .*does not accept the credentials/);
      assert.deepEqual(
        outputs[0]?.map(({ pairedItem }) => pairedItem),
        items.map((_, item) => ({ item })),
      );
    });

    it('makes one request, and fails once', async () => {
      const { error } = await suite.run({ type, credential: wrong(), parameters, items });
      assert.equal(error?.httpCode, '401');
      assert.deepEqual(suite.wire(), ['subscribeDevice 401']);
    });

    it('goes on after a refusal that is of one call only', async () => {
      suite.simulator.addFault({ kind: 'answer', status: 412 });
      const { rows } = await suite.run({ type, parameters, items, settings: CONTINUE });
      assert.deepEqual(
        rows.map(({ status }) => status),
        ['failed', ...Array<string>(11).fill('Subscribed')],
      );
    });

    it('ends if the platform was never reached', async () => {
      const credential = suite.credential({ host: 'http://127.0.0.1:1' });
      const { rows } = await suite.run({ type, credential, parameters, items, settings: CONTINUE });
      assert.deepEqual(
        rows.map(({ reason }) => reason),
        ['unreachable', ...Array<string>(11).fill('stopped')],
      );
    });
  });

  it('ends if the platform was never reached, also if the first item asked for nothing', async () => {
    const items = Array.from({ length: 20 }, (_, n) => ({ ...PHONE, userId: n === 0 ? '' : `user-${n}` }));
    const { rows } = await suite.run({
      type,
      credential: suite.credential({ host: 'http://127.0.0.1:1' }),
      parameters: { ...fromItem, operation: 'subscribe' },
      items,
      settings: CONTINUE,
    });
    // Ten were under way together.
    const [first, ...others] = rows.map(({ reason }) => reason);
    assert.deepEqual(
      [first, others.slice(0, 10), others.slice(10)],
      ['invalid_input', Array(10).fill('unreachable'), Array(9).fill('stopped')],
    );
  });

  it('waits for the limit no longer than the longest pause', async () => {
    suite.simulator.addFault({ kind: 'limit', window: 'hour', headers: { 'retry-after': '3600' } });
    const { rows } = await suite.run({
      type,
      credential: suite.credentialOfOwnBot(),
      parameters: { ...fromItem, operation: 'getAll', options: { maxPauseSeconds: 0.1 } },
      items: [PHONE, OTHER],
      settings: CONTINUE,
    });
    assert.deepEqual(suite.wire(), ['listDevices 429']);
    assert.deepEqual(
      rows.map(({ status, reason }) => [status, reason]),
      Array(2).fill(['failed', 'rate_limited']),
    );
  });

  it('takes no pause that is none', async () => {
    const options = { maxPauseSeconds: '={{ "long" }}' };
    const { error } = await suite.run({ type, parameters: { ...fromItem, options }, items: [PHONE] });
    assert.match(String(error?.description), /Maximum Pause \(Seconds\): /);
    assert.deepEqual(suite.wire(), []);
  });

  it('asks again after a lost answer, since that changes nothing', async () => {
    suite.simulator.addFault({ kind: 'reset-after' });
    const { rows } = await suite.run({
      type,
      parameters: { ...fromItem, operation: 'subscribe' },
      items: [PHONE],
    });
    assert.deepEqual(suite.wire(), ['subscribeDevice no answer', 'subscribeDevice 200']);
    assert.equal(rows[0]?.status, 'Subscribed');
  });
});
