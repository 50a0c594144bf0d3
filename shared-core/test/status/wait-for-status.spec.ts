import assert from 'node:assert/strict';
import type { StatusInput } from '../../src/vocabulary/inputs.ts';
import type { Progress } from '../../src/vocabulary/progress.ts';
import type { SendReport } from '../../src/vocabulary/reports.ts';
import type { HttpRequest } from '../../src/vocabulary/ports.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../src/testing/index.ts';
import {
  ACCEPTED,
  createBench,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  ORIGIN,
  refusal,
  type TestBench,
  textTo,
} from '../run-client.ts';

const status = (word: string, more: object = {}): ScriptedAnswer =>
  jsonAnswer(200, { status: word, ...more });

function idOf({ url }: HttpRequest): string {
  return decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}

/** A platform where each job ends after so many looks. */
function endsAfter(looks: Readonly<Record<string, number>>): ScriptedAnswer {
  const seen: Record<string, number> = {};
  return (request) => {
    const id = idOf(request);
    const count = (seen[id] = (seen[id] ?? 0) + 1);
    return jsonAnswer(200, { status: count >= (looks[id] ?? 1) ? 'SUCCESS' : 'IN_PROGRESS' });
  };
}

function paths(bench: TestBench): string[] {
  return bench.http.requests.map(({ method, url }) => `${method} ${url.slice(ORIGIN.length)}`);
}

