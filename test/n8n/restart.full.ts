import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningN8n, setUpOwner, startN8n } from '../../packages/demo/src/start-n8n.ts';
import { type N8nUnderTest, prepareN8n } from './n8n-under-test.ts';
import { logIn, startExecution, statusOf } from './n8n-session.ts';

/** The wait of the example is 70 s, and n8n looks once a minute for what is due. */
const PATIENCE_MS = 180_000;
const PAUSE_MS = 500;

describe('The durable example, while n8n restarts', function () {
  this.timeout(PATIENCE_MS + 60_000);
  let n8n: N8nUnderTest;
  let server: RunningN8n | undefined;

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
    server = await startN8n(n8n.home);
    await setUpOwner(server);
  });
  after(async () => {
    await server?.stop();
    await n8n.end();
  });

  const waitFor = async (id: string, status: string): Promise<void> => {
    const session = await logIn(server!);
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (let found = ''; found !== status; found = await statusOf(session, id)) {
      assert.ok(Date.now() < giveUpAt, `It is ${found}, not ${status}.`);
      assert.notEqual(found, 'error');
      await sleep(PAUSE_MS);
    }
  };
  const sends = () => n8n.simulator.received().filter(({ call }) => call === 'sendV2').length;

  it('goes on where it was, and sends nothing twice', async () => {
    const id = await startExecution(await logIn(server!), 'kore-notify-durable-wait');
    await waitFor(id, 'waiting');
    assert.equal(sends(), 1);
    await server!.stop();
    await assert.rejects(fetch(server!.url), 'n8n is down');

    server = await startN8n(n8n.home);
    await waitFor(id, 'success');
    assert.equal(sends(), 2, 'those not reached were tried on the second channel');
    const processed = n8n.simulator.processed();
    assert.deepEqual([...processed.values()], [1, 1, 1, 1, 1, 1, 1]);
    assert.ok(processed.has('+493055501003'));
  });
});
