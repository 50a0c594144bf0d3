import assert from 'node:assert/strict';
import { affectsAllRequests } from '../../src/vocabulary/errors.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../src/testing/index.ts';
import { ACCEPTED, BOT_ID, createBench, LOST, ORIGIN, refusal } from '../run-client.ts';

const SUBSCRIBED = jsonAnswer(200, { success: true, message: 'Device Subscribed' });
const DEVICE = { userId: 'u-1', deviceId: 'd-1', osType: 'Android' };

/** Every device call with the same good input. */
const CALLS = ['subscribeDevice', 'listDevices', 'unsubscribeDevices', 'unsubscribeAllDevices'] as const;
const INPUT = { ...DEVICE, devices: [DEVICE] };
const GOOD: ScriptedAnswer = jsonAnswer(200, { success: true, message: 'Done', subscribedDevices: [] });

describe('The device calls', () => {
  it('send blanks around a value to nobody', async () => {
    const bench = createBench([SUBSCRIBED]);
    await bench.run(bench.client.subscribeDevice({ userId: ' u-1 ', deviceId: '\td-1', osType: 'iOS\n' }));
    assert.deepEqual(bench.bodies(), [{ deviceId: 'd-1', osType: 'iOS', userId: 'u-1' }]);
  });

  it('answer a subscription with the device that was given if the platform names none', async () => {
    const bench = createBench([SUBSCRIBED]);
    const result = await bench.run(bench.client.subscribeDevice(DEVICE));
    assert.deepEqual(result, {
      message: 'Device Subscribed',
      device: { deviceId: 'd-1', osType: 'Android' },
    });
  });

  it('encode the user id in the query', async () => {
    const bench = createBench([GOOD]);
    await bench.run(bench.client.listDevices({ userId: 'u 1&uId=u-2/ä' }));
    assert.equal(
      bench.http.requests[0]?.url,
      `${ORIGIN}/api/public/streams/${BOT_ID}/subscribeddevices?uId=u%201%26uId%3Du-2%2F%C3%A4`,
    );
  });

  for (const [what, answer, isForAll] of [
    ['the credentials', refusal(401, 'Invalid SDK credentials'), true],
    ['the content', refusal(412, 'Validation errors/ Invalid arguments'), false],
  ] as const)
    it(`tell with a refusal of ${what} whether every other call would meet it`, async () => {
      for (const call of CALLS) {
        const bench = createBench([answer]);
        assert.equal(affectsAllRequests(await bench.fail(bench.client[call](INPUT))), isForAll);
      }
    });

  it('tell with a token that cannot be signed that every other call would meet it', async () => {
    const bench = createBench([GOOD]);
    bench.signer.sign = () => {
      throw new Error('No.');
    };
    assert.equal(affectsAllRequests(await bench.fail(bench.client.listDevices({ userId: 'u-1' }))), true);
  });

  it('tell with a user whom the platform does not know that others may be known, and not with another server', async () => {
    const byPlatform = createBench([refusal(404, 'User not found')]);
    const unknown = await byPlatform.fail(byPlatform.client.listDevices({ userId: 'u-1' }));
    assert.deepEqual([unknown.code, affectsAllRequests(unknown)], ['not_found', false]);
    const elsewhere = createBench([{ kind: 'answer', status: 404, headers: {}, body: '<html>' }]);
    const error = await elsewhere.fail(elsewhere.client.listDevices({ userId: 'u-1' }));
    assert.deepEqual([error.code, affectsAllRequests(error)], ['not_found', true]);
  });

  it('tell until when the limit makes them pause', async () => {
    const bench = createBench([jsonAnswer(200, { subscribedDevices: [] })], { options: { maxPerMinute: 1 } });
    const start = bench.clock.now();
    const pauses: unknown[] = [];
    for (const userId of ['u-1', 'u-2'])
      await bench.run(
        bench.client.listDevices(
          { userId },
          { onProgress: ({ pausedUntil }) => void pauses.push(pausedUntil) },
        ),
      );
    assert.deepEqual(pauses, [start + 60_001]);
  });

  it('take no longest pause that is none, which would be waited for without end', async () => {
    for (const maxPauseMs of [NaN, -1, '5']) {
      const bench = createBench([GOOD]);
      const options = { maxPauseMs } as { maxPauseMs: number };
      const error = await bench.fail(bench.client.listDevices({ userId: 'u-1' }, options));
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        ['maxPauseMs'],
      );
      assert.equal(bench.http.requests.length, 0);
    }
  });

  it('list no devices as an empty list', async () => {
    const bench = createBench([GOOD]);
    assert.deepEqual(await bench.run(bench.client.listDevices({ userId: 'u-1' })), []);
  });

  it('list the good devices beside strange ones, in the spelling of the platform', async () => {
    const bench = createBench([
      jsonAnswer(200, {
        subscribedDevices: [
          { deviceId: 'd-1', osType: 'iOS', status: 'Subscribed', lastSeen: 7 },
          { deviceId: 'd-2', osType: null, status: '' },
          { osType: 'Android' },
          null,
        ],
      }),
    ]);
    assert.deepEqual(await bench.run(bench.client.listDevices({ userId: 'u-1' })), [
      { deviceId: 'd-1', osType: 'iOS', status: 'Subscribed' },
      { deviceId: 'd-2' },
    ]);
  });

  it('unsubscribe what a list of devices gave, and send of each row only what the call takes', async () => {
    const bench = createBench([
      jsonAnswer(200, { subscribedDevices: [{ deviceId: 'd-1', osType: 'ios', status: 'Subscribed' }] }),
      GOOD,
    ]);
    const devices = await bench.run(bench.client.listDevices({ userId: 'u-1' }));
    await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices }));
    assert.deepEqual(bench.bodies()[1], { devices: [{ deviceId: 'd-1', osType: 'ios' }], userId: 'u-1' });
  });

  it('unsubscribe one device, or the JSON text of several', async () => {
    for (const devices of [{ deviceId: 'd-1', osType: 'iOS' }, '[{"deviceId":"d-1","osType":"iOS"}]']) {
      const bench = createBench([GOOD]);
      await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices } as never));
      assert.deepEqual(bench.bodies()[0]?.['devices'], [{ deviceId: 'd-1', osType: 'iOS' }]);
    }
  });

  it('call a success with invalid devices partial', async () => {
    const bench = createBench([
      jsonAnswer(200, { success: true, message: 'Done', invalidDeviceIds: [{ deviceId: 'd-9' }] }),
    ]);
    const result = await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices: DEVICE }));
    assert.deepEqual(result, {
      message: 'Done',
      unsubscribedDevices: [],
      invalidDeviceIds: ['d-9'],
      devices: [
        {
          deviceId: 'd-1',
          osType: 'Android',
          status: 'unknown',
          message: 'The platform does not say what became of this device.',
        },
      ],
      isPartial: true,
    });
  });

  for (const [what, odd] of Object.entries({
    'an object with a list': { invalidDeviceIds: { deviceIds: ['d-1'] } },
    'a list in a list': { invalidDeviceIds: [['d-1']] },
    'objects with an id': { invalidDeviceIds: [{ id: 'd-1' }] },
    'objects with an _id': { invalidDeviceIds: [{ _id: 'd-1' }] },
    'devices in objects': { invalidDeviceIds: [{ device: { deviceId: 'd-1', osType: 'iOS' } }] },
    'an object with a name a device': { invalidDeviceIds: { 'd-1': { osType: 'iOS' } } },
    'an object with words a device': { invalidDeviceIds: { 'd-1': 'not found' } },
    'another spelling': { invalidDeviceIds: [{ deviceID: 'd-1' }] },
    'another name': { invalidDevices: ['d-1'] },
    'another name, with a count': { failedCount: 1 },
    'another name, that says nothing but the device': { rest: [['d-1']] },
    'errors beside the success': { errors: [{ msg: 'No such device' }] },
    'a text of several': { invalidDeviceIds: 'd-1,7' },
    'ids with their systems': { invalidDeviceIds: ['d-1:ios'] },
    'a number of devices': { invalidDeviceIds: 2 },
    true: { invalidDeviceIds: true },
    'another case': { invalidDeviceIds: ['D-1'] },
    'a number of unsubscribed ones': { unsubscribedDevices: 2 },
    'unsubscribed ones that are false': { unsubscribedDevices: false },
    'unsubscribed ones that failed': { unsubscribedDevices: [{ deviceId: 'd-1', status: 'Failed' }] },
    'unsubscribed ones that are not': {
      unsubscribedDevices: [{ deviceId: 'd-1', osType: 'iOS', status: 'Subscribed' }],
    },
    'both lists': { unsubscribedDevices: ['d-1', 7], invalidDeviceIds: ['d-1', 7] },
  }))
    it(`call no device unsubscribed where the answer may say that it is not: ${what}`, async () => {
      const bench = createBench([jsonAnswer(200, { success: true, message: 'Done', ...odd })]);
      const devices = [
        { deviceId: 'd-1', osType: 'iOS' },
        { deviceId: '7', osType: 'iOS' },
      ];
      const result = await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices }));
      assert.deepEqual(
        result.devices.map(({ status }) => status),
        ['unknown', 'unknown'],
      );
      assert.equal(result.isPartial, true);
      if (what !== 'both lists') assert.deepEqual(result.unsubscribedDevices, []);
    });

  it('call devices unsubscribed that the answer names as such, whatever else it says', async () => {
    for (const [odd, isPartial] of [
      [{ invalidDeviceIds: { deviceIds: ['d-9'] } }, true],
      [{ invalidDeviceIds: [{ id: 'd-9' }] }, true],
      [{ _v: '1', _t: 'RTM-TRACE-d-1', count: 2, failedCount: 0, invalidDevices: [] }, false],
    ] as const) {
      const unsubscribedDevices = ['d-1', { deviceId: 7, osType: 'IOS', status: ' Un-Subscribed' }];
      const answer = { success: true, message: 'Done', unsubscribedDevices, ...odd };
      const bench = createBench([jsonAnswer(200, answer)]);
      const devices = ['d-1', '7'].map((deviceId) => ({ deviceId, osType: 'iOS' }));
      const result = await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices }));
      assert.deepEqual(
        result.devices.map(({ status }) => status),
        ['unsubscribed', 'unsubscribed'],
      );
      assert.equal(result.isPartial, isPartial);
    }
  });

  it('name each device once in the call, and tell its fate for each row', async () => {
    const bench = createBench([
      jsonAnswer(200, {
        success: true,
        message: 'Done',
        unsubscribedDevices: [{ deviceId: 'd-1', osType: 'ios' }],
        invalidDeviceIds: [{ deviceId: 'd-2' }],
      }),
    ]);
    const [one, two, three] = ['d-1', 'd-2', 3].map((deviceId) => ({ deviceId, osType: 'iOS' }));
    const devices = [one, two, { ...one, osType: ' ios ' }, three, two, one] as never;
    const result = await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices }));
    assert.deepEqual(bench.bodies()[0]?.['devices'], [one, two, { deviceId: '3', osType: 'iOS' }]);
    assert.deepEqual(
      result.devices.map(({ deviceId, status }) => [deviceId, status]),
      [
        ['d-1', 'unsubscribed'],
        ['d-2', 'invalid'],
        ['d-1', 'unsubscribed'],
        ['3', 'unknown'],
        ['d-2', 'invalid'],
        ['d-1', 'unsubscribed'],
      ],
    );
    assert.equal(result.isPartial, true);
  });

  for (const [lists, fates, isPartial] of [
    [{ invalidDeviceIds: ['d-1'] }, ['invalid', 'unsubscribed'], true],
    [{ invalidDeviceIds: 'd-1' }, ['invalid', 'unsubscribed'], true],
    [{ invalidDeviceIds: { deviceId: 'd-1' } }, ['invalid', 'unsubscribed'], true],
    [{ invalidDeviceIds: [7] }, ['unsubscribed', 'invalid'], true],
    [{ invalidDeviceIds: [{ deviceId: 7, osType: 'IOS' }] }, ['unsubscribed', 'invalid'], true],
    [{ invalidDeviceIds: [null, {}, ''] }, ['unsubscribed', 'unsubscribed'], false],
    [{}, ['unsubscribed', 'unsubscribed'], false],
    [{ unsubscribedDevices: null, invalidDeviceIds: null }, ['unsubscribed', 'unsubscribed'], false],
    [{ unsubscribedDevices: ['d-1', 7] }, ['unsubscribed', 'unsubscribed'], false],
    [{ unsubscribedDevices: [{ deviceId: 'd-1' }] }, ['unsubscribed', 'unknown'], true],
    [{ unsubscribedDevices: [] }, ['unknown', 'unknown'], true],
    [
      { unsubscribedDevices: ['d-1'], invalidDeviceIds: [{ deviceId: 'd-1', osType: 'Android' }] },
      ['unsubscribed', 'unknown'],
      true,
    ],
  ] as const)
    it(`tell the fate of each device by ${JSON.stringify(lists)}`, async () => {
      const bench = createBench([jsonAnswer(200, { success: true, message: 'Done', ...lists })]);
      const devices = ['d-1', '7'].map((deviceId) => ({ deviceId, osType: 'iOS' }));
      const result = await bench.run(bench.client.unsubscribeDevices({ userId: 'u-1', devices }));
      assert.deepEqual(
        result.devices.map(({ status }) => status),
        fates,
      );
      assert.equal(result.isPartial, isPartial);
    });

  for (const call of CALLS.filter((one) => one !== 'listDevices')) {
    it(`fail ${call} when the platform says success: false, with its words`, async () => {
      const bench = createBench([jsonAnswer(200, { success: false, message: 'User not found' })]);
      const error = await bench.fail(bench.client[call](INPUT));
      assert.equal(error.code, 'refused');
      assert.equal(error.platformMessage, 'User not found');
      assert.match(error.message, /User not found/);
      assert.equal(bench.http.requests.length, 1);
    });

    it(`fail ${call} after several attempts when its answer says neither yes nor no`, async () => {
      const bench = createBench([jsonAnswer(200, { message: 'Hello' })]);
      assert.equal((await bench.fail(bench.client[call](INPUT))).code, 'unreadable_answer');
      assert.equal(bench.http.requests.length, 5);
    });
  }

  it('show no token that the platform quotes in its words', async () => {
    const token = `eyJhbGciOiJIUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(43)}`;
    const bench = createBench([jsonAnswer(200, { success: false, message: `Bad token ${token}` })]);
    const error = await bench.fail(bench.client.subscribeDevice(DEVICE));
    assert.ok(!JSON.stringify([error, error.message]).includes('eyJ'));
  });

  for (const call of CALLS) {
    it(`send the language of ${call} in a header, and none if it is empty`, async () => {
      const bench = createBench([GOOD]);
      await bench.run<unknown>(bench.client[call](INPUT, { botLanguage: ' pt-BR ' }));
      await bench.run<unknown>(bench.client[call](INPUT, { botLanguage: ' ' }));
      await bench.run<unknown>(bench.client[call](INPUT));
      assert.deepEqual(
        bench.http.requests.map(({ headers }) => headers['bot-language']),
        ['pt-BR', undefined, undefined],
      );
    });

    it(`refuse a language of ${call} that would break the header`, async () => {
      for (const botLanguage of ['en\r\nauth: x', 'e', 'english please', 'ää', 7, {}]) {
        const bench = createBench([GOOD]);
        const error = await bench.fail(bench.client[call](INPUT, { botLanguage: botLanguage as never }));
        assert.equal(error.code, 'invalid_input');
        assert.equal(error.problems[0]?.path, 'botLanguage');
        assert.equal(bench.http.requests.length, 0);
      }
    });

    it(`refuse all bad options of ${call} at once`, async () => {
      const bench = createBench([GOOD]);
      const error = await bench.fail(bench.client[call](INPUT, { botLanguage: 'e', maxPauseMs: -1 }));
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        ['botLanguage', 'maxPauseMs'],
      );
      assert.equal(bench.http.requests.length, 0);
    });

    it(`refuse ${call} without a user id`, async () => {
      for (const userId of [undefined, '', '  ', NaN, true, {}, null]) {
        const bench = createBench([GOOD]);
        const error = await bench.fail(bench.client[call]({ ...INPUT, userId } as never));
        assert.deepEqual(
          error.problems.map(({ path }) => path),
          ['userId'],
        );
        assert.equal(bench.http.requests.length, 0);
      }
    });

    it(`refuse ${call} without any input`, async () => {
      for (const input of [undefined, null, 'u-1', []]) {
        const bench = createBench([GOOD]);
        assert.equal((await bench.fail(bench.client[call](input as never))).code, 'invalid_input');
      }
    });

    it(`end ${call} when it is cancelled`, async () => {
      const bench = createBench([GOOD]);
      const error = await bench.fail(bench.client[call](INPUT, { signal: AbortSignal.abort() }));
      assert.equal(error.code, 'cancelled');
      assert.equal(bench.http.requests.length, 0);
    });

    it(`end ${call} at the patience of the user`, async () => {
      const bench = createBench([ACCEPTED, GOOD], { options: { maxPerMinute: 1 } });
      await bench.run(bench.client.send({ channel: 'slack', message: 'Hi', recipients: 'ann' }));
      const error = await bench.fail(bench.client[call](INPUT, { maxPauseMs: 1_000 }));
      assert.equal(error.code, 'rate_limited');
      assert.equal(bench.http.requests.length, 1);
    });
  }

  it('name what is missing of each device', async () => {
    const bench = createBench([GOOD]);
    const devices = [{ deviceId: 'd-1', osType: 'iOS' }, { deviceId: 'd-2' }, { osType: '' }, 'd-4'];
    const error = await bench.fail(bench.client.unsubscribeDevices({ userId: 'u-1', devices } as never));
    assert.deepEqual(error.problems.map(({ path, rule }) => `${path} ${rule}`).sort(), [
      'devices[1].osType required',
      'devices[2].deviceId required',
      'devices[2].osType empty',
      'devices[3].deviceId required',
      'devices[3].osType required',
    ]);
  });

  it('unsubscribe nobody of an empty list, without a call', async () => {
    for (const devices of [[], '[]']) {
      const bench = createBench([GOOD]);
      const { devices: none } = await bench.run(
        bench.client.unsubscribeDevices({ userId: 'u-1', devices } as never),
      );
      assert.deepEqual(none, []);
      assert.equal(bench.http.requests.length, 0);
    }
  });

  it('refuse to unsubscribe no device, which is not all of them', async () => {
    for (const devices of [undefined, '', 'all']) {
      const bench = createBench([GOOD]);
      const error = await bench.fail(bench.client.unsubscribeDevices({ userId: 'u-1', devices } as never));
      assert.equal(error.code, 'invalid_input');
      assert.equal(bench.http.requests.length, 0);
    }
  });
});

