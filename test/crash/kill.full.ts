import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { startNodeRedIn, type NodeRedLoad } from '../processes/node-red-process.ts';

/** Kills of Node-RED in all; KORE_CRASHES asks for another number. */
const KILLS = Number(process.env['KORE_CRASHES'] ?? 20);
const RECIPIENTS = 5_000;
const PER_REQUEST = 50;
const REQUESTS = RECIPIENTS / PER_REQUEST;
/** Requests of one bot that are under way at once, by default. */
const IN_FLIGHT = 10;
/** After so many the send is left to end. */
const MAX_KILLS_OF_ONE = 4;
const PATIENCE_MS = 120_000;
const POLL_MS = 2;
/** Requests come one after another in this time or less, so a kill falls anywhere between two steps of a request. */
const JITTER_MS = 40;
/** None binds: kills are many, and a limit would only make them slow. */
const NO_LIMIT = { maxPerWindow: 1_000_000, windowMs: 60_000 };

describe(`A send with a key, and ${KILLS} kills of Node-RED at random moments`, function () {
  this.timeout(KILLS * 60_000);
  let simulator: Simulator;
  let folder: string;
  beforeEach(async () => {
    simulator = await createSimulator({ maxPerMinute: Infinity, maxPerHour: Infinity, jobDurationMs: 0 });
    folder = await mkdtemp(join(tmpdir(), 'kore-notify-crash-'));
  });
  afterEach(async () => {
    await simulator.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('messages nobody twice, loses nobody, and calls unknown only whom a kill met under way', async () => {
    let campaign = 0;
    let left = KILLS;
    let unknown = 0;
    while (left > 0) {
      simulator.reset();
      // An answer takes a moment, so that a kill meets requests before, in and after the platform's work.
      for (const when of ['before', 'after'] as const)
        simulator.addFault({ kind: 'delay', ms: 10, process: when, probability: 0.5 });
      const kills = Math.min(left, 1 + Math.floor(Math.random() * MAX_KILLS_OF_ONE));
      const report = await sendThroughKills(`c${campaign++}`, kills);
      checkTruth(`c${campaign - 1}`, kills, report);
      unknown += report.counts.unknown;
      left -= kills;
    }
    process.stdout.write(
      `      ${KILLS} kills, ${campaign} campaigns of ${RECIPIENTS}: ${unknown} recipients unknown\n`,
    );
  });

  /** One campaign: killed so many times, then sent to its end. */
  async function sendThroughKills(name: string, kills: number): Promise<SendReport> {
    const load: NodeRedLoad = {
      name,
      recipients: RECIPIENTS,
      recipientsPerRequest: PER_REQUEST,
      settings: { onceKey: name, onceKeySource: 'str', maxRecipients: String(RECIPIENTS) },
    };
    for (let kill = 0; kill < kills; kill++) {
      const nodeRed = await startNodeRedIn(folder, simulator, NO_LIMIT, load);
      const before = received(name).length;
      const after = Math.floor(Math.random() * (REQUESTS - before));
      await nodeRed.inject();
      while (received(name).length < before + after && !(await hasReport(nodeRed))) await sleep(POLL_MS);
      await sleep(Math.random() * JITTER_MS);
      await nodeRed.kill();
    }
    const nodeRed = await startNodeRedIn(folder, simulator, NO_LIMIT, load);
    try {
      await nodeRed.inject();
      return await nodeRed.report(PATIENCE_MS);
    } finally {
      await nodeRed.stop();
    }
  }

  function received(name: string): string[][] {
    return simulator
      .received()
      .filter(({ path }) => path.endsWith('/notify'))
      .map(({ body }) => (body as { identities: string[] }).identities)
      .filter(([first = '']) => first.startsWith(`${name}-`));
  }

  function checkTruth(name: string, kills: number, report: SendReport): void {
    const times = new Map<string, number>();
    for (const identity of received(name).flat()) times.set(identity, (times.get(identity) ?? 0) + 1);
    const twice = [...times].filter(([, count]) => count > 1);
    assert.deepEqual(twice, [], `${name}: messaged twice`);

    assert.equal(report.recipients.length, RECIPIENTS);
    const { accepted, unknown, unsent } = report.counts;
    assert.equal(accepted + unknown + unsent, RECIPIENTS, JSON.stringify(report.counts));
    for (const { identity, outcome, reason, requestId = '' } of report.recipients) {
      if (outcome === 'unknown') assert.equal(reason, 'interrupted');
      else {
        // Nobody is told as reached whom the platform never heard of.
        assert.equal(times.get(identity), 1, `${identity}: ${outcome} ${reason ?? ''}`);
        assert.match(requestId, /^ds-/, identity);
        assert.equal(reason, outcome === 'unsent' ? 'already_sent' : undefined, identity);
      }
    }
    assert.ok(unknown <= kills * IN_FLIGHT * PER_REQUEST, `${name}: ${unknown} unknown after ${kills} kills`);
  }
});

async function hasReport(nodeRed: { report(patienceMs: number): Promise<SendReport> }): Promise<boolean> {
  return nodeRed.report(0).then(
    () => true,
    () => false,
  );
}
