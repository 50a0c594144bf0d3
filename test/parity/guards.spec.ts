import assert from 'node:assert/strict';
import { createClient, type Guards, isKoreNotifyError, type SendReport } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { runNode } from '../../packages/n8n/test/run-workflow.ts';
import { appOf, flowAround, helper, startFlow } from '../../packages/node-red/test/flow.ts';
import { describeOutcome } from './read-reports.ts';

const PEOPLE = ['ann', 'bob', 'cem', 'dan', 'eve'].map((name) => `${name}@example.org`);
const MESSAGE = { channel: 'msteams', message: 'Hello' } as const;

/** What a host says of each, and who was truly sent it. */
interface End {
  readonly outcomes: readonly string[] | 'refused';
  readonly processed: readonly string[];
}

/** The same guards, as each host has them. */
interface Guarded {
  readonly title: string;
  readonly guards: Guards;
  readonly app: Readonly<Record<string, string | number>>;
}

const CASES: readonly Guarded[] = [
  { title: 'only these', guards: { only: '@example.org' }, app: { only: '@example.org' } },
  { title: 'only others', guards: { only: 'x@example.com' }, app: { only: 'x@example.com' } },
  {
    title: 'never these',
    guards: { never: 'BOB@*, eve@example.org' },
    app: { never: 'BOB@*, eve@example.org' },
  },
  { title: 'a maximum of a run', guards: { perRun: 4 }, app: { perRun: 4 } },
  { title: 'a maximum of a day', guards: { perDay: 3 }, app: { perDay: 3 } },
  {
    title: 'quiet hours',
    guards: { quietHours: { from: '00:00', to: '23:59', timeZone: 'UTC' } },
    app: { quietFrom: '00:00', quietTo: '23:59', timeZone: 'UTC' },
  },
  { title: 'a list that cannot be read', guards: { only: '0171 392' }, app: { only: '0171 392' } },
];

describe('Guards come to the same in the core, Node-RED and n8n', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await createSimulator();
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  beforeEach(() => simulator.reset());

  const endOf = (outcomes: End['outcomes']): End => ({
    outcomes,
    processed: [...simulator.processed().keys()].sort(),
  });

  async function inCore({ guards }: Guarded): Promise<End> {
    const { url: host, app } = simulator;
    const http = new AxiosHttp({ proxy: false });
    const signer = new JsonwebtokenSigner({ algorithm: 'HS256', key: app.clientSecret });
    try {
      const client = createClient(
        { http, signer, clock: new SystemClock() },
        { host, botId: app.botId, clientId: app.clientId, guards },
      );
      const report = await client.send({ ...MESSAGE, recipients: PEOPLE });
      return endOf(report.recipients.map(describeOutcome));
    } catch (error) {
      assert.ok(isKoreNotifyError(error));
      return endOf('refused');
    } finally {
      http.close();
    }
  }

  async function inNodeRed({ title, app }: Guarded): Promise<End> {
    const id = `app of ${title}`;
    const texts = Object.fromEntries(Object.entries(app).map(([name, value]) => [name, String(value)]));
    const node = {
      type: 'kore-send',
      app: id,
      channel: 'msteams',
      channelSource: 'choice',
      message: 'Hello',
      messageSource: 'str',
      recipients: 'payload',
      recipientsSource: 'msg',
    };
    const flow = await startFlow(flowAround(node, { ...appOf(simulator, texts), id }), {
      [id]: { clientSecret: simulator.app.clientSecret },
    });
    try {
      flow.give({ payload: PEOPLE });
      const [first] = await flow.settled();
      const { payload } = (first?.msg ?? {}) as { readonly payload?: SendReport };
      return endOf(
        first?.from === 'out1' && payload !== undefined ? payload.recipients.map(describeOutcome) : 'refused',
      );
    } finally {
      await helper.unload();
    }
  }

  async function inN8n({ app }: Guarded): Promise<End> {
    const { rows, error } = await runNode({
      type: 'koreSendNotification',
      parameters: { ...MESSAGE, recipientsFrom: 'list', recipients: PEOPLE.join(', ') },
      credential: { host: simulator.url, ...simulator.app, algorithm: 'HS256', ...app },
    });
    return endOf(error === undefined ? rows.map(describeOutcome) : 'refused');
  }

  for (const one of CASES)
    it(one.title, async () => {
      const core = await inCore(one);
      simulator.reset();
      assert.deepEqual(await inNodeRed(one), core, 'Node-RED');
      simulator.reset();
      assert.deepEqual(await inN8n(one), core, 'n8n');
    });
});
