import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { currentVersion, migrate, type Migration } from '../src/config-version.ts';
import type { Fields } from '../src/fields.ts';
import { FIELDS as APP } from '../src/nodes/kore-app/fields.ts';
import { migrations as ofApp } from '../src/nodes/kore-app/migrations.ts';
import { FIELDS as DEVICES } from '../src/nodes/kore-devices/fields.ts';
import { migrations as ofDevices } from '../src/nodes/kore-devices/migrations.ts';
import { FIELDS as SEND_V2 } from '../src/nodes/kore-send-v2/fields.ts';
import { migrations as ofSendV2 } from '../src/nodes/kore-send-v2/migrations.ts';
import { FIELDS as SEND } from '../src/nodes/kore-send/fields.ts';
import { migrations as ofSend } from '../src/nodes/kore-send/migrations.ts';
import { FIELDS as STATUS } from '../src/nodes/kore-status/fields.ts';
import { migrations as ofStatus } from '../src/nodes/kore-status/migrations.ts';
import { appOf, builtNodes, type FlowNode, helper, until } from './flow.ts';

/** A flow as the editor saved it with every option of the nodes, when they had this version. */
function savedFlow(version: number): FlowNode[] {
  const file = join(import.meta.dirname, 'saved-flows', `version-${version}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
}

const MIGRATIONS: Readonly<Record<string, readonly Migration[]>> = {
  'kore-app': ofApp,
  'kore-send': ofSend,
  'kore-send-v2': ofSendV2,
  'kore-status': ofStatus,
  'kore-devices': ofDevices,
};
const FIELDS: Readonly<Record<string, Fields>> = {
  'kore-app': APP,
  'kore-send': SEND,
  'kore-send-v2': SEND_V2,
  'kore-status': STATUS,
  'kore-devices': DEVICES,
};
/** What Node-RED saves of every node. */
const OF_NODE_RED = ['id', 'type', 'z', 'x', 'y', 'wires'];
const NEWEST = Math.max(...Object.values(MIGRATIONS).map(currentVersion));

describe('A flow that an older palette saved', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await createSimulator();
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

  /** Starts the flow against the simulator; what leaves a node goes to one place, what its second output to another. */
  async function start(flow: readonly FlowNode[]): Promise<unknown[]> {
    const app = flow.find(({ type }) => type === 'kore-app');
    const out: unknown[] = [];
    const nodes = flow.map((node) => (node === app ? { ...node, ...appOf(simulator), id: node.id } : node));
    const collected = nodes.map((node) => (node.type === 'debug' ? { ...node, type: 'helper' } : node));
    await helper.load(builtNodes, collected, {
      'golden-app': { clientSecret: simulator.app.clientSecret },
    });
    helper.getNode('golden-out').on('input', ({ payload }) => void out.push(payload));
    return out;
  }

  it('is kept here with every option that the newest version saves', () => {
    for (const node of savedFlow(NEWEST)) {
      const fields = FIELDS[node.type];
      if (fields === undefined) continue;
      const names = Object.entries(fields).flatMap(([name, { kind }]) =>
        kind === 'value' ? [name, `${name}Source`] : [name],
      );
      const saved = Object.keys(node).filter((name) => !OF_NODE_RED.includes(name));
      assert.deepEqual(saved.sort(), [...names, 'configVersion'].sort(), node.id);
    }
  });

  for (let version = 1; version < NEWEST; version++)
    it(`is brought from version ${version} to what this one saves, and nothing else of it changes`, () => {
      const newest = savedFlow(NEWEST);
      for (const [index, node] of savedFlow(version).entries()) {
        const migrations = MIGRATIONS[node.type];
        if (migrations !== undefined) assert.deepEqual(migrate(node, migrations), newest[index], node.id);
      }
    });

  for (let version = 1; version <= NEWEST; version++) {
    it(`runs if version ${version} saved it: sends again what was lost`, async () => {
      const out = await start(savedFlow(version));
      for (const id of ['golden-v1', 'golden-v2']) {
        simulator.addFault({ call: 'sends', kind: 'reset-before' });
        helper
          .getNode(id)
          .receive({ payload: [{ email: 'ada@example.org', name: 'Ada' }, { name: 'No address' }] });
      }
      await until(() => out.length === 2, 'two reports');
      for (const report of out as SendReport[])
        assert.deepEqual([report.counts.accepted, report.counts.unsent], [1, 1]);
      assert.equal(simulator.received().filter(({ method }) => method === 'POST').length, 4);
    });

    it(`runs if version ${version} saved it: unsubscribes all devices, also by the old name in a message`, async () => {
      const out = await start(savedFlow(version));
      for (const [index, id] of ['golden-chosen', 'golden-typed', 'golden-given'].entries()) {
        simulator.subscribeDevice({ userId: 'ada', deviceId: 'phone-1', osType: 'Android' });
        helper.getNode(id).receive({ userId: 'ada', topic: 'unsubscribeAll' });
        await until(() => out.length === index + 1, `a result of ${id}`);
        assert.equal(simulator.devices('ada').length, 0);
      }
    });
  }
});
