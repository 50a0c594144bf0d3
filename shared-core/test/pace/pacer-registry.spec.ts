import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClient } from '../../src/client.ts';
import { createCanceller } from '../../src/scheduling/cancellation.ts';
import { resolveOptions } from '../../src/connection/resolve-options.ts';
import type { Pacer } from '../../src/pace/pacer.ts';
import { createPacerRegistry, type PacedBot } from '../../src/pace/pacer-registry.ts';
import { FakeClock, FakeSigner, ScriptedHttp } from '../../src/testing/index.ts';
import { ACCEPTED, addresses, BOT_ID, CLIENT_ID, fates, HOST, textTo } from '../run-client.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const LIMITS = { maxPerMinute: 10, maxPerHour: 10_000, maxInFlight: 10, timeScale: 1 };

function botOf(user: string, more: Partial<PacedBot & typeof LIMITS> = {}): PacedBot {
  const { origin = `https://${HOST}`, botId = BOT_ID, ...limits } = more;
  return { origin, botId, user, limits: { ...LIMITS, ...limits } };
}

function createRegistry() {
  const clock = new FakeClock();
  const start = clock.elapsedMs();
  return { clock, registry: createPacerRegistry(clock), since: () => clock.elapsedMs() - start };
}

/** Makes calls of no latency, all at once. */
async function useUp(pacer: Pacer, calls: number): Promise<void> {
  await Promise.all(
    Array.from({ length: calls }, async () => {
      const turn = await pacer.take({ patienceDeadline: Infinity });
      assert.ok(typeof turn === 'object');
      turn.release(true);
    }),
  );
}

