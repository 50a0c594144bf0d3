import assert from 'node:assert/strict';
import { startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawAnswer, RawClient } from './raw-client.ts';

describe('the control API', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient({ jobDurationMs: 0 });
  });
  afterEach(stopAll);

  const errorOf = ({ status, body }: RawAnswer) => `${status} ${String(body['error'])}`;

  it('lists what was received, in order, without the signature of the token and without its own calls', async () => {
    const token = client.sign();
    await client.send(V1_BODY, token);
    await client.control('GET', '/app');
    await client.sendV2({});
    await client.request({ path: '/nowhere?x=1', token: undefined });
    const { body } = await client.control('GET', '/received');
    const received = body['received'] as Record<string, unknown>[];
    assert.deepEqual(
      received.map(({ number, call, method, path, answeredStatus }) => [
        number,
        call,
        method,
        path,
        answeredStatus,
      ]),
      [
        [1, 'send', 'POST', client.bot('notify'), 200],
        [2, 'sendV2', 'POST', client.bot('notifyV2'), 412],
        [3, undefined, 'GET', '/nowhere?x=1', 404],
      ],
    );
    const [first] = client.simulator.received();
    assert.deepEqual(first?.body, V1_BODY);
    assert.equal(first.headers['auth'], token.split('.').slice(0, 2).join('.'));
    assert.equal(first.headers['content-type'], 'application/json');
    assert.equal(first.claims?.['appId'], client.simulator.app.clientId);
    const signature = token.split('.')[2] ?? '';
    assert.ok(!JSON.stringify(body).includes(signature));
  });

  it('keeps no header that should be a token and is none, and bodies that are no JSON as text', async () => {
    await client.send('not json', 'my-client-secret');
    const [request] = client.simulator.received();
    assert.equal(request?.headers['auth'], '(not a token)');
    assert.equal(request.claims, undefined);
    assert.equal(request.body, 'not json');
  });

  it('hands out pages of requests and messages', async () => {
    const identities = ['a', 'b', 'c'].map((name) => `${name}@example.com`);
    await client.send({ ...V1_BODY, identities });
    await client.send();
    const numbers = async (path: string, key: string) => {
      const { body } = await client.control('GET', path);
      return [body['total'], (body[key] as { number: number }[]).map(({ number }) => number)];
    };
    assert.deepEqual(await numbers('/messages?after=2', 'messages'), [4, [3, 4]]);
    assert.deepEqual(await numbers('/messages?limit=2', 'messages'), [4, [3, 4]]);
    assert.deepEqual(await numbers('/received?after=1', 'received'), [2, [2]]);
    assert.deepEqual(await numbers('/received?limit=1', 'received'), [2, [2]]);
    assert.match(
      errorOf(await client.control('GET', '/jobs?after=1')),
      /^400 The querystring cannot be used: .* \(after\)\.$/,
    );
    assert.match(
      errorOf(await client.control('GET', '/messages?after=x')),
      /^400 .*\/after must match pattern/,
    );
  });

  it('shows messages, jobs, devices and the count of what was processed', async () => {
    await client.sendV2({
      ...V2_BODY,
      identities: [{ phoneNumber: '123456', customMessage: 'Hi {n}', parameters: { n: 'Ann' } }],
    });
    await client.subscribe();
    const messages = (await client.control('GET', '/messages')).body['messages'] as Record<string, unknown>[];
    const { at, requestId, ...message } = messages[0] ?? {};
    assert.equal(typeof at, 'number');
    assert.deepEqual(message, {
      number: 1,
      call: 'sendV2',
      botId: client.simulator.app.botId,
      channel: 'whatsapp',
      identity: '123456',
      kind: 'text',
      text: 'Hi Ann',
      outcome: 'delivered',
      comment: 'Notification has been sent successfully',
    });
    const jobs = (await client.control('GET', '/jobs')).body['jobs'] as Record<string, unknown>[];
    assert.equal(jobs[0]?.['requestId'], requestId);
    assert.equal(jobs[0]?.['status'], 'SUCCESS');
    const devices = await client.control('GET', '/devices?userId=u-1');
    assert.equal((devices.body['devices'] as unknown[]).length, 1);
    assert.deepEqual((await client.control('GET', '/processed')).body, { processed: { '123456': 1 } });
    assert.deepEqual(
      client.simulator
        .processedMessages()
        .map(({ identity, text, channel }) => ({ identity, text, channel })),
      [{ identity: '123456', text: 'Hi Ann', channel: 'whatsapp' }],
    );
  });

  it('scripts faults, one or several, shows what is left of them and forgets them', async () => {
    await client.control('POST', '/faults', { kind: 'answer', status: 500, times: 2 });
    await client.control('POST', '/faults', [
      { kind: 'delay', ms: 1, after: 3 },
      { kind: 'reset-after', probability: 0.1 },
    ]);
    assert.equal((await client.send()).status, 500);
    const { body } = await client.control('GET', '/faults');
    assert.deepEqual(
      (body['faults'] as { timesLeft: number | null; skipsLeft: number }[]).map(
        ({ timesLeft, skipsLeft }) => [timesLeft, skipsLeft],
      ),
      [
        [1, 0],
        [1, 2],
        [null, 0],
      ],
    );
    await client.control('DELETE', '/faults');
    assert.deepEqual((await client.control('GET', '/faults')).body, { faults: [] });
  });

  it('adds all of a list of faults or none', async () => {
    const answer = await client.control('POST', '/faults', [{ kind: 'reset-before' }, { kind: 'delay' }]);
    assert.match(
      errorOf(answer),
      /^400 This fault of the kind delay cannot be used: it must have required property/,
    );
    assert.deepEqual(client.simulator.faults(), []);
  });

  it('replaces the directory', async () => {
    const rules = [{ identity: 'ann@*', outcome: 'undelivered' }];
    assert.deepEqual((await client.control('PUT', '/directory', rules)).body, { rules });
    await client.send();
    assert.equal(client.simulator.messages()[0]?.outcome, 'undelivered');
    assert.match(
      errorOf(await client.control('PUT', '/directory', [{ identity: 'x', outcome: 'lost' }])),
      /^400 The body cannot be used: \/0\/outcome must be equal to one of the allowed values\.$/,
    );
  });

  it('gives credentials and a token that work', async () => {
    const { url, app } = client.simulator;
    assert.deepEqual((await client.control('GET', '/app')).body, {
      url,
      ...app,
      algorithm: 'HS256',
      enforceJti: false,
      enforceJwe: false,
    });
    const { body } = await client.control('GET', '/token');
    assert.equal((await client.send(V1_BODY, String(body['token']))).status, 200);
  });

  it('adds apps and devices', async () => {
    const app = { clientId: 'cs-2', clientSecret: 'another', botId: 'st-2' };
    assert.equal((await client.control('POST', '/apps', app)).status, 200);
    assert.match(
      errorOf(await client.control('POST', '/apps', { clientId: 'cs-3', botId: 'st-3' })),
      /^400 The app cs-3 has no key/,
    );
    const token = client.sign({ appId: 'cs-2' }, 'another');
    const path = '/api/public/streams/st-2/subscribeddevices?uId=u-9';
    const device = { botId: 'st-2', userId: 'u-9', deviceId: 'd-9', osType: 'ios' };
    await client.control('POST', '/devices', device);
    assert.deepEqual((await client.request({ path, token })).body, {
      subscribedDevices: [{ deviceId: 'd-9', osType: 'ios', status: 'Subscribed' }],
    });
  });

  it('resets everything to the start', async () => {
    const strict = await startClient({ maxPerMinute: 1, jti: true });
    const { simulator } = strict;
    simulator.setDirectory([{ identity: '*', outcome: 'undelivered' }]);
    simulator.addApp({ clientId: 'cs-2', clientSecret: 's', botId: 'st-2' });
    simulator.subscribeDevice({ userId: 'u-1', deviceId: 'd', osType: 'ios' });
    const token = strict.sign({ jti: 'once' });
    await strict.send(V1_BODY, token);
    simulator.addFault({ kind: 'answer', status: 500 });
    assert.equal((await strict.control('POST', '/reset')).status, 200);
    assert.deepEqual(
      [simulator.received(), simulator.jobs(), simulator.messages(), simulator.devices(), simulator.faults()],
      [[], [], [], [], []],
    );
    assert.equal(simulator.processed().size, 0);
    assert.deepEqual((await strict.control('GET', '/directory')).body, { rules: [] });
    assert.equal((await strict.send(V1_BODY, token)).status, 200);
    assert.equal(simulator.received()[0]?.number, 1);
  });

  it('answers a wrong call of its own with what to do', async () => {
    assert.match(
      errorOf(await client.control('GET', '/fault')),
      /^404 There is no GET .*GET \/_simulator\/ lists/,
    );
    assert.match(errorOf(await client.control('POST', '/devices', {})), /^400 The body cannot be used: /);
    assert.equal((await client.control('POST', '/devices', '{')).status, 400);
    const list = (await client.control('GET', '/')).body as unknown as { method: string; path: string }[];
    const reads = list.filter(({ method, path }) => method === 'GET' && !path.endsWith('/events'));
    for (const { method, path } of reads)
      assert.equal((await client.request({ method, path, token: undefined })).status, 200, path);
  });

  it('describes the platform and itself as OpenAPI, with the schemas that it checks', async () => {
    const { body } = await client.control('GET', '/openapi.json');
    assert.equal(body['openapi'], '3.1.0');
    const paths = body['paths'] as Record<string, Record<string, { operationId: string }>>;
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const routes = (await client.control('GET', '/')).body as unknown as unknown[];
    assert.equal(operations.length, 7 + routes.length);
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
    assert.ok(paths['/api/public/bot/{botId}/notify/status/{requestId}']?.['get']);
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]*)"/g)].map(([, to = '']) => to);
    assert.ok(references.length > 20);
    for (const to of references) {
      const parts = to.replace(/^#\//, '').split('/');
      const found = parts.reduce<unknown>(
        (at, part) => (at as Record<string, unknown> | undefined)?.[part],
        body,
      );
      assert.equal(typeof found, 'object', to);
    }
    const refusal = client.simulator.received();
    assert.deepEqual(refusal, []);
  });
});