describe('Waiting for jobs', () => {
  it('asks for one of them only where a refusal meets them all', async () => {
    const bench = createBench([refusal(401, 'Permission denied. Scope is incorrect!')]);
    const report = await bench.run(bench.client.getStatus({ requests: ['ds-1', 'ds-2', 'ds-3'] }));
    assert.equal(bench.http.requests.length, 1);
    assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'wrong_scope']);
    assert.deepEqual(report.pendingRequestIds, ['ds-1', 'ds-2', 'ds-3']);
  });

  for (const [word, jobStatus] of [
    ['SUCCESS', 'SUCCESS'],
    ['FAILURE', 'FAILURE'],
    ['PARTIAL_SUCCESS', 'PARTIAL_SUCCESS'],
    [' success ', 'SUCCESS'],
    ['Partial Success', 'PARTIAL_SUCCESS'],
  ] as const)
    it(`ends with “${word}”`, async () => {
      const bench = createBench([status('IN_PROGRESS'), status(word)]);
      const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }));
      assert.equal(report.isFinal, true);
      assert.deepEqual(report.end, { kind: 'finished' });
      assert.equal(report.jobs[0]?.jobStatus, jobStatus);
      assert.equal(bench.http.requests.length, 2);
    });

  for (const word of ['IN_PROGRESS', 'QUEUED', 'COMPLETED'])
    it(`goes on at ${word} until the time-out, and returns the request id`, async () => {
      const bench = createBench([status(word)]);
      const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 20_000 }));
      assert.deepEqual(report.end, { kind: 'timed_out' });
      assert.equal(report.isFinal, false);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.equal(report.durationMs, 20_000);
      assert.equal(report.jobs[0]?.jobStatus, word);
    });

  it('takes an unknown state at 100 % for final, but never IN_PROGRESS', async () => {
    const unknown = createBench([status('COMPLETED', { percentageComplete: 100 })]);
    assert.equal((await unknown.run(unknown.client.waitForStatus({ requests: 'ds-1' }))).isFinal, true);
    const running = createBench([status('IN_PROGRESS', { percentageComplete: 100 })]);
    const report = await running.run(
      running.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 5_000 }),
    );
    assert.equal(report.isFinal, false);
    assert.equal(report.jobs[0]?.percentageComplete, 100);
  });

  it('looks at once, then after 2 s, then less and less often, and last at the deadline', async () => {
    const bench = createBench([status('IN_PROGRESS')]);
    await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 100_000 }));
    const times = bench.times();
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.deepEqual(gaps.slice(0, 3), [2_000, 3_000, 4_500]);
    assert.ok(Math.max(...gaps) <= 30_000);
    assert.equal(times.at(-1), 100_000);
  });

  it('asks once more with a fresh token at the deadline as well, since a stale one says nothing of the job', async () => {
    const bench = createBench([
      status('IN_PROGRESS'),
      refusal(401, 'error verifying the jwt: jwt expired'),
      status('SUCCESS'),
    ]);
    const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 1_000 }));
    assert.deepEqual(bench.times(), [0, 1_000, 1_000]);
    assert.deepEqual(report.end, { kind: 'finished' });
    assert.equal(report.isFinal, true);
  });

  it('never looks at one job more often than its own limit of 60 in 60 s allows', async () => {
    const bench = createBench([status('IN_PROGRESS')]);
    await bench.run(
      bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 60_000, firstIntervalMs: 1 }),
    );
    const times = bench.times();
    for (let index = 1; index < times.length - 1; index++)
      assert.ok((times[index] ?? 0) - (times[index - 1] ?? 0) >= 1_000);
  });

  it('can be taken up again with the report that it returned', async () => {
    const bench = createBench([endsAfter({ 'ds-1': 1, 'ds-2': 5 })]);
    const first = await bench.run(
      bench.client.waitForStatus({ requests: ['ds-1', 'ds-2'] }, { timeoutMs: 3_000 }),
    );
    assert.deepEqual(first.pendingRequestIds, ['ds-2']);
    const second = await bench.run(bench.client.waitForStatus({ requests: first.pendingRequestIds }));
    assert.equal(second.isFinal, true);
    assert.deepEqual(
      second.jobs.map(({ requestId }) => requestId),
      ['ds-2'],
    );
  });

  it('looks again only at the jobs that are not final', async () => {
    const bench = createBench([endsAfter({ 'ds-1': 1, 'ds-2': 3, 'ds-3': 2 })]);
    const report = await bench.run(bench.client.waitForStatus({ requests: ['ds-1', 'ds-2', 'ds-3'] }));
    assert.deepEqual(bench.http.requests.map(idOf), ['ds-1', 'ds-2', 'ds-3', 'ds-2', 'ds-3', 'ds-2']);
    assert.equal(report.isFinal, true);
  });

  it('ends when the log has as many verdicts as the job has recipients, whatever the job says of itself', async () => {
    const entries = (word: string, count: number): object => ({
      statusLogs: Array.from({ length: count }, (_, index) => ({
        originalId: `r${index}@x.org`,
        status: word,
      })),
    });
    for (const [job, more, looks] of [
      ['COMPLETED', entries('SUCCESS', 3), 1],
      ['Done', entries('Failure', 3), 1],
      ['COMPLETED', entries('SUCCESS', 2), 8],
      ['COMPLETED', entries('DELIVERED', 3), 8],
    ] as const) {
      const bench = createBench([status(job, more)]);
      const requests = [{ requestId: 'ds-1', api: 'v2', recipientCount: 3 }] as const;
      const report = await bench.run(bench.client.waitForStatus({ requests }, { timeoutMs: 60_000 }));
      assert.equal(bench.http.requests.length, looks, job);
      assert.equal(report.isFinal, looks === 1);
      assert.deepEqual(report.pendingRequestIds, looks === 1 ? [] : ['ds-1']);
    }
  });

  it('takes the count of the log for the recipients of an id that was given by hand', async () => {
    const log = (identities: readonly string[]): object => ({
      count: 2,
      statusLogs: identities.map((originalId) => ({ originalId, status: 'SUCCESS' })),
    });
    const all = createBench([status('COMPLETED', log(['a@x.org', 'b@x.org']))]);
    assert.equal((await all.run(all.client.waitForStatus({ requests: 'ds-1' }))).isFinal, true);
    // One of them twice is not both.
    const one = createBench([status('COMPLETED', log(['a@x.org', 'A@x.org']))]);
    const options = { timeoutMs: 5_000 };
    assert.deepEqual((await one.run(one.client.waitForStatus({ requests: 'ds-1' }, options))).end, {
      kind: 'timed_out',
    });
  });

  it('goes on while a job runs, although its log names as many as it counts so far', async () => {
    const entry = { originalId: 'a@x.org', status: 'SUCCESS' };
    const growing = status('IN_PROGRESS', { count: 1, statusLogs: [entry] });
    const whole = status('SUCCESS', { count: 2, statusLogs: [entry, { ...entry, originalId: 'b@x.org' }] });
    const bench = createBench([growing, growing, whole]);
    const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }));
    assert.deepEqual([report.isFinal, report.counts.delivered, bench.http.requests.length], [true, 2, 3]);
  });

  it('gives up on an id that the platform does not know, not on the others', async () => {
    const bench = createBench([
      (request) =>
        idOf(request) === 'ds-bad' ? refusal(404, 'Not found') : jsonAnswer(200, { status: 'SUCCESS' }),
    ]);
    const report = await bench.run(bench.client.waitForStatus({ requests: ['ds-1', 'ds-bad', 'ds-2'] }));
    assert.deepEqual(
      report.jobs.map(({ requestId, jobStatus, isFinal, error }) => [
        requestId,
        jobStatus,
        isFinal,
        error?.code,
      ]),
      [
        ['ds-1', 'SUCCESS', true, undefined],
        ['ds-bad', 'UNKNOWN', false, 'not_found'],
        ['ds-2', 'SUCCESS', true, undefined],
      ],
    );
    assert.deepEqual(report.end, { kind: 'finished' });
    // Of the bad one both APIs are asked.
    assert.equal(bench.http.requests.length, 4);
    assert.deepEqual(report.pendingRequestIds, ['ds-bad']);
    assert.deepEqual(report.refusedRequestIds, ['ds-bad']);
  });

  for (const [api, hint] of [
    ['v2', /Send Notification \(V1\) is asked for with the API V1/],
    ['v1', /Send Notification V2 is asked for with the API V2/],
  ] as const)
    it(`points to the other API where ${api} does not know an id`, async () => {
      const bench = createBench([refusal(404, 'Request id not found')]);
      const report = await bench.run(
        bench.client.waitForStatus({ requests: [{ requestId: 'ds-1', api }] as never }),
      );
      assert.equal(bench.http.requests.length, 1);
      assert.match(report.jobs[0]?.error?.message ?? '', /^The platform knows no such request/);
      assert.match(report.jobs[0]?.error?.hint ?? '', hint);
    });

  for (const [api, other] of [
    ['v2', 'v1'],
    ['v1', 'v2'],
    [undefined, 'v1'],
  ] as const) {
    const asked = { requests: ['ds-1'], ...(api === undefined ? {} : { api }) };
    const isOf = (path: string): 'v1' | 'v2' => (path.includes('/notifyV2/') ? 'v2' : 'v1');
    const pathsOf = (bench: ReturnType<typeof createBench>): string[] =>
      bench.http.requests.map(({ url }) => isOf(url));

    it(`finds out that an id is of ${other} if ${String(api)} does not know it`, async () => {
      const bench = createBench([
        (request) =>
          isOf(request.url) === other
            ? jsonAnswer(200, { status: 'SUCCESS' })
            : refusal(404, 'Request id not found'),
      ]);
      const report = await bench.run(bench.client.waitForStatus(asked));
      assert.deepEqual(pathsOf(bench), [api ?? 'v2', other]);
      const [job] = report.jobs;
      assert.deepEqual([job?.api, job?.jobStatus, job?.error], [other, 'SUCCESS', undefined]);
      assert.deepEqual(report.refusedRequestIds, []);
    });

    it(`asks the other API than ${String(api)} only once, and says that both were asked`, async () => {
      const bench = createBench([refusal(404, 'Request id not found')]);
      const report = await bench.run(bench.client.getStatus(asked));
      assert.deepEqual(pathsOf(bench), [api ?? 'v2', other]);
      assert.match(report.jobs[0]?.error?.hint ?? '', /Both status calls were asked: that of V1/);
      assert.equal(report.jobs[0]?.api, api ?? 'v2');
    });
  }

  it('asks no other API where a server answers that is not the platform, or refuses for another reason', async () => {
    for (const answer of [
      { kind: 'answer', status: 404, headers: {}, body: '<html>' } as const,
      refusal(403, 'No'),
      refusal(400, 'No'),
    ]) {
      const bench = createBench([answer]);
      await bench.run(bench.client.getStatus({ requests: ['ds-1'] }));
      assert.equal(bench.http.requests.length, 1);
    }
  });

  for (const code of [404, 409, 410, 412, 422])
    it(`keeps the request id of a job of which it was refused to be told (${code})`, async () => {
      const bench = createBench([status('IN_PROGRESS'), refusal(code, 'No')]);
      const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }));
      assert.equal(bench.http.requests.length, 2);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(report.refusedRequestIds, ['ds-1']);
      assert.deepEqual(report.end, { kind: 'finished' });
    });

  it('looks once at a job whose status is larger than an answer may be, and says how large', async () => {
    const bench = createBench([{ kind: 'lost', reason: 'it is larger than 5 MB.', endedBy: 'size' }]);
    const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
    assert.equal(bench.http.requests.length, 1);
    assert.match(report.jobs[0]?.error?.hint ?? '', /5 MB/);
    assert.deepEqual(report.pendingRequestIds, ['ds-1']);
  });

  describe('of which the platform does not know yet', () => {
    const unknown = refusal(404, 'Request id not found');
    const sent = [{ requestId: 'ds-1', api: 'v1' }] as const;
    /** A bench that was given the job ds-1 just now. */
    async function afterSend(...looks: readonly ScriptedAnswer[]): Promise<TestBench> {
      const bench = createBench([ACCEPTED, ...looks]);
      await bench.run(bench.client.send(textTo('a@x.org')));
      return bench;
    }

    it('are looked at again within a minute of the send', async () => {
      const bench = await afterSend(unknown, unknown, status('SUCCESS'));
      const report = await bench.run(bench.client.waitForStatus({ requests: sent }));
      assert.equal(report.isFinal, true);
      assert.equal(report.jobs[0]?.error, undefined);
    });

    it('are looked at again also by another client of the same bot', async () => {
      const bench = await afterSend(unknown, status('SUCCESS'));
      const { client } = createBench([], { shared: bench });
      assert.equal((await bench.run(client.waitForStatus({ requests: sent }))).isFinal, true);
    });

    it('are given up after that minute, and their ids stay', async () => {
      const bench = await afterSend(unknown);
      const report = await bench.run(bench.client.waitForStatus({ requests: sent }));
      assert.ok(report.durationMs >= 60_000 && report.durationMs <= 90_000, String(report.durationMs));
      assert.deepEqual(report.end, { kind: 'finished' });
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(report.refusedRequestIds, ['ds-1']);
      const looks = bench.http.requests.length;
      await bench.run(bench.client.waitForStatus({ requests: sent }));
      assert.equal(bench.http.requests.length, looks + 1);
    });

    it('are not refused when one look is all that is asked for', async () => {
      const bench = await afterSend(unknown);
      const report = await bench.run(bench.client.getStatus({ requests: sent }));
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(report.refusedRequestIds, []);
    });
  });

  it('stops at a refusal of everybody, and keeps every request id', async () => {
    const bench = createBench([refusal(401, 'Permission denied. Scope is incorrect!')], {
      options: { maxInFlight: 1 },
    });
    const report = await bench.run(bench.client.waitForStatus({ requests: ['ds-1', 'ds-2', 'ds-3'] }));
    assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'wrong_scope']);
    assert.deepEqual(report.pendingRequestIds, ['ds-1', 'ds-2', 'ds-3']);
    assert.deepEqual(
      report.jobs.map(({ error }) => error?.code),
      Array(3).fill('wrong_scope'),
    );
    assert.equal(bench.http.requests.length, 1);
  });

  it('outlives an outage', async () => {
    const bench = createBench([...Array<ScriptedAnswer>(7).fill(NOT_SENT), LOST, status('SUCCESS')]);
    const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }));
    assert.equal(report.isFinal, true);
    assert.equal(report.jobs[0]?.error, undefined);
  });

  it('tells what keeps a job from being looked at', async () => {
    const bench = createBench([NOT_SENT]);
    const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 10_000 }));
    assert.equal(report.jobs[0]?.error?.code, 'unreachable');
    assert.deepEqual(report.end, { kind: 'timed_out' });
    assert.deepEqual(report.pendingRequestIds, ['ds-1']);
  });

  it('keeps what it saw of a job when a later look fails', async () => {
    const bench = createBench([status('IN_PROGRESS', { percentageComplete: 40 }), NOT_SENT]);
    const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 10_000 }));
    assert.equal(report.jobs[0]?.percentageComplete, 40);
    assert.equal(report.jobs[0].error?.code, 'unreachable');
  });

  it('looks at many jobs within the limits of the bot', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `ds-${index}`);
    const bench = createBench([status('SUCCESS')], { options: { maxPerMinute: 10 } });
    const report = await bench.run(bench.client.waitForStatus({ requests: ids }));
    assert.equal(report.isFinal, true);
    assert.equal(bench.http.requests.length, 30);
    assert.equal(bench.times().at(-1), 120_002);
  });

  it('ends at its time-out although the limit would hold it longer', async () => {
    const bench = createBench([status('SUCCESS')], { options: { maxPerMinute: 2 } });
    const report = await bench.run(
      bench.client.waitForStatus({ requests: ['ds-1', 'ds-2', 'ds-3'] }, { timeoutMs: 10_000 }),
    );
    assert.equal(report.durationMs, 10_000);
    assert.deepEqual(report.end, { kind: 'timed_out' });
    assert.deepEqual(report.pendingRequestIds, ['ds-3']);
    assert.equal(report.jobs[2]?.error?.code, 'rate_limited');
  });

  it('ends at its time-out, or with the request that is under way then, although every look fails', async () => {
    for (const [answer, latencyMs, durationMs] of [
      [LOST, 30_000, 30_000],
      [NOT_SENT, 0, 10_000],
      [refusal(503, 'Busy', 503, { 'retry-after': '60' }), 0, 10_000],
    ] as const) {
      const bench = createBench([answer], { latencyMs });
      const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: 10_000 }));
      assert.equal(report.durationMs, durationMs);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
      assert.deepEqual(report.end, { kind: 'timed_out' });
    }
  });

  it('tells until when the limit makes a look pause', async () => {
    const bench = createBench([status('SUCCESS')], { options: { maxPerMinute: 1 } });
    const start = bench.clock.now();
    const seen: Progress[] = [];
    await bench.run(
      bench.client.getStatus(
        { requests: ['ds-1', 'ds-2'] },
        { onProgress: (progress) => void seen.push(progress) },
      ),
    );
    assert.deepEqual(
      seen.map(({ jobsFinal, jobsTotal, pausedUntil }) => [jobsFinal, jobsTotal, pausedUntil]),
      [
        [1, 2, undefined],
        [1, 2, start + 60_001],
        [2, 2, undefined],
      ],
    );
  });

  it('waits for the window after a refusal by the limit', async () => {
    const bench = createBench([refusal(429, MINUTE_LIMIT, 429, { 'retry-after': '9' }), status('SUCCESS')]);
    const report = await bench.run(bench.client.waitForStatus({ requests: 'ds-1' }));
    assert.equal(report.isFinal, true);
    assert.deepEqual(bench.times(), [0, 9_000]);
  });

  it('is cancelled at once, between two looks and within one', async () => {
    for (const latencyMs of [0, 5_000]) {
      const controller = new AbortController();
      const bench = createBench([status('IN_PROGRESS')], { latencyMs });
      const run = bench.client.waitForStatus({ requests: 'ds-1' }, { signal: controller.signal });
      void bench.clock.sleep(3_500).then(() => controller.abort());
      const report = await bench.run(run);
      assert.deepEqual(report.end, { kind: 'cancelled' });
      assert.equal(report.durationMs, 3_500);
      assert.deepEqual(report.pendingRequestIds, ['ds-1']);
    }
  });

  it('makes no call if it is cancelled before', async () => {
    const bench = createBench([status('SUCCESS')]);
    const report = await bench.run(
      bench.client.waitForStatus({ requests: 'ds-1' }, { signal: AbortSignal.abort() }),
    );
    assert.equal(bench.http.requests.length, 0);
    assert.deepEqual(report.pendingRequestIds, ['ds-1']);
    assert.deepEqual(report.end, { kind: 'cancelled' });
  });

  it('tells how many jobs are final', async () => {
    const seen: Progress[] = [];
    const bench = createBench([endsAfter({ 'ds-1': 1, 'ds-2': 2 })], { options: { maxPerMinute: 2 } });
    await bench.run(
      bench.client.waitForStatus(
        { requests: ['ds-1', 'ds-2'] },
        { onProgress: (progress) => seen.push(progress) },
      ),
    );
    assert.deepEqual(
      seen.map(({ phase, jobsFinal, jobsTotal, pausedUntil }) => [phase, jobsFinal, jobsTotal, pausedUntil]),
      [
        ['waiting', 1, 2, undefined],
        ['waiting', 1, 2, undefined],
        ['waiting', 1, 2, 1_700_000_060_001],
        ['waiting', 2, 2, undefined],
      ],
    );
  });

  it('refuses a time that is none', async () => {
    for (const options of [
      { timeoutMs: NaN },
      { timeoutMs: '5000' },
      { firstIntervalMs: NaN },
      { maxPauseMs: -1 },
    ]) {
      const bench = createBench([status('IN_PROGRESS')]);
      const error = await bench.fail(bench.client.waitForStatus({ requests: 'ds-1' }, options as never));
      assert.equal(error.code, 'invalid_input');
      assert.deepEqual(
        error.problems.map(({ path, rule }) => [path, rule]),
        [[Object.keys(options)[0], 'range']],
      );
    }
  });

  it('waits as long as by default if the time is given as undefined', async () => {
    const bench = createBench([status('IN_PROGRESS')]);
    const report = await bench.run(
      bench.client.waitForStatus({ requests: 'ds-1' }, { timeoutMs: undefined } as never),
    );
    assert.deepEqual(report.end, { kind: 'timed_out' });
    assert.equal(report.durationMs, 300_000);
  });
});

