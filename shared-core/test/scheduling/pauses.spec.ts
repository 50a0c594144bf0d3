import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClient } from '../../src/client.ts';
import type { Progress } from '../../src/vocabulary/progress.ts';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../../src/vocabulary/ports.ts';
import { createPacer, type Pacer } from '../../src/pace/pacer.ts';
import { FakeClock, FakeSigner, jsonAnswer } from '../../src/testing/index.ts';
import {
  addresses,
  BOT_ID,
  CLIENT_ID,
  HOST,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
} from '../run-client.ts';

/** What a platform answers, over and over. */
const ANSWERS = {
  good: (request: HttpRequest) =>
    request.url.includes('/status/')
      ? jsonAnswer(200, { _id: 'ds-1', status: 'SUCCESS', percentageComplete: 100, count: 0, log: [] })
      : request.method === 'GET'
        ? jsonAnswer(200, { subscribedDevices: [] })
        : jsonAnswer(200, { _id: 'ds-1', status: 'IN_PROGRESS', percentageComplete: 0 }),
  running: () => jsonAnswer(200, { _id: 'ds-1', status: 'IN_PROGRESS', percentageComplete: 0 }),
  limited: () => refusal(429, MINUTE_LIMIT),
  busy: () => refusal(503, 'Busy', 503, { 'retry-after': '7' }),
  hurried: () => refusal(503, 'Busy', 503, { 'retry-after': '0' }),
  away: () => NOT_SENT,
  lost: () => LOST,
} satisfies Record<string, (request: HttpRequest) => HttpAnswer | HttpFailure>;
type Answer = keyof typeof ANSWERS;

/** Times are monotonic milliseconds since the start. */
interface Watched {
  readonly told: {
    readonly at: number;
    readonly pausedUntil?: number | undefined;
    readonly requestsDone: number;
  }[];
  readonly requests: { readonly start: number; end: number }[];
  end: number;
}

const latencies = fc.array(fc.oneof(fc.nat(50), fc.nat(1_500), fc.nat(8_000)), {
  minLength: 1,
  maxLength: 12,
});
const limits = fc.record({
  maxPerMinute: fc.integer({ min: 1, max: 30 }),
  maxPerHour: fc.constantFrom(40, 18_000),
  maxInFlight: fc.integer({ min: 1, max: 12 }),
});

/** Runs something with a client of its own on a pacer that others may use as well, and watches it. */
function watch(
  { clock, pacer }: { readonly clock: FakeClock; readonly pacer: Pacer },
  {
    latencyMs,
    answers,
    options,
  }: { latencyMs: readonly number[]; answers: readonly Answer[]; options: object },
  run: (
    client: ReturnType<typeof createClient>,
    onProgress: (progress: Progress) => void,
  ) => Promise<unknown>,
): { readonly watched: Watched; readonly over: Promise<unknown> } {
  const start = clock.elapsedMs();
  const wallStart = clock.now();
  const watched: Watched = { told: [], requests: [], end: 0 };
  const since = (): number => clock.elapsedMs() - start;
  const http: Http = {
    async send(request) {
      const number = watched.requests.length;
      const mine = { start: since(), end: Infinity };
      watched.requests.push(mine);
      await clock.sleep(latencyMs[number % latencyMs.length] ?? 0);
      mine.end = since();
      return ANSWERS[answers[number] ?? 'good'](request);
    },
  };
  const client = createClient(
    { http, clock, signer: new FakeSigner(), pacer },
    { host: HOST, botId: BOT_ID, clientId: CLIENT_ID, ...options },
  );
  const over = run(client, ({ pausedUntil, requestsDone }) => {
    watched.told.push({
      at: since(),
      requestsDone,
      pausedUntil: pausedUntil === undefined ? undefined : pausedUntil - wallStart,
    });
  }).finally(() => {
    watched.end = since();
  });
  return { watched, over };
}

/** Nobody who looks on sees nothing new for more than two seconds, unless told until when. */
function assertNoSilence({ told, end }: Watched): void {
  for (const [index, { at, pausedUntil = -Infinity }] of told.entries()) {
    const next = told[index + 1]?.at ?? end;
    const silentFrom = Math.min(next, Math.max(at, pausedUntil));
    assert.ok(next - silentFrom <= 2_000, `nothing from ${silentFrom} to ${next}`);
  }
}

/**
 * Whenever nothing of a run is under way for two seconds or more, after the first it was told until when. A wait of less than
 * a second, such as that between two attempts, is no pause, and may come before one.
 */
function assertPausesTold({ told, requests, end }: Watched): void {
  for (const { end: from } of requests) {
    const isBusy = requests.some((other) => other.start <= from && other.end > from);
    const next = Math.min(end, ...requests.map(({ start }) => start).filter((start) => start >= from));
    if (isBusy || next - from < 2_000) continue;
    const { pausedUntil = -Infinity } = told.filter(({ at }) => at <= from + 1_000).at(-1) ?? {};
    assert.ok(pausedUntil > from + 1_000, `nothing goes on from ${from} to ${next}, and nobody is told`);
    assert.ok(pausedUntil <= Math.ceil(next), `${pausedUntil} is told, and it goes on at ${next}`);
  }
}

