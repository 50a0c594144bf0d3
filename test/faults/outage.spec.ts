import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulator, type Fault, type Simulator } from '@kore-notify/simulator';
import { MESSAGE } from '../cases/people.ts';
import { checkSums, checkTruth } from './check-case.ts';
import { connect, type TestClient } from './run-case.ts';

const people = (count: number) =>
  Array.from({ length: count }, (_person, index) => `person-${index}@example.org`);
const input = (count: number) =>
  ({ channel: 'msteams', message: MESSAGE, recipients: people(count) }) as const;
const EACH_ALONE = { recipientsPerRequest: 1 };

/** What several simulators, one after the other at one address, sent in truth. */
function sum(simulators: readonly Simulator[]): Map<string, number> {
  const total = new Map<string, number>();
  for (const simulator of simulators)
    for (const [identity, times] of simulator.processed())
      total.set(identity, (total.get(identity) ?? 0) + times);
  return total;
}

describe('an outage', () => {
  let simulators: Simulator[] = [];
  let client: TestClient;
  const start = async (options = {}): Promise<Simulator> => {
    const simulator = await createSimulator(options);
    simulators.push(simulator);
    return simulator;
  };
  const arrived = async (simulator: Simulator, count: number): Promise<void> => {
    while (simulator.received().length < count) await sleep(1);
  };
  afterEach(async () => {
    client.close();
    await Promise.all(simulators.map((simulator) => simulator.stop()));
    simulators = [];
  });

  it('in the middle of a run costs only what was under way, if the host comes back', async () => {
    const first = await start();
    client = connect(first, { timeScale: 10, maxAttempts: 14 });
    const run = client.sendV2(input(120), EACH_ALONE);
    await arrived(first, 40);
    await first.stop();
    await sleep(50);
    const second = await start({ port: first.port });
    const report = await run;
    checkSums(report);
    checkTruth(report, sum(simulators), { maySendTwice: false });
    assert.ok(second.received().length > 0);
    // Ten requests may be under way, and each of ten connections may be found closed.
    assert.ok(report.counts.unknown <= 20, `${report.counts.unknown} are unknown`);
    assert.equal(report.counts.accepted + report.counts.unknown, 120);
  });

  it('for good in the middle of a run leaves the rest unsent', async () => {
    const first = await start();
    client = connect(first, { maxAttempts: 2 });
    const run = client.send({ ...input(60), channel: 'slack' }, EACH_ALONE);
    await arrived(first, 20);
    await first.stop();
    const report = await run;
    checkSums(report);
    checkTruth(report, sum(simulators), { maySendTwice: false });
    assert.ok(report.counts.accepted > 0);
    assert.ok(report.counts.unsent > 0);
    assert.equal(report.counts.accepted + report.counts.unknown + report.counts.unsent, 60);
    assert.ok(
      report.recipients.every(({ outcome, reason }) => outcome !== 'unsent' || reason === 'unreachable'),
    );
  });

  it('while jobs are waited for is sat out', async () => {
    const first = await start({ jobDurationMs: 60_000 });
    client = connect(first, { timeScale: 10, maxAttempts: 14 });
    const { pendingRequestIds } = await client.sendV2(input(1));
    const waiting = client.waitForStatus(
      { requests: pendingRequestIds },
      { timeoutMs: 10_000, firstIntervalMs: 1_000 },
    );
    await arrived(first, 2);
    await first.stop();
    const second = await start({ port: first.port, jobDurationMs: 0 });
    // The simulator forgets its jobs; a platform that came back would not.
    second.addFault({
      kind: 'answer',
      status: 200,
      body: { status: 'SUCCESS', statusLogs: [{ originalId: 'person-0@example.org', status: 'SUCCESS' }] },
    });
    const report = await waiting;
    assert.equal(report.isFinal, true);
    assert.deepEqual(report.counts, { delivered: 1, undelivered: 0 });
  });
});

describe('faults by chance', () => {
  const faults: readonly Fault[] = [
    { kind: 'limit', window: 'minute', probability: 0.1 },
    { kind: 'reset-before', probability: 0.05 },
    { kind: 'reset-after', probability: 0.05 },
    { kind: 'non-json-body', probability: 0.05 },
    { kind: 'truncated-body', probability: 0.05 },
    { kind: 'answer', status: 500, probability: 0.05 },
    { kind: 'answer', status: 503, headers: { 'retry-after': '0' }, probability: 0.1 },
    { kind: 'answer', status: 400, probability: 0.05 },
    { kind: 'answer', status: 413, probability: 0.1 },
  ];

  for (const seed of [1, 2, 3, 4])
    for (const maySendTwice of [false, true])
      it(`lose nobody and double nobody${maySendTwice ? ' but who chose it' : ''} (seed ${seed})`, async () => {
        const simulator = await createSimulator({ seed, jti: true });
        const client = connect(simulator, { useJti: true, timeScale: 60_000 });
        try {
          for (const fault of faults) simulator.addFault(fault);
          const report = await client.sendV2(input(200), {
            recipientsPerRequest: 3,
            ...(maySendTwice ? { onUnknown: 'send_again' } : {}),
          });
          checkSums(report);
          checkTruth(report, simulator.processed(), { maySendTwice });
          assert.ok(report.counts.accepted > 100);
          const jtis = simulator.received().map(({ claims }) => claims?.['jti']);
          assert.equal(new Set(jtis).size, jtis.length);
        } finally {
          client.close();
          await simulator.stop();
        }
      });
});
