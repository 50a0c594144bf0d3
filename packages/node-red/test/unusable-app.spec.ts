import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { NodeStatus } from 'node-red';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, startFlow, type FlowNode } from './flow.ts';

const { events } = createRequire(import.meta.url)('@node-red/util') as { events: EventEmitter };

/** A field that cannot be read either: nobody should have to correct that first. */
const BROKEN = { messageSource: 'json', message: '{', requestsSource: 'json', requests: '{' };
const NODES = [
  { type: 'kore-send', channel: 'slack' },
  { type: 'kore-send-v2', channel: 'whatsapp' },
  { type: 'kore-status', api: 'v2' },
  { type: 'kore-devices', operation: 'no-such-operation', userIdSource: 'json', userId: '{' },
].map((node) => ({ ...node, ...BROKEN }));

describe('A kore-app that cannot be used', () => {
  let simulator: Simulator;
  let credentials: object;
  const dots: NodeStatus[] = [];
  const onStatus = ({ id, status }: { id: string; status?: NodeStatus }): void => {
    if (id === 'node' && status) dots.push(status);
  };

  before(async () => {
    simulator = await createSimulator();
    credentials = { app: { clientSecret: simulator.app.clientSecret } };
    events.on('node-status', onStatus);
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    events.removeListener('node-status', onStatus);
    await simulator.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
    dots.length = 0;
  });

  const app = (settings: object = {}): FlowNode => appOf(simulator, settings);
  const proxy = (settings: object = {}): FlowNode => ({ id: 'proxy', type: 'http proxy', ...settings });

  const cases: readonly {
    what: string;
    flow: (node: object) => readonly FlowNode[];
    words: RegExp;
    dot: string;
  }[] = [
    {
      what: 'none is chosen',
      flow: (node) => flowAround({ ...node, app: '' }, app()),
      words: /No Kore\.ai app is chosen\. Open this node/,
      dot: 'no app',
    },
    {
      what: 'the editor saved the choice of a new one',
      flow: (node) => flowAround({ ...node, app: '_ADD_' }, app()),
      words: /No Kore\.ai app is chosen\. Open this node/,
      dot: 'no app',
    },
    {
      what: 'it was deleted',
      flow: (node) => flowAround({ ...node, app: 'gone' }, app()),
      words: /no longer exists/,
      dot: 'app missing',
    },
    {
      what: 'it is disabled',
      flow: (node) => flowAround(node, app({ d: true })),
      words: /is disabled\. Enable it/,
      dot: 'app disabled',
    },
    {
      what: 'it is a configuration node of another type',
      flow: (node) => [...flowAround({ ...node, app: 'proxy' }, app()), proxy()],
      words: /is a node of type "http proxy"\. .* choose a kore-app/,
      dot: 'wrong app',
    },
    {
      what: 'it is a disabled node of another type',
      flow: (node) => [...flowAround({ ...node, app: 'proxy' }, app()), proxy({ d: true })],
      words: /is a node of type "http proxy"/,
      dot: 'wrong app',
    },
    {
      what: 'it is a node of the flow',
      flow: (node) => flowAround({ ...node, app: 'out1' }, app()),
      words: /is a node of type "helper"/,
      dot: 'wrong app',
    },
    {
      what: 'it is the tab',
      flow: (node) => flowAround({ ...node, app: 'tab' }, app()),
      words: /is a node of type "tab"/,
      dot: 'wrong app',
    },
    {
      what: 'its settings are not valid',
      flow: (node) => flowAround(node, app({ host: 'ftp://kore.example', tokenLifetimeSeconds: 'long' })),
      words: /Host[\s\S]*Token lifetime/,
      dot: 'check host',
    },
    {
      what: 'a newer palette saved it',
      flow: (node) => flowAround(node, app({ configVersion: 99 })),
      words: /Update the palette/,
      dot: 'failed',
    },
    {
      what: 'its environment variable has no value',
      flow: (node) => flowAround(node, app({ clientId: '${KORE_TEST_NOWHERE}' })),
      words: /No value for the environment variable KORE_TEST_NOWHERE/,
      dot: 'variable missing',
    },
    {
      what: 'its proxy is not deployed',
      flow: (node) => flowAround(node, app({ proxy: 'gone' })),
      words: /proxy configuration .* is not deployed, or is disabled/,
      dot: 'proxy not deployed',
    },
    {
      what: 'its proxy is disabled',
      flow: (node) => [...flowAround(node, app({ proxy: 'proxy' })), proxy({ d: true })],
      words: /proxy configuration .* is not deployed, or is disabled/,
      dot: 'proxy not deployed',
    },
    {
      what: 'its proxy is a node of another type',
      flow: (node) => [...flowAround(node, app({ proxy: 'tls' })), { id: 'tls', type: 'tls-config' }],
      words: /proxy configuration .* is a node of type "tls-config"/,
      dot: 'wrong proxy node',
    },
    ...[undefined, '', 'http://', 'socks5://user:hidden@proxy.example.com', 42].map((url) => ({
      what: `its proxy has the URL ${String(url)}`,
      flow: (node: object) => [...flowAround(node, app({ proxy: 'proxy' })), proxy({ url })],
      words: /^(?!.*hidden).*proxy configuration .* has no valid URL/s,
      dot: 'proxy URL invalid',
    })),
    {
      what: 'its TLS configuration is a node of another type',
      flow: (node) => [...flowAround(node, app({ tls: 'proxy' })), proxy()],
      words: /TLS configuration .* is a node of type "http proxy"/,
      dot: 'wrong TLS node',
    },
    {
      what: 'its TLS configuration could not read its files',
      flow: (node) => [
        ...flowAround(node, app({ tls: 'tls' })),
        { id: 'tls', type: 'tls-config', cert: '/no/such/file.pem', key: '/no/such/file.key' },
      ],
      words: /TLS configuration of this Kore\.ai app cannot be read/,
      dot: 'TLS not readable',
    },
  ];

  for (const node of NODES) {
    for (const { what, flow, words, dot } of cases) {
      it(`${node.type} says so at once and before anything else if ${what}`, async () => {
        const running = await startFlow(flow(node), credentials);
        const red = { fill: 'red', shape: 'ring', text: dot };
        assert.deepEqual(dots.at(-1), red);
        running.give({ payload: 'ada@example.org', topic: 'kept' });
        const caught = (await running.from('caught')) as unknown as {
          topic: string;
          error: { message: string; code?: string };
        };
        const seen = await running.settled();
        assert.match(caught.error.message, words);
        if (dot !== 'failed') assert.equal(caught.error.code, 'invalid_options');
        assert.equal(caught.topic, 'kept');
        assert.deepEqual(
          seen.map(({ from }) => from),
          ['caught'],
        );
        assert.deepEqual(dots.at(-1), red);
        assert.ok(dot.length <= 20);
        assert.equal(simulator.received().length, 0);
      });
    }
  }

  it('takes its words from the dot again when the app is put right', async () => {
    const flow = (settings: object): readonly FlowNode[] => flowAround(send, app(settings));
    const running = await startFlow(flow({ d: true }), credentials);
    assert.equal(dots.at(-1)?.text, 'app disabled');
    await helper.setFlows(flow({}), 'nodes', credentials);
    assert.deepEqual(dots.at(-1), {});
    helper.getNode('node').receive({ payload: 'ada@example.org' });
    assert.equal((await running.from<SendReport>('out1')).payload.counts.accepted, 1);
  });
});

