import assert from 'node:assert/strict';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, type RunningFlow, startFlow } from './flow.ts';

describe('A send node whose recipients have no value', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await createSimulator();
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  afterEach(() => helper.unload());

  const start = (recipients: string, recipientsSource: string): Promise<RunningFlow> =>
    startFlow(
      flowAround(
        {
          type: 'kore-send',
          channel: 'msteams',
          channelSource: 'choice',
          message: 'Hello',
          messageSource: 'str',
          recipients,
          recipientsSource,
        },
        appOf(simulator),
      ),
      { app: { clientSecret: simulator.app.clientSecret } },
    );

  it('sends to nobody if a JSONata expression yields nothing', async () => {
    const flow = await start('payload[age > 17].email', 'jsonata');
    flow.give({ payload: [{ email: 'kid@example.org', age: 9 }] });
    const { payload } = await flow.from<SendReport>('out1');
    assert.equal(payload.total, 0);
    assert.deepEqual(simulator.received(), []);
  });

  for (const [source, path] of [
    ['msg', 'payload.people'],
    ['flow', 'people'],
    ['global', 'people'],
  ] as const)
    it(`says where it looked: ${source}.${path}`, async () => {
      const flow = await start(path, source);
      flow.give({ payload: {} });
      const { error } = (await flow.from('caught')) as unknown as {
        error: { message: string; code: string };
      };
      assert.equal(error.code, 'invalid_input');
      assert.ok(error.message.includes(`${source}.${path} has no value`), error.message);
      assert.deepEqual(simulator.received(), []);
    });
});
