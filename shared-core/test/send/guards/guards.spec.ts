import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCanceller } from '../../../src/scheduling/cancellation.ts';
import { createDayCount } from '../../../src/send/guards/day-count.ts';
import { sendMany } from '../../../src/send/send-many.ts';
import type { SendRow } from '../../../src/send/send-row.ts';
import type { Guards } from '../../../src/vocabulary/guards.ts';
import type { SendOptions } from '../../../src/vocabulary/options.ts';
import type { Progress } from '../../../src/vocabulary/progress.ts';
import { failureOf, notReachedIndices } from '../../../src/vocabulary/read-report.ts';
import type { SendReport } from '../../../src/vocabulary/reports.ts';
import { FakeJournal } from '../../../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  type BenchOptions,
  createBench,
  fates,
  identitiesOf,
  ivrTo,
  NOT_SENT,
  refusal,
  type TestBench,
  textTo,
} from '../../run-client.ts';

const HOUR = 3_600_000;
/** 21:30 in Berlin. */
const EVENING = Date.parse('2026-11-26T20:30:00Z');
/** 23:00 in Berlin. */
const NIGHT = Date.parse('2026-11-26T22:00:00Z');
const NIGHT_HOURS = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' } as const;

function guarded(guards: Guards, more: BenchOptions = {}): TestBench {
  return createBench([ACCEPTED], { ...more, options: { ...more.options, guards } });
}

async function send(bench: TestBench, recipients: unknown[], options?: SendOptions): Promise<SendReport> {
  const report = await bench.run(bench.client.sendV2(ivrTo(recipients), options));
  assertAccounted(report, recipients.length);
  return report;
}

function sentTo(bench: TestBench): unknown[] {
  return bench.bodies().flatMap((body) => identitiesOf(body).map((one) => (one as { email: string }).email));
}

async function problemsOf(guards: unknown): Promise<string[]> {
  try {
    guarded(guards as Guards);
  } catch (error) {
    return (error as { problems: { path: string }[] }).problems.map(({ path }) => path);
  }
  return Promise.resolve([]);
}

