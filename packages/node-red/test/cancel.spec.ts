import assert from 'node:assert/strict';
import type { SendReport, StatusReport } from '@kore-notify/core';
import { appOfOwnBot, flowAround, helper, logText, type RunningFlow, startFlow, until } from './flow.ts';
import { withSimulator } from './with-simulator.ts';

const PEOPLE = Array.from({ length: 6 }, (_, number) => `person${number}@example.org`);

describe('Cancelling', () => {
  const suite = withSimulator({ jobDurationMs: 600_000 });

  const send = {
    type: 'kore-send',
    channel: 'msteams',
    channelSource: 'choice',
    message: 'Hello',
    recipients: 'payload',
    recipientsSource: 'msg',
    recipientsPerRequest: '2',
    wait: 'never',
    configVersion: 3,
  };
  const status = { type: 'kore-status', requests: 'payload', requestsSource: 'msg', wait: true };
  const start = (node: object, app: object = {}): Promise<RunningFlow> =>
    startFlow(flowAround(node, appOfOwnBot(suite.simulator, app)), suite.credentials);
  const sends = (): number => suite.simulator.received().filter(({ method }) => method === 'POST').length;
  const press = (id: string, headers: Readonly<Record<string, string>> = { 'x-kore-notify': 'test' }) =>
    helper.request().post(`/kore-notify/cancel/${id}`).set(headers).send({});

  const ways: Readonly<Record<string, (flow: RunningFlow) => unknown>> = {
    'a message with cancel': (flow) => flow.give({ cancel: true }),
    'the button': async () => assert.equal((await press('node')).status, 200),
  };
  for (const [what, cancel] of Object.entries(ways)) {
    it(`${what} ends a send, which accounts for everybody`, async () => {
      suite.simulator.addFault({
        call: 'sends',
        kind: 'delay',
        ms: 5_000,
        process: 'before',
        times: 9,
      });
      const flow = await start(send, { maxInFlight: '1' });
      flow.give({ payload: PEOPLE, topic: 'kept' });
      await until(() => sends() >= 1, 'a request');
      await cancel(flow);
      const { payload, topic } = await flow.from<SendReport & { summary: string }>('out1');
      await flow.settled(2);
      assert.equal(topic, 'kept');
      assert.deepEqual(payload.end, { kind: 'cancelled' });
      assert.equal(payload.total, PEOPLE.length);
      const { accepted, unknown, unsent } = payload.counts;
      assert.equal(accepted + unknown + unsent, PEOPLE.length);
      assert.ok(unsent >= 2);
      assert.ok(sends() < 3);
      assert.match(payload.summary, /^Cancelled: /);
      assert.ok(flow.seen.every(({ from }) => from !== 'out2' && from !== 'caught'));
      assert.deepEqual(flow.statuses.at(-1), { fill: 'grey', shape: 'ring', text: 'cancelled' });
      assert.match(logText(), /Stopped before the end: /);
    });

    it(`${what} ends a wait for delivery; what was accepted can be asked for later`, async () => {
      const flow = await start({ ...send, wait: 'always' });
      flow.give({ payload: PEOPLE });
      await until(() => sends() === 3, 'all requests');
      await until(() => flow.statuses.at(-1)?.text?.includes('waiting') === true, 'a wait');
      await cancel(flow);
      const { payload } = await flow.from<SendReport>('out1');
      assert.equal(payload.counts.accepted, PEOPLE.length);
      assert.equal(payload.pendingRequestIds.length, 3);
    });

    it(`${what} ends a wait of kore status, also where it waits in a loop`, async () => {
      const sender = await start(send);
      sender.give({ payload: PEOPLE });
      const { requests } = (await sender.from<SendReport>('out1')).payload;
      await helper.unload();
      const flow = await start({ ...status, api: 'v1', wires: [['out1'], ['node']] });
      flow.give({ payload: requests.map(({ requestId }) => requestId) });
      await until(() => suite.simulator.received().some(({ method }) => method === 'GET'), 'a look');
      await cancel(flow);
      const { payload } = await flow.from<StatusReport>('out1');
      assert.deepEqual(payload.end, { kind: 'cancelled' });
      assert.equal(payload.pendingRequestIds.length, 3);
    });
  }

  it('ends all runs of the node, also those that have not begun, and none that comes later', async () => {
    suite.simulator.addFault({ call: 'sends', kind: 'delay', ms: 2_000, process: 'before', times: 2 });
    const flow = await start(send, { maxInFlight: '1' });
    for (let run = 0; run < 5; run++) flow.give({ payload: PEOPLE });
    await until(() => sends() >= 1, 'a request');
    flow.give({ cancel: true });
    flow.give({ payload: ['later@example.org'] });
    const reports = (): SendReport[] =>
      flow.seen.filter(({ from }) => from === 'out1').map(({ msg }) => msg.payload as SendReport);
    await until(() => reports().length === 6, 'all reports');
    assert.deepEqual(
      reports()
        .map(({ end }) => end.kind)
        .sort(),
      [...Array<string>(5).fill('cancelled'), 'finished'],
    );
    assert.equal(reports().find(({ end }) => end.kind === 'finished')?.counts.accepted, 1);
    // Of the seven messages each is done.
    assert.equal(flow.seen.filter(({ from }) => from === 'completed').length, 7);
  });

  it('does nothing where nothing runs, and needs the value true', async () => {
    const flow = await start(send);
    flow.give({ cancel: true });
    await flow.from('completed');
    flow.give({ payload: PEOPLE, cancel: false });
    assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, PEOPLE.length);
  });

  it('by the button is refused for pages of others, and for nodes of others', async () => {
    await start(send);
    assert.equal((await press('node', {})).status, 403);
    assert.equal(
      (await press('node', { 'x-kore-notify': 'test', 'sec-fetch-site': 'cross-site' })).status,
      403,
    );
    for (const id of ['out1', 'app', 'nobody']) assert.equal((await press(id)).status, 404);
  });
});
