import assert from 'node:assert/strict';
import { createClient, type StatusReport } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, startFlow, type RunningFlow } from './flow.ts';

const JOB_MS = 20_000;
const SCALE = 100;

describe('kore-status in Node-RED', () => {
  let simulator: Simulator;
  let http: AxiosHttp;

  before(async () => {
    simulator = await createSimulator({ timeScale: SCALE, jobDurationMs: JOB_MS });
    http = new AxiosHttp();
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    http.close();
    await simulator.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
  });

  /** Looks early, since no job of the simulator takes long. */
  const waiting = { wait: true, firstIntervalSeconds: '0.05' };
  const node = {
    type: 'kore-status',
    requests: 'payload',
    requestsSource: 'msg',
    api: 'v2',
    apiSource: 'choice',
  };

  async function start(settings: object, app: object = {}): Promise<RunningFlow> {
    return startFlow(flowAround({ ...node, ...settings }, appOf(simulator, { timeScale: SCALE, ...app })), {
      app: { clientSecret: simulator.app.clientSecret },
    });
  }

  async function sendTwo(api: 'v1' | 'v2'): Promise<string> {
    const { botId, clientId, clientSecret } = simulator.app;
    const client = createClient(
      {
        http,
        clock: new SystemClock(),
        signer: new JsonwebtokenSigner({ algorithm: 'HS256', key: clientSecret }),
      },
      { host: simulator.url, botId, clientId },
    );
    const input = {
      channel: 'msteams',
      message: 'Hi',
      recipients: ['a@example.org', 'nobody@example.org'],
    } as const;
    const report = await (api === 'v1' ? client.send(input) : client.sendV2(input));
    return report.requests[0]?.requestId ?? '';
  }

  it('waits until the job is final, and gives the report to the first output', async () => {
    const id = await sendTwo('v2');
    const flow = await start({ ...waiting });
    flow.give({ payload: id });
    const { payload } = await flow.from<StatusReport>('out1');
    const seen = await flow.settled(2);
    assert.deepEqual(payload.counts, { delivered: 1, undelivered: 1 });
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['out1', 'completed'],
    );
    assert.deepEqual(flow.statuses.at(-1), { fill: 'yellow', shape: 'dot', text: '1/2 delivered' });
  });

  it('looks once, and gives a job that still runs to the second output with its id', async () => {
    const id = await sendTwo('v2');
    const flow = await start({ wait: false });
    flow.give({ payload: [id] });
    const msg = await flow.from<StatusReport>('out2');
    assert.deepEqual(msg['pendingRequestIds'], [id]);
    assert.equal(msg.payload.isFinal, false);
    assert.equal(flow.statuses.at(-1)?.text, '1 pending');
  });

  it('goes on waiting when the second output is wired back to it', async () => {
    const id = await sendTwo('v2');
    const flow = await start({ ...waiting, waitTimeoutSeconds: '0.05', wires: [['out1'], ['node']] });
    flow.give({ payload: id });
    const msg = await flow.from<StatusReport>('out1');
    assert.equal(msg.payload.isFinal, true);
    assert.deepEqual(msg['pendingRequestIds'], [], 'not those of the round before');
  });

  it('ends a loop that waits again although one of the request ids is not known', async () => {
    const id = await sendTwo('v2');
    const flow = await start({ ...waiting, waitTimeoutSeconds: '5', wires: [['out1'], ['node']] });
    flow.give({ payload: [id, 'ds-unknown'] });
    const { payload } = await flow.from<StatusReport>('out1');
    assert.deepEqual(
      payload.jobs.map(({ isFinal, error }) => [isFinal, error?.code]),
      [
        [true, undefined],
        [false, 'not_found'],
      ],
    );
    assert.deepEqual(flow.statuses.at(-1), {
      fill: 'yellow',
      shape: 'dot',
      text: '1/2 delivered, 1 unknown',
    });
  });

  it('asks the call of the first version for its request ids', async () => {
    const id = await sendTwo('v1');
    const flow = await start({ ...waiting, api: 'v1' });
    flow.give({ payload: id });
    assert.equal((await flow.from<StatusReport>('out1')).payload.isFinal, true);
    assert.ok(simulator.received().some(({ path }) => path.includes(`/notify/status/${id}`)));
  });

  it('finds out by itself that an id belongs to the other send node', async () => {
    const id = await sendTwo('v1');
    const flow = await start({ ...waiting, api: 'v2' });
    flow.give({ payload: id });
    const { jobs, isFinal } = (await flow.from<StatusReport>('out1')).payload;
    assert.deepEqual([jobs[0]?.api, isFinal], ['v1', true]);
  });

  it('gives the Catch node a request id that the platform does not know, with the message as it was', async () => {
    const flow = await start({ ...waiting });
    flow.give({ payload: 'ds-unknown' });
    const caught = await flow.from('caught');
    const seen = await flow.settled();
    assert.equal(caught.payload, 'ds-unknown');
    assert.deepEqual(
      seen.map(({ from }) => from),
      ['caught'],
    );
    assert.equal(flow.statuses.at(-1)?.fill, 'red');
  });

  it('has nothing to do for the report of a send that had nothing accepted', async () => {
    const flow = await start({ ...waiting });
    const requests = [{ number: 1, outcome: 'rejected' }];
    flow.give({ payload: { total: 1, requests, recipients: [{ outcome: 'rejected' }] } });
    const { jobs, isFinal } = (await flow.from<StatusReport>('out1')).payload;
    await flow.settled(2);
    assert.deepEqual([jobs, isFinal], [[], true]);
    assert.deepEqual(flow.statuses.at(-1), { fill: 'grey', shape: 'dot', text: 'nothing to do' });
    assert.ok(flow.seen.every(({ from }) => from === 'out1' || from === 'completed'));
    assert.deepEqual(simulator.received(), []);
  });

  it('says what is missing if there is no request id', async () => {
    const flow = await start({ ...waiting });
    flow.give({ payload: '' });
    const { error } = (await flow.from('caught')) as unknown as { error: { code: string } };
    assert.equal(error.code, 'invalid_input');
    assert.equal(simulator.received().length, 0);
  });
});
