import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeResult, NodeRun } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const PEOPLE = 'ada@example.org, bob@example.org, cleo@example.org';
const STOPS_WITHIN_MS = 500;
/** A sleep is cut into slices of 250 ms: the last one ends by itself. */
const LAST_SLICE_MS = 350;

describe('an execution of n8n that is cancelled', () => {
  const suite = withSimulator({ jobDurationMs: 600_000 });
  const send = {
    type: 'koreSendNotificationV2',
    parameters: { channel: 'msteams', message: 'Hello!', recipients: PEOPLE },
  };
  const options = (own: object) => ({ ...send, parameters: { ...send.parameters, options: { ...own } } });

  let idleTimers = 0;
  let delaysBefore = 0;
  before(async () => {
    // Connections have a timer of their own, once there was one.
    await suite.run(send);
    await sleep(LAST_SLICE_MS);
    idleTimers = countTimers();
  });

  /** Cancels once so many requests have arrived, and fails unless the run then ends at once and leaves no timer. */
  async function cancelAfter(
    requests: number,
    run: Omit<NodeRun, 'credential'> & { readonly credential?: NodeRun['credential'] },
  ): Promise<NodeResult> {
    let cancelledAt = 0;
    const result = await suite.run({
      ...run,
      onStart(cancel) {
        void (async () => {
          while (suite.simulator.received().length < requests) await sleep(2);
          await sleep(50);
          cancelledAt = Date.now();
          cancel();
        })();
      },
    });
    assert.ok(Date.now() - cancelledAt < STOPS_WITHIN_MS, `it went on for ${Date.now() - cancelledAt} ms`);
    assert.equal(result.run.status, 'canceled');
    const before = suite.simulator.received().length;
    await sleep(LAST_SLICE_MS);
    // An answer that the simulator delays is a timer of its own.
    const delays = suite.wire().filter((answer) => answer.endsWith('no answer')).length;
    assert.ok(countTimers() <= idleTimers + delays + delaysBefore, 'a timer keeps running');
    delaysBefore += delays;
    assert.equal(suite.simulator.received().length, before);
    return result;
  }
  const ends = ({ rows }: NodeResult) => rows.map(({ outcome, reason }) => [outcome, reason]);

  it('stops while the limit makes it wait', async () => {
    const result = await cancelAfter(1, {
      ...options({ recipientsPerRequest: 1 }),
      credential: suite.credentialOfOwnBot({ maxPerMinute: 1, timeScale: 1 }),
    });
    assert.deepEqual(ends(result), [
      ['accepted', undefined],
      ['unsent', 'cancelled'],
      ['unsent', 'cancelled'],
    ]);
    assert.deepEqual(suite.wire(), ['sendV2 200']);
  });

  it('stops while it waits for a busy platform', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 503, headers: { 'retry-after': '60' } });
    const result = await cancelAfter(1, send);
    assert.deepEqual(ends(result), Array(3).fill(['unsent', 'cancelled']));
  });

  it('stops in flight, and calls those under way unknown', async () => {
    suite.simulator.addFault({ kind: 'delay', ms: 20_000, after: 1 });
    const result = await cancelAfter(2, {
      ...options({ recipientsPerRequest: 1 }),
      credential: suite.credentialOfOwnBot({ maxPerMinute: 2, timeScale: 1 }),
    });
    assert.deepEqual(ends(result), [
      ['accepted', undefined],
      ['unknown', 'cancelled'],
      ['unsent', 'cancelled'],
    ]);
    assert.deepEqual(suite.wire(), ['sendV2 200', 'sendV2 no answer']);
  });

  it('stops while it waits for delivery, and keeps the request id', async () => {
    const waiting = options({ firstIntervalSeconds: 30 });
    const result = await cancelAfter(1, {
      ...waiting,
      parameters: { ...waiting.parameters, operation: 'sendAndTrack' },
    });
    assert.deepEqual(ends(result), Array(3).fill(['accepted', undefined]));
    assert.match(result.rows[0]?.requestId ?? '', /^ds-/);
    assert.deepEqual(suite.wire(), ['sendV2 200']);
  });

  it('does not begin the batches that are left', async () => {
    suite.simulator.addFault({ kind: 'delay', ms: 20_000 });
    const result = await cancelAfter(1, {
      ...send,
      items: [{ n: 1 }, { n: 2 }],
      parameters: { ...send.parameters, message: '=Hello {{ $json.n }}' },
    });
    assert.deepEqual(ends(result), [
      ...Array<string[]>(3).fill(['unknown', 'cancelled']),
      ...Array<string[]>(3).fill(['unsent', 'cancelled']),
    ]);
    assert.deepEqual(suite.wire(), ['sendV2 no answer']);
  });

  it('stops a wait of Check Status, whose rows can be waited for again', async () => {
    const { rows } = await suite.run(send);
    const requestId = rows[0]?.requestId ?? '';
    const result = await cancelAfter(2, {
      type: 'koreCheckStatus',
      parameters: { operation: 'wait', requests: requestId, options: { firstIntervalSeconds: 30 } },
    });
    assert.equal(result.rows[0]?.requestId, requestId);
    assert.equal(result.rows[0].isFinal, false);
  });
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}
