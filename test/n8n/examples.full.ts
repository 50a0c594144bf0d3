import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningN8n, setUpOwner, startN8n } from '../../packages/demo/src/start-n8n.ts';
import { executeWorkflow, rowsOf } from './execute-workflow.ts';
import { logIn, type N8nSession } from './n8n-session.ts';
import { EXAMPLE_NAMES, type N8nUnderTest, prepareN8n, readExample } from './n8n-under-test.ts';

describe('The examples of scenarios, in a real n8n', function () {
  this.timeout(120_000);
  let n8n: N8nUnderTest;
  let server: RunningN8n | undefined;
  let session: N8nSession;

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
    await n8n.home.run('publish:workflow', '--id=kore-notify-webhook-endpoint');
  });
  beforeEach(() => n8n.simulator.reset());
  after(async () => {
    await server?.stop();
    await n8n.end();
  });

  it('a CSV file: whom MS Teams did not reach, or has a bad address, gets it on WhatsApp', async () => {
    const execution = await executeWorkflow(n8n.home, 'kore-notify-csv-two-channels');
    const [got] = rowsOf(execution, 'Got It');
    assert.deepEqual(
      got?.map(({ email }) => email),
      ['ada.abbott@example.com'],
    );
    const second = [0, 1].flatMap((run) => rowsOf(execution, 'Send on WhatsApp', run).flat());
    assert.deepEqual(
      second.map(({ phone, notification }) => [phone, (notification as { outcome: string }).outcome]),
      [
        ['+49 30 5550 1004', 'delivered'],
        ['+49 30 5550 1003', 'delivered'],
      ],
    );
    assert.deepEqual(
      n8n.simulator
        .messages()
        .map(({ text }) => text)
        .sort(),
      ['Ada', 'Cleo', 'Cleo', 'Dan'].map(
        (name, n) => `Hello ${name}, your order A-100${[1, 3, 3, 4][n]} is on its way.`,
      ),
    );
  });

  it('a scenario of the simulator: a bad day reaches nobody twice, and says of each what is known', async function () {
    // A call that the limit refuses waits for its window, in real time.
    this.timeout(300_000);
    const execution = await executeWorkflow(n8n.home, 'kore-notify-simulator-scenarios');
    const [first = [], notReached = []] = rowsOf(execution, 'Send on MS Teams');
    assert.equal(first.length + notReached.length, 12);
    const outcomes = first.map(({ notification }) => (notification as { outcome: string }).outcome);
    assert.ok(outcomes.includes('unknown'), outcomes.join());
    assert.deepEqual(
      notReached
        .map(({ email }) => String(email))
        .filter((email) => /example\.org|^nobody/.test(email))
        .sort(),
      ['kim@example.org', 'nobody+leo@example.com'],
    );
    const faults = n8n.simulator.received().flatMap(({ fault }) => fault ?? []);
    assert.ok(faults.includes('reset-after') && faults.includes('answer'), faults.join());
    assert.ok([...n8n.simulator.processed().values()].every((times) => times === 1));
  });

  describe('with the server', () => {
    before(async () => {
      server = await startN8n(n8n.home);
      await setUpOwner(server);
      session = await logIn(server);
      // n8n says that it is ready before it has registered the webhooks.
      for (let tries = 0; (await post({}))[0] === 404 && tries < 60; tries++) await sleep(500);
      n8n.simulator.reset();
    });

    const post = async (body: object): Promise<[number, Record<string, unknown>]> => {
      const answer = await fetch(`${server?.url}/webhook/kore-notify`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return [answer.status, (await answer.json()) as Record<string, unknown>];
    };

    it('an endpoint answers its caller in every case', async () => {
      const message = 'Hello!';
      for (const [body, status, words] of [
        [{ message, recipients: ['ada.abbott@example.com'] }, 200, /^1 of 1 accepted/],
        [{ message, recipients: [] }, 200, /^Nothing to do: no recipients/],
        [{ message, recipients: ['ada.abbott@example.com', 'nonsense'] }, 422, /not reached/],
        [{ message }, 422, /Nothing was sent/],
        [{ recipients: ['ada.abbott@example.com'] }, 422, /not reached|Nothing was sent/],
        [{ message, recipients: Array(1001).fill('a@example.com') }, 422, /1001 recipients/],
      ] as const) {
        const [answered, json] = await post(body);
        assert.equal(answered, status, JSON.stringify(json));
        assert.match(String(json['summary'] ?? json['detail']), words);
      }
      assert.equal(n8n.simulator.messages().length, 1);
    });

    it('each names only nodes and operations that this n8n has', async () => {
      const types = await session.nodeTypes();
      for (const name of EXAMPLE_NAMES)
        for (const node of (await readExample(name)).nodes)
          assert.ok(
            types.some((type) => type.name === node.type && [type.version].flat().includes(node.typeVersion)),
            `${name}: ${node.type} ${node.typeVersion}`,
          );
    });
  });
});
