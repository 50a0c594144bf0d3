import assert from 'node:assert/strict';
import { DEFAULT_APP, createSimulator, type SimulatorOptions } from '@kore-notify/simulator';
import { connect } from './run-case.ts';

const LIMITED_APP = { ...DEFAULT_APP, clientId: 'cs-limited', scopes: ['devices' as const] };

describe('the test of a connection', () => {
  const found = async (
    options: Parameters<typeof connect>[1] = {},
    { isDown = false, ...simulatorOptions }: SimulatorOptions & { readonly isDown?: boolean } = {},
  ) => {
    const simulator = await createSimulator(simulatorOptions);
    if (isDown) await simulator.stop();
    const client = connect(simulator, options);
    const check = await client.checkConnection();
    client.close();
    await simulator.stop();
    assert.equal(simulator.processed().size, 0);
    return { ...check, requests: simulator.received().length };
  };

  it('finds that all is well with harmless requests', async () => {
    const { ok, requests } = await found();
    assert.deepEqual([ok, requests], [true, 2]);
  });

  it('tells a host that nobody listens at', async () => {
    assert.equal((await found({}, { isDown: true })).error?.code, 'unreachable');
  });

  it('tells a wrong secret, client id or bot', async () => {
    for (const options of [{ clientSecret: 'wrong' }, { clientId: 'cs-other' }, { botId: 'st-other' }])
      assert.equal((await found(options)).error?.code, 'wrong_credentials');
  });

  it('tells a scope that is missing', async () => {
    const check = await found({ clientId: LIMITED_APP.clientId }, { apps: [LIMITED_APP] });
    assert.equal(check.ok, true);
    assert.match(check.message, /may manage devices, and may not send messages\./);
  });

  it('tells an app that enforces JTI', async () => {
    const check = await found({}, { jti: true });
    assert.match(check.message, /Enforce JTI/);
    assert.equal((await found({ useJti: true }, { jti: true })).ok, true);
  });

  it('tells how far the clocks differ, and copes', async () => {
    for (const [clockOffsetMs, words] of [
      [7_200_000, /behind/],
      [-7_200_000, /ahead of/],
    ] as const) {
      const { ok, message, requests } = await found({}, { clockOffsetMs });
      assert.deepEqual([ok, requests], [true, 3]);
      assert.match(message, words);
    }
  });
});
