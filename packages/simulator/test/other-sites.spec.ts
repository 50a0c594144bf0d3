import assert from 'node:assert/strict';
import { request } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { createHostCheck } from '../src/allowed-hosts.ts';
import { CONTROL_PREFIX, CONTROL_ROUTES } from '../src/routes.ts';
import { startClient, stopAll, V1_BODY } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** What fetch does not let anybody do: any header at all. */
function ask(
  { simulator }: RawClient,
  { method = 'GET', path, headers, body }: { method?: string; path: string; headers: object; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { host, port } = simulator;
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const call = request(
      { host, port, method, path, headers: { ...length, ...headers }, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

const ALLOWED = [
  'localhost',
  'LocalHost',
  'localhost.',
  'localhost:4747',
  'LOCALHOST.:4747',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.0.0.1.',
  '127.1.2.3:80',
  '[::1]',
  '[::1]:4747',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]:4747',
  '[::FFFF:7f00:1]',
];

const FOREIGN = [
  'evil.test',
  'evil.test:4747',
  'localhost.evil.test',
  'evil.localhost',
  'localhost..',
  '127.0.0.1.evil.test',
  '127.0.0.1@evil.test',
  'evil.test#127.0.0.1',
  'evil.test/127.0.0.1',
  '128.0.0.1',
  '0.0.0.0:4747',
  '10.0.0.1',
  '[::]',
  '[::2]',
  '[::ffff:10.0.0.1]',
  '[fe80::1]',
  '::1',
  'local host',
  `${'a'.repeat(10_000)}.test`,
  '',
];

describe('pages of other sites', () => {
  afterEach(stopAll);

  it('have names of their own: only those of this machine are answered', () => {
    const isAllowed = createHostCheck({ host: '127.0.0.1', allowedHosts: [] });
    assert.deepEqual(
      ALLOWED.filter((host) => !isAllowed(host)),
      [],
    );
    assert.deepEqual(FOREIGN.filter(isAllowed), []);
    assert.equal(isAllowed(undefined), false);
  });

  it('have other names than the host given at the start, its addresses and the names allowed', () => {
    const addresses = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .map(({ address, family }) => (family === 'IPv6' ? `[${address}]:4747` : `${address}:4747`));
    for (const host of ['0.0.0.0', '::', 'my-machine.example']) {
      const isAllowed = createHostCheck({ host, allowedHosts: ['Kore.Test'] });
      const named = host === '::' ? '[::]' : host;
      for (const name of [named, `${named}:4747`, 'kore.test', hostname(), 'localhost', ...addresses])
        assert.ok(isAllowed(name), `${name} at ${host}`);
      for (const name of ['evil.test', 'my-machine.example.evil.test', '[::3]'])
        assert.ok(!isAllowed(name), name);
    }
  });

  it('reach nothing by a name of theirs, whatever the path, and nothing is recorded', async () => {
    const client = await startClient();
    await client.send();
    const control = CONTROL_ROUTES.map(({ method, path }) => ({ method, path: `${CONTROL_PREFIX}${path}` }));
    const calls = [
      ...control,
      { method: 'GET', path: '/' },
      { method: 'GET', path: '/inbox/page.js' },
      { method: 'POST', path: client.bot('notify') },
      { method: 'GET', path: client.bot('notify/status/x') },
      { method: 'OPTIONS', path: client.bot('notify') },
      { method: 'GET', path: '/nowhere' },
      { method: 'GET', path: '/%zz' },
    ];
    for (const { method, path } of calls) {
      const headers = {
        host: `evil.test:${client.simulator.port}`,
        auth: client.sign(),
        'content-type': 'application/json',
        'x-kore-simulator': '1',
      };
      const { status, text } = await ask(client, { method, path, headers, body: JSON.stringify(V1_BODY) });
      assert.equal(status, 421, path);
      if (method !== 'HEAD') assert.match(text, /The host .* is not allowed\. Use localhost/);
    }
    assert.equal(client.simulator.received().length, 1);
    assert.equal(client.simulator.jobs().length, 1);
  });

  it('cannot have a name that never resolves, by which only a proxy leads to the platform', async () => {
    const client = await startClient();
    const headers = { host: 'kore.invalid', auth: client.sign(), 'content-type': 'application/json' };
    const send = { method: 'POST', path: client.bot('notify'), body: JSON.stringify(V1_BODY) };
    assert.equal((await ask(client, { ...send, headers })).status, 200);
    const fromPage = { ...headers, origin: 'http://evil.test' };
    assert.equal((await ask(client, { ...send, headers: fromPage })).status, 403);
    for (const path of ['/', '/_simulator/messages', '/_simulator', '/%5Fsimulator/messages'])
      assert.equal((await ask(client, { path, headers })).status, 421, path);
  });

  it('change nothing and read nothing by a name of this machine', async () => {
    const client = await startClient();
    await client.send();
    const foreign = [
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${client.simulator.port + 1}` },
      { origin: 'file://' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ];
    const own = { host: `127.0.0.1:${client.simulator.port}`, 'x-kore-simulator': '1', auth: client.sign() };
    const body = JSON.stringify(V1_BODY);
    for (const headers of foreign) {
      const all = { ...own, ...headers, 'content-type': 'application/json' };
      for (const { method, path } of CONTROL_ROUTES) {
        const answer = await ask(client, { method, path: `${CONTROL_PREFIX}${path}`, headers: all });
        assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
        assert.ok(!answer.text.includes('ann@example.com'));
      }
      const answer = await ask(client, { method: 'POST', path: client.bot('notify'), headers: all, body });
      assert.equal(answer.status, 403);
      assert.equal((await ask(client, { path: '/', headers: all })).status, 403);
    }
    assert.equal(client.simulator.received().length, 1);
    const link = {
      ...own,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    assert.equal((await ask(client, { path: '/', headers: link })).status, 200);
    assert.equal((await ask(client, { path: '/_simulator/messages', headers: link })).status, 403);
    const same = {
      ...own,
      origin: `http://127.0.0.1:${client.simulator.port}`,
      'sec-fetch-site': 'same-origin',
    };
    assert.equal(
      (await ask(client, { method: 'POST', path: '/_simulator/reset', headers: same })).status,
      200,
    );
  });

  it('cannot make a browser send what every change needs', async () => {
    const client = await startClient();
    await client.send();
    const changes = CONTROL_ROUTES.filter(({ method }) => method !== 'GET');
    assert.ok(changes.length >= 6);
    const simple = [
      {},
      { 'content-type': 'text/plain' },
      { 'content-type': 'text/plain; application/json' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'multipart/form-data; boundary=x' },
    ];
    for (const headers of simple)
      for (const { method, path } of changes) {
        const all = { host: 'localhost', ...headers };
        const answer = await ask(client, {
          method,
          path: `${CONTROL_PREFIX}${path}`,
          headers: all,
          body: '{}',
        });
        assert.equal(answer.status, 403, `${method} ${path}`);
        assert.match(answer.text, /The header x-kore-simulator is missing\./);
      }
    assert.equal(client.simulator.received().length, 1);
    for (const headers of [
      { 'X-Kore-Simulator': '1' },
      { 'Content-Type': 'application/json; charset=utf-8' },
    ]) {
      await client.send();
      const all = { host: 'localhost', ...headers };
      const answer = await ask(client, { method: 'POST', path: '/_simulator/reset', headers: all });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(client.simulator.received().length, 0);
    }
  });

  it('cannot frame the inbox, load its data as something else or be allowed to read it', async () => {
    const client = await startClient();
    for (const path of ['/', '/inbox/page.js', '/_simulator/', '/_simulator/messages', '/_simulator/token']) {
      const { headers } = await client.request({ path, token: undefined });
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, path);
      assert.equal(headers.get('x-frame-options'), 'DENY', path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
      assert.equal(headers.get('access-control-allow-origin'), null, path);
    }
  });
});