describe('The pace of a bot in a process', () => {
  it('is one, whoever uses the bot and whenever it comes', async () => {
    const { clock, registry, since } = createRegistry();
    await useUp(registry.pacerOf(botOf('a')), 6);
    await clock.runUntilSettled(clock.sleep(1_000));
    // As after a deploy: the same app, made anew.
    await useUp(registry.pacerOf(botOf('a')), 2);
    await useUp(registry.pacerOf(botOf('b')), 2);
    assert.equal(since(), 1_000);
    await clock.runUntilSettled(useUp(registry.pacerOf(botOf('b')), 6));
    assert.equal(since(), MINUTE + 1);
    await clock.runUntilSettled(useUp(registry.pacerOf(botOf('a')), 4));
    assert.equal(since(), MINUTE + 1_001);
  });

  it('is another for another bot, and for another host', async () => {
    const { registry, since } = createRegistry();
    await useUp(registry.pacerOf(botOf('a')), 10);
    await useUp(registry.pacerOf(botOf('a', { botId: 'st-2' })), 10);
    await useUp(registry.pacerOf(botOf('a', { origin: 'https://other.example.com' })), 10);
    assert.equal(since(), 0);
  });

  it('is the same for every way to write its host', () => {
    const options = { botId: BOT_ID, clientId: CLIENT_ID };
    const originOf = (host: string): string => resolveOptions({ ...options, host }).origin;
    for (const host of ['Platform.Kore.AI', 'https://platform.kore.ai/', 'https://platform.kore.ai:443/x'])
      assert.equal(originOf(host), 'https://platform.kore.ai');
    assert.equal(originOf('HTTP://LOCALHOST:080'), 'http://localhost');
    assert.equal(originOf('http://localhost:8080'), 'http://localhost:8080');
  });

  it('goes by the smallest limits that anybody states, at once', async () => {
    const { clock, registry, since } = createRegistry();
    const generous = registry.pacerOf(botOf('generous', { maxPerMinute: 100 }));
    await useUp(generous, 10);
    const waiting = useUp(registry.pacerOf(botOf('strict')), 1);
    const other = useUp(generous, 1);
    await clock.runUntilSettled(Promise.all([waiting, other]));
    assert.equal(since(), MINUTE + 1);
  });

  it('takes the smallest of each limit, whoever states it', async () => {
    const { clock, registry, since } = createRegistry();
    const pacer = registry.pacerOf(botOf('a', { maxPerMinute: 600 }));
    registry.pacerOf(botOf('b', { maxPerMinute: 1_000, maxInFlight: 3 }));
    let begun = 0;
    const turns = Array.from({ length: 5 }, async () => {
      const turn = await pacer.take({ patienceDeadline: Infinity });
      begun++;
      return turn;
    });
    for (let microtask = 0; microtask < 9; microtask++) await Promise.resolve();
    assert.equal(begun, 3);
    for (const turn of turns.slice(0, 3)) {
      const permit = await turn;
      assert.ok(typeof permit === 'object');
      permit.release(true);
    }
    registry.pacerOf(botOf('c', { maxPerMinute: 1_000, maxPerHour: 5 }));
    for (const turn of turns.slice(3)) {
      const permit = await turn;
      assert.ok(typeof permit === 'object');
      permit.release(true);
    }
    await clock.runUntilSettled(useUp(pacer, 1));
    assert.equal(since(), HOUR + 1);
  });

  it('rises again at once when the strict user is gone, and those who wait go on', async () => {
    const { clock, registry, since } = createRegistry();
    const generous = registry.pacerOf(botOf('generous', { maxPerMinute: 100 }));
    registry.pacerOf(botOf('strict'));
    await useUp(generous, 10);
    const waiting = useUp(generous, 20);
    registry.forget('strict');
    await clock.runUntilSettled(waiting);
    assert.equal(since(), 0);
    assert.equal(clock.sleeping, 0, 'a timer remains');
  });

  it('rises again an hour after the strict user used it last, and not while it waits', async () => {
    const { clock, registry, since } = createRegistry();
    const generous = registry.pacerOf(botOf('generous', { maxPerMinute: 100 }));
    const strict = registry.pacerOf(botOf('strict', { maxPerHour: 20 }));
    await clock.runUntilSettled(useUp(strict, 20));
    // Waits for an hour, which is no rest.
    const waiting = strict.take({ patienceDeadline: Infinity });
    const turn = await clock.runUntilSettled(waiting);
    assert.ok(typeof turn === 'object');
    assert.equal(since(), HOUR + 1);
    turn.release(true);
    await clock.runUntilSettled(clock.sleep(HOUR));
    await useUp(generous, 10);
    const before = since();
    await clock.runUntilSettled(clock.sleep(1));
    await useUp(generous, 90);
    assert.equal(since(), before + 1);
  });

  it('takes over what a user changes: less at once, more as soon as no minute was used by what it stated before', async () => {
    const { clock, registry, since } = createRegistry();
    await useUp(registry.pacerOf(botOf('a')), 10);
    const raised = registry.pacerOf(botOf('a', { maxPerMinute: 30 }));
    await clock.runUntilSettled(useUp(raised, 10));
    assert.equal(since(), MINUTE + 1);
    await useUp(raised, 20);
    assert.equal(since(), MINUTE + 1);
    const lowered = registry.pacerOf(botOf('a', { maxPerMinute: 5 }));
    await clock.runUntilSettled(useUp(lowered, 5));
    assert.equal(since(), 2 * (MINUTE + 1));
    await clock.runUntilSettled(useUp(lowered, 1));
    assert.equal(since(), 3 * (MINUTE + 1));
  });

  it('is kept for whoever holds on to it, however long it was not used', async () => {
    const { clock, registry, since } = createRegistry();
    const early = registry.pacerOf(botOf('early'));
    await useUp(early, 1);
    await clock.runUntilSettled(clock.sleep(10 * HOUR));
    const late = registry.pacerOf(botOf('late'));
    await useUp(early, 5);
    await useUp(late, 5);
    assert.equal(since(), 10 * HOUR);
    await clock.runUntilSettled(useUp(early, 1));
    assert.equal(since(), 10 * HOUR + MINUTE + 1);
  });

  it('is shared by the sends of the same share, whoever makes them, by the limits of the moment', async () => {
    const { clock, registry, since } = createRegistry();
    const half = (user: string): Pacer =>
      registry.pacerOf(botOf(user, { maxPerMinute: 20 })).share?.(50) ?? assert.fail();
    await useUp(half('a'), 6);
    await useUp(half('b'), 4);
    assert.equal(since(), 0);
    // The others have their half.
    await useUp(registry.pacerOf(botOf('c', { maxPerMinute: 20 })), 10);
    assert.equal(since(), 0);
    registry.pacerOf(botOf('strict', { maxPerMinute: 4 }));
    await clock.runUntilSettled(useUp(half('a'), 3));
    assert.equal(since(), 2 * (MINUTE + 1));
  });

  it('counts a place once, however often it is released, and none for who was cancelled before', async () => {
    const { clock, registry, since } = createRegistry();
    const pacer = registry.pacerOf(botOf('a', { maxPerMinute: 1 }));
    const canceller = createCanceller();
    canceller.cancel();
    assert.equal(await pacer.take({ patienceDeadline: Infinity, signal: canceller.signal }), 'cancelled');
    const turn = await pacer.take({ patienceDeadline: Infinity });
    assert.ok(typeof turn === 'object');
    turn.release(false);
    turn.release(true);
    await useUp(pacer, 1);
    assert.equal(since(), 0);
    assert.equal(await pacer.take({ patienceDeadline: clock.elapsedMs() + 5_000 }), 'limit');
    pacer.refused({ window: 'minute', retryAfterMs: 2 * MINUTE });
    assert.ok(pacer.forecast(1) - clock.elapsedMs() >= 2 * MINUTE);
  });

  it('never exceeds what the strictest of its users states, whoever sends when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
        fc.array(
          fc.record({
            user: fc.nat(3),
            afterMs: fc.nat(100_000),
            latencyMs: fc.nat(2_000),
            percent: fc.constantFrom(100, 50),
          }),
          { minLength: 1, maxLength: 40 },
        ),
        async (users, calls) => {
          const { clock, registry } = createRegistry();
          const pacers = users.map((maxPerMinute, index) =>
            registry.pacerOf(botOf(`${index}`, { maxPerMinute })),
          );
          const starts: number[] = [];
          await clock.runUntilSettled(
            Promise.all(
              calls.map(async ({ user, afterMs, latencyMs, percent }) => {
                await clock.sleep(afterMs);
                const pacer = pacers[user % pacers.length]!;
                const turn = await (percent === 100 ? pacer : pacer.share!(percent)).take({
                  patienceDeadline: Infinity,
                });
                assert.ok(typeof turn === 'object');
                starts.push(clock.elapsedMs());
                await clock.sleep(latencyMs);
                turn.release(true);
              }),
            ),
          );
          assert.equal(clock.sleeping, 0, 'a timer remains');
          const most = Math.min(...users);
          starts.sort((one, other) => one - other);
          for (let first = 0; first + most < starts.length; first++)
            assert.ok(starts[first + most]! - starts[first]! > MINUTE, `${most + 1} within a window`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is what clients of one bot send by, also with a share', async () => {
    const { clock, registry } = createRegistry();
    const http = new ScriptedHttp(clock, [ACCEPTED]);
    const send = (user: string, more: object): Promise<string[]> => {
      const client = createClient(
        { http, clock, signer: new FakeSigner(), pacer: registry.pacerOf(botOf(user)) },
        { host: HOST, botId: BOT_ID, clientId: CLIENT_ID, ...LIMITS },
      );
      return client.send(textTo(addresses(10)), { recipientsPerRequest: 1, ...more }).then(fates);
    };
    const all = await clock.runUntilSettled(
      Promise.all([send('a', {}), send('b', { paceShare: 50 }), send('c', { paceShare: 50 })]),
    );
    assert.deepEqual(all, Array(3).fill(Array(10).fill('accepted')));
    const times = http.requests.map(({ at }) => at).sort((one, other) => one - other);
    for (let first = 0; first + 10 < times.length; first++)
      assert.ok(times[first + 10]! - times[first]! > MINUTE);
  });
});
