import assert from 'node:assert/strict';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, appOfOwnBot, flowAround, type FlowNode, helper, startFlow, until } from './flow.ts';

const SCALE = 60;
const MAX_PER_MINUTE = 10;

describe('The pace of a bot in Node-RED', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await createSimulator({ timeScale: SCALE, maxPerMinute: MAX_PER_MINUTE });
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

  /** Made anew for each, since Node-RED drops from what it is given what a deploy removes. */
  const credentials = (): object => {
    const { clientSecret } = simulator.app;
    return { app: { clientSecret }, 'app-2': { clientSecret } };
  };
  const node = {
    type: 'kore-send-v2',
    channel: 'msteams',
    channelSource: 'choice',
    message: 'Hello',
    recipients: 'payload',
    recipientsSource: 'msg',
    recipientsPerRequest: '1',
  };
  const people = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.org` }));
  const answers = (): (number | undefined)[] =>
    simulator.received().map(({ answeredStatus }) => answeredStatus);
  /** A second app of the same bot, written otherwise, with a node that uses it. */
  const second = (app: FlowNode, settings: object): FlowNode[] => [
    { ...app, host: `${simulator.url.toUpperCase()}/`, ...settings, id: 'app-2' },
    { id: 'other', z: 'tab', configVersion: 1, wires: [['out1'], []], ...node, app: 'app-2' },
  ];

  it('is one for all apps that use it: together they are never refused', async () => {
    const limits = { timeScale: String(SCALE), maxPerMinute: String(MAX_PER_MINUTE) };
    const app = appOfOwnBot(simulator, limits);
    const flow = await startFlow([...flowAround(node, app), ...second(app, {})], credentials());
    flow.give({ payload: people(16) });
    helper.getNode('other').receive({ payload: people(16) });
    await until(() => flow.seen.filter(({ from }) => from === 'out1').length === 2, 'both reports');
    assert.deepEqual(answers(), Array(32).fill(200));
  });

  it('goes by the smaller of the limits that two apps state, until the stricter is removed', async () => {
    const app = appOfOwnBot(simulator, { timeScale: String(SCALE), maxPerMinute: String(MAX_PER_MINUTE) });
    const both = [...flowAround(node, app), ...second(app, { maxPerMinute: '600' })];
    const flow = await startFlow(both, credentials());
    flow.give({ payload: people(1) });
    await flow.from<SendReport>('out1');
    helper.getNode('other').receive({ payload: people(19) });
    await until(() => flow.seen.filter(({ from }) => from === 'out1').length === 2, 'both reports');
    assert.deepEqual(answers(), Array(20).fill(200));
    // Without the strict one more is tried than the platform takes.
    const without = both.map((one) => (one.id === 'node' ? { ...one, app: 'app-2' } : one));
    await helper.setFlows(
      without.filter(({ id }) => id !== 'app'),
      'full',
      credentials(),
    );
    helper.getNode('other').receive({ payload: people(30) });
    await until(() => answers().includes(429), 'a refusal');
  });

  it('remembers over a full deploy what was sent before it', async () => {
    const app = appOf(simulator, { timeScale: String(SCALE), maxPerMinute: String(MAX_PER_MINUTE) });
    const flow = await startFlow(flowAround(node, app), credentials());
    flow.give({ payload: people(MAX_PER_MINUTE) });
    await flow.from<SendReport>('out1');
    await helper.setFlows(flowAround(node, app), 'full', credentials());
    helper.getNode('node').receive({ payload: people(MAX_PER_MINUTE) });
    await until(() => simulator.received().length === 2 * MAX_PER_MINUTE, 'all requests');
    await until(() => !answers().includes(undefined), 'all answers');
    assert.deepEqual(answers(), Array(2 * MAX_PER_MINUTE).fill(200));
  });
});
