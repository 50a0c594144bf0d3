import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, builtNodes, helper, logText, pause, type FlowNode } from './flow.ts';

const require = createRequire(import.meta.url);
const EXAMPLE = new URL('../examples/http-endpoint.json', import.meta.url);
const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as FlowNode[];
const APP = 'kore-ex-http-app';

/** What an HTTP caller gets. */
interface Answer {
  readonly status: number;
  readonly body: {
    readonly error?: string;
    readonly message?: string;
    readonly counts?: Readonly<Record<string, number>>;
    readonly requestIds?: readonly string[];
  };
}

describe('The example of an HTTP endpoint', () => {
  let simulator: Simulator;
  let server: Server;
  let httpNode: RequestListener;
  let url: string;

  // The nodes of Node-RED that the example is made of, and its web server for flows.
  const nodes = [
    ...builtNodes,
    (RED: NodeAPI): void => void (httpNode = RED.httpNode as unknown as RequestListener),
    require('@node-red/nodes/core/network/21-httpin.js') as (RED: NodeAPI) => void,
    require('@node-red/nodes/core/function/10-function.js') as (RED: NodeAPI) => void,
    require('@node-red/nodes/core/common/90-comment.js') as (RED: NodeAPI) => void,
  ];

  before(async () => {
    await helper.startServer();
    server = createServer((request, response) => httpNode(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await helper.stopServer();
  });
  // A bot of its own for each test: all that use one share its pace, over a deploy as well.
  beforeEach(async () => {
    simulator = await createSimulator();
  });
  afterEach(async () => {
    await helper.unload();
    await simulator.stop();
  });

  async function deploy(settings: object = {}, secret = simulator.app.clientSecret): Promise<void> {
    const flow = example.map((node) =>
      node.id === APP ? { ...node, ...appOf(simulator, { maxAttempts: '1', ...settings }), id: APP } : node,
    );
    await helper.load(nodes, flow, { [APP]: { clientSecret: secret } });
  }
  async function post(body: unknown): Promise<Answer> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    // What a second answer would do is seen a moment later, in the log.
    await pause(50);
    assert.doesNotMatch(logText(), /headers after they are sent|No response object/);
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }
  const people = [
    { phone: '+441632960001', name: 'Ada', orderId: 'A-1001' },
    { phone: '+441632960002', name: 'Grace', orderId: 'A-1002' },
  ];
  const good = { recipients: people };

  it('answers 200 with how many were accepted, and under which request', async () => {
    await deploy();
    const { status, body } = await post(good);
    assert.equal(status, 200);
    assert.equal(body.counts?.['accepted'], 2);
    assert.match(body.requestIds?.[0] ?? '', /^ds-/);
    assert.equal(simulator.messages().length, 2);
    assert.equal((await post(good)).status, 200);
  });

  for (const [what, body, words] of [
    ['no recipients', {}, /recipients/],
    ['no body', undefined, /recipients/],
    ['a bad recipient', { recipients: [{ ...people[0], phone: 'Ada' }] }, /phone/],
    ['a value that is missing', { recipients: [{ phone: '+441632960001', name: 'Ada' }] }, /orderId/],
    [
      'too many recipients',
      { recipients: Array.from({ length: 1_001 }, () => people[0]) },
      /maximum is 1000/,
    ],
  ] as const) {
    it(`answers 400 with the reason for ${what}`, async () => {
      await deploy();
      const answer = await post(body);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error, 'invalid_input');
      assert.match(answer.body.message ?? '', words);
      assert.equal(simulator.messages().length, 0);
    });
  }

  it('answers 502 if Kore.ai cannot be reached', async () => {
    await deploy({ host: 'http://127.0.0.1:9' });
    const { status, body } = await post(good);
    assert.deepEqual([status, body.error], [502, 'unreachable']);
  });

  it('answers 503 if the rate limit leaves no room in time', async () => {
    await deploy({ maxPerMinute: '1' });
    assert.equal((await post(good)).status, 200);
    const { status, body } = await post(good);
    assert.deepEqual([status, body.error], [503, 'rate_limited']);
    assert.equal(simulator.messages().length, 2);
  });

  it('answers 503 if Kore.ai is busy', async () => {
    simulator.addFault({ call: 'sends', kind: 'answer', status: 503, headers: { 'retry-after': '1' } });
    await deploy();
    const { status, body } = await post(good);
    assert.deepEqual([status, body.error], [503, 'unavailable']);
  });

  for (const [what, fault] of [
    ['the response was lost', { kind: 'reset-after' }],
    ['Kore.ai failed in the middle', { kind: 'answer', status: 500 }],
  ] as const) {
    it(`answers 504 if ${what}: it may have been sent`, async () => {
      simulator.addFault({ call: 'sends', ...fault });
      await deploy();
      const { status, body } = await post(good);
      assert.equal(status, 504);
      assert.equal(body.counts?.['unknown'], 2);
    });
  }

  it('answers 413 if Kore.ai finds a single recipient too large', async () => {
    simulator.addFault({ call: 'sends', kind: 'answer', status: 413 });
    await deploy();
    const { status, body } = await post({ recipients: people.slice(0, 1) });
    assert.deepEqual([status, body.error], [413, 'too_large']);
  });

  for (const [what, code, prepare] of [
    [
      'the secret is wrong',
      'wrong_credentials',
      () => deploy({}, 'a-secret-that-the-platform-does-not-know'),
    ],
    ['the app is disabled', 'invalid_options', () => deploy({ d: true })],
    ['the settings are not valid', 'invalid_options', () => deploy({ botId: '' })],
  ] as const) {
    it(`answers 500 if ${what}, without telling the caller more than the code`, async () => {
      await prepare();
      const { status, body } = await post(good);
      assert.equal(status, 500);
      assert.equal(body.error, code);
      assert.equal(body.message, undefined);
    });
  }
});
