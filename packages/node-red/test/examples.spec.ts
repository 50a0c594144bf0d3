import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { SendReport, StatusReport, UnsubscribeDevicesResult } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { builtNodes, helper, until, type FlowNode } from './flow.ts';

const require = createRequire(import.meta.url);
const EXAMPLES = new URL('../examples/', import.meta.url);
const FILES = readdirSync(EXAMPLES);
/** Where an example expects the simulator, and Node-RED. */
const SIMULATOR_URL = 'http://127.0.0.1:4747';
const NODE_RED_URL = 'http://127.0.0.1:1880';

const read = (file: string): string => readFileSync(new URL(file, EXAMPLES), 'utf8');

interface Seen {
  readonly from: string;
  readonly payload: unknown;
  readonly msg: Readonly<Record<string, unknown>>;
}

/** The files of the Import menu as they are: without credentials, and with nothing changed but the ports. */
describe('An example of the Import menu runs as it is, beside the simulator:', () => {
  let simulator: Simulator;
  let server: Server;
  let httpNode: RequestListener;
  let url: string;
  let userDir: string;
  let seen: Seen[];

  // The nodes of Node-RED that the examples are made of, and its web server for flows.
  const nodes = [
    ...builtNodes,
    (RED: NodeAPI): void => void (httpNode = RED.httpNode as unknown as RequestListener),
    ...[
      'common/20-inject.js',
      'common/90-comment.js',
      'function/10-function.js',
      'function/10-switch.js',
      'function/15-change.js',
      'function/80-template.js',
      'function/89-delay.js',
      'network/21-httpin.js',
      'network/21-httprequest.js',
      'parsers/70-CSV.js',
      'sequence/17-split.js',
    ].map((file) => require(`@node-red/nodes/core/${file}`) as (RED: NodeAPI) => void),
  ];

  before(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'kore-notify-examples-'));
    await helper.startServer();
    helper.settings({ userDir });
    server = createServer((request, response) => httpNode(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await helper.stopServer();
    helper.settings({});
    await rm(userDir, { recursive: true, force: true, maxRetries: 3 });
  });
  beforeEach(async () => {
    seen = [];
    simulator = await createSimulator({ jobDurationMs: 100 });
  });
  afterEach(async () => {
    await helper.unload();
    await simulator.stop();
  });

  async function deploy(file: string): Promise<void> {
    const text = read(file).replaceAll(SIMULATOR_URL, simulator.url).replaceAll(NODE_RED_URL, url);
    const flow = (JSON.parse(text) as FlowNode[]).map((node) =>
      node.type === 'debug' ? { ...node, type: 'helper' } : node,
    );
    await helper.load(nodes, flow, {});
    for (const { id, type, name } of flow)
      if (type === 'helper')
        helper.getNode(id).on('input', (msg) => {
          const { payload } = msg;
          seen.push({ from: String(name), payload, msg: msg });
        });
    ids.clear();
    for (const { id, type, name } of flow) if (type === 'inject') ids.set(String(name), id);
  }
  const ids = new Map<string, string>();
  const press = (name: string): void => helper.getNode(ids.get(name) ?? name).receive();
  /** What reached a debug node, now or later. */
  async function shown<T>(name: string, count = 1): Promise<T> {
    const all = (): Seen[] => seen.filter(({ from }) => from === name);
    await until(
      () => all().length >= count,
      `${count} messages at “${name}”, only at ${seen.map(({ from }) => from).join(', ')}`,
    );
    return all()[count - 1]!.payload as T;
  }
  const sends = (): { path: string; body: Body }[] =>
    simulator
      .received()
      .filter(({ method, path }) => method === 'POST' && path.includes('/notify'))
      .map(({ path, body }) => ({ path: path.replace(/.*\//, ''), body: body as Body }));
  const addressed = ({ identities }: Body): unknown[] =>
    identities.map((one) => (typeof one === 'string' ? one : Object.values(one)[0]));

  interface Body {
    readonly channel: string;
    readonly message: { readonly type: string; readonly val: unknown };
    readonly identities: readonly (string | Readonly<Record<string, unknown>>)[];
  }

  it('csv-two-channels: who is not reached on WhatsApp gets it on Microsoft Teams', async () => {
    await deploy('csv-two-channels.json');
    press('Send');
    assert.deepEqual(await shown('reached on neither'), [
      { name: 'Bob', phone: '+441632950000', email: 'nobody@example.com', orderId: 'A-1004' },
    ]);
    assert.deepEqual(
      sends().map(({ path, body }) => [path, body.channel, addressed(body)]),
      [
        ['notifyV2', 'whatsapp', ['+441632960001', '+441632960002', '+441632960000', '+441632950000']],
        ['notifyV2', 'msteams', ['alan@example.com', 'nobody@example.com']],
      ],
    );
    assert.equal(
      (await shown<{ summary: string }>('report of WhatsApp')).summary.slice(0, 14),
      '2 of 4 reached',
    );
  });

  it('http-endpoint: the caller is answered in every case', async () => {
    await deploy('http-endpoint.json');
    const post = async (body: object): Promise<number> =>
      (
        await fetch(`${url}/notify`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;
    const person = { phone: '+441632960001', name: 'Ada', orderId: 'A-1001' };
    assert.equal(await post({ recipients: [person] }), 200);
    assert.deepEqual(
      sends().map(({ body }) => addressed(body)),
      [['+441632960001']],
    );
    assert.equal(await post({ recipients: [{ name: 'Ada' }] }), 400);
    simulator.addFault({ call: 'sends', kind: 'reset-after' });
    assert.equal(await post({ recipients: [person] }), 504);
  });

  it('nightly-reminder: nobody is messaged in quiet hours, and the morning reaches nobody twice', async () => {
    await deploy('nightly-reminder.json');
    const people = (JSON.parse(read('nightly-reminder.json')) as FlowNode[]).find(
      ({ type }) => type === 'change',
    );
    const [{ to } = { to: '' }] = people?.['rules'] as { readonly to: string }[];
    const rows = JSON.parse(to) as { readonly email: string; readonly timeZone: string }[];
    const isAwake = (timeZone: string): boolean => {
      const hour = Number(
        new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(Date.now()),
      );
      return hour >= 8 && hour < 20;
    };
    const awake = rows.filter(({ timeZone }) => isAwake(timeZone)).map(({ email }) => email);
    assert.ok(awake.length < rows.length, 'somewhere it is night');
    press('Evening');
    await until(() => seen.length === 1, 'a summary');
    assert.deepEqual(
      sends().flatMap(({ body }) => addressed(body)),
      awake,
    );
    press('Morning after');
    await until(() => seen.length === 2, 'another summary');
    assert.equal(sends().flatMap(({ body }) => addressed(body)).length, awake.length);
    const { recipients } = seen[1]!.payload as SendReport;
    assert.equal(recipients.filter(({ reason }) => reason === 'already_sent').length, awake.length);
  });

  it('card-to-teams: an Adaptive Card', async () => {
    await deploy('card-to-teams.json');
    press('Send');
    const report = await shown<SendReport>('report');
    assert.equal(report.counts.delivered, 3);
    const [send] = sends();
    assert.deepEqual(
      [send?.path, send?.body.channel, send?.body.message.type],
      ['notify', 'msteams', 'script'],
    );
    const val = send?.body.message.val;
    assert.equal((JSON.parse(String(val)) as { type: string }).type, 'AdaptiveCard');
  });

  it('device-clean-up: only what is not in use is unsubscribed, and nothing to do is no error', async () => {
    await deploy('device-clean-up.json');
    press('Subscribe old devices');
    await shown('subscribed', 3);
    press('Clean up');
    await shown('result', 2);
    assert.deepEqual(
      simulator.devices('ada@example.com').map(({ deviceId }) => deviceId),
      ['new-phone'],
    );
    assert.equal(simulator.devices('grace@example.com').length, 1);
    const unsubscribed = seen
      .filter(({ from }) => from === 'result')
      .map(({ payload }) => (payload as UnsubscribeDevicesResult).devices.length);
    assert.deepEqual(unsubscribed.sort(), [0, 1]);
    assert.equal(simulator.received().filter(({ method }) => method === 'DELETE').length, 1);
    assert.ok(seen.every(({ from }) => from !== 'what went wrong'));
  });

  it('old-request-status: who got the message of an earlier request', async () => {
    await deploy('old-request-status.json');
    press('Send');
    await shown('summary');
    press('Who got it?');
    const { jobs, counts } = await shown<StatusReport>('who got it');
    assert.deepEqual(counts, { delivered: 3, undelivered: 1 });
    assert.ok(simulator.received().some(({ path }) => path.endsWith(`/status/${jobs[0]?.requestId}`)));
  });

  it('catch-by-code: each kind of error takes its own way', async () => {
    await deploy('catch-by-code.json');
    press('A good list');
    await shown('report');
    press('A list with a mistake');
    await shown('correct the list');
    assert.equal(sends().length, 1);
    press('A refusal by Kore.ai');
    await shown('tell the administrator');
    assert.equal(sends().length, 2);
    assert.equal((seen.at(-1)?.msg['error'] as { readonly code: string }).code, 'wrong_scope');
    assert.ok(seen.every(({ from }) => from !== 'try again later'));
  });

  it('resume-after-crash: a second press, and one after a stop in the middle, message nobody twice', async () => {
    simulator.addFault({ call: 'sends', kind: 'delay', ms: 400, process: 'after' });
    await deploy('resume-after-crash.json');
    press('Send');
    await until(() => sends().length > 0, 'a request');
    await helper.unload();
    await deploy('resume-after-crash.json');
    press('Send');
    await shown('summary');
    press('Send');
    await shown('summary', 2);
    const times = [...simulator.processed().values()];
    assert.ok(times.every((count) => count === 1));
    const { recipients } = seen.at(-1)!.payload as SendReport;
    assert.equal(recipients.length, 12);
    for (const { identity, outcome, reason } of recipients)
      assert.ok(reason === 'already_sent' || (outcome === 'unknown' && reason === 'interrupted'), identity);
  });

  it('send-to-me: three messages to one address, and a preview that sends nothing', async () => {
    await deploy('send-to-me.json');
    press('Try');
    const report = await shown<SendReport>('report');
    const preview = await shown<{ recipients: { text: string }[] }>('preview');
    assert.deepEqual(new Set(sends().flatMap(({ body }) => addressed(body))), new Set(['me@example.com']));
    assert.equal(simulator.messages().length, 3);
    assert.equal(report.counts.accepted, 3);
    assert.equal(preview.recipients[1]?.text, 'Hello Grace, your order A-1002 has shipped.');
  });

  it('push-webhook: a push message of Kore.ai arrives at the phone service', async () => {
    await deploy('push-webhook.json');
    press('1 Subscribe a phone');
    await shown('subscribed');
    press('2 Tell the simulator the webhook');
    await shown('simulator');
    press('3 Send a push message');
    assert.deepEqual(await shown('on the phone'), {
      to: 'phone-1',
      platform: 'Android',
      body: 'Your order has shipped.',
    });
    await shown('handed over');
    await shown('simulator', 2);
  });

  it('demo: 40 people of a CSV file, as npm start has it', async () => {
    await deploy('demo.json');
    press('Send');
    const report = await shown<SendReport>('report of MS Teams');
    assert.equal(report.total, 40);
    assert.deepEqual(sends()[0]?.body.channel, 'msteams');
    const file = (JSON.parse(read('demo.json')) as FlowNode[]).find(({ id }) => id === 'demo-file');
    assert.equal(
      file?.['template'],
      readFileSync(new URL('../../demo/recipients.csv', import.meta.url), 'utf8'),
    );
  });

  for (const [file, button, node, wire] of [
    ['kore-send.json', 'Send', 'report', 'notify'],
    ['kore-send-v2.json', 'Send', 'report', 'notifyV2'],
    ['kore-status.json', 'Send', 'who got it', 'notifyV2'],
    ['kore-app.json', 'Send', 'status', 'notify'],
  ] as const)
    it(`${file}: the first button ends in “${node}”`, async () => {
      await deploy(file);
      press(button);
      await shown(node);
      assert.deepEqual(
        sends().map(({ path }) => path),
        [wire],
      );
      assert.ok(seen.every(({ from }) => from !== 'what went wrong'));
    });

  it('kore-devices: subscribes, lists and unsubscribes', async () => {
    await deploy('kore-devices.json');
    press('Subscribe a phone');
    await shown('result');
    assert.equal(simulator.devices('ada@example.org').length, 1);
    press('List devices');
    await shown('result', 2);
    press('Unsubscribe those listed');
    await shown('result', 3);
    assert.equal(simulator.devices('ada@example.org').length, 0);
  });

  it('simulator-scenarios: starts a scenario, and sends', async () => {
    await deploy('simulator-scenarios.json');
    press('normal');
    const debug = (JSON.parse(read('simulator-scenarios.json')) as FlowNode[]).find(
      ({ id }) => id === 'kore-ex-scenarios-report',
    );
    assert.equal((await shown<SendReport>(String(debug?.['name']))).total, 12);
    assert.ok(sends().length > 0);
  });

  describe('in every file', () => {
    for (const file of FILES) {
      const flow = JSON.parse(read(file)) as FlowNode[];

      it(`${file} is set to the simulator, and says on the canvas how to start it`, () => {
        for (const app of flow.filter(({ type }) => type === 'kore-app')) {
          const { botId, clientId } = simulator.app;
          assert.deepEqual([app['host'], app['botId'], app['clientId']], [SIMULATOR_URL, botId, clientId]);
        }
        const comments = flow.filter(({ type }) => type === 'comment').map(({ name }) => String(name));
        assert.ok(comments.some((name) => name.includes('npm run simulator')));
      });

      it(`${file} shows errors somewhere`, () => {
        assert.ok(flow.some(({ type }) => type === 'catch'));
      });
    }
  });

  it('needs a Client Secret as soon as it is another app, or another machine', async () => {
    for (const change of [{ clientId: 'cs-another' }, { host: 'https://platform.kore.ai' }]) {
      const flow = (JSON.parse(read('card-to-teams.json')) as FlowNode[]).map((node) =>
        node.type === 'kore-app' ? { ...node, ...change } : node,
      );
      await helper.load(
        nodes,
        flow.filter(({ type }) => type !== 'debug' && type !== 'catch'),
        {},
      );
      const text = (): string =>
        helper
          .log()
          .args.map(([{ msg }]) => String(msg))
          .join('\n');
      helper.getNode('kore-ex-card-send').receive();
      await until(() => text().includes('Client Secret: '), 'an error');
      await helper.unload();
    }
  });
});
