import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, logText, startFlow } from './flow.ts';
import { LABELS } from '../src/words.ts';

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
    const { status, body } = await helper
      .request()
      .post('/kore-app/test')
      .set({ 'x-kore-notify': 'test' })
      .send(typed);
    assert.equal(status, 200);
    return body as { ok: boolean; message: string };
  }
  /** The fields that a list of problems names, in its order. */
  const nameOf = (label: string): string =>
    Object.keys(LABELS).find((name) => LABELS[name] === label) ?? label;
  const namedIn = (message: string): string[] =>
    [...message.matchAll(/^([A-Z][^:.]*): /gm)].map(([, label = '']) => nameOf(label));
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

  it('leaves words whole that have a short secret in them', async () => {
    await deploy();
    for (const clientSecret of ['x', 'e', 'ro', 'the']) {
      const { ok, message } = await test(
        typed({ clientSecret, host: 'http://127.0.0.1:9', timeScale: '1000' }),
      );
      assert.equal(ok, false);
      assert.doesNotMatch(message, /\w\[secret\]|\[secret\]\w/, message);
    }
  });

  for (const [what, settings, wanted] of [
    ['nothing is entered', {}, ['host', 'botId', 'clientId', 'clientSecret']],
    ['with RS256 nothing is entered', { algorithm: 'RS256' }, ['host', 'botId', 'clientId', 'privateKey']],
    [
      'a secret and an id are wrong',
      { host: 'platform.kore.ai', botId: 'cs-1', clientId: 'cs-1' },
      ['botId', 'clientSecret'],
    ],
  ] as const) {
    it(`tells everything at once if ${what}: the Test button`, async () => {
      await deploy();
      const { ok, message } = await test({ id: 'new', ...settings });
      assert.equal(ok, false);
      assert.deepEqual(namedIn(message), wanted);
    });

    it(`tells everything at once if ${what}: a deployed node`, async () => {
      const app = { id: 'app', type: 'kore-app', ...settings };
      const running = await startFlow(flowAround(send, app), { app: {} });
      running.give({ payload: 'ada@example.org' });
      const caught = (await running.from('caught')) as unknown as {
        error: { message: string; code?: string };
      };
      assert.deepEqual(namedIn(caught.error.message), wanted);
      assert.equal(caught.error.code, 'invalid_options');
    });
  }

  it('tells what is wrong in any field, also in those of the limits', async () => {
    await deploy();
    const numbers = { maxPerMinute: '0', maxPerHour: 'x', maxInFlight: '101', maxAttempts: '1.5' };
    const { ok, message } = await test(typed(numbers));
    assert.equal(ok, false);
    assert.deepEqual(namedIn(message), Object.keys(numbers));
  });

  it('tests with the stored secret if it is not typed again', async () => {
    await deploy();
    assert.equal((await test(typed({ clientSecret: '__PWRD__', tls: '_ADD_', proxy: '' }))).ok, true);
  });

  for (const [what, change] of [
    ['the host', () => ({ host: other.url })],
    ['the proxy', () => ({ proxy: 'some-proxy' })],
    ['the TLS configuration', () => ({ tls: 'some-tls' })],
    ['the bot', () => ({ botId: 'st-another' })],
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

  describe('an environment variable', () => {
    const variables = {
      KORE_TEST_TYPED_SECRET: () => simulator.app.clientSecret,
      KORE_TEST_TYPED_HOST: () => simulator.url,
      KORE_TEST_TYPED_BOT: () => simulator.app.botId,
      KORE_TEST_TYPED_CLIENT: () => simulator.app.clientId,
    };
    before(() => {
      for (const [name, value] of Object.entries(variables)) process.env[name] = value();
    });
    after(() => {
      for (const name of Object.keys(variables)) delete process.env[name];
    });
    const fromEnvironment = {
      host: '${KORE_TEST_TYPED_HOST}',
      botId: '$(KORE_TEST_TYPED_BOT)',
      clientId: '${KORE_TEST_TYPED_CLIENT}',
    };
    const deployFromEnvironment = (settings: object = {}) =>
      startFlow(flowAround(idle, appOf(simulator, { ...fromEnvironment, ...settings })), {
        app: { clientSecret: '${KORE_TEST_TYPED_SECRET}' },
      });
    const nobodyWasCalled = (): void =>
      assert.equal(other.received().length + simulator.received().length, 0);

    it('is filled in for a test as it was when the app was deployed', async () => {
      await deployFromEnvironment();
      process.env['KORE_TEST_TYPED_CLIENT'] = 'cs-changed-since';
      try {
        for (const clientSecret of ['${KORE_TEST_TYPED_SECRET}', '__PWRD__']) {
          const { ok, message } = await test(typed({ ...fromEnvironment, clientSecret }));
          assert.equal(ok, true, message);
          for (const value of Object.values(variables)) assert.ok(!message.includes(value()), message);
        }
      } finally {
        process.env['KORE_TEST_TYPED_CLIENT'] = simulator.app.clientId;
      }
      assert.deepEqual(
        new Set(simulator.received().map(({ claims }) => claims?.['appId'])),
        new Set([simulator.app.clientId]),
      );
    });

    for (const name of [
      'host',
      'botId',
      'clientId',
      'clientSecret',
      'algorithm',
      'subject',
      'tokenLifetimeSeconds',
      'maxPerMinute',
      'requestTimeoutSeconds',
      'timeScale',
      'tls',
      'proxy',
    ]) {
      it(`is not filled in where ${name} was deployed with something else`, async () => {
        await deploy();
        for (const reference of [
          '${HOME}',
          '$(HOME)',
          '${KORE_TEST_TYPED_BOT}',
          '${${HOME}}',
          '${NR_NODE_ID}',
        ]) {
          const { ok, message } = await test(typed({ [name]: reference }));
          assert.equal(ok, false);
          assert.ok(message.startsWith(`Deploy first to test with ${reference}`), message);
        }
        nobodyWasCalled();
      });
    }

    for (const [what, change] of [
      ['host', () => ({ host: other.url })],
      ['bot', () => ({ botId: 'st-another' })],
      ['switch for http', () => ({ allowHttp: true })],
      ['proxy', () => ({ proxy: 'some-proxy' })],
      ['TLS configuration', () => ({ tls: 'some-tls' })],
    ] as const) {
      it(`is not filled in for another ${what} than the deployed one`, async () => {
        const { botId, clientId } = simulator.app;
        const own = { botId, host: simulator.url, clientId: '${KORE_TEST_TYPED_CLIENT}' };
        await deployFromEnvironment(own);
        assert.equal((await test(typed({ ...own, clientSecret: '__PWRD__' }))).ok, true);
        simulator.reset();
        for (const clientSecret of [simulator.app.clientSecret, '__PWRD__'])
          assert.match((await test(typed({ ...own, clientSecret, ...change() }))).message, /Deploy first/);
        const secret = { clientId, clientSecret: '${KORE_TEST_TYPED_SECRET}' };
        assert.match((await test(typed({ ...own, ...secret, ...change() }))).message, /Deploy first/);
        nobodyWasCalled();
      });
    }

    it('is not filled in for an app that is not deployed, or is no app', async () => {
      await deployFromEnvironment();
      for (const id of ['not-deployed', 'node', '__proto__', 'constructor', '']) {
        const { ok, message } = await test(typed({ id, host: '${KORE_TEST_TYPED_HOST}' }));
        assert.equal(ok, false);
        assert.match(message, /^Deploy first to test with \$\{KORE_TEST_TYPED_HOST\}/);
      }
      nobodyWasCalled();
    });

    it('is not guessed from its value: the deployed text itself has to be typed', async () => {
      await deployFromEnvironment();
      const guessed = { ...fromEnvironment, host: simulator.url, clientSecret: '__PWRD__' };
      assert.equal((await test(typed(guessed))).ok, false);
      nobodyWasCalled();
    });

    it('stands as it is inside other text, as when it is deployed', async () => {
      await deploy();
      await test(typed({ clientId: 'cs-${HOME}-${KORE_TEST_TYPED_SECRET}' }));
      const sent = JSON.stringify(simulator.received());
      assert.ok(!sent.includes(process.env['HOME'] ?? '/root'));
      assert.ok(!sent.includes(simulator.app.clientSecret));
    });

    it('without a value is named, in a test and when a message is sent', async () => {
      const flow = await startFlow(flowAround(send, appOf(simulator, { botId: '${KORE_TEST_NOT_SET}' })), {
        app: { clientSecret: '${KORE_TEST_NEITHER}' },
      });
      const asTyped = { botId: '${KORE_TEST_NOT_SET}', clientSecret: '__PWRD__' };
      const words = /No value for the environment variable KORE_TEST_NOT_SET, KORE_TEST_NEITHER\./;
      assert.match((await test(typed(asTyped))).message, words);
      flow.give({ payload: 'ada@example.org' });
      const { error } = (await flow.from('caught')) as unknown as { error: { message: string } };
      assert.match(error.message, words);
      nobodyWasCalled();
    });
  });

  describe('a test that the editor did not ask for', () => {
    const EDITOR = {
      'content-type': 'application/json',
      'x-kore-notify': 'test',
      host: 'red.example.org:1880',
    };

    async function call(headers: Readonly<Record<string, string>>, body?: string) {
      const asked = JSON.stringify(typed({ id: 'not-deployed' }));
      return helper
        .request()
        .post('/kore-app/test')
        .set(headers)
        .send(body ?? asked);
    }

    for (const [what, headers] of [
      ['a form', { ...EDITOR, 'content-type': 'application/x-www-form-urlencoded' }],
      ['a form of plain text', { ...EDITOR, 'content-type': 'text/plain' }],
      [
        'plain text that is called JSON behind it',
        { ...EDITOR, 'content-type': 'text/plain; application/json' },
      ],
      ['another kind of JSON', { ...EDITOR, 'content-type': 'application/csp-report+json' }],
      ['JSON without our header', { 'content-type': 'application/json' }],
      ['another value of our header', { ...EDITOR, 'x-kore-notify': 'true' }],
      ['a page of another host', { ...EDITOR, origin: 'http://evil.example' }],
      ['a page at another port', { ...EDITOR, origin: 'http://red.example.org:3000' }],
      ['a page at the port of https', { ...EDITOR, origin: 'https://red.example.org' }],
      ['a page whose name begins alike', { ...EDITOR, origin: 'http://red.example.org:1880.evil.example' }],
      ['a page that hides its origin', { ...EDITOR, origin: 'null' }],
      ['two origins', { ...EDITOR, origin: 'http://red.example.org:1880, http://evil.example' }],
      ['an empty origin', { ...EDITOR, origin: '' }],
      ['a page of another site', { ...EDITOR, 'sec-fetch-site': 'cross-site' }],
      ['a page of the same site', { ...EDITOR, 'sec-fetch-site': 'same-site' }],
      ['no page at all', { ...EDITOR, 'sec-fetch-site': 'none' }],
      [
        'a page of another site behind a proxy',
        { ...EDITOR, 'sec-fetch-site': 'cross-site', origin: 'http://red.example.org:1880' },
      ],
      [
        'a page that claims a forwarded host',
        { ...EDITOR, origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' },
      ],
    ] as const) {
      it(`is refused: ${what}`, async () => {
        await deploy();
        const { status, body } = await call(headers);
        assert.equal(status, headers['content-type'] === 'application/json' ? 403 : 415);
        assert.match((body as { message: string }).message, /not come from the editor/);
        assert.equal(simulator.received().length, 0);
      });
    }

    it('is refused before a form of JSON is read: its body arrives as fields', async () => {
      await deploy();
      const fields = new URLSearchParams({ host: simulator.url, botId: '${HOME}', clientId: '${HOME}' });
      const { status } = await call(
        { 'content-type': 'application/x-www-form-urlencoded' },
        fields.toString(),
      );
      assert.equal(status, 415);
      assert.equal(simulator.received().length, 0);
    });

    for (const [what, headers] of [
      ['of a browser', { origin: 'http://red.example.org:1880', 'sec-fetch-site': 'same-origin' }],
      ['of a browser that tells only its origin', { origin: 'http://RED.example.org:1880' }],
      [
        'behind a proxy that takes off the TLS',
        { host: 'red.example.org', origin: 'https://red.example.org' },
      ],
      [
        'behind a proxy that changes the host',
        { host: '127.0.0.1:1880', origin: 'https://red.example.org', 'sec-fetch-site': 'same-origin' },
      ],
      ['on IPv6', { host: '[::1]:1880', origin: 'http://[::1]:1880' }],
      ['that names its character set', { 'content-type': 'application/json; charset=UTF-8' }],
      ['without a browser', {}],
    ] as const) {
      it(`is not one of the editor ${what}`, async () => {
        await deploy();
        const { status, body } = await call({ ...EDITOR, ...headers });
        assert.equal(status, 200);
        assert.deepEqual((body as { ok: boolean }).ok, true, JSON.stringify(body));
      });
    }

    for (const value of [['${HOME}'], { toString: '${HOME}' }, null, true]) {
      it(`reads no field that is ${JSON.stringify(value)}`, async () => {
        await deploy();
        for (const name of ['host', 'botId', 'clientSecret', 'id', 'proxy']) {
          const { ok, message } = await test(typed({ [name]: value }));
          assert.equal(ok, false);
          assert.ok(message.includes(`value of ${name} is not text`), message);
        }
        assert.equal(simulator.received().length, 0);
      });
    }
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