const send = {
  type: 'kore-send',
  channel: 'slack',
  message: 'Hello',
  recipients: 'payload',
  recipientsSource: 'msg',
};

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

describe('A proxy or TLS configuration of Node-RED', () => {
  let simulator: Simulator;
  let tunnels: readonly [Tunnel, Tunnel];

  before(async () => {
    simulator = await createSimulator();
    tunnels = [await startTunnel(simulator.port), await startTunnel(simulator.port)];
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    for (const tunnel of tunnels) tunnel.stop();
    await simulator.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
    for (const { asked } of tunnels) (asked as string[]).length = 0;
  });

  const through = (proxy: object, tls?: object): FlowNode[] => [
    ...flowAround(
      send,
      appOf(simulator, {
        host: 'http://kore.invalid',
        allowHttp: true,
        proxy: 'proxy',
        ...(tls && { tls: 'tls' }),
      }),
    ),
    { id: 'proxy', type: 'http proxy', ...proxy },
    ...(tls ? [{ id: 'tls', type: 'tls-config', ...tls }] : []),
  ];
  async function sendThrough(flow: readonly FlowNode[], credentials: object = {}): Promise<void> {
    const running = await startFlow(flow, {
      app: { clientSecret: simulator.app.clientSecret },
      ...credentials,
    });
    running.give({ payload: 'ada@example.org' });
    await running.settled(2);
    assert.equal((await running.from<SendReport>('out1')).payload.counts.accepted, 1);
  }
  const withBlanks = (url: string): string => ` ${url} `;

  for (const [what, proxy] of [
    ['as an import leaves it, without credentials', () => ({ url: tunnels[0].url, noproxy: [] })],
    ['without a list of hosts to reach directly', () => ({ url: tunnels[0].url })],
    ['with a text for that list', () => ({ url: tunnels[0].url, noproxy: 'other.example' })],
    [
      'with something else in that list',
      () => ({ url: tunnels[0].url, noproxy: [null, 7, 'other.example'] }),
    ],
    ['without a scheme', () => ({ url: tunnels[0].url.replace('http://', '') })],
    ['with blanks around it', () => ({ url: withBlanks(tunnels[0].url) })],
  ] as const) {
    it(`is used ${what}`, async () => {
      await sendThrough(through(proxy()));
      assert.deepEqual(tunnels[0].asked, ['kore.invalid:80 undefined']);
    });
  }

  for (const [what, credentials, header] of [
    ['a user and a password', { username: 'me', password: 'secret' }, 'Basic bWU6c2VjcmV0'],
    ['a user only', { username: 'me' }, 'Basic bWU6'],
    ['empty credentials', {}, undefined],
    ['empty texts', { username: '', password: '' }, undefined],
  ] as const) {
    it(`is used with ${what}`, async () => {
      await sendThrough(through({ url: tunnels[0].url }), { proxy: credentials });
      assert.deepEqual(tunnels[0].asked, [`kore.invalid:80 ${header}`]);
    });
  }

  it('is used with a TLS configuration as an import leaves it, without credentials', async () => {
    await sendThrough(through({ url: tunnels[0].url }, { verifyservercert: false }));
    assert.equal(tunnels[0].asked.length, 1);
  });

  it('is taken anew when only it was changed and deployed', async () => {
    await sendThrough(through({ url: tunnels[0].url }));
    await helper.setFlows(through({ url: tunnels[1].url }), 'nodes', {
      app: { clientSecret: simulator.app.clientSecret },
    });
    const reported = new Promise<SendReport>((resolve) => {
      helper.getNode('out1').on('input', ({ payload }) => resolve(payload as SendReport));
    });
    helper.getNode('node').receive({ payload: 'ada@example.org' });
    assert.equal((await reported).counts.accepted, 1);
    assert.deepEqual(
      tunnels.map(({ asked }) => asked.length),
      [1, 1],
    );
  });

  it('lends its password to a test only for what is deployed', async () => {
    await sendThrough(through({ url: tunnels[0].url }), { proxy: { username: 'me', password: 'secret' } });
    const test = async (host: string): Promise<{ ok: boolean; message: string }> => {
      const { clientSecret } = simulator.app;
      const app = appOf(simulator, { host, allowHttp: true, proxy: 'proxy', clientSecret });
      const call = helper.request().post('/kore-app/test').set({ 'x-kore-notify': 'test' });
      return (await call.send(app)).body as { ok: boolean; message: string };
    };
    const deployed = await test('http://kore.invalid');
    assert.equal(deployed.ok, true, deployed.message);
    assert.match(
      (await test('http://another.invalid')).message,
      /^Deploy first to test with this TLS or proxy/,
    );
    assert.deepEqual(
      tunnels[0].asked.filter((asked) => !asked.startsWith('kore.invalid:80 ')),
      [],
    );
  });
});
