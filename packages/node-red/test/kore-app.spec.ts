import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, logText, startFlow } from './flow.ts';

interface Tunnel {
  readonly url: string;
  /** Where to, and with which credentials, in order. */
  readonly asked: readonly string[];
  stop(): void;
}

/** A proxy that leads to a port of this machine, whatever it is asked for. */
async function startTunnel(port: number): Promise<Tunnel> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, client: Socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    client.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${own}`, asked, stop: () => void server.close() };
}

describe('kore-app in Node-RED', () => {
  let simulator: Simulator;
  let other: Simulator;

  before(async () => {
    [simulator, other] = await Promise.all([createSimulator(), createSimulator()]);
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await Promise.all([simulator.stop(), other.stop()]);
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
    other.reset();
  });

  const idle = { type: 'kore-status' };
  const send = {
    type: 'kore-send',
    channel: 'slack',
    message: 'Hello',
    recipients: 'payload',
    recipientsSource: 'msg',
  };

  async function deploy(settings: object = {}, node: object = idle) {
    return startFlow(flowAround(node, appOf(simulator, settings)), {
      app: { clientSecret: simulator.app.clientSecret },
    });
  }

  async function test(typed: object): Promise<{ ok: boolean; message: string }> {
    const { status, body } = await helper.request().post('/kore-app/test').send(typed);
    assert.equal(status, 200);
    return body as { ok: boolean; message: string };
  }
  const typed = (settings: object = {}): object => ({
    ...appOf(simulator),
    clientSecret: simulator.app.clientSecret,
    algorithm: 'HS256',
    ...settings,
  });

  it('tests what is typed before it is deployed, and sends no notification', async () => {
    await deploy();
    const { ok, message } = await test(typed({ id: 'not-deployed' }));
    assert.equal(ok, true, message);
    assert.equal(simulator.messages().length, 0);
    assert.ok(simulator.received().every(({ method }) => method === 'GET'));
  });

  it('tells apart a wrong secret, a host that is not there, and an incomplete form', async () => {
    await deploy();
    const wrong = await test(typed({ clientSecret: 'a-secret-that-the-platform-does-not-know-0000' }));
    const away = await test(typed({ host: 'http://127.0.0.1:9', timeScale: '1000' }));
    const empty = await test({ id: 'x', host: '', clientSecret: 'x' });
    const nothing = await test([]);
    for (const { ok } of [wrong, away, empty, nothing]) assert.equal(ok, false);
    assert.equal(new Set([wrong, away, empty].map(({ message }) => message)).size, 3);
    assert.match(empty.message, /host/);
  });

  it('tells what is wrong in any field, also in those of the limits', async () => {
    await deploy();
    const numbers = { maxPerMinute: '0', maxPerHour: 'x', maxInFlight: '101', maxAttempts: '1.5' };
    const { ok, message } = await test(typed(numbers));
    assert.equal(ok, false);
    for (const name of Object.keys(numbers)) assert.match(message, new RegExp(`^${name}: `, 'm'));
  });

  it('tests with the stored secret if it is not typed again', async () => {
    await deploy();
    assert.equal((await test(typed({ clientSecret: '__PWRD__', tls: '_ADD_', proxy: '' }))).ok, true);
  });

  for (const [what, change] of [
    ['the host', () => ({ host: other.url })],
    ['the proxy', () => ({ proxy: 'some-proxy' })],
    ['the TLS configuration', () => ({ tls: 'some-tls' })],
    ['the http switch', () => ({ allowHttp: true })],
  ] as const) {
    it(`does not use the stored secret if ${what} was changed`, async () => {
      await deploy();
      const { ok, message } = await test(typed({ clientSecret: '__PWRD__', ...change() }));
      assert.equal(ok, false);
      assert.match(message, /Type the secret again/);
      assert.equal(other.received().length + simulator.received().length, 0);
    });
  }

  it('does not take the credentials of another kind of node', async () => {
    await deploy();
    const { ok, message } = await test(typed({ id: 'node', clientSecret: '__PWRD__' }));
    assert.equal(ok, false);
    assert.match(message, /not deployed yet/);
  });

  it('fills in environment variables for a test', async () => {
    process.env['KORE_TEST_TYPED_SECRET'] = simulator.app.clientSecret;
    await deploy();
    assert.equal((await test(typed({ clientSecret: '${KORE_TEST_TYPED_SECRET}' }))).ok, true);
    const { message } = await test(typed({ clientSecret: '${KORE_TEST_NOT_SET}' }));
    assert.match(message, /KORE_TEST_NOT_SET has no value/);
  });

  it('never answers or logs a secret', async () => {
    await deploy();
    const answers = [
      await test(typed()),
      await test(typed({ host: 'http://127.0.0.1:9', timeScale: '1000' })),
    ];
    assert.ok(!(JSON.stringify(answers) + logText()).includes(simulator.app.clientSecret));
  });

  it('signs with a private key of several lines', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    simulator.addApp({
      botId: simulator.app.botId,
      clientId: 'cs-rsa',
      algorithm: 'RS256',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    });
    const flow = await startFlow(
      flowAround(send, appOf(simulator, { clientId: 'cs-rsa', algorithm: 'RS256' })),
      {
        app: { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
      },
    );
    flow.give({ payload: 'ada@example.org' });
    assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 1);
  });

  it('carries a fresh token in every request if the app enforces JTI', async () => {
    const { botId, clientId, clientSecret } = simulator.app;
    simulator.addApp({ botId, clientId, clientSecret, enforceJti: true });
    const flow = await deploy({ useJti: true }, { ...send, recipientsPerRequest: '1' });
    flow.give({ payload: ['a@example.org', 'b@example.org', 'c@example.org'] });
    await flow.from('out1');
    const ids = simulator.received().map(({ claims }) => claims?.['jti']);
    assert.equal(new Set(ids).size, 3);
  });

  it('uses the TLS and proxy configurations of Node-RED, and says which is missing', async () => {
    const flow = await deploy({ proxy: 'gone' }, send);
    flow.give({ payload: 'ada@example.org' });
    const { error } = (await flow.from('caught')) as unknown as { error: { message: string } };
    assert.match(error.message, /proxy configuration of this Kore.ai app is not deployed/);
    await helper.unload();
    const proxy = await startTunnel(simulator.port);
    const proxied = await startFlow(
      [
        ...flowAround(
          send,
          appOf(simulator, { host: 'http://kore.invalid', allowHttp: true, proxy: 'proxy', tls: 'tls' }),
        ),
        { id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: [] },
        { id: 'tls', type: 'tls-config', verifyservercert: false, servername: 'kore.invalid' },
      ],
      {
        app: { clientSecret: simulator.app.clientSecret },
        proxy: { username: 'me', password: 'proxy-password' },
      },
    );
    proxied.give({ payload: 'ada@example.org' });
    const { payload } = await proxied.from<SendReport>('out1');
    proxy.stop();
    assert.equal(payload.counts.accepted, 1);
    assert.deepEqual(proxy.asked, ['kore.invalid:80 Basic bWU6cHJveHktcGFzc3dvcmQ=']);
    assert.ok(!logText().includes('proxy-password'));
  });
});
