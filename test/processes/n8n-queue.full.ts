import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { logIn, startExecution } from '../n8n/n8n-session.ts';
import { rowsOf } from '../n8n/execute-workflow.ts';
import { Accounts } from './accounts.ts';
import { executionOf, importLoadWorkflow, LOAD, type LoadRequest, startLoad } from './load-workflow.ts';
import { type N8nQueue, prepareN8nQueue, type Worker } from './n8n-queue.ts';
import { assertFair, type SharedCall } from './share-of-the-limit.ts';
import { type CompressedLimit, type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { openStoredExecutions, type StoredExecutions } from './stored-executions.ts';

/** The platform's limit, in a tenth of the time. */
const LIMIT: CompressedLimit = { maxPerWindow: 600, windowMs: 6_000 };
const EXECUTIONS = 30;
const RECIPIENTS = 5_000;
/** Few, so that the limit binds for many windows. */
const RECIPIENTS_PER_REQUEST = 25;
const DURABLE = 'kore-notify-durable-wait';
/** As long as the slowest of these takes, on a busy machine. */
const PATIENCE_MS = 240_000;
const PAUSE_MS = 500;

describe('n8n in queue mode, with three workers that use one bot', function () {
  this.timeout(PATIENCE_MS + 60_000);
  let simulator: SimulatorProcess;
  let queue: N8nQueue;
  let stored: StoredExecutions;
  const takeDown: (() => Promise<void>)[] = [];

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    simulator = await startSimulator(LIMIT);
    takeDown.push(() => simulator.stop());
    queue = await prepareN8nQueue(simulator);
    takeDown.push(() => queue.end());
    await importLoadWorkflow(queue.home, simulator, LIMIT);
    await queue.start();
    stored = await openStoredExecutions(queue.main());
  });
  after(async () => {
    for (const down of takeDown.reverse()) await down();
  });
  beforeEach(() => simulator.reset());

  /** Starts executions of the load all at once, and gives their ids. */
  const start = async (requests: readonly LoadRequest[]): Promise<string[]> => {
    const before = await idsOf(stored);
    await Promise.all(requests.map((request) => startLoad(queue.main().url, request)));
    return (await idsOf(stored)).filter((id) => !before.includes(id));
  };
  const until = async (what: string, isTrue: () => Promise<boolean>): Promise<void> => {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!(await isTrue())) {
      assert.ok(Date.now() < giveUpAt, `In vain: ${what}.`);
      await sleep(PAUSE_MS);
    }
  };
  const statusOf = async (ids: readonly string[], workflowId: string = LOAD.id): Promise<string[]> =>
    (await stored.list(workflowId)).filter(({ id }) => ids.includes(id)).map(({ status }) => status);
  const untilEnded = (ids: readonly string[]): Promise<void> =>
    until('every execution has ended', async () =>
      (await statusOf(ids)).every((status) => !['new', 'running', 'waiting'].includes(status)),
    );
  const calls = async (): Promise<SharedCall[]> => {
    const workerOf = new Map(
      queue.workers().flatMap((worker) => worker.executions().map((id) => [id, worker.name] as const)),
    );
    return (await simulator.received()).map(({ at, body, answeredStatus }) => {
      const [first = ''] = (body as { identities: string[] }).identities;
      return { process: workerOf.get(executionOf(first)) ?? '', at, isRefused: answeredStatus === 429 };
    });
  };
  const accountsOf = async (ids: readonly string[]): Promise<Accounts> => {
    const accounts = new Accounts();
    for (const id of ids) {
      const [rows = []] = rowsOf(await stored.read(id), LOAD.sendNode);
      for (const { outcome, requestId, recipientCount = 1 } of rows) {
        assert.equal(outcome, 'accepted');
        accounts.add(String(requestId), Number(recipientCount));
      }
    }
    return accounts;
  };
  /** How many recipients of each execution were sent a message; nobody twice. */
  const reachedBy = async (): Promise<Map<string, number>> => {
    const reached = new Map<string, number>();
    for (const [identity, times] of await simulator.processed()) {
      assert.equal(times, 1, identity);
      const id = executionOf(identity);
      reached.set(id, (reached.get(id) ?? 0) + 1);
    }
    return reached;
  };

  it(`shares its limit: ${EXECUTIONS} executions of ${RECIPIENTS} recipients`, async () => {
    const ids = await start(
      Array.from({ length: EXECUTIONS }, (_, position) => ({
        recipients: RECIPIENTS,
        recipientsPerRequest: RECIPIENTS_PER_REQUEST,
        // Most of them only a row a request: n8n keeps every row in its database.
        output: position % 10 === 0 ? 'recipient' : 'request',
      })),
    );
    await untilEnded(ids);
    assert.deepEqual([...new Set(await statusOf(ids))], ['success']);
    await (await accountsOf(ids)).assertEverybodyOnce(simulator, EXECUTIONS * RECIPIENTS);
    process.stderr.write(`      ${assertFair(await calls(), LIMIT)}\n`);
  });

  it('goes on when a worker is killed: what that one ran ends as an error and is not run again', async () => {
    const ids = await start(
      Array.from({ length: EXECUTIONS }, () => ({
        recipients: RECIPIENTS,
        recipientsPerRequest: 2 * RECIPIENTS_PER_REQUEST,
        output: 'request' as const,
      })),
    );
    const takenBy = (worker: Worker): string[] => worker.executions().filter((id) => ids.includes(id));
    await until('the workers have taken all', () =>
      Promise.resolve(queue.workers().flatMap(takenBy).length === ids.length),
    );
    // The one that has sent something: in the middle of an execution.
    let victim: Worker | undefined;
    await until('a worker sends', async () => {
      const [sent] = (await calls()).filter(({ isRefused }) => !isRefused);
      victim = queue.workers().find(({ name }) => name === sent?.process);
      return victim !== undefined;
    });
    await victim!.kill();
    // Some it may have finished before.
    const finished = (await stored.list(LOAD.id)).filter(({ status }) => status === 'success');
    const lost = takenBy(victim!).filter((taken) => finished.every(({ id }) => id !== taken));
    const others = ids.filter((id) => !lost.includes(id));
    assert.ok(lost.length > 0 && others.length > 0);
    await untilEnded(ids);

    assert.deepEqual([...new Set(await statusOf(lost))], ['error']);
    const { data } = await stored.read(lost[0]!);
    assert.match(JSON.stringify(data.resultData), /failed to be processed too many times/);
    assert.deepEqual([...new Set(await statusOf(others))], ['success']);
    const reached = await reachedBy();
    for (const id of others) assert.equal(reached.get(id), RECIPIENTS);
    const reachedByLost = lost.reduce((sum, id) => sum + (reached.get(id) ?? 0), 0);
    assert.ok(reachedByLost > 0 && reachedByLost < lost.length * RECIPIENTS, `It was not in the middle.`);
    for (const worker of queue.workers())
      if (worker !== victim)
        assert.deepEqual(
          worker.executions().filter((id) => lost.includes(id)),
          [],
          'n8n runs none of them again',
        );
  });

  it('is killed with main and all workers, and started again: what waited goes on, what ran has crashed', async () => {
    const durable = await startExecution(await logIn(queue.main()), DURABLE);
    await until('it waits', async () => (await statusOf([durable], DURABLE))[0] === 'waiting');
    const running = await start([
      // More than the limit lets through before it is killed.
      { recipients: 10 * RECIPIENTS, recipientsPerRequest: RECIPIENTS_PER_REQUEST, output: 'request' },
    ]);
    await until('it sends', async () => (await reachedBy()).has(running[0]!));
    await queue.kill();
    const before = await reachedBy();

    await queue.start();
    stored = await openStoredExecutions(queue.main());
    await until('it has ended', async () => (await statusOf([durable], DURABLE))[0] === 'success');
    const checked = rowsOf(await stored.read(durable), 'Check Status').flat();
    assert.deepEqual(
      checked.map(({ notification }) => (notification as { outcome: string }).outcome),
      ['delivered', 'delivered', 'undelivered', 'undelivered', 'delivered'],
    );
    assert.deepEqual(await statusOf(running), ['crashed']);
    const after = await reachedBy();
    // Those of the example have names of their own.
    assert.equal(after.get(running[0]!), before.get(running[0]!), 'nothing of it was sent after the restart');
    assert.equal(after.get(''), 7, 'five on the first channel, two on the second');
  });
});

async function idsOf(stored: StoredExecutions): Promise<string[]> {
  return (await stored.list(LOAD.id)).map(({ id }) => id);
}
