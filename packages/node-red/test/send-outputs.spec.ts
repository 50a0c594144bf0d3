import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import {
  appOf,
  builtNodes,
  flowAround,
  helper,
  type Message,
  type RunningFlow,
  startFlow,
  until,
} from './flow.ts';
import { withSimulator } from './with-simulator.ts';

const require = createRequire(import.meta.url);
const SCALE = 100;
const ROWS = [
  { email: 'ada@example.org', name: 'Ada', phone: '+441632960001' },
  { email: 'nobody@example.org', name: 'Bob', phone: '+441632960002' },
  { email: 'eve@example.org', name: 'Eve', phone: '+441632960003' },
];

interface Report {
  readonly summary: string;
  readonly total: number;
  readonly recipients: readonly { readonly index: number; readonly row: unknown }[];
}

/** A message about one recipient. */
type Told = Message<unknown> & {
  readonly notification: Readonly<Record<string, unknown>>;
  readonly parts: Readonly<Record<string, unknown>>;
  readonly people?: unknown;
};

describe('What leaves the send nodes', () => {
  const suite = withSimulator({ timeScale: SCALE, jobDurationMs: 500 });

  const send = {
    type: 'kore-send-v2',
    channel: 'msteams',
    channelSource: 'choice',
    message: 'Hello',
    recipients: 'payload',
    recipientsSource: 'msg',
    firstIntervalSeconds: '0.05',
    wait: 'auto',
    configVersion: 3,
  };
  const app = () => appOf(suite.simulator, { timeScale: SCALE });
  const start = (node: object): Promise<RunningFlow> =>
    startFlow(flowAround({ ...send, ...node }, app()), suite.credentials);
  const all = (flow: RunningFlow, from: string): Told[] =>
    flow.seen.filter((seen) => seen.from === from).map(({ msg }) => msg as Told);

  for (const type of ['kore-send', 'kore-send-v2']) {
    it(`${type}: the report begins with a line for people, and has the row of each recipient`, async () => {
      const flow = await start({ type });
      flow.give({ payload: ROWS });
      const { payload } = await flow.from<Report>('out1');
      assert.equal(Object.keys(payload)[0], 'summary');
      assert.match(payload.summary, /^2 of 3 reached, 1 not reached \(.+\)$/);
      assert.deepEqual(
        payload.recipients.map(({ row }) => row),
        ROWS,
      );
    });

    it(`${type}: a message for each recipient keeps its row`, async () => {
      const flow = await start({ type, output: 'each' });
      flow.give({ payload: ROWS, topic: 'kept' });
      await flow.settled(5);
      const told = all(flow, 'out1');
      assert.deepEqual(
        told.map(({ payload, topic, notification: { outcome, identity, channel } }) => ({
          payload,
          topic,
          outcome,
          identity,
          channel,
        })),
        ROWS.map((row) => ({
          payload: row,
          topic: 'kept',
          outcome: row.name === 'Bob' ? 'undelivered' : 'delivered',
          identity: row.email,
          channel: 'msteams',
        })),
      );
      for (const { notification } of told) assert.match(String(notification['requestId']), /^ds-/);
      const [rest, ...none] = all(flow, 'out2');
      assert.deepEqual(none, []);
      assert.ok(rest !== undefined);
      assert.deepEqual(rest.payload, ROWS[1]);
      assert.equal(rest.notification['reason'], 'not_delivered');
      assert.ok(String(rest.notification['detail']).length > 0);
      assert.deepEqual([rest.parts['index'], rest.parts['count']], [0, 1]);
      assert.equal(all(flow, 'completed').length, 1);
    });
  }

  it('gives texts as they were given', async () => {
    const flow = await start({ output: 'each' });
    flow.give({ payload: 'ada@example.org, eve@example.org' });
    await flow.settled(3);
    assert.deepEqual(
      all(flow, 'out1').map(({ payload }) => payload),
      ['ada@example.org', 'eve@example.org'],
    );
  });

  it('does not carry the list of everybody in the message of each', async () => {
    const flow = await start({ output: 'each', recipients: 'data.people' });
    const data = { people: ROWS, other: 7 };
    flow.give({ data });
    await flow.settled(5);
    for (const told of all(flow, 'out1')) assert.deepEqual((told as { data?: unknown }).data, { other: 7 });
    assert.deepEqual(data, { people: ROWS, other: 7 });
  });

  it('sends thousands in order, in turns with other work', async () => {
    const flow = await start({ output: 'each', wait: 'never', maxRecipients: '0' });
    const people = Array.from({ length: 3_000 }, (_, number) => `person${number}@example.org`);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    flow.give({ payload: people });
    await flow.from('completed');
    clearInterval(timer);
    await until(() => all(flow, 'out1').length === people.length, 'all messages');
    assert.deepEqual(
      all(flow, 'out1').map(({ payload }) => payload),
      people,
    );
    assert.ok(turns > 3);
  });

  it('can be joined to one list again, which has the parts that the message had', async () => {
    const join = {
      id: 'join',
      type: 'join',
      z: 'tab',
      x: 1,
      y: 1,
      mode: 'auto',
      build: 'object',
      property: 'payload',
      propertyType: 'msg',
      wires: [['joined']],
    };
    const joined = { id: 'joined', type: 'helper', z: 'tab', x: 1, y: 1, wires: [] };
    const node = { ...send, output: 'each', x: 1, y: 1, wires: [['join'], []] };
    const nodes = [
      ...builtNodes,
      require('@node-red/nodes/core/sequence/17-split.js') as (RED: NodeAPI) => void,
    ];
    await helper.load(nodes, [...flowAround(node, app()), join, joined], suite.credentials);
    const result = new Promise<Told>((resolve) => {
      helper.getNode('joined').on('input', (msg) => resolve(msg as unknown as Told));
    });
    const parts = { id: 'outer', index: 0, count: 7, type: 'array' };
    helper.getNode('node').receive({ payload: ROWS, parts });
    const msg = await result;
    assert.deepEqual(msg.payload, ROWS);
    assert.deepEqual(msg.parts, parts);
  });

  for (const output of ['report', 'each'])
    it(`has nothing to do for nobody: ${output}`, async () => {
      const flow = await start({ output });
      flow.give({ payload: [] });
      await flow.from('completed');
      const seen = await flow.settled();
      assert.deepEqual(flow.statuses.at(-1), { fill: 'grey', shape: 'dot', text: 'nothing to do' });
      assert.deepEqual(
        seen.map(({ from }) => from),
        output === 'report' ? ['out1', 'completed'] : ['completed'],
      );
      if (output === 'report') {
        const { payload } = await flow.from<Report>('out1');
        assert.deepEqual([payload.total, payload.summary], [0, 'Nothing to do: no recipients']);
      }
      assert.deepEqual(suite.simulator.received(), []);
    });
});
