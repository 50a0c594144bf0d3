import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClient } from '../../src/client.ts';
import { createAgent } from '../../src/node/create-agent.ts';
import { AxiosHttp, type AxiosHttpOptions, JsonwebtokenSigner, SystemClock } from '../../src/node/index.ts';
import type { HttpAnswer, HttpFailure, HttpRequest } from '../../src/vocabulary/ports.ts';
import { parseOrigin } from '../../src/validation/host.ts';
import {
  findFreePort,
  type Handler,
  type LocalProxy,
  type LocalServer,
  startProxy,
  startServer,
  TEST_CERTIFICATE,
} from './local-server.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl';
/** A host that is not this machine, for proxies. */
const AWAY = 'https://platform.example';
const BODY = '{"message":"Your salary was changed. — ä"}';

describe('AxiosHttp', () => {
  const open: { close(): unknown }[] = [];

  function opened<T extends { close(): unknown }>(one: T): T {
    open.push(one);
    return one;
  }
  const serve = async (handler: Handler, scheme?: 'http' | 'https'): Promise<LocalServer> =>
    opened(await startServer(handler, scheme));
  const proxy = async (refusal?: string): Promise<LocalProxy> => opened(await startProxy(refusal));
  const create = (options: AxiosHttpOptions = { proxy: false }): AxiosHttp => opened(new AxiosHttp(options));

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  function post(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
    const headers = { auth: TOKEN, 'content-type': 'application/json' };
    return { method: 'POST', url, headers, body: BODY, timeoutMs: 5_000, ...more };
  }

  function assertFailure(
    result: HttpAnswer | HttpFailure,
    kind: HttpFailure['kind'],
    endedBy?: HttpFailure['endedBy'],
  ): string {
    assert.ok(result.kind !== 'answer', JSON.stringify(result));
    assert.equal(result.kind, kind);
    assert.equal(result.endedBy, endedBy);
    assert.match(result.reason, /\.$/);
    for (const hidden of ['eyJ', 'salary', 'auth']) assert.ok(!result.reason.includes(hidden), result.reason);
    return result.reason;
  }

  function assertAnswer(result: HttpAnswer | HttpFailure): HttpAnswer {
    assert.ok(result.kind === 'answer', JSON.stringify(result));
    return result;
  }

  const ok: Handler = (_request, response) => void response.writeHead(200).end('{}');

  it('names itself, and asks for packed answers', async () => {
    const server = await serve(ok);
    await create().send(post(server.origin));
    const { headers } = server.requests[0] ?? assert.fail('It did not arrive.');
    assert.equal(headers['auth'], TOKEN);
    assert.equal(headers['user-agent'], 'kore-notify');
    assert.equal(headers['accept-encoding'], 'gzip');
  });

  describe('keeps connections', () => {
    it('and uses one again and again for requests in a row', async () => {
      const server = await serve(ok);
      const http = create();
      for (let index = 0; index < 20; index++) assertAnswer(await http.send(post(server.origin)));
      assert.equal(server.connections.length, 1);
      assert.equal(server.requests.length, 20);
    });

    it('and opens no more than sixteen for a hundred requests of which ten are under way', async () => {
      const server = await serve((_request, response) => {
        setTimeout(() => response.end('{}'), 1);
      });
      const http = create();
      const lane = async (): Promise<void> => {
        for (let index = 0; index < 10; index++) assertAnswer(await http.send(post(server.origin)));
      };
      await Promise.all(Array.from({ length: 10 }, lane));
      assert.equal(server.requests.length, 100);
      assert.ok(server.connections.length <= 16, `${server.connections.length}`);
    });

    it('and closes them when it is closed; a later request opens another', async () => {
      const server = await serve(ok);
      const http = create();
      await http.send(post(server.origin));
      const [socket] = server.connections;
      const closed = new Promise((resolve) => socket?.once('close', resolve));
      http.close();
      await closed;
      assertAnswer(await http.send(post(server.origin)));
      assert.equal(server.connections.length, 2);
    });

    it('and calls the answer of a request that is under way lost when it is closed', async () => {
      let answerLate = (): void => undefined;
      const arrived = new Promise<void>((resolve) => {
        void serve((_request, response) => {
          answerLate = () => void response.end('{"late":true}');
          resolve();
        }).then(({ origin }) => void (result = http.send(post(origin))));
      });
      const http = create();
      let result: Promise<HttpAnswer | HttpFailure> | undefined;
      await arrived;
      http.close();
      answerLate();
      assert.ok(result);
      assert.equal((await result).kind, 'lost');
    });
  });

  describe('says not-sent', () => {
    it('when the certificate is for another host', async () => {
      const server = await serve(ok, 'https');
      const http = create({ proxy: false, tls: { ca: TEST_CERTIFICATE, servername: 'platform.kore.ai' } });
      const reason = assertFailure(await http.send(post(server.origin)), 'not-sent');
      assert.match(reason, /another host/);
    });

    it('when the proxy cannot be reached', async () => {
      const url = `http://127.0.0.1:${await findFreePort()}`;
      const reason = assertFailure(await create({ proxy: { url } }).send(post(AWAY)), 'not-sent');
      assert.match(reason, /nothing listens at the address of the proxy/);
    });

    for (const status of ['407 Proxy Authentication Required', '502 Bad Gateway'])
      it(`when the proxy answers ${status} to a connection without TLS`, async () => {
        const { origin } = await proxy(status);
        const result = await create({ proxy: { url: origin } }).send(post(AWAY.replace('https', 'http')));
        assert.match(assertFailure(result, 'not-sent'), /the proxy refuses the connection/);
      });

    it('when the URL of the proxy is none', async () => {
      for (const url of ['proxy.example:3128:x', 'proxy.example:3128', 'socks5://127.0.0.1:1080', '::']) {
        const http = create({ proxy: { url } });
        assert.match(
          assertFailure(await http.send(post(AWAY)), 'not-sent'),
          /proxy does not start with http/,
        );
      }
    });
  });

  describe('speaks TLS', () => {
    it('with the certificate authority that it is given', async () => {
      const server = await serve(ok, 'https');
      const http = create({ proxy: false, tls: { ca: TEST_CERTIFICATE } });
      for (let index = 0; index < 3; index++) assertAnswer(await http.send(post(server.origin)));
      assert.equal(server.connections.length, 1);
    });

    it('with anybody if it is told to', async () => {
      const server = await serve(ok, 'https');
      assertAnswer(
        await create({ proxy: false, tls: { rejectUnauthorized: false } }).send(post(server.origin)),
      );
    });
  });

  /** The same server under a name that is not this machine's: the proxies of these tests connect every name to it. */
  const away = (origin: string): string => origin.replace('127.0.0.1', 'platform.example');

  describe('goes through a proxy', () => {
    for (const scheme of ['http', 'https'] as const)
      it(`to ${scheme}, and keeps the connection`, async () => {
        const server = await serve(ok, scheme);
        const { origin, targets } = await proxy();
        const http = create({
          proxy: { url: origin },
          tls: { ca: TEST_CERTIFICATE, servername: 'localhost' },
        });
        for (let index = 0; index < 3; index++) assertAnswer(await http.send(post(away(server.origin))));
        assert.deepEqual(targets, [`platform.example:${server.port}`]);
        assert.equal(server.requests.length, 3);
        assert.equal(server.requests[0]?.headers['auth'], TOKEN);
      });

    it('with credentials', async () => {
      const server = await serve(ok);
      const { origin, credentials } = await proxy();
      const account = { username: 'ann', password: 'p@ss:word' };
      const http = create({ proxy: { url: origin, credentials: account } });
      assertAnswer(await http.send(post(away(server.origin))));
      const [, encoded = ''] = (credentials[0] ?? '').split(' ');
      assert.equal(Buffer.from(encoded, 'base64').toString(), 'ann:p@ss:word');
    });

    it('but not to the hosts that are to be reached directly', async () => {
      const { origin, targets } = await proxy('502 Bad Gateway');
      const send = (noProxy: string[]): Promise<HttpAnswer | HttpFailure> =>
        create({ proxy: { url: origin, noProxy } }).send(post('http://a.platform.invalid:8080'));
      for (const entry of [
        'a.platform.invalid',
        '*',
        ' a.platform.invalid ',
        '.invalid',
        '*.platform.invalid',
      ])
        assertFailure(await send(['example.org', entry]), 'not-sent');
      for (const entry of ['a.platform.invalid:8080', '*:8080', '.invalid:8080'])
        assertFailure(await send([entry]), 'not-sent');
      assert.deepEqual(targets, []);
      // A name without a dot before it means that host alone, as in NO_PROXY.
      const others = ['platform.invalid', '', 'example.org', 'invalid', 'a.platform.invalid:1', '*:1'];
      for (const entry of others) assertFailure(await send([entry]), 'not-sent');
      assert.equal(targets.length, others.length);
    });

    it('that the environment names, if it is told nothing', async () => {
      const server = await serve(ok);
      const { origin, targets } = await proxy();
      await withEnvironment({ http_proxy: origin }, async () => {
        assertAnswer(await create({}).send(post(away(server.origin))));
        assert.equal(targets.length, 1);
        assertFailure(await create({ proxy: false }).send(post(away(server.origin))), 'not-sent');
      });
      await withEnvironment({ http_proxy: origin, no_proxy: 'platform.example' }, async () => {
        assertFailure(await create({}).send(post(away(server.origin))), 'not-sent');
      });
      assert.equal(targets.length, 1);
    });
  });

  describe('goes through no proxy to this machine', () => {
    const NAMES = ['127.0.0.1', 'localhost', 'LOCALHOST', '127.0.0.2', '[::1]', '127.000.000.001', '127.1'];
    const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'npm_config_proxy', 'npm_config_http_proxy'];

    /** Whatever answers: a proxy would have been asked to connect. */
    const sendToAll = async (options: AxiosHttpOptions): Promise<void> => {
      for (const name of NAMES)
        for (const scheme of ['http', 'https'])
          await create(options).send(post(`${scheme}://${name}:${await findFreePort()}`));
    };

    for (const variable of VARIABLES)
      for (const name of [variable, variable.toUpperCase()])
        it(`that ${name} names`, async () => {
          const { origin, connections } = await proxy();
          await withEnvironment({ [name]: origin }, () => sendToAll({}));
          assert.equal(connections.length, 0);
        });

    it('that is chosen', async () => {
      const { origin, connections } = await proxy();
      await sendToAll({ proxy: { url: origin, noProxy: [] } });
      assert.equal(connections.length, 0);
    });

    it('whose address nothing listens at', async () => {
      const server = await serve(ok);
      await withEnvironment(
        { http_proxy: 'http://127.0.0.1:1', all_proxy: 'http://127.0.0.1:1' },
        async () => {
          assertAnswer(await create({}).send(post(server.origin)));
          assertAnswer(await create({}).send(post(server.origin.replace('127.0.0.1', 'localhost'))));
        },
      );
    });

    it('by any name for which a host may be given over http', () => {
      const proxy = { url: 'http://127.0.0.1:1' };
      const isProxied = (origin: string): boolean => 'proxy' in createAgent(new URL(origin), { proxy });
      assert.equal(isProxied('http://platform.example'), true);
      const part = fc.integer({ min: 0, max: 255 });
      const names = fc.oneof(
        fc.tuple(part, part, part).map((parts) => `127.${parts.join('.')}`),
        fc.constantFrom('localhost', 'LocalHost', '[::1]'),
      );
      fc.assert(
        fc.property(names, fc.constantFrom('', 'http://', 'https://'), (name, scheme) => {
          const parsed = parseOrigin(`${scheme}${name}:4747`, false);
          assert.ok('origin' in parsed);
          assert.equal(isProxied(parsed.origin), false);
        }),
      );
    });
  });

  it('carries a send from end to end, with the clock and the signer of Node', async () => {
    const server = await serve(({ method }, response) => {
      response.end(
        JSON.stringify(method === 'POST' ? { _id: 'ds-1' } : { status: 'SUCCESS', statusLogs: [] }),
      );
    });
    const client = createClient(
      {
        http: create(),
        clock: new SystemClock(),
        signer: new JsonwebtokenSigner({ algorithm: 'HS256', key: 'secret' }),
      },
      { host: server.origin, botId: 'st-1', clientId: 'cs-1' },
    );
    const report = await client.send({ channel: 'slack', message: 'Hi', recipients: 'ann@example.com' });
    assert.equal(report.counts.accepted, 1);
    assert.equal((await client.waitForStatus({ requests: report })).isFinal, true);
    assert.deepEqual(
      server.requests.map(({ method, url }) => `${method ?? ''} ${url ?? ''}`),
      ['POST /api/public/bot/st-1/notify', 'GET /api/public/bot/st-1/notify/status/ds-1'],
    );
  });
});

/** Runs something with these proxies in the environment and no others. */
async function withEnvironment(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<void>,
): Promise<void> {
  const before = { ...process.env };
  for (const name of Object.keys(before)) if (/proxy/i.test(name)) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    await run();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