describe('Asking for the status', () => {
  it('looks once at each job, whatever its state', async () => {
    const bench = createBench([status('IN_PROGRESS', { percentageComplete: 30 })]);
    const report = await bench.run(bench.client.getStatus({ requests: ['ds-1', 'ds-2'] }));
    assert.equal(bench.http.requests.length, 2);
    assert.equal(report.isFinal, false);
    assert.deepEqual(report.end, { kind: 'finished' });
    assert.deepEqual(report.pendingRequestIds, ['ds-1', 'ds-2']);
    assert.equal(report.jobs[0]?.percentageComplete, 30);
  });

  it('lists what the log says, in its order, repetitions included', async () => {
    const bench = createBench([
      status('PARTIAL_SUCCESS', {
        count: 7,
        statusLogs: [
          { originalId: 'a@x.org', status: 'FAILURE', comments: "'No such user'" },
          { originalId: 'b@x.org', status: 'SUCCESS', comments: '' },
          { originalId: 'a@x.org', status: 'SUCCESS', comments: 'It’s done' },
        ],
      }),
    ]);
    const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
    assert.deepEqual(
      report.jobs[0]?.recipients.map(({ identity, outcome, detail }) => [identity, outcome, detail]),
      [
        ['a@x.org', 'undelivered', 'No such user'],
        ['b@x.org', 'delivered', undefined],
        ['a@x.org', 'delivered', 'It’s done'],
      ],
    );
    assert.deepEqual(report.counts, { delivered: 2, undelivered: 1 });
  });

  it('reads a job whose log has strange entries beside the good ones', async () => {
    const bench = createBench([
      status('SUCCESS', {
        percentageComplete: '100',
        createdBy: null,
        statusLogs: [
          null,
          7,
          {},
          { originalId: 7, status: 'SUCCESS' },
          { originalId: 'a@x.org', status: 'SUCCESS', comments: null },
        ],
      }),
    ]);
    const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
    assert.deepEqual(report.counts, { delivered: 1, undelivered: 0 });
  });

  it('reads the words of a log without regard to case and blanks, and shows those that it does not know', async () => {
    const statusLogs = ['Success', ' FAILURE ', 'DELIVERED', 'failed'].map((word, index) => ({
      originalId: `r${index}@x.org`,
      status: word,
      comments: index === 2 ? 'To the handset' : '',
    }));
    const bench = createBench([status('SUCCESS', { statusLogs })]);
    const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
    assert.deepEqual(
      report.jobs[0]?.recipients.map(({ outcome, detail }) => [outcome, detail]),
      [
        ['delivered', undefined],
        ['undelivered', undefined],
        ['accepted', 'The log says DELIVERED: To the handset'],
        ['accepted', 'The log says failed.'],
      ],
    );
    assert.deepEqual(report.counts, { delivered: 1, undelivered: 1 });
  });

  it('warns of a log that lacks entries by the count of the platform, once it is complete', async () => {
    const log = { count: 3, statusLogs: [{ originalId: 'a@x.org', status: 'SUCCESS' }] };
    for (const [word, warning] of [
      ['SUCCESS', /counts 3 log entries and returned 1/],
      ['IN_PROGRESS', /^$/],
    ] as const) {
      const bench = createBench([status(word, log)]);
      const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
      assert.match(report.jobs[0]?.warning ?? '', warning);
    }
    const whole = createBench([status('SUCCESS', { ...log, count: 1 })]);
    const report = await whole.run(whole.client.getStatus({ requests: 'ds-1' }));
    assert.equal(report.jobs[0]?.warning, undefined);
  });

  const V2 = (id: string): string => `GET /api/public/bot/st-1/notifyV2/status/${id}`;
  const V1 = (id: string): string => `GET /api/public/bot/st-1/notify/status/${id}`;
  for (const [form, input, expected] of [
    ['an id', { requests: 'ds-1' }, [V2('ds-1')]],
    ['an id of V1', { requests: 'ds-1', api: 'v1' }, [V1('ds-1')]],
    ['ids', { requests: ['ds-1', ' ds-2 '] }, [V2('ds-1'), V2('ds-2')]],
    ['ids in text', { requests: 'ds-1, ds-2\nds-3' }, [V2('ds-1'), V2('ds-2'), V2('ds-3')]],
    ['JSON text of ids', { requests: '["ds-1","ds-2"]' }, [V2('ds-1'), V2('ds-2')]],
    ['the same id twice', { requests: ['ds-1', 'ds-1'] }, [V2('ds-1')]],
    ['a row', { requests: { requestId: 'ds-1', api: 'v1' } }, [V1('ds-1')]],
    [
      'rows',
      { requests: [{ requestId: 'ds-1', api: 'v1' }, { requestId: 'ds-2' }] },
      [V1('ds-1'), V2('ds-2')],
    ],
    [
      'rows of recipients, of which some were never accepted',
      {
        requests: [
          { index: 0, outcome: 'accepted', requestId: 'ds-1' },
          { index: 1, outcome: 'rejected' },
          { index: 2, outcome: 'accepted', requestId: 'ds-1' },
        ],
      },
      [V2('ds-1')],
    ],
    ['an id that needs encoding', { requests: 'ds-1/../x?y' }, [V2('ds-1%2F..%2Fx%3Fy')]],
  ] as [string, StatusInput, string[]][])
    it(`takes ${form}`, async () => {
      const bench = createBench([status('SUCCESS')]);
      await bench.run(bench.client.getStatus(input));
      assert.deepEqual(paths(bench), expected);
    });

  it('has nothing to ask for the report of a send of which nothing was accepted', async () => {
    const bench = createBench([refusal(400, 'No.')]);
    const sent = await bench.run(bench.client.send(textTo('ada@example.org')));
    const before = bench.http.requests.length;
    for (const requests of [sent, [sent]]) {
      const report = await bench.run(bench.client.waitForStatus({ requests }));
      assert.deepEqual([report.jobs, report.isFinal, report.end.kind], [[], true, 'finished']);
    }
    assert.equal(bench.http.requests.length, before);
    const error = await bench.fail(bench.client.getStatus({ requests: [] }));
    assert.equal(error.code, 'invalid_input');
  });

  it('takes the report of a send, and asks by the call that made each job', async () => {
    const bench = createBench([ACCEPTED, ACCEPTED, status('SUCCESS')]);
    const sent: SendReport = await bench.run(
      bench.client.send(textTo(['a@x.org', 'b@x.org']), { recipientsPerRequest: 1 }),
    );
    await bench.run(bench.client.getStatus({ requests: sent }));
    assert.deepEqual(paths(bench).slice(2), [V1('ds-1'), V1('ds-2')]);
    const again = await bench.run(bench.client.getStatus({ requests: [sent] }));
    await bench.run(bench.client.getStatus({ requests: again as never }));
    assert.deepEqual(paths(bench).slice(4), [V1('ds-1'), V1('ds-2'), V1('ds-1'), V1('ds-2')]);
  });

  for (const [what, input, path] of [
    ['nothing', undefined, 'requests'],
    ['no request', {}, 'requests'],
    ['an empty list', { requests: [] }, 'requests'],
    ['a number in the list', { requests: ['ds-1', 7] }, 'requests[1]'],
    ['an empty id', { requests: [''] }, 'requests[0]'],
    ['dots for an id', { requests: ['..'] }, 'requests[0]'],
    ['a row without an id', { requests: [{ name: 'x' }] }, 'requests[0].requestId'],
    ['another version', { requests: 'ds-1', api: 'v3' }, 'api'],
    [
      'a report in which nothing was accepted',
      { requests: { requests: [{ outcome: 'rejected' }] } },
      'requests',
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const bench = createBench([status('SUCCESS')]);
      const error = await bench.fail(bench.client.getStatus(input as never));
      assert.equal(error.code, 'invalid_input');
      assert.equal(error.problems[0]?.path, path);
      assert.equal(bench.http.requests.length, 0);
    });
});
