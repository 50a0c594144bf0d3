import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import { createSimulator, SCENARIO_NAMES, type ScenarioName, type Simulator } from '@kore-notify/simulator';
import { appOf, builtNodes, helper, type FlowNode } from './flow.ts';

const require = createRequire(import.meta.url);
const EXAMPLE = new URL('../examples/simulator-scenarios.json', import.meta.url);
const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as FlowNode[];
const APP = 'kore-ex-scenarios-app';
const PEOPLE = 12;

/** A minute of the limits in a second. */
const TIME_SCALE = 60;

interface Report {
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
}

describe('The example of the scenarios', function () {
  this.timeout(120_000);
  let simulator: Simulator;

  // The nodes of Node-RED that the example is made of.
  const nodes = [
    ...builtNodes,
    ...[
      'common/20-inject.js',
      'common/90-comment.js',
      'function/15-change.js',
      'network/21-httprequest.js',
    ].map((file) => require(`@node-red/nodes/core/${file}`) as (RED: NodeAPI) => void),
  ];

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    simulator = await createSimulator({ timeScale: TIME_SCALE });
  });
  afterEach(async () => {
    await helper.unload();
    await simulator.stop();
  });

  /** Presses a button of the example, and waits for its report. */
  async function press(name: ScenarioName): Promise<Report> {
    const flow = example.map((node) => {
      if (node.id === APP)
        return { ...node, ...appOf(simulator, { timeScale: String(TIME_SCALE) }), id: APP };
      if (node.type === 'http request')
        return { ...node, url: String(node['url']).replace('http://127.0.0.1:4747', simulator.url) };
      return node.type === 'debug' ? { ...node, type: 'helper' } : node;
    });
    const known = flow.filter(({ type }) => type !== 'catch');
    await helper.load(nodes, known, { [APP]: { clientSecret: simulator.app.clientSecret } });
    const answer = new Promise<Report>((resolve) => {
      helper
        .getNode('kore-ex-scenarios-report')
        .on('input', ({ payload }: { payload?: unknown }) => resolve(payload as Report));
    });
    helper.getNode(`kore-ex-scenarios-${name}`).receive();
    return answer;
  }

  it('has a button for each', () => {
    const buttons = example.filter(({ type }) => type === 'inject').map(({ name }) => name);
    assert.deepEqual(buttons, [...SCENARIO_NAMES]);
  });

  const faultsMet = () => simulator.received().flatMap(({ fault }) => fault ?? []);
  const refused = () => simulator.received().filter(({ answeredStatus }) => answeredStatus === 429).length;

  it('normal: everybody is reached but nobody@example.com', async () => {
    const { total, counts } = await press('normal');
    assert.deepEqual([total, counts['delivered'], counts['undelivered']], [PEOPLE, PEOPLE - 1, 1]);
  });

  it('bad-day: a lost answer and a 503 stay unknown and are not sent twice, and example.org is not reached', async () => {
    const { total, counts } = await press('bad-day');
    assert.deepEqual([total, counts['unknown'], counts['undelivered']], [PEOPLE, 2, 2]);
    assert.ok(faultsMet().includes('reset-after') && faultsMet().includes('answer'));
    assert.ok([...simulator.processed().values()].every((times) => times === 1));
  });

  it('limits: the node waits for the limit and then sends the rest', async () => {
    const { total, counts } = await press('limits');
    assert.deepEqual([total, counts['delivered'], counts['undelivered']], [PEOPLE, PEOPLE - 1, 1]);
    assert.ok(refused() > 0);
  });

  it('slow: every answer is late, and everybody is reached all the same', async () => {
    const { total, counts } = await press('slow');
    assert.deepEqual([total, counts['delivered']], [PEOPLE, PEOPLE - 1]);
    assert.ok(faultsMet().every((kind) => kind === 'delay') && faultsMet().length >= PEOPLE);
  });

  it('flaky: no recipient is missing from the report, and none is sent twice', async () => {
    const { total, counts } = await press('flaky');
    assert.equal(total, PEOPLE);
    assert.equal(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      PEOPLE,
    );
    assert.ok(faultsMet().length > 0);
    assert.ok([...simulator.processed().values()].every((times) => times === 1));
  });
});
