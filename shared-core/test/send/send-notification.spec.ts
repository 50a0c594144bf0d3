import assert from 'node:assert/strict';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import { PlannedSend } from '../../src/send/planned-send.ts';
import { notReachedIndices } from '../../src/vocabulary/read-report.ts';
import type { Progress } from '../../src/vocabulary/progress.ts';
import type { HttpRequest } from '../../src/vocabulary/ports.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../src/testing/index.ts';
import {
  ivrTo,
  ACCEPTED,
  addresses,
  assertAccounted,
  createBench,
  fates,
  identitiesOf,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  textTo,
} from '../run-client.ts';

const BY_ONE: SendOptions = { recipientsPerRequest: 1 };

const NOT_FOUND = refusal(404, 'Request id not found');

describe('A run', () => {
  it('splits 2,500 recipients into requests of 1,000, 1,000 and 500, in order', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send(textTo(addresses(2_500))));
    assertAccounted(report, 2_500);
    assert.deepEqual(bench.bodies().flatMap(identitiesOf), addresses(2_500));
    assert.deepEqual(
      report.requests.map(({ number, firstIndex, lastIndex, recipientCount, outcome, requestId }) => [
        number,
        firstIndex,
        lastIndex,
        recipientCount,
        outcome,
        requestId,
      ]),
      [
        [1, 0, 999, 1_000, 'accepted', 'ds-1'],
        [2, 1_000, 1_999, 1_000, 'accepted', 'ds-2'],
        [3, 2_000, 2_499, 500, 'accepted', 'ds-3'],
      ],
    );
    assert.deepEqual(report.pendingRequestIds, ['ds-1', 'ds-2', 'ds-3']);
  });

  it('sends its first request alone, then ten at once', async () => {
    const bench = createBench([ACCEPTED], { latencyMs: 1_000 });
    await bench.run(bench.client.send(textTo(addresses(21)), BY_ONE));
    assert.deepEqual(bench.times(), [0, ...Array<number>(10).fill(1_000), ...Array<number>(10).fill(2_000)]);
  });

  it('tells each recipient the request id that took it', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send(textTo(addresses(3)), { recipientsPerRequest: 2 }));
    assert.deepEqual(
      report.recipients.map(({ identity, requestId }) => [identity, requestId]),
      [
        ['r0@example.com', 'ds-1'],
        ['r1@example.com', 'ds-1'],
        ['r2@example.com', 'ds-2'],
      ],
    );
  });

  it('makes no request and throws for bad input', async () => {
    const bench = createBench([ACCEPTED]);
    const error = await bench.fail(bench.client.send({ ...textTo(['']), message: '' }));
    assert.equal(error.code, 'invalid_input');
    assert.deepEqual(
      error.problems.map(({ path, rule }) => [path, rule]),
      [
        ['message', 'empty'],
        ['recipients[0]', 'empty'],
      ],
    );
    assert.equal(bench.http.requests.length, 0);
    assert.equal(bench.signer.signed.length, 0);
  });

  it('makes no request and throws for a choice that there is not, and takes an empty one for the usual', async () => {
    for (const name of ['onBadRecipient', 'onMissingParameter', 'onUnknown']) {
      const bench = createBench([ACCEPTED]);
      const error = await bench.fail(bench.client.send(textTo(addresses(1)), { [name]: 'Skip' }));
      assert.deepEqual(
        error.problems.map(({ path, rule }) => [path, rule]),
        [[name, 'choice']],
      );
      assert.equal(bench.http.requests.length, 0);
      for (const nothing of [null, '', undefined])
        await bench.run(bench.client.send(textTo(addresses(1)), { [name]: nothing }));
      assert.equal(bench.http.requests.length, 3);
    }
  });

  it('warns if the platform by its own count took fewer recipients', async () => {
    const bench = createBench([jsonAnswer(200, { _id: 'ds-1', store: { identitiesCount: 1 } })]);
    const report = await bench.run(
      bench.client.sendV2({ channel: 'ivr', message: 'Hi', recipients: addresses(2) }),
    );
    assert.equal(report.counts.accepted, 2);
    assert.equal(report.warnings[0]?.rule, 'count');
  });

  describe('that meets a refusal', () => {
    for (const answer of [
      refusal(401, 'Invalid SDK credentials', 4002),
      refusal(401, 'Permission denied. Scope is incorrect!', 4002),
      refusal(403, 'Forbidden'),
      refusal(404, 'Not Found'),
      refusal(405, 'Method Not Allowed'),
    ])
      it(`of everybody (${answer.status} ${answer.body.slice(19, 40)}) makes one request and leaves the rest`, async () => {
        const bench = createBench([answer, ACCEPTED]);
        const report = await bench.run(bench.client.send(textTo(addresses(12)), BY_ONE));
        assertAccounted(report, 12);
        assert.equal(bench.http.requests.length, 1);
        assert.match(fates(report)[0] ?? '', /^rejected: /);
        assert.deepEqual(fates(report).slice(1), Array(11).fill('unsent: stopped'));
        assert.deepEqual([report.end.kind, report.end.error?.status], ['stopped', answer.status]);
        assert.equal(report.requests.length, 12);
        assert.deepEqual(notReachedIndices(report), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      });

    it('of one request goes on with the others', async () => {
      const bench = createBench([ACCEPTED, refusal(412, 'Validation errors/ Invalid arguments'), ACCEPTED], {
        options: { maxInFlight: 1 },
      });
      const report = await bench.run(bench.client.send(textTo(addresses(4)), BY_ONE));
      assertAccounted(report, 4);
      assert.deepEqual(fates(report), ['accepted', 'rejected: invalid_request', 'accepted', 'accepted']);
      assert.deepEqual(report.end, { kind: 'finished' });
      assert.deepEqual(notReachedIndices(report), [1]);
    });

    it('of the very first request goes on if the refusal is about its content', async () => {
      const bench = createBench([refusal(400, 'Bad'), ACCEPTED]);
      const report = await bench.run(bench.client.send(textTo(addresses(3)), BY_ONE));
      assert.deepEqual(fates(report), ['rejected: invalid_request', 'accepted', 'accepted']);
    });

    it('of everybody half-way keeps what was taken before', async () => {
      const bench = createBench([ACCEPTED, ACCEPTED, refusal(401, 'Invalid SDK credentials')], {
        options: { maxInFlight: 1 },
      });
      const report = await bench.run(bench.client.send(textTo(addresses(5)), BY_ONE));
      assertAccounted(report, 5);
      assert.deepEqual(fates(report), [
        'accepted',
        'accepted',
        'rejected: wrong_credentials',
        'unsent: stopped',
        'unsent: stopped',
      ]);
      assert.equal(bench.http.requests.length, 3);
    });

    it('lists unknown recipients among those not reached only when asked to', async () => {
      const bench = createBench([LOST, ACCEPTED]);
      const report = await bench.run(bench.client.send(textTo(addresses(2)), BY_ONE));
      assert.deepEqual(fates(report), ['unknown: connection_lost', 'accepted']);
      assert.deepEqual(notReachedIndices(report), []);
      assert.deepEqual(notReachedIndices(report, { includeUnknown: true }), [0]);
    });
  });

  describe('that cannot reach the platform', () => {
    it('from the start ends after the attempts of its first request', async () => {
      const bench = createBench([NOT_SENT]);
      const report = await bench.run(bench.client.send(textTo(addresses(4)), BY_ONE));
      assertAccounted(report, 4);
      assert.equal(bench.http.requests.length, 5);
      assert.deepEqual(fates(report), Array(4).fill('unsent: unreachable'));
    });

    it('for a while in the middle goes on afterwards', async () => {
      const isDown = (previous: number): boolean => previous >= 2 && previous < 7;
      const bench = createBench(
        [(request, previous) => (isDown(previous) ? NOT_SENT : take(request, previous))],
        {
          options: { maxInFlight: 1 },
        },
      );
      const report = await bench.run(bench.client.send(textTo(addresses(5)), BY_ONE));
      assertAccounted(report, 5);
      assert.deepEqual(fates(report), [
        'accepted',
        'accepted',
        'unsent: unreachable',
        'accepted',
        'accepted',
      ]);
    });

    it('because no token can be signed sends nothing, and says so without the words of the signer', async () => {
      const bench = createBench([ACCEPTED]);
      bench.signer.sign = () => {
        throw new Error('secretOrPrivateKey is hunter2');
      };
      const report = await bench.run(bench.client.send(textTo(addresses(3)), BY_ONE));
      assertAccounted(report, 3);
      assert.equal(bench.http.requests.length, 0);
      assert.deepEqual(fates(report), Array(3).fill('unsent: stopped'));
      assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'signing_failed']);
      assert.ok(!JSON.stringify(report).includes('hunter2'));
    });

    it('because an adapter breaks its contract and throws counts the answer as lost', async () => {
      for (const send of [
        () => Promise.reject(new Error('boom')),
        (): never => {
          throw new Error('boom');
        },
      ]) {
        const bench = createBench([ACCEPTED]);
        bench.http.send = send;
        const report = await bench.run(bench.client.send(textTo(addresses(2)), BY_ONE));
        assertAccounted(report, 2);
        assert.deepEqual(fates(report), Array(2).fill('unknown: connection_lost'));
      }
    });
  });

  describe('that is cancelled', () => {
    it('before it starts makes no request', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      cancel();
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(bench.client.send(textTo(addresses(3)), { ...BY_ONE, signal }));
      assertAccounted(report, 3);
      assert.equal(bench.http.requests.length, 0);
      assert.deepEqual(fates(report), Array(3).fill('unsent: cancelled'));
      assert.deepEqual(report.end, { kind: 'cancelled' });
    });

    it('while it waits for the limit leaves the rest unsent at once', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([ACCEPTED], { options: { maxPerMinute: 2 } });
      const run = bench.client.send(textTo(addresses(5)), { ...BY_ONE, signal });
      void bench.clock.sleep(10_000).then(cancel);
      const report = await bench.run(run);
      assertAccounted(report, 5);
      assert.deepEqual(fates(report), [
        'accepted',
        'accepted',
        ...Array<string>(3).fill('unsent: cancelled'),
      ]);
      assert.equal(report.durationMs, 10_000);
    });

    it('with requests in flight reports them as unknown, not dropped', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([ACCEPTED], { latencyMs: 5_000, options: { maxInFlight: 2 } });
      const run = bench.client.send(textTo(addresses(6)), { ...BY_ONE, signal });
      void bench.clock.sleep(7_000).then(cancel);
      const report = await bench.run(run);
      assertAccounted(report, 6);
      assert.deepEqual(fates(report), [
        'accepted',
        'unknown: cancelled',
        'unknown: cancelled',
        ...Array<string>(3).fill('unsent: cancelled'),
      ]);
      assert.equal(report.durationMs, 7_000);
      assert.deepEqual(report.end, { kind: 'cancelled' });
    });

    it('in flight is not made again although the user accepts doubles', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([ACCEPTED], { latencyMs: 5_000 });
      const run = bench.client.send(textTo('a@example.com'), { signal, onUnknown: 'send_again' });
      void bench.clock.sleep(1_000).then(cancel);
      assert.deepEqual(fates(await bench.run(run)), ['unknown: cancelled']);
      assert.equal(bench.http.requests.length, 1);
    });

    it('between two attempts is unsent, for nothing was sent', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([
        () => {
          void bench.clock.sleep(1).then(cancel);
          return NOT_SENT;
        },
      ]);
      const report = await bench.run(bench.client.send(textTo(addresses(2)), { ...BY_ONE, signal }));
      assertAccounted(report, 2);
      assert.equal(bench.http.requests.length, 1);
      assert.deepEqual(fates(report), Array(2).fill('unsent: cancelled'));
    });

    it('between two attempts of which one was lost is unknown', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([
        () => {
          void bench.clock.sleep(1).then(cancel);
          return LOST;
        },
      ]);
      const report = await bench.run(
        bench.client.send(textTo('a@example.com'), { signal, onUnknown: 'send_again' }),
      );
      assert.deepEqual(fates(report), ['unknown: connection_lost']);
    });

    it('while the platform asks for patience is unsent', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([refusal(429, MINUTE_LIMIT, 429, { 'retry-after': '30' }), ACCEPTED]);
      const run = bench.client.send(textTo('a@example.com'), { signal });
      void bench.clock.sleep(5_000).then(cancel);
      const report = await bench.run(run);
      assert.deepEqual(fates(report), ['unsent: cancelled']);
      assert.equal(report.durationMs, 5_000);
    });

    for (const [what, answer] of [
      ['was not sent', NOT_SENT],
      ['was refused by the limit', refusal(429, MINUTE_LIMIT)],
      ['was taken for a replay', refusal(401, 'error verifying the jwt: possibly a replay')],
      ['met a busy platform', refusal(503, 'Busy', 503, { 'retry-after': '5' })],
    ] as const)
      it(`while a request ${what}, which would have been made again, is unsent: cancelled for everybody left`, async () => {
        const controller = new AbortController();
        const bench = createBench([
          () => {
            controller.abort();
            return answer;
          },
        ]);
        const report = await bench.run(
          bench.client.send(textTo(addresses(3)), { ...BY_ONE, signal: controller.signal }),
        );
        assert.deepEqual(fates(report), Array(3).fill('unsent: cancelled'));
        assert.deepEqual(report.end, { kind: 'cancelled' });
        assert.equal(bench.http.requests.length, 1);
      });

    it('while it waits for delivery keeps what was accepted, and its request ids', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const cancel = (): void => controller.abort();
      const bench = createBench([ACCEPTED, jsonAnswer(200, { status: 'IN_PROGRESS' })]);
      const run = bench.client.send(textTo('a@example.com'), { signal, wait: true });
      void bench.clock.sleep(7_000).then(cancel);
      const report = await bench.run(run);
      assert.deepEqual(fates(report), ['accepted']);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(report.end, { kind: 'cancelled' });
      assert.equal(report.durationMs, 7_000);
    });
  });

  describe('that meets the limit', () => {
    it('pauses the remaining requests until the minute window frees', async () => {
      const bench = createBench([ACCEPTED], { options: { maxPerMinute: 3 } });
      await bench.run(bench.client.send(textTo(addresses(7)), BY_ONE));
      assert.deepEqual(bench.times(), [0, 0, 0, 60_001, 60_001, 60_001, 120_002]);
    });

    it('pauses until the hour window frees, although the minute has room', async () => {
      const bench = createBench([ACCEPTED], { options: { maxPerMinute: 3, maxPerHour: 4 } });
      await bench.run(bench.client.send(textTo(addresses(5)), BY_ONE));
      assert.deepEqual(bench.times(), [0, 0, 0, 60_001, 3_600_001]);
    });

    it('ends at once if the pause would be longer than the patience, and leaves a list to send later', async () => {
      const bench = createBench([ACCEPTED], { options: { maxPerMinute: 2 } });
      const report = await bench.run(
        bench.client.send(textTo(addresses(5)), { ...BY_ONE, maxPauseMs: 10_000 }),
      );
      assertAccounted(report, 5);
      assert.deepEqual(fates(report), ['accepted', 'accepted', ...Array<string>(3).fill('unsent: limit')]);
      assert.equal(report.durationMs, 0);
      assert.deepEqual(notReachedIndices(report), [2, 3, 4]);
      assert.deepEqual([report.end.kind, report.end.error?.code], ['limit', 'rate_limited']);
    });

    it('tells until when it pauses, and when it should be over', async () => {
      const seen: Progress[] = [];
      const bench = createBench([ACCEPTED], { options: { maxPerMinute: 2 } });
      const start = bench.clock.now();
      await bench.run(
        bench.client.send(textTo(addresses(5)), { ...BY_ONE, onProgress: (progress) => seen.push(progress) }),
      );
      const pauses = seen.flatMap(({ pausedUntil }) =>
        pausedUntil === undefined ? [] : [pausedUntil - start],
      );
      assert.deepEqual([...new Set(pauses)], [60_001, 120_002]);
      assert.deepEqual([...new Set(seen.map(({ requestsDone }) => requestsDone))], [0, 1, 2, 3, 4, 5]);
      // Whenever the window is full.
      for (const { requestsDone, pausedUntil } of seen)
        if (requestsDone === 2 || requestsDone === 4)
          assert.equal(pausedUntil, start + (requestsDone / 2) * 60_001);
      const first = seen[0]?.estimatedEnd ?? 0;
      assert.ok(Math.abs(first - (start + 120_000)) < 100, String(first - start));
      assert.deepEqual(seen.at(-1)?.counts.accepted, 5);
      assert.equal(seen.at(-1)?.requestsTotal, 5);
      assert.equal(seen.at(-1)?.estimatedEnd, undefined);
    });

    it('tells until when a busy platform makes it pause', async () => {
      const seen: Progress[] = [];
      const bench = createBench([refusal(503, 'Busy', 503, { 'retry-after': '120' }), ACCEPTED]);
      const start = bench.clock.now();
      await bench.run(
        bench.client.send(textTo(addresses(1)), { onProgress: (progress) => void seen.push(progress) }),
      );
      assert.ok(seen.some(({ pausedUntil }) => pausedUntil === start + 120_000));
      assert.equal(seen.at(-1)?.pausedUntil, undefined);
    });

    it('lets a small run through between the requests of a big one', async () => {
      const bench = createBench([ACCEPTED], {
        options: { maxPerMinute: 10, maxInFlight: 2 },
        latencyMs: 100,
      });
      const big = bench.client.send(textTo(addresses(200)), BY_ONE);
      let smallTookMs = Infinity;
      const small = bench.clock.sleep(1_000).then(async () => {
        smallTookMs = (await bench.client.send(textTo('small@example.com'))).durationMs;
      });
      await bench.run(Promise.all([big, small]));
      assert.ok(smallTookMs < 61_000, `${smallTookMs}`);
    });
  });

  describe('that waits for delivery', () => {
    it('says why it was told nothing, and keeps the request id', async () => {
      const bench = createBench([ACCEPTED, refusal(401, 'Permission denied. Scope is incorrect!')]);
      const report = await bench.run(bench.client.send(textTo(addresses(1)), { wait: true }));
      assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'wrong_scope']);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(fates(report), ['accepted']);
      assert.equal(report.requests[0]?.error?.code, 'wrong_scope');
      assert.match(report.recipients[0]?.detail ?? '', /may not make this call/);
    });

    it('says of which jobs the platform refuses to tell, and nothing of those that it tells of', async () => {
      const bench = createBench([
        ACCEPTED,
        ACCEPTED,
        refusal(410, 'Request id not found'),
        jsonAnswer(200, { status: 'SUCCESS', statusLogs: [] }),
      ]);
      const report = await bench.run(
        bench.client.send(textTo(addresses(2)), { wait: true, recipientsPerRequest: 1 }),
      );
      assert.deepEqual(fates(report), ['accepted', 'accepted']);
      assert.deepEqual(
        report.requests.map(({ outcome, error }) => [outcome, error?.code]),
        [
          ['accepted', 'refused'],
          ['accepted', undefined],
        ],
      );
      assert.match(report.recipients[0]?.detail ?? '', /Request id not found/);
      assert.doesNotMatch(report.recipients[1]?.detail ?? '', /not found/);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
    });

    it('looks again at a job that the platform does not know yet', async () => {
      const bench = createBench([ACCEPTED, NOT_FOUND, NOT_FOUND, log([['r0@example.com', 'SUCCESS']])]);
      const report = await bench.run(bench.client.sendV2(ivrTo(addresses(1)), { wait: true }));
      assert.deepEqual(fates(report), ['delivered']);
      assert.equal(report.requests[0]?.error, undefined);
      assert.deepEqual(report.pendingRequestIds, []);
    });

    it('keeps the request id of a job that the platform does not know to the end', async () => {
      for (const [timeoutMs, kind] of [
        [20_000, 'timed_out'],
        [300_000, 'finished'],
      ] as const) {
        const bench = createBench([ACCEPTED, NOT_FOUND]);
        const report = await bench.run(bench.client.sendV2(ivrTo(addresses(1)), { wait: { timeoutMs } }));
        assert.deepEqual(fates(report), ['accepted']);
        assert.deepEqual(report.pendingRequestIds, ['ds-1']);
        assert.deepEqual(report.end, { kind });
        assert.ok(report.durationMs <= 90_000);
      }
    });

    it('ends when the log has a verdict on everybody, whatever the job says of itself', async () => {
      for (const [word, isFinal] of [
        ['COMPLETED', true],
        ['IN_PROGRESS', false],
      ] as const) {
        const entries: [string, string][] = [
          ['R0@example.com', 'Success'],
          ['r1@example.com', 'failure'],
        ];
        const bench = createBench([
          ACCEPTED,
          jsonAnswer(200, {
            status: word,
            statusLogs: entries.map(([originalId, status]) => ({ originalId, status })),
          }),
        ]);
        const report = await bench.run(bench.client.send(textTo(addresses(2)), { wait: true }));
        assert.deepEqual(fates(report), ['delivered', 'undelivered: not_delivered']);
        assert.equal(bench.http.requests.length, 2);
        assert.deepEqual(report.end, { kind: 'finished' });
        assert.equal(report.requests[0]?.isFinal, isFinal);
        assert.deepEqual(report.pendingRequestIds, isFinal ? [] : ['ds-1']);
      }
    });

    it('shows a word of the log that it does not know, and takes nobody for delivered by it', async () => {
      const bench = createBench([
        ACCEPTED,
        log([['r0@example.com', 'DELIVERED', 'To the handset']], 'SUCCESS'),
      ]);
      const report = await bench.run(bench.client.send(textTo(addresses(1)), { wait: true }));
      assert.deepEqual(fates(report), ['accepted']);
      assert.equal(report.recipients[0]?.detail, 'The log says DELIVERED: To the handset');
    });

    it('warns of a log that lacks entries by the count of the platform', async () => {
      const bench = createBench([ACCEPTED, jsonAnswer(200, { status: 'SUCCESS', count: 7, statusLogs: [] })]);
      const report = await bench.run(bench.client.send(textTo(addresses(1)), { wait: true }));
      assert.match(report.warnings[0]?.message ?? '', /counts 7 log entries and returned 0/);
    });

    const log = (entries: readonly [string, string, string?][], status = 'PARTIAL_SUCCESS'): ScriptedAnswer =>
      jsonAnswer(200, {
        status,
        percentageComplete: 100,
        statusLogs: entries.map(([originalId, entryStatus, comments]) => ({
          originalId,
          status: entryStatus,
          ...(comments === undefined ? {} : { comments }),
        })),
      });

    it('tells each recipient what the log says of it', async () => {
      const bench = createBench([
        ACCEPTED,
        log([
          ['r1@example.com', 'FAILURE', "'Identity is not associated with the channel'"],
          ['r0@example.com', 'SUCCESS'],
        ]),
      ]);
      const report = await bench.run(bench.client.send(textTo(addresses(2)), { wait: true }));
      assertAccounted(report, 2);
      assert.deepEqual(fates(report), ['delivered', 'undelivered: not_delivered']);
      assert.equal(report.recipients[1]?.detail, 'Identity is not associated with the channel');
      assert.deepEqual(report.requests[0]?.jobStatus, 'PARTIAL_SUCCESS');
      assert.equal(report.requests[0].percentageComplete, 100);
      assert.deepEqual(report.pendingRequestIds, []);
      assert.deepEqual(notReachedIndices(report), [1]);
      assert.equal(
        bench.http.requests[1]?.url,
        'https://platform.kore.ai/api/public/bot/st-1/notify/status/ds-1',
      );
    });

    it('does not look before two seconds, then less and less often, up to every 30 s', async () => {
      const bench = createBench([ACCEPTED, jsonAnswer(200, { status: 'IN_PROGRESS' })]);
      const report = await bench.run(
        bench.client.send(textTo('a@example.com'), { wait: { timeoutMs: 200_000 } }),
      );
      const times = bench.times().slice(1);
      const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
      assert.equal(gaps[0], 2_000);
      assert.ok(
        gaps.slice(1, -1).every((gap, index) => gap >= (gaps[index] ?? 0) && gap <= 30_000),
        String(gaps),
      );
      assert.ok(gaps.includes(30_000));
      assert.equal(times.at(-1), 200_000);
      assert.deepEqual(report.end, { kind: 'timed_out' });
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(fates(report), ['accepted']);
    });

    it('leaves a recipient accepted whom the log of a finished job does not name, and says so', async () => {
      const bench = createBench([ACCEPTED, log([['r0@example.com', 'SUCCESS']], 'SUCCESS')]);
      const report = await bench.run(bench.client.send(textTo(addresses(2)), { wait: true }));
      assert.deepEqual(fates(report), ['delivered', 'accepted']);
      assert.match(report.recipients[1]?.detail ?? '', /does not name this recipient/);
    });

    it('takes the failure of the whole job for a failure of everybody whom its log does not name', async () => {
      const bench = createBench([ACCEPTED, log([], 'FAILURE')]);
      const report = await bench.run(bench.client.send(textTo(addresses(2)), { wait: true }));
      assert.deepEqual(fates(report), Array(2).fill('undelivered: not_delivered'));
    });

    it('takes a log entry that is neither a success nor a failure for no news', async () => {
      const bench = createBench([ACCEPTED, log([['a@example.com', 'IN_PROGRESS']], 'SUCCESS')]);
      const report = await bench.run(bench.client.send(textTo('a@example.com'), { wait: true }));
      assert.deepEqual(fates(report), ['accepted']);
      assert.deepEqual(notReachedIndices(report), []);
    });

    it('matches the n-th entry of an identity to its n-th recipient', async () => {
      const bench = createBench([
        ACCEPTED,
        log([
          ['a@example.com', 'FAILURE'],
          ['a@example.com', 'SUCCESS'],
        ]),
      ]);
      const report = await bench.run(
        bench.client.sendV2(
          {
            channel: 'ivr',
            message: 'Order {id}',
            recipients: [
              { email: 'a@example.com', id: '1' },
              { email: 'a@example.com', id: '2' },
            ],
          },
          { wait: true },
        ),
      );
      assert.deepEqual(fates(report), ['undelivered: not_delivered', 'delivered']);
    });

    it('ignores log entries of identities that it did not send', async () => {
      const bench = createBench([
        ACCEPTED,
        log([
          ['stranger@example.com', 'FAILURE'],
          ['a@example.com', 'SUCCESS'],
        ]),
      ]);
      const report = await bench.run(bench.client.send(textTo('a@example.com'), { wait: true }));
      assertAccounted(report, 1);
      assert.deepEqual(fates(report), ['delivered']);
    });

    it('keeps the request ids of accepted jobs when the status call is refused for lack of scope', async () => {
      const bench = createBench([ACCEPTED, ACCEPTED, refusal(401, 'Permission denied. Scope is incorrect!')]);
      const report = await bench.run(
        bench.client.send(textTo(addresses(2)), { recipientsPerRequest: 1, wait: true }),
      );
      assert.deepEqual(fates(report), ['accepted', 'accepted']);
      assert.deepEqual(report.pendingRequestIds, ['ds-1', 'ds-2']);
    });

    it('does not wait if nothing was accepted', async () => {
      const bench = createBench([refusal(412, 'No')]);
      const report = await bench.run(bench.client.send(textTo('a@example.com'), { wait: true }));
      assert.equal(bench.http.requests.length, 1);
      assert.deepEqual(report.end, { kind: 'finished' });
    });

    it('tells of its jobs while it waits', async () => {
      const seen: Progress[] = [];
      const bench = createBench([ACCEPTED, ACCEPTED, log([['r0@example.com', 'SUCCESS']], 'SUCCESS')]);
      await bench.run(
        bench.client.send(textTo(addresses(2)), {
          recipientsPerRequest: 1,
          wait: true,
          onProgress: (progress) => seen.push(progress),
        }),
      );
      const last = seen.at(-1);
      assert.equal(last?.phase, 'waiting');
      assert.deepEqual([last.jobsFinal, last.jobsTotal], [2, 2]);
      assert.equal(last.counts.delivered, 1);
      assert.equal(last.estimatedEnd, undefined);
    });
  });

  it('that an unreachable platform stopped before leaves everybody unsent for that reason', async () => {
    const bench = createBench([ACCEPTED]);
    const error = { code: 'unreachable', message: 'The platform cannot be reached.' } as const;
    const plan = await bench.run(bench.client.plan('v1', textTo(addresses(3)), { recipientsPerRequest: 2 }));
    assert.ok(plan instanceof PlannedSend);
    const { report } = await bench.run(plan.sendUnless({ reason: 'unreachable', error }));
    assert.deepEqual(fates(report), Array(3).fill('unsent: unreachable'));
    assert.deepEqual(report.end, { kind: 'stopped', error });
    assert.equal(bench.http.requests.length, 0);
  });

  it('goes on although the listener of its progress throws', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(
      bench.client.send(textTo('a@example.com'), {
        onProgress() {
          throw new Error('The display is gone.');
        },
      }),
    );
    assert.equal(report.counts.accepted, 1);
  });

  it('goes on although the logger throws', async () => {
    const bench = createBench([NOT_SENT, LOST, ACCEPTED]);
    bench.logged.push = () => {
      throw new Error('The disk is full.');
    };
    const report = await bench.run(bench.client.send(textTo(addresses(2)), { recipientsPerRequest: 1 }));
    assert.deepEqual(fates(report), ['unknown: connection_lost', 'accepted']);
  });
});

function take(request: HttpRequest, previous: number) {
  assert.equal(request.method, 'POST');
  return jsonAnswer(200, { _id: `ds-${previous}` });
}
