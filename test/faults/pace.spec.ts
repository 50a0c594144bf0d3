import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, createPacer, type SendReport } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';
import { MESSAGE } from '../cases/people.ts';
import { checkSums, checkTruth } from './check-case.ts';
import { connect, type TestClient } from './run-case.ts';

/** So many people, each in a request of their own. */
const people = (name: string, count: number) =>
  Array.from({ length: count }, (_person, index) => `${name}-${index}@example.org`);
const input = (name: string, count: number) =>
  ({ channel: 'msteams', message: MESSAGE, recipients: people(name, count) }) as const;
const EACH_ALONE = { recipientsPerRequest: 1 };

/** A minute's window lasts 400 ms, an hour's 24 s. */
const MINUTE_SCALE = 150;
/** An hour's window lasts 400 ms, a minute's 7 ms. */
const HOUR_SCALE = 9_000;

describe('the pace', () => {
  let simulator: Simulator;
  const clients: { close(): void }[] = [];
  const start = async (options: SimulatorOptions): Promise<void> => {
    simulator = await createSimulator({ jobDurationMs: 0, ...options });
  };
  const client = (...[options]: [Parameters<typeof connect>[1]]): TestClient => {
    const made = connect(simulator, options);
    clients.push(made);
    return made;
  };
  afterEach(async () => {
    for (const one of clients.splice(0)) one.close();
    await simulator.stop();
  });

  const statuses = (): (number | undefined)[] =>
    simulator.received().map(({ answeredStatus }) => answeredStatus);
  const checkAllAccepted = (...reports: SendReport[]): void => {
    for (const report of reports) {
      assert.equal(report.counts.accepted, report.total);
      checkSums(report);
    }
    const processed = [...simulator.processed().values()];
    assert.equal(
      processed.length,
      reports.reduce((sum, { total }) => sum + total, 0),
    );
    assert.ok(processed.every((times) => times === 1));
  };

  it('of two runs on one client is shared, so that the limit of a minute refuses none', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 20 });
    const one = client({ timeScale: MINUTE_SCALE, maxPerMinute: 20 });
    const reports = await Promise.all([
      one.send({ ...input('a', 25), channel: 'slack' }, EACH_ALONE),
      one.sendV2(input('b', 25), EACH_ALONE),
    ]);
    checkAllAccepted(...reports);
    assert.deepEqual(new Set(statuses()), new Set([200]));
  });

  it('of two runs on one client is shared, so that the limit of an hour refuses none', async () => {
    await start({ timeScale: HOUR_SCALE, maxPerMinute: 1_000, maxPerHour: 20 });
    const one = client({ timeScale: HOUR_SCALE, maxPerMinute: 1_000, maxPerHour: 20 });
    const reports = await Promise.all([
      one.sendV2(input('a', 20), EACH_ALONE),
      one.sendV2(input('b', 20), EACH_ALONE),
    ]);
    checkAllAccepted(...reports);
    assert.deepEqual(new Set(statuses()), new Set([200]));
  });

  it('of two clients is shared if they are given one pacer', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 20 });
    const { botId, clientId, clientSecret } = simulator.app;
    const clock = new SystemClock();
    const signer = new JsonwebtokenSigner({ algorithm: 'HS256', key: clientSecret });
    const http = new AxiosHttp({ proxy: false });
    clients.push(http);
    const limits = { maxPerMinute: 20, maxPerHour: 18_000, maxInFlight: 10, timeScale: MINUTE_SCALE };
    const pacer = createPacer(clock, limits);
    const [first, second] = [1, 2].map(() =>
      createClient({ http, clock, signer, pacer }, { host: simulator.url, botId, clientId, ...limits }),
    );
    const reports = await Promise.all([
      first!.sendV2(input('a', 20), EACH_ALONE),
      second!.sendV2(input('b', 20), EACH_ALONE),
    ]);
    checkAllAccepted(...reports);
    assert.deepEqual(new Set(statuses()), new Set([200]));
  });

  it('lets a small run through while a large one waits for the limit', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 20 });
    const one = client({ timeScale: MINUTE_SCALE, maxPerMinute: 20 });
    const ended: string[] = [];
    const large = one.sendV2(input('large', 40), EACH_ALONE).finally(() => ended.push('large'));
    const small = one.sendV2(input('small', 2), EACH_ALONE).finally(() => ended.push('small'));
    checkAllAccepted(...(await Promise.all([large, small])));
    assert.deepEqual(ended, ['small', 'large']);
  });

  it('of a wait counts its looks, so that sends and looks together keep the limit', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 10 });
    const one = client({ timeScale: MINUTE_SCALE, maxPerMinute: 10 });
    const report = await one.sendV2(input('a', 12), {
      ...EACH_ALONE,
      wait: { timeoutMs: 5_000, firstIntervalMs: 1_000 },
    });
    assert.equal(report.counts.delivered, 12);
    assert.deepEqual(new Set(statuses()), new Set([200]));
  });

  it('of clients that do not know of each other ends with everybody sent it once, although some are refused', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 15 });
    const two = ['a', 'b'].map((name) =>
      client({ timeScale: MINUTE_SCALE }).sendV2(input(name, 20), EACH_ALONE),
    );
    checkAllAccepted(...(await Promise.all(two)));
    assert.ok(statuses().includes(429));
    // Each process sends one ahead after a pause, and not all that it may have under way.
    assert.ok(statuses().filter((status) => status === 429).length < 80, 'no stampede');
  });

  it('is paused by a refusal before anybody who waits for a turn runs into the same limit', async () => {
    await start({});
    simulator.addFault({ kind: 'limit', window: 'minute' });
    const one = client({ timeScale: 60, maxInFlight: 1 });
    checkAllAccepted(...(await Promise.all([one.sendV2(input('a', 1)), one.sendV2(input('b', 1))])));
    const [refused, next] = simulator.received();
    assert.deepEqual(statuses(), [429, 200, 200]);
    assert.ok((next?.at ?? 0) - (refused?.at ?? 0) >= 40, 'half a twelfth of a minute, sixty times as fast');
  });

  it('longer than the patience leaves the rest unsent, which can be sent later', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 5 });
    const one = client({ timeScale: MINUTE_SCALE, maxPerMinute: 5 });
    const report = await one.sendV2(input('a', 8), { ...EACH_ALONE, maxPauseMs: 50 });
    assert.equal(report.counts.accepted, 5);
    assert.equal(report.counts.unsent, 3);
    assert.ok(report.recipients.slice(5).every(({ reason }) => reason === 'limit'));
    checkSums(report);
    checkTruth(report, simulator.processed(), { maySendTwice: false });
    const later = await one.sendV2({ ...input('a', 0), recipients: people('a', 8).slice(5) });
    assert.equal(later.counts.accepted, 3);
    assert.ok([...simulator.processed().values()].every((times) => times === 1));
  });

  it('tells until when it pauses', async () => {
    await start({ timeScale: MINUTE_SCALE, maxPerMinute: 2 });
    const pauses: number[] = [];
    await client({ timeScale: MINUTE_SCALE, maxPerMinute: 2 }).sendV2(input('a', 3), {
      ...EACH_ALONE,
      onProgress({ pausedUntil }) {
        if (pausedUntil !== undefined) pauses.push(pausedUntil);
      },
    });
    const last = simulator.received().at(-1);
    assert.ok(pauses.length > 0);
    assert.ok((last?.at ?? 0) >= (pauses[0] ?? Infinity), 'sent before the pause was over');
  });

  it('goes on when the clock ticks between two looks at it', async () => {
    await start({});
    // Time passes between any two readings, as it does now and then on a real machine.
    let now = 0;
    const clock = {
      now: () => Date.now(),
      elapsedMs: () => (now += 0.25),
      sleep: (ms: number) => {
        // A timer may fire a little early.
        now += Math.max(0, ms - 0.5);
        return Promise.resolve();
      },
      turn: () => Promise.resolve(),
      random: () => 0.5,
    };
    const pacer = createPacer(clock, {
      maxPerMinute: 600,
      maxPerHour: 18_000,
      maxInFlight: 10,
      timeScale: 1,
    });
    pacer.refused({ window: 'minute' });
    const turn = await Promise.race([pacer.take({ patienceDeadline: Infinity }), sleep(1_000, 'never')]);
    assert.notEqual(turn, 'never');
  });
});
