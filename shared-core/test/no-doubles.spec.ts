import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCanceller } from '../src/scheduling/cancellation.ts';
import type { HttpAnswer, HttpFailure, HttpRequest } from '../src/vocabulary/ports.ts';
import { jsonAnswer } from '../src/testing/index.ts';
import {
  addresses,
  assertAccounted,
  createBench,
  HOUR_LIMIT,
  identitiesOf,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
  TIMED_OUT,
} from './run-client.ts';

/** What the platform does with a request, and what of it can be seen. */
interface Fate {
  /** It may have sent the notification. */
  readonly mayHaveSent: boolean;
  readonly answer: HttpAnswer | HttpFailure;
}

const TAKEN: Fate = { mayHaveSent: true, answer: jsonAnswer(200, { _id: 'ds-1' }) };
const FATES: readonly Fate[] = [
  TAKEN,
  { mayHaveSent: true, answer: LOST },
  { mayHaveSent: true, answer: TIMED_OUT },
  { mayHaveSent: true, answer: refusal(500, 'Internal Server Error') },
  { mayHaveSent: true, answer: refusal(503, 'Service Unavailable') },
  { mayHaveSent: true, answer: { kind: 'answer', status: 200, headers: {}, body: '<html>' } },
  { mayHaveSent: false, answer: NOT_SENT },
  { mayHaveSent: false, answer: refusal(413, 'Payload Too Large') },
  { mayHaveSent: false, answer: refusal(412, 'Validation errors/ Invalid arguments') },
  { mayHaveSent: false, answer: refusal(429, MINUTE_LIMIT) },
  { mayHaveSent: false, answer: refusal(500, HOUR_LIMIT) },
  { mayHaveSent: false, answer: refusal(503, 'Busy', 503, { 'retry-after': '2' }) },
  { mayHaveSent: false, answer: refusal(401, 'error verifying the jwt: possibly a replay') },
];

const fate = fc.oneof(
  { arbitrary: fc.constant(TAKEN), weight: 4 },
  { arbitrary: fc.constantFrom(...FATES), weight: 6 },
);

function identitiesIn({ body = '{}' }: HttpRequest): string[] {
  return identitiesOf(JSON.parse(body) as Record<string, unknown>) as string[];
}

describe('Whatever the platform does', () => {
  it('nobody gets a notification twice, and nobody who may have got it is said not to have', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.option(fc.integer({ min: 0, max: 100_000 })),
        async (fates, count, recipientsPerRequest, latencyMs, cancelsAtMs) => {
          const maySent = new Map<string, number>();
          const took = new Set<string>();
          const canceller = createCanceller();
          const bench = createBench(
            [
              (request, previous) => {
                const { mayHaveSent, answer } = fates[previous] ?? TAKEN;
                for (const identity of mayHaveSent ? identitiesIn(request) : [])
                  maySent.set(identity, (maySent.get(identity) ?? 0) + 1);
                if (answer === TAKEN.answer) for (const identity of identitiesIn(request)) took.add(identity);
                return answer;
              },
            ],
            { latencyMs, options: { maxInFlight: 3 } },
          );
          const start = bench.clock.now();
          const states: number[] = [];
          const run = bench.client.send(textTo(addresses(count)), {
            recipientsPerRequest,
            signal: canceller.signal,
            maxPauseMs: 8_000_000,
            onProgress: ({ counts }) => states.push(Object.values(counts).reduce((sum, one) => sum + one, 0)),
          });
          if (cancelsAtMs !== null) void bench.clock.sleep(cancelsAtMs).then(() => canceller.cancel());
          const report = await bench.clock.runUntilSettled(run);
          assertAccounted(report, count);
          for (const state of states) assert.equal(state, count);
          for (const { identity, outcome } of report.recipients) {
            assert.ok((maySent.get(identity) ?? 0) <= 1, `${identity} may have got it twice`);
            if (outcome === 'accepted') assert.ok(took.has(identity));
            else assert.ok(!took.has(identity));
            if (outcome === 'rejected' || outcome === 'unsent')
              assert.equal(maySent.get(identity), undefined);
          }
          const lastAt = bench.http.requests.at(-1)?.at ?? 0;
          if (report.end.kind === 'cancelled')
            assert.ok(lastAt - start <= (cancelsAtMs ?? 0), 'a request after the end');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('a job that is watched is never taken for more than its log says', async () => {
    const status = fc.record({
      status: fc.constantFrom('IN_PROGRESS', 'SUCCESS', 'FAILURE', 'PARTIAL_SUCCESS', 'QUEUED'),
      statusLogs: fc.array(
        fc.record({
          originalId: fc.constantFrom(...addresses(4)),
          status: fc.constantFrom('SUCCESS', 'FAILURE', 'IN_PROGRESS'),
        }),
        { maxLength: 6 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(status, { minLength: 1, maxLength: 5 }), async (looks) => {
        const bench = createBench([TAKEN.answer, ...looks.map((look) => jsonAnswer(200, look))]);
        const report = await bench.run(
          bench.client.send(textTo(addresses(4)), { wait: { timeoutMs: 60_000 } }),
        );
        assertAccounted(report, 4);
        const logged = looks.flatMap(({ statusLogs }) => statusLogs);
        for (const { identity, outcome } of report.recipients)
          if (outcome === 'delivered')
            assert.ok(logged.some((entry) => entry.originalId === identity && entry.status === 'SUCCESS'));
      }),
      { numRuns: 300 },
    );
  });
});
