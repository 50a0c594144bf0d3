import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Accounts } from './accounts.ts';
import { type NodeRedProcess, nodeRedOf, startNodeRedProcess } from './node-red-process.ts';
import { assertFair, type SharedCall } from './share-of-the-limit.ts';
import { type CompressedLimit, type SimulatorProcess, startSimulator } from './simulator-process.ts';

/** The platform's limit, in a tenth of the time. */
const LIMIT: CompressedLimit = { maxPerWindow: 600, windowMs: 6_000 };
/** An equal share of ten windows. */
const RECIPIENTS = 100_000;
/** Few, so that the limit binds for many windows. */
const RECIPIENTS_PER_REQUEST = 50;
const LATER_BY_WINDOWS = 4;
/** As long as the slowest of these takes, on a busy machine. */
const PATIENCE_MS = 240_000;

describe('Three Node-RED processes that use one bot', function () {
  this.timeout(PATIENCE_MS + 60_000);
  let simulator: SimulatorProcess;
  let takeDown: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    simulator = await startSimulator(LIMIT);
    takeDown.push(() => simulator.stop());
  });
  afterEach(async () => {
    for (const down of takeDown.reverse()) await down();
    takeDown = [];
  });

  const start = async (recipients: Readonly<Record<string, number>>): Promise<NodeRedProcess[]> => {
    const processes: NodeRedProcess[] = [];
    for (const [name, count] of Object.entries(recipients)) {
      const load = { name, recipients: count, recipientsPerRequest: RECIPIENTS_PER_REQUEST };
      const nodeRed = await startNodeRedProcess(simulator, LIMIT, load);
      takeDown.push(() => nodeRed.stop());
      processes.push(nodeRed);
    }
    return processes;
  };
  const inject = async (processes: readonly NodeRedProcess[]): Promise<void> => {
    await Promise.all(processes.map((nodeRed) => nodeRed.inject()));
  };
  const assertAllAccepted = async (processes: readonly NodeRedProcess[]): Promise<void> => {
    const accounts = new Accounts();
    let people = 0;
    for (const { total, counts, requests } of await Promise.all(
      processes.map((nodeRed) => nodeRed.report(PATIENCE_MS)),
    )) {
      assert.equal(counts.accepted, total);
      people += total;
      for (const { requestId = '', recipientCount } of requests) accounts.add(requestId, recipientCount);
    }
    await accounts.assertEverybodyOnce(simulator, people);
  };
  const calls = async (): Promise<SharedCall[]> =>
    (await simulator.received()).map(({ at, body, answeredStatus }) => {
      const [identity = ''] = (body as { identities: string[] }).identities;
      return { process: nodeRedOf(identity), at, isRefused: answeredStatus === 429 };
    });

  it('share its limit, whole and equally', async () => {
    const processes = await start({ first: RECIPIENTS, second: RECIPIENTS, third: RECIPIENTS });
    await inject(processes);
    await assertAllAccepted(processes);
    process.stderr.write(`      ${assertFair(await calls(), LIMIT)}\n`);
  });

  it('share it with one that comes later, when the others use all of it', async () => {
    const processes = await start({ first: 1.5 * RECIPIENTS, second: 1.5 * RECIPIENTS, third: RECIPIENTS });
    await inject(processes.slice(0, 2));
    await sleep(LATER_BY_WINDOWS * LIMIT.windowMs);
    await inject(processes.slice(2));
    await assertAllAccepted(processes);
    process.stderr.write(`      ${assertFair(await calls(), LIMIT)}\n`);
  });
});
