import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonAnswer } from '../src/testing/index.ts';
import { ACCEPTED, addresses, createBench, textTo } from './run-client.ts';

describe('Several runs of one bot', () => {
  it('share its pace by request, so that no small one waits for a big one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 200 }),
        fc.integer({ min: 10, max: 20 }),
        fc.integer({ min: 0, max: 100_000 }),
        async (size, maxPerMinute, startsAfterMs) => {
          const bench = createBench([ACCEPTED], { options: { maxPerMinute, maxInFlight: 5 }, latencyMs: 20 });
          let tookMs = -1;
          await bench.run(
            Promise.all([
              bench.client.send(textTo(addresses(size)), { recipientsPerRequest: 1 }),
              bench.clock.sleep(startsAfterMs).then(async () => {
                tookMs = (await bench.client.send(textTo('small@example.com'))).durationMs;
              }),
            ]),
          );
          assert.ok(tookMs >= 20 && tookMs <= 61_000, `${tookMs}`);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('share one token and stay within the limit together, status looks and device calls included', async () => {
    const bench = createBench(
      [() => jsonAnswer(200, { _id: 'ds-1', status: 'SUCCESS', success: true, subscribedDevices: [] })],
      { options: { maxPerMinute: 6 } },
    );
    const { client } = bench;
    await bench.run(
      Promise.all([
        client.send(textTo(addresses(8)), { recipientsPerRequest: 1 }),
        client.getStatus({ requests: ['ds-1', 'ds-2', 'ds-3'] }),
        client.listDevices({ userId: 'u-1' }),
        client.checkConnection({ maxPauseMs: 600_000 }),
      ]),
    );
    assert.equal(bench.http.requests.length, 14);
    const times = bench.times();
    for (let index = 6; index < times.length; index++)
      assert.ok((times[index] ?? 0) - (times[index - 6] ?? 0) > 60_000, String(times));
  });
});
