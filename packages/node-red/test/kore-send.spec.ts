import assert from 'node:assert/strict';
import type { Problem, SendReport, StatusReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import {
  appOf,
  appOfOwnBot,
  flowAround,
  helper,
  logText,
  pause,
  startFlow,
  until,
  type RunningFlow,
} from './flow.ts';

const SCALE = 100;
/** Node-RED's number for the log level that it shows by default. */
const INFO = 40;
const ROWS = [
  { email: 'ada@example.org', name: 'Ada', phone: '+441632960001' },
  { email: 'nobody@example.org', name: 'Bob', phone: '+441632960002' },
  { email: 'eve@example.org', name: 'Eve', phone: '+441632960003' },
];

interface Caught {
  readonly error: { readonly message: string; readonly code?: string; readonly cause?: object };
  readonly problems?: readonly Problem[];
}

describe('The send nodes in Node-RED', () => {
  let simulator: Simulator;
  let credentials: object;

  before(async () => {
    simulator = await createSimulator({ timeScale: SCALE, jobDurationMs: 2_000 });
    credentials = { app: { clientSecret: simulator.app.clientSecret } };
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
  });

  const v1 = { type: 'kore-send', channel: 'slack', channelSource: 'choice', message: 'Hello' };
  const v2 = {
    type: 'kore-send-v2',
    channel: 'msteams',
    channelSource: 'choice',
    message: 'Hello {name}',
    recipients: 'payload',
    recipientsSource: 'msg',
  };
  /** Looks early, since no job of the simulator takes long. */
  const waiting = { wait: true, firstIntervalSeconds: '0.05' };
  const requests = { requests: 'payload', requestsSource: 'msg' };
  const fromPayload = { recipients: 'payload', recipientsSource: 'msg' };

  async function start(node: object, app: object = {}, creds = credentials): Promise<RunningFlow> {
    return startFlow(flowAround(node, appOf(simulator, { timeScale: SCALE, ...app })), creds);
  }
  const sends = (): readonly { body: unknown; path: string }[] =>
    simulator.received().filter(({ method }) => method === 'POST');

  it('kore-send sends what the API wants, and reports every recipient', async () => {
    const flow = await start({ ...v1, ...fromPayload });
    flow.give({ payload: ['ada@example.org', 'eve@example.org'], topic: 'kept' });
    const out = await flow.from<SendReport>('out1');
    const seen = await flow.settled(2);
    assert.deepEqual(
      sends().map(({ body }) => body),
      [
        {
          channel: 'slack',
          userIdentityType: 'resolve',
          message: { type: 'text', val: 'Hello' },
          identities: ['ada@example.org', 'eve@example.org'],
        },
      ],
    );
    assert.equal(out.topic, 'kept');
    assert.deepEqual(
      out.payload.recipients.map(({ index, identity, outcome }) => ({ index, identity, outcome })),
      [
        { index: 0, identity: 'ada@example.org', outcome: 'accepted' },
        { index: 1, identity: 'eve@example.org', outcome: 'accepted' },
      ],
    );
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['out1', 'completed'],
    );
    assert.deepEqual(flow.statuses.at(-1), {
      fill: 'yellow',
      shape: 'ring',
      text: '2 accepted, not confirmed',
    });
  });

  it('kore-send-v2 gives the rows that were not reached to the second output, as they were given', async () => {
    const flow = await start({ ...v2, ...waiting });
    const payload = ROWS.map((row) => Object.freeze({ ...row }));
    flow.give({ payload: Object.freeze(payload) });
    const report = (await flow.from<SendReport>('out1')).payload;
    const rest = (await flow.from('out2')).payload;
    assert.equal(report.counts.delivered, 2);
    assert.equal(report.counts.undelivered, 1);
    assert.deepEqual(rest, [ROWS[1]]);
    assert.deepEqual(flow.statuses.at(-1), { fill: 'yellow', shape: 'dot', text: '2/3 delivered' });
  });

  describe('a list that the flow changes while it is sent', () => {
    const people = Array.from({ length: 6 }, (_, number) => ({
      email: `person${number}@example.org`,
      name: 'P',
    }));
    const changes: Readonly<Record<string, (list: unknown[]) => void>> = {
      'loses its first': (list) => void list.shift(),
      'loses its last': (list) => void list.pop(),
      'gets another first': (list) => void list.unshift({ email: 'new@example.org', name: 'N' }),
      'is turned round': (list) => void list.reverse(),
      'is emptied': (list) => void (list.length = 0),
      'is filled with somebody else': (list) => void list.fill({ email: 'new@example.org', name: 'N' }),
      'loses its middle': (list) => void list.splice(1, 4),
    };
    for (const [what, change] of Object.entries(changes)) {
      for (const node of [v1, v2]) {
        it(`${node.type} gives those to the second output who were not reached, if it ${what}`, async () => {
          simulator.addFault({ call: 'sends', kind: 'delay', ms: 100, process: 'after' });
          simulator.addFault({
            call: 'sends',
            kind: 'answer',
            status: 400,
            body: { errors: [{ msg: 'No' }] },
          });
          const flow = await start(
            { ...node, ...fromPayload, identityField: 'email', message: 'Hi', recipientsPerRequest: '2' },
            { maxInFlight: '1' },
          );
          const payload: unknown[] = [...people];
          flow.give({ payload });
          await until(() => sends().length === 1, 'a request in flight');
          change(payload);
          assert.deepEqual((await flow.from('out2')).payload, people.slice(2, 4));
          const report = (await flow.from<SendReport>('out1')).payload;
          assert.equal(report.counts.accepted, 4);
          assert.deepEqual(
            report.recipients.map(({ identity }) => identity),
            people.map(({ email }) => email),
          );
        });
      }
    }

    it('is read as it was, also where reading it takes many turns', async () => {
      const many = Array.from({ length: 60_000 }, (_, number) => ({ email: `person${number}@example.org` }));
      const flow = await start({
        ...v1,
        ...fromPayload,
        identityField: 'email',
        maxRecipients: '0',
        recipientsPerRequest: '1000',
      });
      const payload = [...many];
      flow.give({ payload });
      await until(() => flow.statuses.length > 0, 'a beginning');
      payload.splice(0, 30_000);
      const report = (await flow.from<SendReport>('out1')).payload;
      assert.equal(report.counts.accepted, many.length);
      assert.equal(simulator.processed().get('person59999@example.org'), 1);
    });

    for (const [what, payload, rest] of [
      ['a list of texts', people.map(({ email }) => email), people.map(({ email }) => email)],
      ['one row', people[0], people.slice(0, 1)],
      ['one text', 'person0@example.org, person1@example.org', people.slice(0, 2).map(({ email }) => email)],
      ['JSON text', JSON.stringify(people), people],
    ] as const) {
      it(`goes to the second output as it was given: ${what}`, async () => {
        simulator.addFault({ call: 'sends', kind: 'answer', status: 400, body: { errors: [{ msg: 'No' }] } });
        const flow = await start({ ...v2, message: 'Hi' });
        flow.give({ payload });
        assert.deepEqual((await flow.from('out2')).payload, rest);
      });
    }
  });

  describe('the maximum of recipients', () => {
    const list = (length: number): string[] =>
      Array.from({ length }, (_, number) => `person${number}@example.org`);
    const sent = (): number => simulator.messages().length;

    for (const type of ['kore-send', 'kore-send-v2']) {
      for (const [what, maxRecipients] of [
        ['a flow saved it empty', ''],
        ['an older palette saved none', undefined],
        ['it is blank', '  '],
      ] as const) {
        it(`of ${type} is 1,000 if ${what}`, async () => {
          const flow = await start({ ...v2, type, message: 'Hi', maxRecipients });
          flow.give({ payload: list(1_001) });
          const { error, problems } = (await flow.from('caught')) as unknown as Caught;
          assert.equal(error.code, 'invalid_input');
          assert.match(error.message, /1001 recipients, and the maximum is 1000\./);
          assert.match(
            error.message,
            /raise “Maximum recipients” in the options of the node \(0 = no maximum\)/,
          );
          assert.equal(problems?.length, 1);
          assert.equal(sends().length, 0);
          flow.give({ payload: list(1_000) });
          assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 1_000);
        });
      }
    }

    it('is what the dialog says, and none with 0', async () => {
      process.env['KORE_TEST_MAXIMUM'] = '2';
      for (const [maxRecipients, length, isSent] of [
        ['1001', 1_001, true],
        ['2', 3, false],
        ['${KORE_TEST_MAXIMUM}', 3, false],
        ['${KORE_TEST_MAXIMUM}', 2, true],
        ['0', 2_500, true],
        [0, 1_001, true],
      ] as const) {
        const flow = await start({ ...v1, ...fromPayload, maxRecipients });
        flow.give({ payload: list(length) });
        await flow.settled();
        assert.deepEqual([maxRecipients, sent() > 0], [maxRecipients, isSent]);
        await helper.unload();
        simulator.reset();
      }
    });

    it('is quoted as it was typed, if it is not a number', async () => {
      const flow = await start({ ...v1, ...fromPayload, maxRecipients: '1.5k' });
      flow.give({ payload: list(2) });
      const { error } = (await flow.from('caught')) as unknown as Caught;
      assert.match(error.message, /“1\.5k”/);
      assert.equal(sent(), 0);
    });

    for (const maxRecipients of ['-1', 'many']) {
      it(`lets nobody through if it is ${maxRecipients}`, async () => {
        const flow = await start({ ...v1, ...fromPayload, maxRecipients });
        flow.give({ payload: list(1) });
        const { error, problems } = (await flow.from('caught')) as unknown as Caught;
        assert.equal(error.code, 'invalid_input');
        assert.equal(problems?.[0]?.path, 'maxRecipients');
        assert.equal(sends().length, 0);
      });
    }

    it('names the environment variable that has no value, at once and when a message comes', async () => {
      const flow = await start({ ...v1, ...fromPayload, maxRecipients: '${KORE_TEST_NO_MAXIMUM}' });
      flow.give({ payload: list(1) });
      const { error } = (await flow.from('caught')) as unknown as Caught;
      assert.match(error.message, /^No value for the environment variable KORE_TEST_NO_MAXIMUM\./);
      assert.equal(error.code, 'invalid_options');
      assert.equal(flow.statuses.at(-1)?.text, 'variable missing');
      assert.equal(sends().length, 0);
    });

    for (const maxRecipients of ['', '0', '5000000000']) {
      it(`stops an array that only claims to be long, with ${maxRecipients || 'nothing'} typed`, async () => {
        const flow = await start({ ...v1, ...fromPayload, maxRecipients });
        const payload: string[] = [];
        payload[1_555_123_456] = 'ann@example.com';
        const began = performance.now();
        flow.give({ payload });
        const { error } = (await flow.from('caught')) as unknown as Caught;
        assert.match(error.message, /gaps|maximum/);
        assert.ok(performance.now() - began < 5_000);
        assert.equal(sends().length, 0);
      });
    }

    it('is looked at before a list whose traps throw is read, which Node-RED cannot hand to a Catch node', async () => {
      const flow = await start({ ...v1, ...fromPayload });
      const hostile = new Proxy(['ann@example.com'], {
        get: () => {
          throw new Error('a trap');
        },
      });
      flow.give({ payload: hostile });
      await until(() => flow.statuses.at(-1)?.fill === 'red', 'a red dot');
      assert.equal(sends().length, 0);
      flow.give({ payload: ['ann@example.com'] });
      assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 1);
    });
  });

  it('turns red if nobody got it', async () => {
    const flow = await start({ ...v2, ...waiting });
    flow.give({ payload: [ROWS[1]] });
    assert.deepEqual((await flow.from('out2')).payload, [ROWS[1]]);
    assert.deepEqual(flow.statuses.at(-1), { fill: 'red', shape: 'ring', text: '0/1 delivered' });
  });

  it('shows how far it is while it waits for delivery', async () => {
    const flow = await start({ ...v2, ...waiting });
    flow.give({ payload: ROWS });
    await flow.settled(2);
    assert.match(flow.statuses.map(({ text }) => text).join(), /starting|sent|waiting/);
    for (const { text = '' } of flow.statuses) assert.ok(text.length <= 24, text);
  });

  it('chains a second channel that uses another field of the same row', async () => {
    const flow = flowAround(
      { ...v2, ...waiting, wires: [[], ['second']] },
      appOf(simulator, { timeScale: SCALE }),
    );
    const second = {
      ...v2,
      id: 'second',
      z: 'tab',
      app: 'app',
      channel: 'whatsapp',
      identityField: 'phone',
      wires: [['out1'], ['out2']],
    };
    const running = await startFlow([...flow, second], credentials);
    running.give({ payload: ROWS });
    const report = (await running.from<SendReport>('out1')).payload;
    assert.equal(report.channel, 'whatsapp');
    assert.deepEqual(simulator.messages().filter(({ channel }) => channel === 'whatsapp').length, 1);
  });

  it('takes every field from where the dialog says', async () => {
    process.env['KORE_TEST_CHANNEL'] = 'whatsapp';
    const flow = await start({
      ...v2,
      channel: 'KORE_TEST_CHANNEL',
      channelSource: 'env',
      message: '{"greeting":"Hello {name}"}',
      messageSource: 'json',
      messageType: 'kind.of[0]',
      messageTypeSource: 'msg',
      recipients: 'payload[age > 17]',
      recipientsSource: 'jsonata',
      identityField: 'where',
      identityFieldSource: 'flow',
    });
    helper.getNode('node').context().flow.set('where', 'phone');
    flow.give({
      kind: { of: ['template'] },
      payload: [
        { name: 'Ada', phone: '+441632960001', age: 40 },
        { name: 'Kid', phone: '+441632960009', age: 9 },
      ],
    });
    await flow.from('out1');
    const [{ body } = { body: undefined }] = sends();
    assert.deepEqual(body, {
      channel: 'whatsapp',
      message: { type: 'template', value: { greeting: 'Hello {name}' } },
      identities: [{ phoneNumber: '+441632960001', parameters: { name: 'Ada' } }],
      ...((body as { userIdentityType?: string }).userIdentityType && { userIdentityType: 'resolve' }),
    });
  });

  for (const [what, source, value] of [
    ['JSON', 'json', '{"secret text'],
    ['JSONata', 'jsonata', '$toNumber("secret text")'],
  ] as const) {
    it(`names the field whose ${what} is broken, and not its value`, async () => {
      const flow = await start({ ...v2, message: value, messageSource: source });
      flow.give({ payload: ROWS });
      const { error } = (await flow.from('caught')) as unknown as Caught;
      assert.match(error.message, /^Message cannot be read\./);
      assert.doesNotMatch(JSON.stringify(error) + logText(), /secret text/);
    });
  }

  it('sends nothing if a recipient is bad, and gives the Catch node all problems', async () => {
    const flow = await start(v2);
    flow.give({ payload: [{ email: 'not an address', name: 'A' }, { email: 'b@example.org' }, ROWS[0]] });
    const caught = (await flow.from('caught')) as unknown as Caught;
    const seen = await flow.settled();
    assert.equal(sends().length, 0);
    assert.equal(caught.error.code, 'invalid_input');
    const listed = caught.problems ?? [];
    assert.deepEqual([...new Set(listed.map(({ recipientIndex }) => recipientIndex))], [0, 1]);
    for (const { message } of listed) assert.ok(caught.error.message.includes(message));
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['caught'],
    );
    assert.equal(flow.statuses.at(-1)?.fill, 'red');
  });

  it('leaves bad recipients out if the dialog says so, and hands them to the second output', async () => {
    const flow = await start({ ...v2, onBadRecipient: 'skip' });
    const bad = { email: 'not an address', name: 'A' };
    flow.give({ payload: [bad, ROWS[0]] });
    assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 1);
    assert.deepEqual((await flow.from('out2')).payload, [bad]);
    assert.equal(sends().length, 1);
  });

  for (const [what, code, prepare] of [
    [
      'the secret is wrong',
      'wrong_credentials',
      () => ({ app: { clientSecret: 'a-secret-that-the-platform-does-not-know-0000' } }),
    ],
    [
      'the app lacks the scope',
      'wrong_scope',
      () => {
        const { botId, clientId, clientSecret } = simulator.app;
        simulator.addApp({ botId, clientId, clientSecret, scopes: ['devices'] });
        return credentials;
      },
    ],
  ] as const) {
    it(`sends the report first and then an error if ${what}`, async () => {
      const creds = prepare();
      const flow = await start({ ...v2, recipientsPerRequest: '1' }, { maxInFlight: '1' }, creds);
      flow.give({ payload: ROWS });
      const caught = (await flow.from('caught')) as unknown as Caught & { payload: unknown };
      const seen = await flow.settled(3);
      assert.equal(caught.error.code, code);
      assert.deepEqual(caught.payload, ROWS);
      assert.deepEqual(
        seen.map(({ from }) => from),
        ['out1', 'out2', 'caught'],
      );
      const report = (await flow.from<SendReport>('out1')).payload;
      assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', code]);
      assert.equal(report.counts.rejected + report.counts.unsent, ROWS.length);
      assert.ok(report.counts.unsent > 0);
      assert.deepEqual(flow.statuses.at(-1), {
        fill: 'red',
        shape: 'ring',
        text: code.replace('_', ' '),
      });
    });
  }

  it('waits for the limit and sends again when the platform says 429', async () => {
    simulator.addFault({ call: 'sends', kind: 'limit', window: 'minute' });
    const flow = await start(v2, { timeScale: '10' });
    flow.give({ payload: ROWS });
    assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 3);
    assert.equal(sends().length, 2);
    assert.match(flow.statuses.map(({ text }) => text).join('\n'), /paused until \d\d:\d\d/);
  });

  it('never sends again when the answer was lost: the outcome is unknown, with one request on the wire', async () => {
    simulator.addFault({ call: 'sends', kind: 'reset-after' });
    const flow = await start(v2);
    flow.give({ payload: ROWS });
    const { counts } = (await flow.from<SendReport>('out1')).payload;
    const seen = await flow.settled(2);
    assert.equal(counts.unknown, 3);
    assert.equal(sends().length, 1);
    assert.equal(simulator.processed().get('ada@example.org'), 1);
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['out1', 'completed'],
    );
    assert.equal(flow.statuses.at(-1)?.fill, 'yellow');
  });

  it('hands the unknown ones to the second output only if the dialog says so', async () => {
    simulator.addFault({ call: 'sends', kind: 'reset-after' });
    const flow = await start({ ...v2, includeUnknown: true });
    flow.give({ payload: ROWS });
    assert.deepEqual((await flow.from('out2')).payload, ROWS);
  });

  it('reports the platform as unreachable to the Catch node after its report', async () => {
    const flow = await start(v2, { host: 'http://127.0.0.1:9', maxAttempts: '2' });
    flow.give({ payload: ROWS });
    const caught = (await flow.from('caught')) as unknown as Caught;
    assert.equal(caught.error.code, 'unreachable');
    assert.deepEqual((await flow.from('out2')).payload, ROWS);
  });

  it('returns the request id when a wait runs out of time, so that kore-status can go on', async () => {
    const slow = await createSimulator({ timeScale: SCALE, jobDurationMs: 60_000 });
    try {
      const flow = flowAround(
        { ...v2, ...waiting, waitTimeoutSeconds: '0.2' },
        appOf(slow, { timeScale: SCALE }),
      );
      const status = {
        id: 'status',
        type: 'kore-status',
        z: 'tab',
        app: 'app',
        ...waiting,
        wires: [['final']],
      };
      const running = await startFlow(
        [...flow, { ...status, ...requests }, { id: 'final', type: 'helper', z: 'tab', wires: [] }],
        { app: { clientSecret: slow.app.clientSecret } },
      );
      running.give({ payload: ROWS });
      const report = (await running.from<SendReport>('out1')).payload;
      assert.deepEqual(report.end, { kind: 'timed_out' });
      assert.deepEqual(report.pendingRequestIds, [report.requests[0]?.requestId]);
      assert.equal(running.statuses.at(-1)?.fill, 'yellow');
      const final = new Promise<StatusReport>((resolve) => {
        helper.getNode('final').on('input', ({ payload }) => resolve(payload as StatusReport));
      });
      helper.getNode('status').receive({ payload: report });
      assert.deepEqual((await final).counts, { delivered: 2, undelivered: 1 });
    } finally {
      await slow.stop();
    }
  });

  it('shows no green dot if a wait was not told who got it', async () => {
    simulator.addFault({
      kind: 'answer',
      call: 'statusV2',
      status: 410,
      body: { errors: [{ msg: 'Request id is gone', code: 410 }] },
    });
    const flow = await start({ ...v2, ...waiting });
    flow.give({ payload: ROWS });
    const { payload } = await flow.from<SendReport>('out1');
    await flow.settled(2);
    assert.equal(payload.requests[0]?.error?.status, 410);
    assert.match(payload.recipients[0]?.detail ?? '', /Request id is gone/);
    assert.deepEqual(flow.statuses.at(-1), { fill: 'yellow', shape: 'ring', text: '3 delivery unknown' });
  });

  it('goes on waiting if the platform does not know a request yet that it has just taken', async () => {
    simulator.addFault({
      kind: 'answer',
      call: 'statusV2',
      status: 404,
      body: { errors: [{ msg: 'Request id not found', code: 404 }] },
    });
    const flow = await start({ ...v2, ...waiting });
    flow.give({ payload: ROWS });
    const { payload } = await flow.from<SendReport>('out1');
    assert.deepEqual([payload.counts.delivered, payload.counts.undelivered], [2, 1]);
  });

  it('ends a wait when it is deployed again, and sends its report to what is still there', async () => {
    const slow = await createSimulator({ jobDurationMs: 60_000 });
    try {
      const nodes = flowAround({ ...v2, ...waiting }, appOf(slow));
      const running = await startFlow(nodes, { app: { clientSecret: slow.app.clientSecret } });
      running.give({ payload: ROWS });
      await until(() => slow.received().length >= 2, 'the first look at the status');
      const changed = nodes.map((node) => (node.id === 'node' ? { ...node, name: 'changed' } : node));
      await helper.setFlows(changed, 'nodes', { app: { clientSecret: slow.app.clientSecret } });
      const report = (await running.from<SendReport>('out1')).payload;
      assert.deepEqual(report.end, { kind: 'cancelled' });
      assert.equal(report.counts.accepted, 3);
      assert.equal(report.pendingRequestIds.length, 1);
      assert.match(logText(), /Stopped before the end: 3 accepted; pending: ds-/);
    } finally {
      await slow.stop();
    }
  });

  it('reports what was in flight as unknown when it is deployed again, and starts no second channel', async () => {
    simulator.addFault({ call: 'sends', kind: 'delay', ms: 300_000, process: 'after' });
    const nodes = flowAround({ ...v2, recipientsPerRequest: '1' }, appOf(simulator, { maxInFlight: '1' }));
    const running = await startFlow(nodes, credentials);
    running.give({ payload: ROWS });
    await until(() => sends().length === 1, 'a request in flight');
    await pause(20);
    const changed = nodes.map((node) => (node.id === 'node' ? { ...node, name: 'changed' } : node));
    await helper.setFlows(changed, 'nodes', credentials);
    const report = (await running.from<SendReport>('out1')).payload;
    assert.equal(report.counts.unknown, 1);
    assert.equal(report.counts.unsent, 2);
    await pause(50);
    assert.ok(!running.seen.some(({ from }) => from === 'out2'));
    assert.equal(sends().length, 1);
  });

  it('says in the log how far a run came when everything is deployed again', async () => {
    simulator.addFault({ call: 'sends', kind: 'delay', ms: 300_000, process: 'after' });
    const nodes = flowAround(v2, appOf(simulator));
    const running = await startFlow(nodes, credentials);
    running.give({ payload: ROWS });
    await until(() => sends().length === 1, 'a request in flight');
    await pause(20);
    await helper.setFlows(nodes, 'full', credentials);
    assert.match(logText(), /Stopped before the end: 3 unknown/);
  });

  it('gives what the limit left over to the second output, and no error', async () => {
    const app = appOfOwnBot(simulator, { maxPerMinute: '1', timeScale: '1' });
    const node = { ...v2, recipientsPerRequest: '1', maxPauseSeconds: '0.1' };
    const flow = await startFlow(flowAround(node, app), credentials);
    flow.give({ payload: ROWS });
    assert.deepEqual((await flow.from('out2')).payload, ROWS.slice(1));
    const seen = await flow.settled(3);
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['out1', 'out2', 'completed'],
    );
    assert.equal(flow.statuses.at(-1)?.text, '1/3 accepted');
  });

  for (const type of ['kore-send', 'kore-send-v2'])
    it(`${type} leaves to others what is not its share of the pace`, async () => {
      const own = { ...v2, type, message: 'Hello', recipientsPerRequest: '1', maxPauseSeconds: '0.1' };
      const app = appOfOwnBot(simulator, { maxPerMinute: '4', timeScale: '1' });
      const other = { ...own, id: 'other', z: 'tab', app: 'app', configVersion: 1, wires: [['out1'], []] };
      const flow = await startFlow([...flowAround({ ...own, paceShare: '50' }, app), other], credentials);
      flow.give({ payload: ROWS });
      assert.deepEqual((await flow.from('out2')).payload, ROWS.slice(2));
      assert.equal(sends().length, 2);
      helper.getNode('other').receive({ payload: ROWS.slice(0, 2) });
      await until(() => flow.seen.filter(({ from }) => from === 'out1').length === 2, 'the other report');
      assert.equal(sends().length, 4);
    });

  it('refuses a share of the pace that is none, and sends nothing', async () => {
    const flow = await start({ ...v2, paceShare: '0.5' });
    flow.give({ payload: ROWS });
    const { error, problems } = (await flow.from('caught')) as unknown as Caught;
    assert.equal(error.code, 'invalid_input');
    assert.equal(problems?.[0]?.path, 'paceShare');
    assert.equal(sends().length, 0);
  });

  it('works on several messages at once, each with its own report', async () => {
    const flow = await start({ ...v2, ...waiting });
    for (const row of ROWS) flow.give({ payload: [row], topic: row.name });
    await until(() => flow.seen.filter(({ from }) => from === 'out1').length === 3, 'three reports');
    const reports = flow.seen.filter(({ from }) => from === 'out1').map(({ msg }) => msg);
    for (const { topic, payload } of reports) {
      const { recipients } = payload as SendReport;
      assert.deepEqual(
        recipients.map(({ identity }) => identity),
        ROWS.filter(({ name }) => name === topic).map(({ email }) => email),
      );
    }
    assert.match(flow.statuses.map(({ text }) => text).join('\n'), /[23] runs, /);
  });

  it('sends what hundreds of messages ask for in the order they came, and ends each once', async () => {
    const flow = await start({ ...v1, ...fromPayload }, { maxInFlight: '1' });
    const emails = Array.from({ length: 300 }, (_, number) => `person${number}@example.org`);
    for (const email of emails) flow.give({ payload: email });
    // A report and the Complete node's message of each.
    await until(() => flow.seen.length === 600, '300 reports');
    assert.deepEqual(
      sends().map(({ body }) => (body as { readonly identities: readonly string[] }).identities[0]),
      emails,
    );
    const reports = flow.seen
      .filter(({ from }) => from === 'out1')
      .map(({ msg }) => msg.payload as SendReport);
    assert.ok(reports.every(({ counts }) => counts.accepted === 1));
    assert.equal(flow.statuses.at(-1)?.text, '1 accepted, not confirmed');
  });

  it('reads a message when its turn is near: thousands at once would fill the memory', async () => {
    simulator.addFault({ call: 'sends', kind: 'delay', ms: 300, process: 'before' });
    const flow = await start({ ...v1, ...fromPayload }, { maxInFlight: '1' });
    const given = Array.from({ length: 10 }, (_, number) => [`early${number}@example.org`]);
    for (const payload of given) flow.give({ payload });
    await until(() => sends().length === 1, 'a request in flight');
    for (const [number, payload] of given.entries()) payload[0] = `late${number}@example.org`;
    await until(() => flow.seen.length === 20, '10 reports');
    const sent = sends().map(
      ({ body }) => (body as { readonly identities: readonly string[] }).identities[0],
    );
    assert.deepEqual(sent, [
      'early0@example.org',
      'early1@example.org',
      ...Array.from({ length: 8 }, (_, number) => `late${number + 2}@example.org`),
    ]);
  });

  it('lets no further message come to a platform that asked for patience', async () => {
    simulator.addFault({
      call: 'sends',
      kind: 'answer',
      status: 503,
      headers: { 'retry-after': '0.5' },
      times: 2,
    });
    const flow = await start({ ...v1, ...fromPayload }, { maxInFlight: '1' });
    for (let number = 0; number < 20; number++) flow.give({ payload: [`person${number}@example.org`] });
    await until(() => sends().length === 2, 'two requests');
    await pause(200);
    assert.equal(sends().length, 2);
    await until(() => flow.seen.length === 40, '20 reports');
    assert.equal(simulator.messages().length, 20);
  });

  it('ends every message that still waits for its turn when it is deployed again', async () => {
    simulator.addFault({ call: 'sends', kind: 'delay', ms: 300_000, process: 'after' });
    const nodes = flowAround({ ...v1, ...fromPayload }, appOf(simulator, { maxInFlight: '1' }));
    const running = await startFlow(nodes, credentials);
    for (let number = 0; number < 50; number++) running.give({ payload: `person${number}@example.org` });
    await until(() => sends().length === 1, 'a request in flight');
    await pause(20);
    const changed = nodes.map((node) => (node.id === 'node' ? { ...node, name: 'changed' } : node));
    await helper.setFlows(changed, 'nodes', credentials);
    await until(() => running.seen.filter(({ from }) => from === 'out1').length === 50, '50 reports');
    const reports = running.seen.flatMap(({ from, msg }) =>
      from === 'out1' ? [(msg.payload as SendReport).counts] : [],
    );
    assert.equal(reports.filter(({ unknown }) => unknown === 1).length, 1);
    assert.equal(reports.filter(({ unsent }) => unsent === 1).length, 49);
    assert.equal(sends().length, 1);
  });

  it('takes host, ids and secret from the environment', async () => {
    const { url, app } = simulator;
    Object.assign(process.env, {
      KORE_TEST_HOST: url,
      KORE_TEST_BOT: app.botId,
      KORE_TEST_CLIENT: app.clientId,
      KORE_TEST_SECRET: app.clientSecret,
    });
    const flow = await start(
      v2,
      { host: '${KORE_TEST_HOST}', botId: '${KORE_TEST_BOT}', clientId: '${KORE_TEST_CLIENT}' },
      { app: { clientSecret: '${KORE_TEST_SECRET}' } },
    );
    flow.give({ payload: ROWS });
    assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 3);
  });

  it('writes no secret, token or message text into a log line, status, report or exported flow', async () => {
    simulator.addFault({ call: 'sends', kind: 'limit', window: 'minute' });
    simulator.addFault({ call: 'sends', kind: 'answer', status: 400, body: { errors: [{ msg: 'No' }] } });
    const nodes = flowAround(
      { ...v2, message: 'Confidential {name}' },
      appOf(simulator, { timeScale: SCALE }),
    );
    const flow = await startFlow(nodes, credentials);
    flow.give({ payload: ROWS });
    flow.give({ payload: [{ email: 'bad' }] });
    await flow.settled(3);
    const token = simulator.received()[0]?.headers['auth']?.split('.')[1] ?? '';
    assert.notEqual(token, '');
    const written = [
      logText(),
      JSON.stringify(flow.statuses),
      JSON.stringify(flow.seen),
      JSON.stringify(nodes),
    ];
    for (const text of written.map((all, index) =>
      index === 3 ? all.replace('Confidential {name}', '') : all,
    )) {
      for (const secret of [simulator.app.clientSecret, token, 'Confidential']) {
        assert.ok(!text.includes(secret), `${secret.slice(0, 12)} is in: ${text.slice(0, 300)}`);
      }
    }
  });

  it('logs at info when a send begins and each request that was accepted, without a name or text', async () => {
    const flow = await start({ ...v2, message: 'Confidential {name}', recipientsPerRequest: '2' });
    flow.give({ payload: ROWS });
    const report = (await flow.from<SendReport>('out1')).payload;
    const lines = helper
      .log()
      .args.flatMap(([{ level, id, msg }]) => (level === INFO && id === 'app' ? [msg] : []));
    const ids = report.requests.map(({ requestId }) => requestId);
    assert.equal(lines.length, 3);
    assert.match(String(lines[0]), /^Sending to 3 recipients/);
    assert.deepEqual(
      lines.slice(1).map((line) => /^Accepted: (\S+) /.exec(String(line))?.[1]),
      ids,
    );
    const secrets = ROWS.flatMap((row) => Object.values(row));
    for (const secret of [...secrets, 'Confidential', simulator.app.clientSecret])
      assert.ok(!lines.join('\n').includes(secret), secret);
  });

  it('fails with what is wrong in the app, and Node-RED goes on', async () => {
    const flow = await start(v2, { botId: '', tokenLifetimeSeconds: '5' });
    flow.give({ payload: ROWS });
    const { error } = (await flow.from('caught')) as unknown as Caught;
    assert.equal(error.code, 'invalid_options');
    assert.match(error.message, /^Bot ID: /m);
    assert.match(error.message, /^Token lifetime: /m);
    assert.equal(flow.statuses.at(-1)?.text, 'no Bot ID');
  });

  it('says so if there is no app, or no secret', async () => {
    const flow = await start({ ...v2, app: 'gone' });
    flow.give({ payload: ROWS });
    assert.match(
      ((await flow.from('caught')) as unknown as Caught).error.message,
      /Kore.ai app of this node no longer exists/,
    );
    await helper.unload();
    const other = await start(v2, { clientId: 'cs-another' }, {});
    other.give({ payload: ROWS });
    assert.match(((await other.from('caught')) as unknown as Caught).error.message, /Client Secret/);
  });

  it('refuses a configuration that a newer palette saved', async () => {
    const flow = await start({ ...v2, configVersion: 99 });
    flow.give({ payload: ROWS });
    assert.match(((await flow.from('caught')) as unknown as Caught).error.message, /Update the palette/);
    assert.equal(sends().length, 0);
  });
});
