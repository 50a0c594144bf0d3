import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
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
  startRawServer,
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

  /** Nobody answers. */
  const silent: Handler = () => undefined;

  describe('sends', () => {
    it('method, path, headers and body as they are given', async () => {
      const server = await serve(ok);
      for (const method of ['POST', 'DELETE'] as const)
        await create().send(post(`${server.origin}/a%2Fb?c=%20d`, { method }));
      for (const [index, method] of ['POST', 'DELETE'].entries()) {
        const served = server.requests[index];
        assert.ok(served);
        const { headers, ...request } = served;
        assert.deepEqual(request, { method, url: '/a%2Fb?c=%20d', body: BODY });
        assert.equal(headers['auth'], TOKEN);
        assert.equal(headers['content-type'], 'application/json');
        assert.equal(headers['content-length'], String(Buffer.byteLength(BODY)));
        assert.equal(headers['user-agent'], 'kore-notify');
        assert.equal(headers.authorization, undefined);
      }
    });

    it('no body with GET', async () => {
      const server = await serve(ok);
      await create().send({ method: 'GET', url: server.origin, headers: { auth: TOKEN }, timeoutMs: 5_000 });
      assert.equal(server.requests[0]?.body, '');
      assert.equal(server.requests[0].headers['content-type'], undefined);
    });
  });

  describe('answers with', () => {
    it('status, headers in lower case and the body as text, whatever the status', async () => {
      for (const status of [200, 204, 400, 401, 429, 500, 503]) {
        const server = await serve((_request, response) => {
          response.writeHead(status, { 'Retry-After': '7', 'X-Odd': 'é' });
          response.end(status === 204 ? undefined : '{"ä":1}');
        });
        const answer = assertAnswer(await create().send(post(server.origin)));
        assert.equal(answer.status, status);
        assert.equal(answer.headers['retry-after'], '7');
        assert.ok(Number.isFinite(Date.parse(answer.headers['date'] ?? '')));
        assert.equal(answer.body, status === 204 ? '' : '{"ä":1}');
      }
    });

    it('a redirect, without following it', async () => {
      const other = await serve(ok);
      const server = await serve((_request, response) => {
        response.writeHead(302, { location: `${other.origin}/elsewhere` }).end();
      });
      const answer = assertAnswer(await create().send(post(server.origin)));
      assert.equal(answer.status, 302);
      assert.equal(other.requests.length, 0);
    });

    it('JSON text as it is, not parsed', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"a": 1}');
      });
      assert.equal(assertAnswer(await create().send(post(server.origin))).body, '{"a": 1}');
    });

    it('text that the server compressed, since it may', async () => {
      const server = await serve(({ headers }, response) => {
        assert.equal(headers['accept-encoding'], 'gzip');
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ä":1}'));
      });
      assert.equal(assertAnswer(await create().send(post(server.origin))).body, '{"ä":1}');
    });

    it('text without a byte order mark', async () => {
      const server = await serve((_request, response) => void response.end('\uFEFF{"a":1}'));
      assert.equal(assertAnswer(await create().send(post(server.origin))).body, '{"a":1}');
    });

    it('an answer of 1 MB', async () => {
      const server = await serve((_request, response) => void response.end('x'.repeat(1_000_000)));
      assert.equal(assertAnswer(await create().send(post(server.origin))).body.length, 1_000_000);
    });
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
    it('when nothing listens', async () => {
      const reason = assertFailure(
        await create().send(post(`http://127.0.0.1:${await findFreePort()}`)),
        'not-sent',
      );
      assert.match(reason, /nothing listens there/);
    });

    it('when the host name is not known', async () => {
      const reason = assertFailure(await create().send(post('https://kore-notify.invalid')), 'not-sent');
      assert.match(reason, /host name/);
    });

    it('when the certificate is not trusted, and nothing was written', async () => {
      const server = await serve(ok, 'https');
      const reason = assertFailure(await create().send(post(server.origin)), 'not-sent');
      assert.match(reason, /self-signed/);
      assert.equal(server.requests.length, 0);
    });

    it('when the certificate is for another host', async () => {
      const server = await serve(ok, 'https');
      const http = create({ proxy: false, tls: { ca: TEST_CERTIFICATE, servername: 'platform.kore.ai' } });
      const reason = assertFailure(await http.send(post(server.origin)), 'not-sent');
      assert.match(reason, /another host/);
    });

    it('when the server does not speak TLS', async () => {
      const server = await serve(ok);
      assertFailure(await create().send(post(server.origin.replace('http:', 'https:'))), 'not-sent');
    });

    it('when the server ends the connection during the TLS handshake', async () => {
      const server = opened(await startRawServer((socket) => socket.once('data', () => socket.destroy())));
      assertFailure(await create().send(post(`https://127.0.0.1:${server.port}`)), 'not-sent');
    });

    it('when the time is over before the connection stands', async () => {
      const server = opened(await startRawServer(() => undefined));
      const request = post(`https://127.0.0.1:${server.port}`, { timeoutMs: 50 });
      const reason = assertFailure(await create().send(request), 'not-sent', 'timeout');
      assert.match(reason, /no connection within 0\.05 s/);
    });

    it('when it is cancelled before, or before the connection stands', async () => {
      const server = opened(await startRawServer(() => undefined));
      const url = `https://127.0.0.1:${server.port}`;
      assertFailure(await create().send(post(url, { signal: AbortSignal.abort() })), 'not-sent', 'cancel');
      const controller = new AbortController();
      const result = create().send(post(url, { signal: controller.signal }));
      setTimeout(() => controller.abort(), 10);
      assertFailure(await result, 'not-sent', 'cancel');
    });

    it('when it is cancelled before, and nothing was written', async () => {
      const server = await serve(ok);
      const http = create();
      assertFailure(
        await http.send(post(server.origin, { signal: AbortSignal.abort() })),
        'not-sent',
        'cancel',
      );
      assertAnswer(await http.send(post(server.origin)));
      assert.equal(server.requests.length, 1);
    });

    it('when the time is over before the proxy has made a connection', async () => {
      const server = opened(await startRawServer(() => undefined));
      const http = create({ proxy: { url: `http://127.0.0.1:${server.port}` } });
      const result = await http.send(post('https://platform.kore.ai', { timeoutMs: 50 }));
      assertFailure(result, 'not-sent', 'timeout');
    });

    it('when the proxy cannot be reached', async () => {
      const url = `http://127.0.0.1:${await findFreePort()}`;
      const reason = assertFailure(await create({ proxy: { url } }).send(post(AWAY)), 'not-sent');
      assert.match(reason, /nothing listens at the address of the proxy/);
    });

    for (const [status, words] of [
      ['407 Proxy Authentication Required', /the proxy refuses .*\(407\): check its user name and password/],
      ['403 Forbidden', /the proxy refuses the connection \(403\)/],
      ['502 Bad Gateway', /the proxy refuses the connection \(502\)/],
      ['204 No Content', /the proxy refuses the connection \(204\)/],
    ] as const)
      for (const scheme of ['http', 'https'])
        it(`when the proxy answers ${status}, for ${scheme}`, async () => {
          const { origin } = await proxy(status);
          const url = AWAY.replace('https', scheme);
          assert.match(
            assertFailure(await create({ proxy: { url: origin } }).send(post(url)), 'not-sent'),
            words,
          );
        });

    for (const [what, answer, words] of [
      ['closes', '', /the proxy ended the connection/],
      ['closes in its answer', 'HTTP/1.1 200 Conn', /the proxy ended the connection/],
      ['speaks something else', '220 mail.example.org ESMTP\r\n', /the proxy does not answer as a proxy/],
    ] as const)
      it(`when the proxy ${what}`, async () => {
        const { origin } = opened(
          await startRawServer((socket) => socket.once('data', () => void socket.end(answer))),
        );
        const result = await create({ proxy: { url: origin } }).send(post(AWAY));
        assert.match(assertFailure(result, 'not-sent'), words);
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

    it('when the certificate of the platform is not trusted behind a proxy, without blaming the proxy', async () => {
      const server = await serve(ok, 'https');
      const { origin } = await proxy();
      const result = await create({ proxy: { url: origin } }).send(post(away(server.origin)));
      assert.match(assertFailure(result, 'not-sent'), /self-signed/);
    });
  });

  describe('says lost', () => {
    it('when the connection is reset after the request was written', async () => {
      const server = await serve((_request, _response, socket) => socket.resetAndDestroy());
      const reason = assertFailure(await create().send(post(server.origin)), 'lost');
      assert.match(reason, /connection was reset/);
      assert.equal(server.requests.length, 1);
    });

    it('when a connection that was kept is gone at the next request', async () => {
      let count = 0;
      const server = await serve((_request, response, socket) => {
        if (++count === 1) response.end('{}');
        else socket.resetAndDestroy();
      });
      const http = create();
      assertAnswer(await http.send(post(server.origin)));
      assertFailure(await http.send(post(server.origin)), 'lost');
      assert.equal(server.connections.length, 1);
    });

    it('when the connection ends in the middle of the answer', async () => {
      const server = await serve((_request, response, socket) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"half":');
        setTimeout(() => socket.destroy(), 5);
      });
      assertFailure(await create().send(post(server.origin)), 'lost');
    });

    it('when the answer is larger than 5 MB', async () => {
      const server = await serve((_request, response) => endlessly(response));
      const reason = assertFailure(await create().send(post(server.origin)), 'lost', 'size');
      assert.match(reason, /larger than 5 MB/);
    });

    it('when the answer is larger than 5 MB once it is unpacked', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(6_000_000)));
      });
      const reason = assertFailure(await create().send(post(server.origin)), 'lost', 'size');
      assert.match(reason, /larger than 5 MB/);
    });

    it('when the answer cannot be unpacked', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"plain":true}');
      });
      assertFailure(await create().send(post(server.origin)), 'lost');
    });

    it('when the answer is no HTTP', async () => {
      const server = opened(
        await startRawServer((socket) =>
          socket.once('data', () => void socket.end('220 mail.example.org ESMTP\r\n')),
        ),
      );
      assertFailure(await create().send(post(server.origin)), 'lost');
    });

    it('when no answer comes in time, and closes the connection', async () => {
      const server = await serve(silent);
      const result = await create().send(post(server.origin, { timeoutMs: 50 }));
      const reason = assertFailure(result, 'lost', 'timeout');
      assert.match(reason, /no answer within 0\.05 s/);
      await gone(server);
    });

    it('when the answer drips for longer than the time', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drip));
      });
      assertFailure(await create().send(post(server.origin, { timeoutMs: 50 })), 'lost', 'timeout');
      await gone(server);
    });

    it('when it is cancelled after it was written, and closes the connection', async () => {
      const controller = new AbortController();
      const server = await serve(() => controller.abort());
      const result = await create().send(post(server.origin, { signal: controller.signal }));
      assertFailure(result, 'lost', 'cancel');
      await gone(server);
    });

    it('when a kept connection is cancelled while it waits for the answer', async () => {
      const controller = new AbortController();
      let count = 0;
      const server = await serve((_request, response) => {
        if (++count === 1) response.end('{}');
        else controller.abort();
      });
      const http = create();
      await http.send(post(server.origin));
      assertFailure(await http.send(post(server.origin, { signal: controller.signal })), 'lost', 'cancel');
    });
  });

  it('leaves no listener at a signal that never aborts', async () => {
    const server = await serve(ok);
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
      removeEventListener: (_type: 'abort', listener: () => void) => void listeners.delete(listener),
    };
    await create().send(post(server.origin, { signal }));
    assert.equal(listeners.size, 0);
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

    it('and says lost when the connection is reset after the request was written', async () => {
      const server = await serve((_request, _response, socket) => void socket.destroy(), 'https');
      const http = create({ proxy: false, tls: { ca: TEST_CERTIFICATE } });
      assertFailure(await http.send(post(server.origin)), 'lost');
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

function endlessly(response: ServerResponse): void {
  const chunk = Buffer.alloc(500_000, 'x');
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  response.on('error', () => undefined);
  write();
}

/** Resolves when the client has closed every connection. */
async function gone({ connections }: LocalServer): Promise<void> {
  const closed = connections
    .filter((socket) => !socket.destroyed)
    .map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  await Promise.all(closed);
}
