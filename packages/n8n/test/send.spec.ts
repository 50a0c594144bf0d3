import assert from 'node:assert/strict';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { runNode } from './run-workflow.ts';

describe('Kore Send Notification V2 in n8n', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await createSimulator({ jobDurationMs: 0 });
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.stop());

  const credential = () => ({ host: simulator.url, ...simulator.app, algorithm: 'HS256' });

  it('combines 2,500 input items into 3 requests, and pairs each of 2,500 rows to its item', async () => {
    const items = Array.from({ length: 2500 }, (_, n) => ({
      email: `p${n}@example.com`,
      name: `Person ${n}`,
    }));
    const { outputs, error } = await runNode({
      type: 'koreSendNotificationV2',
      parameters: { channel: 'msteams', message: 'Hello {name}!', recipientsFrom: 'items' },
      credential: credential(),
      items,
    });
    assert.equal(error, undefined);
    assert.deepEqual(
      simulator
        .received()
        .map(({ call, body }) => [call, (body as { identities: unknown[] }).identities.length]),
      [
        ['sendV2', 1000],
        ['sendV2', 1000],
        ['sendV2', 500],
      ],
    );
    assert.equal(outputs[0]?.length, 2500);
    outputs[0]?.forEach((row, n) => {
      assert.deepEqual(row.pairedItem, { item: n });
      assert.equal(row.json['identity'], `p${n}@example.com`);
      assert.equal(row.json['outcome'], 'accepted');
    });
  });
});
