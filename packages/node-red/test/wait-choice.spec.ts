import assert from 'node:assert/strict';
import type { SendReport } from '@kore-notify/core';
import { migrate } from '../src/config-version.ts';
import { migrations } from '../src/nodes/kore-send-v2/migrations.ts';
import { appOf, builtNodes, flowAround, helper, type FlowNode, type RunningFlow, startFlow } from './flow.ts';
import { withSimulator } from './with-simulator.ts';

const SCALE = 100;
/** The simulator does not reach who begins with “nobody”. */
const PEOPLE = ['ada@example.org', 'nobody@example.org'];

describe('Wait for delivery', () => {
  const suite = withSimulator({ timeScale: SCALE, jobDurationMs: 500 });

  const flowOf = (type: string, node: object): FlowNode[] =>
    flowAround(
      {
        type,
        channel: 'msteams',
        channelSource: 'choice',
        message: 'Hello',
        recipients: 'payload',
        recipientsSource: 'msg',
        firstIntervalSeconds: '0.05',
        configVersion: 3,
        ...node,
      },
      appOf(suite.simulator, { timeScale: SCALE }),
    );
  const start = (type: string, node: object): Promise<RunningFlow> =>
    startFlow(flowOf(type, node), suite.credentials);
  const looks = (): number => suite.simulator.received().filter(({ method }) => method === 'GET').length;
  const WIRED = { wires: [['out1'], ['out2']] };
  const UNWIRED = { wires: [['out1'], []] };

  for (const type of ['kore-send', 'kore-send-v2']) {
    for (const [what, node, waits] of [
      ['Automatic waits if the second output is wired', { wait: 'auto', ...WIRED }, true],
      ['Automatic does not wait if it is not wired', { wait: 'auto', ...UNWIRED }, false],
      ['Automatic is what counts without a choice', { ...WIRED }, true],
      ['Automatic does not wait if the node was saved without a second output', { wires: [['out1']] }, false],
      ['Always waits, also without a second output', { wait: 'always', ...UNWIRED }, true],
      ['Never does not wait, also with a second output', { wait: 'never', ...WIRED }, false],
    ] as const)
      it(`${type}: ${what}`, async () => {
        const flow = await start(type, node);
        flow.give({ payload: PEOPLE });
        const { counts } = (await flow.from<SendReport>('out1')).payload;
        const seen = await flow.settled(2);
        assert.equal(looks() > 0, waits);
        assert.deepEqual(
          [counts.accepted, counts.delivered, counts.undelivered],
          waits ? [0, 1, 1] : [2, 0, 0],
        );
        const isGivenTheRest = seen.some(({ from }) => from === 'out2');
        assert.equal(isGivenTheRest, waits && node.wires.length > 1 && node.wires[1]?.length === 1);
      });

    it(`${type}: the dot says that nobody asked who got it, if somebody wants those who did not`, async () => {
      const dotOf = async (node: object): Promise<unknown> => {
        const flow = await start(type, node);
        flow.give({ payload: PEOPLE });
        await flow.settled(2);
        const dot = flow.statuses.at(-1);
        await helper.unload();
        return dot;
      };
      assert.deepEqual(await dotOf({ wait: 'never', ...WIRED }), {
        fill: 'yellow',
        shape: 'ring',
        text: '2 accepted, not confirmed',
      });
      assert.deepEqual(await dotOf({ wait: 'never', ...UNWIRED }), {
        fill: 'green',
        shape: 'dot',
        text: '2 accepted',
      });
    });
  }

  it('looks at the wires when the message comes: a deploy may move only a wire', async () => {
    const flow = await start('kore-send', { wait: 'auto', ...UNWIRED });
    flow.give({ payload: PEOPLE });
    await flow.from('out1');
    assert.equal(looks(), 0);
    // What Node-RED does when a deploy of modified nodes finds a wire moved.
    helper.getNode('node').updateWires(WIRED.wires as unknown as []);
    flow.give({ payload: PEOPLE });
    assert.deepEqual((await flow.from('out2')).payload, [PEOPLE[1]]);
  });

  it('counts a wire that leaves a subflow only where the subflow itself is wired', async () => {
    for (const isWired of [false, true]) {
      const [tab, app, node, ...others] = flowOf('kore-send', { wait: 'auto' });
      // Without a place on the canvas Node-RED takes a node for a configuration.
      const place = { x: 1, y: 1 };
      const subflow = {
        id: 'sub',
        type: 'subflow',
        name: 'Send',
        in: [{ wires: [{ id: 'node' }] }],
        out: [{ wires: [{ id: 'node', port: 0 }] }, { wires: [{ id: 'node', port: 1 }] }],
      };
      const used = {
        id: 'used',
        type: 'subflow:sub',
        z: 'tab',
        ...place,
        wires: [['out1'], isWired ? ['out2'] : []],
      };
      const inside = { ...node!, z: 'sub', ...place, wires: [[], []] };
      const press = { id: 'press', type: 'helper', z: 'tab', ...place, wires: [['used']] };
      const outs = others.filter(({ id }) => id.startsWith('out')).map((one) => ({ ...one, ...place }));
      await helper.load(builtNodes, [tab!, app!, subflow, inside, used, press, ...outs], suite.credentials);
      const report = new Promise<SendReport>((resolve) => {
        helper.getNode('out1').on('input', ({ payload }) => resolve(payload as SendReport));
      });
      helper.getNode('press').send({ payload: PEOPLE });
      assert.equal((await report).counts.undelivered, isWired ? 1 : 0);
      await helper.unload();
      suite.simulator.reset();
    }
  });

  it('of a flow from before is always or never, as it was', () => {
    for (const [configVersion, wait, now] of [
      [1, true, 'always'],
      [1, false, 'never'],
      [2, true, 'always'],
      [2, false, 'never'],
      [2, undefined, 'never'],
      [3, 'auto', 'auto'],
    ] as const)
      assert.deepEqual(migrate({ wait, configVersion }, migrations), { wait: now, configVersion: 3 });
  });
});