describe('The check of the connection', () => {
  const NO_JOB = refusal(404, 'No such request');

  it('asks for a job and a user that cannot be, and sends nothing', async () => {
    const bench = createBench([NO_JOB]);
    const { ok, message } = await bench.run(bench.client.checkConnection());
    assert.equal(ok, true);
    assert.match(message, /Connected to https:\/\/platform\.kore\.ai as bot st-1\./);
    assert.deepEqual(
      bench.http.requests.map(({ method, url }) => [method, url]),
      [
        ['GET', `${ORIGIN}/api/public/bot/st-1/notifyV2/status/ds-00000000-0000-0000-0000-000000000000`],
        ['GET', `${ORIGIN}/api/public/streams/st-1/subscribeddevices?uId=kore-notify-connection-test`],
      ],
    );
  });

  const WRONG_SCOPE = refusal(401, 'Permission denied. Scope is incorrect!', 4002);
  for (const [what, script, ok, words] of [
    ['both', [NO_JOB, GOOD], true, /may send messages and manage devices\./],
    ['messages alone', [NO_JOB, WRONG_SCOPE], true, /may send messages, and may not manage devices\./],
    [
      'devices alone',
      [WRONG_SCOPE, GOOD],
      true,
      /may manage devices, and may not send messages\. .*Proactive Messages/,
    ],
    ['neither', [WRONG_SCOPE, WRONG_SCOPE], false, /may not make this call/],
    ['messages, if nobody knows of devices', [NO_JOB, LOST], true, /as bot st-1\.$/],
  ] satisfies [string, ScriptedAnswer[], boolean, RegExp][])
    it(`says what the app may do: ${what}`, async () => {
      const check = await createBenchOf(script);
      assert.equal(check.ok, ok);
      assert.match(check.message, words);
    });

  function createBenchOf(script: ScriptedAnswer[]) {
    const bench = createBench(script);
    return bench.run(bench.client.checkConnection());
  }

  for (const [what, answer, code] of [
    ['an unreachable host', { kind: 'not-sent', reason: 'the host name is not known.' }, 'unreachable'],
    ['a lost answer', LOST, 'connection_lost'],
    ['a wrong secret or bot', refusal(401, 'Invalid SDK credentials', 4002), 'wrong_credentials'],
    [
      'another server at that address',
      { kind: 'answer', status: 404, headers: {}, body: '<html>' },
      'not_found',
    ],
    [
      'a proxy in between that answers in words',
      { kind: 'answer', status: 404, headers: {}, body: 'default backend - 404' },
      'not_found',
    ],
    [
      'a server that refuses with a page',
      {
        kind: 'answer',
        status: 400,
        headers: {},
        body: '<html>The plain HTTP request was sent to HTTPS port',
      },
      'invalid_request',
    ],
    [
      'a proxy that wants a login',
      { kind: 'answer', status: 407, headers: {}, body: 'Proxy Authentication Required' },
      'refused',
    ],
    ['a page', { kind: 'answer', status: 200, headers: {}, body: '<html>' }, 'unreadable_answer'],
    ['a redirect', { kind: 'answer', status: 301, headers: {}, body: '' }, 'redirected'],
  ] satisfies [string, ScriptedAnswer, string][])
    it(`tells ${what} by ${code}, after one request`, async () => {
      const bench = createBench([answer]);
      const { ok, error, message } = await bench.run(bench.client.checkConnection());
      assert.equal(ok, false);
      assert.equal(error?.code, code);
      assert.ok(message.startsWith(error.message));
      assert.equal(bench.http.requests.length, 1);
    });

  it('says of an answer that is not the platform’s where to look', async () => {
    for (const [status, body] of [
      [400, 'Bad Request'],
      [404, '<html>'],
      [404, '{}'],
      [404, '{"path":"/api"}'],
      [404, '{"message":"Not Found"}'],
      [418, '{}'],
      [400, '{}'],
      [200, '{}'],
      [200, '[]'],
      [200, '{"ok":true}'],
      [200, '<html>'],
    ] as const) {
      const bench = createBench([{ kind: 'answer', status, headers: {}, body }]);
      const { ok, message } = await bench.run(bench.client.checkConnection());
      assert.equal(ok, false);
      assert.match(
        message,
        /\. Unexpected response: this does not look like Kore\.ai\. Check the host and the proxy\.$/,
      );
    }
  });

  for (const answer of [
    refusal(412, 'Invalid id'),
    refusal(400, 'Invalid id'),
    jsonAnswer(200, { status: 'FAILURE' }),
  ])
    it(`takes ${answer.status} ${answer.body} for a connection, since only a known caller is told so`, async () => {
      const bench = createBench([answer]);
      assert.equal((await bench.run(bench.client.checkConnection())).ok, true);
    });

  it('tells by how much the clock is off', async () => {
    const bench = createBench([
      refusal(401, 'jwt expired', 401, { date: new Date(1_700_000_120_000).toUTCString() }),
      NO_JOB,
    ]);
    const { ok, message } = await bench.run(bench.client.checkConnection());
    assert.equal(ok, true);
    assert.match(message, /clock of this machine is 120 s behind the platform/);
  });

  it('never rejects, also when no token can be signed', async () => {
    const bench = createBench([NO_JOB]);
    bench.signer.sign = () => {
      throw new Error('no key');
    };
    assert.equal((await bench.run(bench.client.checkConnection())).error?.code, 'signing_failed');
  });

  it('waits ten seconds at most for the limit', async () => {
    const bench = createBench([NO_JOB], { options: { maxPerMinute: 1 } });
    await bench.run(bench.client.checkConnection());
    const { ok, error } = await bench.run(bench.client.checkConnection());
    assert.equal(ok, false);
    assert.equal(error?.code, 'rate_limited');
  });
});