function newPacer(options: { maxPerMinute: number; maxPerHour: number; maxInFlight: number }) {
  const clock = new FakeClock();
  return { clock, pacer: createPacer(clock, { ...options, timeScale: 1 }) };
}

describe('A pause', () => {
  it('is told to the end of a run: 65 requests, 20 a minute, ten at once', async () => {
    const options = { maxPerMinute: 20, maxPerHour: 18_000, maxInFlight: 10 };
    const bench = newPacer(options);
    const { watched, over } = watch(bench, { latencyMs: [120], answers: [], options }, (client, onProgress) =>
      client.send(textTo(addresses(65)), { recipientsPerRequest: 1, onProgress }),
    );
    await bench.clock.runUntilSettled(over);
    assertPausesTold(watched);
    const last = watched.told.filter(({ requestsDone }) => requestsDone === 60).at(-1);
    assert.ok((last?.pausedUntil ?? 0) > 3 * 60_000, JSON.stringify(last));
  });

  it('is told in every run, whatever its size, its limits and the time and the kind of its answers', async () => {
    const answers = fc.array(fc.constantFrom<Answer>('good', 'good', 'limited', 'busy', 'hurried', 'away'), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(
        limits,
        latencies,
        answers,
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom(100, 50),
        async (options, latencyMs, given, count, paceShare) => {
          const bench = newPacer(options);
          const { watched, over } = watch(
            bench,
            { latencyMs, answers: given, options },
            (client, onProgress) =>
              client.send(textTo(addresses(count)), { recipientsPerRequest: 1, paceShare, onProgress }),
          );
          await bench.clock.runUntilSettled(over);
          assertNoSilence(watched);
          assertPausesTold(watched);
          assert.equal(bench.clock.sleeping, 0, 'a timer remains');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is told to each of several sends, looks and device calls that share a pace', async () => {
    await fc.assert(
      fc.asyncProperty(
        limits,
        latencies,
        fc.array(
          fc.record({
            kind: fc.constantFrom('send', 'wait', 'status', 'devices'),
            count: fc.integer({ min: 1, max: 25 }),
            paceShare: fc.constantFrom(100, 30),
            afterMs: fc.nat(20_000),
          }),
          { minLength: 2, maxLength: 5 },
        ),
        async (options, latencyMs, runs) => {
          const bench = newPacer(options);
          const all = runs.map(({ kind, count, paceShare, afterMs }) =>
            watch(
              bench,
              { latencyMs, answers: kind === 'status' ? Array<Answer>(count).fill('running') : [], options },
              async (client, onProgress) => {
                await bench.clock.sleep(afterMs);
                const requests = Array.from({ length: count }, (_, number) => `ds-${number}`);
                if (kind === 'devices') return client.listDevices({ userId: 'u-1' }, { onProgress });
                if (kind === 'status')
                  return client.waitForStatus({ requests }, { onProgress, timeoutMs: 100_000 });
                const wait = kind === 'wait' && { timeoutMs: 100_000 };
                return client.send(textTo(addresses(count)), {
                  recipientsPerRequest: 1,
                  paceShare,
                  onProgress,
                  ...(wait && { wait }),
                });
              },
            ),
          );
          await bench.clock.runUntilSettled(Promise.all(all.map(({ over }) => over)));
          for (const { watched } of all) assertNoSilence(watched);
          assert.equal(bench.clock.sleeping, 0, 'a timer remains');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is told anew when the wall clock is set, and is as long as before', async () => {
    for (const stepMs of [-86_400_000, -1_000, 3_600_000]) {
      const options = { maxPerMinute: 1, maxPerHour: 100, maxInFlight: 1 };
      const { clock, pacer } = newPacer(options);
      const client = createClient(
        {
          http: { send: (request) => Promise.resolve(ANSWERS.good(request)) },
          clock,
          signer: new FakeSigner(),
          pacer,
        },
        { host: HOST, botId: BOT_ID, clientId: CLIENT_ID, ...options },
      );
      const start = clock.now();
      const told: (number | undefined)[] = [];
      void clock.sleep(10_000).then(() => clock.step(stepMs));
      const report = await clock.runUntilSettled(
        client.send(textTo(addresses(2)), {
          recipientsPerRequest: 1,
          onProgress: ({ pausedUntil }) => {
            if (pausedUntil !== undefined) told.push(pausedUntil);
          },
        }),
      );
      assert.deepEqual(told, [start + 60_001, start + stepMs + 60_001]);
      assert.equal(report.durationMs, 60_001);
    }
  });
});