describe('Only these, and never these', () => {
  it('leave out whom the app may not message, and send to the others', async () => {
    const bench = guarded({ only: '@example.com, +49*', never: ['boss@example.com'] });
    const report = await send(bench, [
      'ann@example.com',
      'eve@evil.org',
      'BOSS@Example.com',
      'bob@EXAMPLE.com',
    ]);
    assert.deepEqual(fates(report), ['accepted', 'unsent: not_allowed', 'unsent: suppressed', 'accepted']);
    assert.deepEqual(sentTo(bench), ['ann@example.com', 'bob@EXAMPLE.com']);
    assert.deepEqual(report.end, { kind: 'finished' });
  });

  it('are told in a plan and its preview, with what each would read', async () => {
    const bench = guarded({ only: '@example.com' });
    const rows = [
      { email: 'ann@example.com', name: 'Ann' },
      { email: 'eve@evil.org', name: 'Eve' },
    ];
    const plan = await bench.run(bench.client.plan('v2', ivrTo(rows, { message: 'Hi {name}' })));
    assert.deepEqual([plan.total, plan.recipients, plan.requests], [2, 1, 1]);
    assert.deepEqual(
      plan.preview().map(({ text, reason, requestNumber }) => [text, reason, requestNumber]),
      [
        ['Hi Ann', undefined, 1],
        ['Hi Eve', 'not_allowed', undefined],
      ],
    );
    const report = plan.previewReport();
    assertAccounted(report, 2);
    assert.deepEqual(fates(report), ['unsent: preview', 'unsent: not_allowed']);
    assert.deepEqual(
      report.recipients.map(({ text }) => text),
      ['Hi Ann', 'Hi Eve'],
    );
    assert.deepEqual([report.preview.recipients, report.preview.requests], [1, 1]);
    assert.deepEqual(bench.http.requests, []);
  });

  it('hold for a duplicate of somebody too', async () => {
    const report = await send(guarded({ never: 'ann@example.com' }), [
      'ann@example.com',
      'Ann@example.com',
      'bob@example.com',
    ]);
    assert.deepEqual(fates(report), ['unsent: suppressed', 'unsent: suppressed', 'accepted']);
  });

  it('send nothing, and fail nothing, if nobody is left', async () => {
    const bench = guarded({ only: '@example.com' });
    const report = await send(bench, ['eve@evil.org']);
    assert.deepEqual(fates(report), ['unsent: not_allowed']);
    assert.deepEqual(
      [bench.http.requests, failureOf(report), notReachedIndices(report)],
      [[], undefined, []],
    );
  });

  it('are problems of the app if an entry cannot be read, also while others can', async () => {
    assert.deepEqual(await problemsOf({ only: ['@example.com', 'Ann Smith'] }), ['guards.only, entry 2']);
    assert.deepEqual(await problemsOf({ never: '0171 1234567; ok@example.com' }), ['guards.never, entry 1']);
    for (const only of [[], ' , ', 7, {}, [true]])
      assert.equal((await problemsOf({ only })).length, 1, JSON.stringify(only));
    for (const only of [undefined, null, '', '  ']) assert.deepEqual(await problemsOf({ only }), []);
    assert.deepEqual(await problemsOf('@example.com'), ['guards']);
  });

  it('leave everybody else as without them, whoever is barred', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (isBarred, size) => {
          const recipients = isBarred.map(
            (barred, index) => `r${index}@${barred ? 'no' : 'yes'}.example.com`,
          );
          const bench = guarded({ never: '@no.example.com' });
          const report = await send(bench, recipients, { recipientsPerRequest: size });
          assert.deepEqual(
            fates(report),
            isBarred.map((barred) => (barred ? 'unsent: suppressed' : 'accepted')),
          );
          assert.deepEqual(
            sentTo(bench),
            recipients.filter((_, index) => isBarred[index] === false),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('The most recipients a run', () => {
  it('is the smaller one of the node and of the app, and looked at before anybody is read', async () => {
    for (const [perRun, maxRecipients, path] of [
      [2, 1_000, /maximum is 2.*maximum a run of the app/],
      [2, 0, /maximum is 2/],
      [1_000, 2, /maximum is 2.*options of the node/],
      [0, 2, /maximum is 2/],
    ] as const) {
      const bench = guarded({ perRun });
      const error = await bench.fail(bench.client.sendV2(ivrTo(addresses(3)), { maxRecipients }));
      assert.equal(error.code, 'invalid_input');
      assert.match(error.message, path);
      assert.deepEqual(bench.http.requests, []);
    }
    assert.deepEqual(
      fates(await send(guarded({ perRun: 3 }), addresses(3), { maxRecipients: 0 })),
      Array(3).fill('accepted'),
    );
  });

  it('counts over all messages of a run', async () => {
    const bench = guarded({ perRun: 3 });
    const rows = (count: number): SendRow[] =>
      addresses(count).map((email, source) => ({
        source,
        sender: bench.client,
        api: 'v2',
        message: { channel: 'ivr', message: `Hi ${source}` },
        options: { maxRecipients: 1_000 },
        recipients: [email],
      }));
    const error = await bench.fail(sendMany(rows(4), { clock: bench.clock }));
    assert.match(error.message, /4 recipients.*maximum is 3.*maximum a run of the app/);
    const sent = await bench.run(sendMany(rows(3), { clock: bench.clock }));
    assert.deepEqual(
      sent.flatMap(({ report }) => fates(report)),
      Array(3).fill('accepted'),
    );
  });

  it('is a whole number', async () => {
    for (const perRun of [-1, 1.5, NaN, '5'])
      assert.deepEqual(await problemsOf({ perRun }), ['guards.perRun'], String(perRun));
  });
});

describe('The most recipients a day', () => {
  it('leaves out those beyond it, until the next day of the zone', async () => {
    const bench = guarded({ perDay: 3, timeZone: 'Europe/Berlin' }, { startMs: EVENING });
    assert.deepEqual(fates(await send(bench, addresses(2))), Array(2).fill('accepted'));
    const report = await send(bench, addresses(3));
    assert.deepEqual(fates(report), ['accepted', 'unsent: over_maximum', 'unsent: over_maximum']);
    assert.match(report.recipients[1]?.detail ?? '', /\(3\).*tomorrow/);
    assert.deepEqual(notReachedIndices(report), []);
    assert.equal(report.requests.length, 1);
    // Half past midnight in Berlin, and still the day before in UTC.
    bench.clock.shift(3 * HOUR);
    assert.deepEqual(fates(await send(bench, addresses(3))), Array(3).fill('accepted'));
  });

  it('counts for all clients that share a count', async () => {
    const dayCount = createDayCount();
    const one = createBench([ACCEPTED], { options: { guards: { perDay: 3 } }, dayCount });
    const other = createBench([ACCEPTED], { options: { guards: { perDay: 3 } }, dayCount });
    await send(one, addresses(2));
    assert.deepEqual(fates(await send(other, addresses(2))), ['accepted', 'unsent: over_maximum']);
  });

  it('survives the process, if there is a journal', async () => {
    const journal = new FakeJournal();
    const guards = { perDay: 3, timeZone: 'Europe/Berlin' };
    const started = (answer = ACCEPTED, startMs = EVENING): TestBench =>
      createBench([answer], { journal, startMs, options: { guards, maxAttempts: 1 } });
    await send(started(), addresses(1));
    assert.deepEqual(
      fates(await send(started(NOT_SENT), addresses(2))),
      Array(2).fill('unsent: unreachable'),
    );
    const third = await send(started(), addresses(3));
    assert.deepEqual(fates(third), ['accepted', 'accepted', 'unsent: over_maximum']);
    assert.deepEqual(fates(await send(started(ACCEPTED, EVENING + 3 * HOUR), addresses(1))), ['accepted']);
  });

  it('sends nothing that cannot be counted in the journal', async () => {
    const journal = new FakeJournal();
    journal.failsAt = 2;
    const bench = guarded({ perDay: 9 }, { journal, options: { maxInFlight: 1 } });
    const report = await send(bench, addresses(3), { recipientsPerRequest: 1 });
    assert.deepEqual(fates(report), ['accepted', 'unsent: stopped', 'unsent: stopped']);
    assert.equal(report.end.error?.code, 'journal_failed');
    assert.equal(bench.bodies().length, 1);
    // The disk has room again.
    assert.deepEqual(fates(await send(bench, addresses(9))).filter((fate) => fate === 'accepted').length, 8);
  });

  it('does not count who was refused, or never sent', async () => {
    const bench = createBench([refusal(400, 'No.'), NOT_SENT, ACCEPTED], {
      options: { guards: { perDay: 2 }, maxAttempts: 1 },
    });
    await send(bench, addresses(2));
    await send(bench, addresses(2));
    assert.deepEqual(fates(await send(bench, addresses(2))), ['accepted', 'accepted']);
    assert.deepEqual(fates(await send(bench, addresses(1))), ['unsent: over_maximum']);
  });

  it('is never exceeded, however many requests are under way at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
        async (perDay, recipientsPerRequest, sizes) => {
          const bench = guarded({ perDay }, { latencyMs: 50 });
          const reports = await bench.run(
            Promise.all(
              sizes.map((size) => bench.client.sendV2(ivrTo(addresses(size)), { recipientsPerRequest })),
            ),
          );
          reports.forEach((report, place) => assertAccounted(report, sizes[place] ?? 0));
          const wanted = sizes.reduce((sum, size) => sum + size, 0);
          assert.equal(sentTo(bench).length, Math.min(perDay, wanted));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('Quiet hours', () => {
  it('leave everybody unsent, and say when they end', async () => {
    const bench = guarded({ quietHours: NIGHT_HOURS }, { startMs: NIGHT });
    const report = await send(bench, addresses(2));
    assert.deepEqual(fates(report), Array(2).fill('unsent: quiet_hours'));
    assert.match(report.recipients[0]?.detail ?? '', /until 2026-11-27 07:00, Europe\/Berlin/);
    assert.deepEqual([bench.http.requests, report.requests, report.end], [[], [], { kind: 'finished' }]);
    assert.deepEqual([failureOf(report), notReachedIndices(report)], [undefined, []]);
  });

  it('change nothing outside of them, up to the minute', async () => {
    for (const [at, fate] of [
      ['2026-11-26T20:59:59.999Z', 'accepted'],
      ['2026-11-26T21:00:00Z', 'unsent: quiet_hours'],
      ['2026-11-27T05:59:59.999Z', 'unsent: quiet_hours'],
      ['2026-11-27T06:00:00Z', 'accepted'],
    ] as const) {
      const bench = guarded({ quietHours: NIGHT_HOURS }, { startMs: Date.parse(at) });
      assert.deepEqual(fates(await send(bench, addresses(1))), [fate], at);
    }
    const atNoon = guarded(
      { quietHours: { from: '12:00', to: '13:30', timeZone: 'UTC' } },
      { startMs: Date.parse('2026-11-26T12:30:00Z') },
    );
    assert.deepEqual(fates(await send(atNoon, addresses(1))), ['unsent: quiet_hours']);
  });

  it('are right in the nights in which clocks are set', async () => {
    for (const [at, timeZone, fate] of [
      // 02:00 to 03:00 is left out: the hours end when the clock jumps.
      ['2026-03-29T00:59:59Z', 'Europe/Berlin', 'unsent: quiet_hours'],
      ['2026-03-29T01:00:00Z', 'Europe/Berlin', 'accepted'],
      // 02:00 to 03:00 comes twice: both are quiet.
      ['2026-10-25T00:45:00Z', 'Europe/Berlin', 'unsent: quiet_hours'],
      ['2026-10-25T01:29:59Z', 'Europe/Berlin', 'unsent: quiet_hours'],
      ['2026-10-25T01:30:00Z', 'Europe/Berlin', 'accepted'],
    ] as const) {
      const bench = guarded(
        { quietHours: { from: '22:00', to: '02:30', timeZone } },
        { startMs: Date.parse(at) },
      );
      assert.deepEqual(fates(await send(bench, addresses(1))), [fate], at);
    }
  });

  it('are those of each recipient, if a row names a time zone', async () => {
    const bench = guarded({ quietHours: { ...NIGHT_HOURS, timeZoneField: 'home.zone' } }, { startMs: NIGHT });
    const report = await send(bench, [
      { email: 'a@x.org', home: { zone: 'America/New_York' } },
      { email: 'b@x.org', home: { zone: 'Europe/Paris' } },
      { email: 'c@x.org' },
      { email: 'd@x.org', home: { zone: 'Atlantis' } },
      { email: 'e@x.org', home: { zone: 'asia/tokyo' } },
    ]);
    assert.deepEqual(fates(report), [
      'accepted',
      'unsent: quiet_hours',
      'unsent: quiet_hours',
      'unsent: quiet_hours',
      'accepted',
    ]);
    assert.deepEqual(sentTo(bench), ['a@x.org', 'e@x.org']);
    assert.deepEqual(
      report.warnings.map(({ recipientIndex, message }) => [recipientIndex, message]),
      [[3, '“Atlantis” is no time zone: quiet hours are those of the app’s time zone.']],
    );
  });

  it('stop a long run that runs into them, also while it waits for the limit', async () => {
    const bench = guarded(
      { quietHours: NIGHT_HOURS },
      { startMs: EVENING, options: { maxPerMinute: 1, maxInFlight: 3 } },
    );
    const report = await send(bench, addresses(60), { recipientsPerRequest: 1, maxPauseMs: 3 * HOUR });
    const sent = report.counts.accepted;
    // Half an hour at one a minute.
    assert.ok(sent >= 29 && sent <= 31, String(sent));
    assert.equal(bench.http.requests.length, sent);
    assert.deepEqual(fates(report).slice(sent), Array(60 - sent).fill('unsent: quiet_hours'));
    assert.equal(report.requests.length, sent);
  });

  it('are asked again before each attempt', async () => {
    const bench = createBench([refusal(503, 'Busy.', 503, { 'retry-after': '1800' }), ACCEPTED], {
      startMs: EVENING + 20 * 60_000,
      options: { guards: { quietHours: NIGHT_HOURS } },
    });
    assert.deepEqual(fates(await send(bench, addresses(1))), ['unsent: quiet_hours']);
    assert.equal(bench.http.requests.length, 1);
  });

  it('do not change what stopped the run before', async () => {
    const bench = createBench([refusal(401, 'Invalid SDK credentials')], {
      startMs: EVENING,
      options: { guards: { quietHours: { ...NIGHT_HOURS, timeZoneField: 'zone' } } },
    });
    const report = await send(bench, [{ email: 'a@x.org' }, { email: 'b@x.org', zone: 'Asia/Tokyo' }], {
      recipientsPerRequest: 1,
    });
    assert.equal(report.end.kind, 'stopped');
  });

  it('are problems of the app if they cannot be read', async () => {
    for (const [quietHours, path] of [
      [{ ...NIGHT_HOURS, from: '25:00' }, 'from'],
      [{ ...NIGHT_HOURS, to: '7' }, 'to'],
      [{ ...NIGHT_HOURS, to: '22:00' }, 'to'],
      [{ ...NIGHT_HOURS, timeZone: 'Berlin' }, 'timeZone'],
      [{ from: '22:00', to: '07:00' }, 'timeZone'],
      [{ timeZone: 'UTC', to: '07:00' }, 'from'],
      [{ ...NIGHT_HOURS, timeZoneField: 7 }, 'timeZoneField'],
    ] as const)
      assert.deepEqual(
        await problemsOf({ quietHours }),
        [`guards.quietHours.${path}`],
        JSON.stringify(quietHours),
      );
    assert.deepEqual(await problemsOf({ quietHours: '22-7' }), ['guards.quietHours']);
  });
});

describe('Quiet hours that hold', () => {
  const HOLD = { quietHours: { ...NIGHT_HOURS, hold: true } } as const;

  it('send when they end, and say so meanwhile', async () => {
    const bench = guarded(HOLD, { startMs: NIGHT });
    const told: Progress[] = [];
    const report = await send(bench, addresses(3), {
      recipientsPerRequest: 2,
      onProgress: (progress) => told.push(progress),
    });
    assert.deepEqual(fates(report), Array(3).fill('accepted'));
    assert.equal(bench.clock.now(), Date.parse('2026-11-27T06:00:00Z'));
    const paused = told.find(({ pausedBy }) => pausedBy === 'quiet_hours');
    assert.equal(paused?.pausedUntil, Date.parse('2026-11-27T06:00:00Z'));
    assert.equal(bench.http.requests.length, 2);
  });

  it('send to the others meanwhile, each person once', async () => {
    const bench = guarded({ quietHours: { ...HOLD.quietHours, timeZoneField: 'zone' } }, { startMs: NIGHT });
    const zones = ['America/New_York', undefined, 'Asia/Tokyo', 'Europe/London', undefined];
    const rows = zones.map((zone, index) => ({ email: `r${index}@x.org`, ...(zone && { zone }) }));
    const report = await send(bench, rows, { recipientsPerRequest: 4 });
    assert.deepEqual(fates(report), Array(5).fill('accepted'));
    assert.deepEqual(
      bench.bodies().map((body) => identitiesOf(body).map((one) => (one as { email: string }).email)),
      [['r0@x.org', 'r2@x.org'], ['r1@x.org'], ['r4@x.org'], ['r3@x.org']],
    );
    assert.deepEqual(
      bench.times().map((ms) => Math.round(ms / HOUR)),
      [0, 8, 8, 9],
    );
  });

  it('end as quiet hours for those who still wait when the run is cancelled', async () => {
    const bench = guarded(HOLD, { startMs: NIGHT });
    const { signal, cancel } = createCanceller();
    const sending = bench.client.sendV2(ivrTo(addresses(3)), { recipientsPerRequest: 2, signal });
    void bench.clock.sleep(HOUR).then(cancel);
    const report = await bench.run(sending);
    assertAccounted(report, 3);
    assert.deepEqual(fates(report), Array(3).fill('unsent: quiet_hours'));
    assert.deepEqual([report.end, bench.http.requests], [{ kind: 'cancelled' }, []]);
  });
});

describe('Send to me instead', () => {
  const rows = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve'].map((name) => ({ email: `${name}@x.org`, name }));
  const message = { message: 'Hi {name}' };

  it('sends the first three filled messages to one address, whatever the guards say', async () => {
    const bench = guarded(
      { only: '@nobody.org', never: 'me@x.org', perDay: 1, quietHours: NIGHT_HOURS },
      { startMs: NIGHT },
    );
    const report = await bench.run(bench.client.sendV2(ivrTo(rows, message), { sendTo: ' me@x.org ' }));
    assertAccounted(report, 5);
    assert.deepEqual(fates(report), [
      'accepted',
      'accepted',
      'accepted',
      'unsent: preview',
      'unsent: preview',
    ]);
    assert.deepEqual(
      bench.bodies().map((body) => body['identities']),
      ['Ann', 'Bob', 'Cid'].map((name) => [{ email: 'me@x.org', parameters: { name } }]),
    );
    assert.equal(report.sentTo, 'me@x.org');
    const [, second] = report.recipients;
    assert.deepEqual(
      [second?.identity, second?.detail],
      ['me@x.org', 'Sent to me@x.org instead of Bob@x.org.'],
    );
    assert.match(report.recipients[4]?.detail ?? '', /to me@x.org/);
    assert.match(report.warnings[0]?.message ?? '', /went to me@x.org, and nobody else/);
    assert.deepEqual(notReachedIndices(report), []);
  });

  it('sends in V1 too, and does not take the three for one', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send(textTo(addresses(4)), { sendTo: 'r0@example.com' }));
    assert.deepEqual(fates(report), ['accepted', 'accepted', 'accepted', 'unsent: preview']);
    assert.deepEqual(
      bench.bodies().map((body) => body['identities']),
      Array(3).fill(['r0@example.com']),
    );
  });

  it('leaves out the invalid and the repeated as a send does, and shows the same in a plan', async () => {
    const bench = createBench([ACCEPTED]);
    const plan = await bench.run(
      bench.client.plan('v2', ivrTo([{ name: 'x' }, rows[0], rows[0], rows[1]], message), {
        sendTo: 'me@x.org',
        onBadRecipient: 'skip',
      }),
    );
    assert.deepEqual([plan.recipients, plan.requests], [2, 2]);
    const report = await bench.run(plan.send());
    assert.deepEqual(fates(report), ['unsent: invalid', 'accepted', 'unsent: duplicate', 'accepted']);
  });

  it('never goes to everybody if the address is missing or cannot be read', async () => {
    for (const sendTo of ['', '  ', null, 7, 'me', 'me@x.org, you@x.org']) {
      const bench = createBench([ACCEPTED]);
      const options = { sendTo } as unknown as SendOptions;
      const error = await bench.fail(bench.client.sendV2(ivrTo(addresses(2)), options));
      assert.match(error.message, /sendTo/, JSON.stringify(sendTo));
      assert.deepEqual(bench.http.requests, []);
    }
  });

  it('sends three of a run over many messages', async () => {
    const bench = createBench([ACCEPTED]);
    const messages = await bench.run(
      sendMany(
        addresses(5).map((email, source) => ({
          source,
          sender: bench.client,
          api: 'v2' as const,
          message: { channel: 'ivr', message: `Hi ${source % 2}` },
          options: { sendTo: 'me@x.org' },
          recipients: [email],
        })),
        { clock: bench.clock },
      ),
    );
    assert.deepEqual(sentTo(bench), Array(3).fill('me@x.org'));
    const all = messages.flatMap(({ report }) => report.recipients);
    assert.equal(all.filter(({ outcome }) => outcome === 'accepted').length, 3);
    assert.equal(all.filter(({ reason }) => reason === 'preview').length, 2);
  });

  it('is no part of a campaign that is sent once', async () => {
    const journal = new FakeJournal();
    const bench = createBench([ACCEPTED], { journal });
    const once = { key: 'spring' };
    for (let time = 0; time < 2; time++)
      assert.equal(
        (await bench.run(bench.client.sendV2(ivrTo(rows, message), { once, sendTo: 'me@x.org' }))).counts
          .accepted,
        3,
      );
    assert.equal((await bench.run(bench.client.sendV2(ivrTo(rows, message), { once }))).counts.accepted, 5);
  });
});

describe('A preview of many messages', () => {
  it('sends nothing, and shows everybody what he would read', async () => {
    const bench = guarded({ never: 'r1@example.com' });
    const messages = await bench.run(
      sendMany(
        addresses(3).map((email, source) => ({
          source,
          sender: bench.client,
          api: 'v2' as const,
          message: { channel: 'ivr', message: 'Hi {name}' },
          options: {},
          recipients: [{ email, name: `N${source}` }],
        })),
        { clock: bench.clock, isPreview: true },
      ),
    );
    const [{ report } = assert.fail()] = messages;
    assert.deepEqual(fates(report), ['unsent: preview', 'unsent: suppressed', 'unsent: preview']);
    assert.deepEqual(
      report.recipients.map((one) => (one as { text?: string }).text),
      ['Hi N0', 'Hi N1', 'Hi N2'],
    );
    assert.deepEqual(bench.http.requests, []);
  });
});
