import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCanceller } from '../../../src/scheduling/cancellation.ts';
import type { SendInput } from '../../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../../src/vocabulary/options.ts';
import { failureOf, notReachedIndices } from '../../../src/vocabulary/read-report.ts';
import type { SendReport } from '../../../src/vocabulary/reports.ts';
import { FakeJournal, jsonAnswer, type ScriptedAnswer } from '../../../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  type BenchOptions,
  createBench,
  fates,
  identitiesOf,
  LOST,
  NOT_SENT,
  refusal,
  textTo,
} from '../../run-client.ts';

const ONCE: SendOptions = { once: { key: 'lunch' }, recipientsPerRequest: 2 };

describe('A send with a key', () => {
  let journal: FakeJournal;
  beforeEach(() => {
    journal = new FakeJournal();
  });

  async function send(
    script: readonly ScriptedAnswer[],
    options: SendOptions = ONCE,
    { input = textTo(addresses(4)), ...bench }: BenchOptions & { readonly input?: SendInput } = {},
  ) {
    const own = createBench(script, { ...bench, journal });
    const report = await own.run(own.client.send(input, options));
    assertAccounted(report, report.total);
    return { bench: own, report, sent: own.bodies().map(identitiesOf) };
  }
  const whys = ({ recipients }: SendReport) =>
    recipients.map(({ outcome, reason = '', requestId = '' }) => `${outcome} ${reason} ${requestId}`.trim());

  it('notes each request before it leaves, and how it ended', async () => {
    const { bench } = await send([ACCEPTED]);
    assert.deepEqual(journal.states, ['sending 2', 'accepted 2', 'sending 2', 'accepted 2']);
    assert.deepEqual(
      journal.notes.map(({ note }) => note.requestId),
      [undefined, 'ds-1', undefined, 'ds-2'],
    );
    assert.deepEqual(
      journal.scopes.map(({ origin, botId, key, keepMs }) => [origin, botId, key, keepMs]),
      [['https://platform.kore.ai', 'st-1', 'lunch', 24 * 3_600_000]],
    );
    assert.equal(bench.http.requests.length, 2);
  });

  it('messages nobody the second time, and says when and by which request each was sent', async () => {
    await send([ACCEPTED], ONCE, { startMs: Date.UTC(2026, 0, 2, 3, 4, 5) });
    const { report, sent } = await send([ACCEPTED]);
    assert.deepEqual(sent, []);
    assert.deepEqual(whys(report), [
      'unsent already_sent ds-1',
      'unsent already_sent ds-1',
      'unsent already_sent ds-2',
      'unsent already_sent ds-2',
    ]);
    assert.equal(report.recipients[0]?.sentAt, '2026-01-02T03:04:05.000Z');
    assert.match(report.recipients[0].detail ?? '', /key “lunch” at 2026-01-02T03:04:05.000Z, request ds-1/);
    assert.deepEqual(notReachedIndices(report), []);
    assert.equal(failureOf(report), undefined);
    assert.deepEqual(report.pendingRequestIds, []);
  });

  it('sends the rest in as few requests as that takes, in any order and spelling of the list', async () => {
    await send([ACCEPTED], ONCE, { input: textTo(['b@example.com', 'd@example.com']) });
    const people = ['E@example.com', 'D@EXAMPLE.com', 'a@example.com', 'B@example.com', 'c@example.com'];
    const { report, sent } = await send([ACCEPTED], ONCE, { input: textTo(people) });
    assert.deepEqual(sent, [['E@example.com', 'a@example.com'], ['c@example.com']]);
    assert.deepEqual(fates(report), [
      'accepted',
      'unsent: already_sent',
      'accepted',
      'unsent: already_sent',
      'accepted',
    ]);
  });

  for (const [channel, first, again] of [
    ['whatsapp', '+49 151 2345-678', { same: ['00491512345678', '491512345678'], other: '491512345679' }],
    ['hangouts', 'spaces/AbC', { same: [' spaces/AbC '], other: 'spaces/abc' }],
  ] as const)
    it(`knows who is the same on ${channel}, as it does within a list`, async () => {
      for (const [recipient, expected] of [
        [first, 'accepted'],
        ...again.same.map((identity) => [identity, 'unsent: already_sent'] as const),
        [again.other, 'accepted'],
      ] as const) {
        const own = createBench([ACCEPTED], { journal });
        const input = { channel, message: 'Hi', recipients: [recipient] };
        assert.deepEqual(fates(await own.run(own.client.sendV2(input, ONCE))), [expected], recipient);
      }
    });

  it('sends again who was refused or never reached', async () => {
    await send([refusal(412, 'Validation errors/ Invalid arguments'), NOT_SENT], ONCE, {
      options: { maxAttempts: 1 },
    });
    const { sent, report } = await send([ACCEPTED]);
    assert.equal(sent.flat().length, 4);
    assert.deepEqual(report.counts.accepted, 4);
  });

  it('leaves out whose answer was lost, as unknown, unless it is to be sent again', async () => {
    await send([LOST, ACCEPTED]);
    const { report, sent } = await send([ACCEPTED]);
    assert.deepEqual(sent, []);
    assert.deepEqual(fates(report).slice(0, 2), ['unknown: interrupted', 'unknown: interrupted']);
    const again = await send([ACCEPTED], { ...ONCE, onUnknown: 'send_again' });
    assert.deepEqual(again.sent, [addresses(2)]);
  });

  it('leaves out whose request was under way when the process ended', async () => {
    await send([ACCEPTED]);
    journal.notes.splice(0);
    const other = new FakeJournal();
    const scope = { origin: 'https://platform.kore.ai', botId: 'st-1', key: 'lunch', keepMs: 1 };
    const page = await other.open(scope);
    const [first = ''] = addresses(1);
    await page.note([page.keyOf(JSON.stringify({ channel: 'msteams', identity: first }))], {
      state: 'sending',
      at: 0,
    });
    journal = other;
    const { report, sent } = await send([ACCEPTED]);
    assert.equal(fates(report)[0], 'unknown: interrupted');
    assert.ok(!sent.flat().includes(first));
    assert.equal(sent.flat().length, 3);
  });

  it('keeps “unknown” although a further attempt was refused', async () => {
    const again: SendOptions = { ...ONCE, onUnknown: 'send_again', recipientsPerRequest: 4 };
    await send([LOST, refusal(412, 'Validation errors/ Invalid arguments')], again);
    assert.deepEqual(journal.states, ['sending 4', 'unknown 4', 'sending 4', 'unknown 4']);
    const { report } = await send([ACCEPTED]);
    assert.deepEqual(fates(report), Array(4).fill('unknown: interrupted'));
  });

  for (const [what, second] of [
    ['refused', refusal(400, 'no')],
    ['refused for the token', refusal(401, 'no')],
    ['never reached', NOT_SENT],
  ] as const)
    it(`keeps “unknown” although the next send, which sends it again, was ${what}`, async () => {
      const single = { options: { maxAttempts: 1 } };
      await send([LOST], { ...ONCE, recipientsPerRequest: 2 }, { ...single, input: textTo(addresses(2)) });
      // Two that may have it, and one who never got it.
      const input = textTo(['r0@example.com', 'new@example.com', 'r1@example.com']);
      const all: SendOptions = { ...ONCE, recipientsPerRequest: 1_000 };
      await send([second], { ...all, onUnknown: 'send_again' }, { ...single, input });
      const { report, sent } = await send([ACCEPTED], all, { ...single, input });
      assert.deepEqual(fates(report), ['unknown: interrupted', 'accepted', 'unknown: interrupted']);
      assert.deepEqual(sent, [['new@example.com']]);
      const again = await send([ACCEPTED], { ...all, onUnknown: 'send_again' }, { ...single, input });
      assert.deepEqual(fates(again.report), ['accepted', 'unsent: already_sent', 'accepted']);
    });

  /** A job that is over, and whom of it the platform did not reach. */
  const ended = (...undelivered: string[]): ScriptedAnswer =>
    jsonAnswer(200, {
      status: 'PARTIAL_SUCCESS',
      percentageComplete: 100,
      statusLogs: addresses(2).map((originalId) => ({
        originalId,
        status: undelivered.includes(originalId) ? 'FAILURE' : 'SUCCESS',
      })),
    });

  it('tries again whom the platform did not reach, and nobody else', async () => {
    const waiting: SendOptions = { ...ONCE, wait: true };
    const input = textTo(addresses(2));
    const first = await send([ACCEPTED, ended('r1@example.com')], waiting, { input });
    assert.deepEqual(fates(first.report), ['delivered', 'undelivered: not_delivered']);
    assert.deepEqual(journal.states, ['sending 2', 'accepted 2', 'cleared 1']);
    const second = await send([ACCEPTED, ended('r1@example.com')], waiting, { input });
    assert.deepEqual(fates(second.report), ['unsent: already_sent', 'undelivered: not_delivered']);
    assert.deepEqual(notReachedIndices(second.report), [1]);
    const third = await send([ACCEPTED], ONCE, { input });
    assert.deepEqual(third.sent, [['r1@example.com']]);
  });

  it('does not try again whom the platform did not reach, if an earlier attempt may have', async () => {
    const again: SendOptions = { ...ONCE, wait: true, onUnknown: 'send_again' };
    const input = textTo(addresses(2));
    await send([LOST, ACCEPTED, ended('r1@example.com')], again, { input });
    const { report, sent } = await send([ACCEPTED], ONCE, { input });
    assert.deepEqual(sent, []);
    assert.deepEqual(fates(report), ['unsent: already_sent', 'unknown: interrupted']);
  });

  it('notes nothing of a delivery that is told after the hours of its key', async () => {
    const waiting: SendOptions = { ...ONCE, once: { key: 'lunch', hours: 0.000_1 }, wait: true };
    await send([ACCEPTED, ended('r1@example.com')], waiting, { input: textTo(addresses(2)) });
    assert.deepEqual(journal.states, ['sending 2', 'accepted 2']);
  });

  it('lets the next send begin when one breaks off, once nothing of it is under way any more', async () => {
    const bench = createBench([ACCEPTED], { journal, latencyMs: 1_000 });
    const { pacer } = bench;
    let looks = 0;
    const forecast = pacer.forecast.bind(pacer);
    pacer.forecast = (requests) => {
      if (++looks === 4) throw new Error('The pacer broke.');
      return forecast(requests);
    };
    const single: SendOptions = { ...ONCE, recipientsPerRequest: 1, onProgress: () => undefined };
    const broken = bench.client.send(textTo(addresses(30)), single);
    const next = bench.client.send(textTo(addresses(30)), single);
    const ended = await bench.run(Promise.allSettled([broken, next]));
    assert.match(String((ended[0] as PromiseRejectedResult).reason), /The pacer broke/);
    const { value: report } = ended[1] as PromiseFulfilledResult<SendReport>;
    assert.deepEqual(new Set(fates(report)), new Set(['accepted', 'unsent: already_sent']));
    // The first, the ten that were begun after it, and the one that took the place of the first of these.
    assert.equal(report.counts.unsent, 12);
    assert.equal(bench.http.requests.length, 30);
  });

  it('gives somebody with two messages both, once each, also if the list comes in another order', async () => {
    const rows = ['1', '2'].map((order) => ({ email: 'ann@example.com', order }));
    const input = (recipients: object[]) => ({
      channel: 'ivr' as const,
      message: 'Order {order}',
      recipients,
    });
    const first = createBench([ACCEPTED], { journal });
    const one = { ...ONCE, recipientsPerRequest: 1 };
    await first.run(first.client.sendV2(input(rows.slice(0, 1)), one));
    const second = createBench([ACCEPTED], { journal });
    const report = await second.run(second.client.sendV2(input(rows), one));
    assert.deepEqual(fates(report), ['unsent: already_sent', 'accepted']);
    const third = createBench([ACCEPTED], { journal });
    await third.run(third.client.sendV2(input([...rows].reverse()), one));
    assert.deepEqual(third.http.requests, []);
  });

  describe('and several messages for one person', () => {
    const PERSON = 'ann@example.com';
    const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'];
    const EDITED = LETTERS.map((letter) => letter.toLowerCase());
    const ONE_EACH = { ...ONCE, recipientsPerRequest: 1 };

    /** What she gets of a list of messages; the platform refuses some of them. */
    async function give(messages: readonly string[], refused: readonly string[] = [], options = ONE_EACH) {
      const got: string[] = [];
      const bench = createBench(
        [
          (request, previous) => {
            const { identities } = JSON.parse(request.body ?? '') as {
              identities: { parameters: { order: string } }[];
            };
            const orders = identities.map(({ parameters }) => parameters.order);
            if (orders.some((order) => refused.includes(order)))
              return refusal(412, 'Validation errors/ Invalid arguments');
            got.push(...orders);
            return jsonAnswer(200, { _id: `ds-${previous + 1}`, status: 'IN_PROGRESS' });
          },
        ],
        { journal },
      );
      const report = await bench.run(
        bench.client.sendV2(
          {
            channel: 'ivr',
            message: 'Order {order}',
            recipients: messages.map((order) => ({ email: PERSON, order })),
          },
          options,
        ),
      );
      assertAccounted(report, messages.length);
      return { got: got.sort().join(''), report, fates: fates(report) };
    }

    it('sends those that were refused, when only they are given again', async () => {
      assert.equal((await give(['A', 'B', 'C'], ['A', 'C'])).got, 'B');
      assert.equal((await give(['A', 'C'])).got, 'AC');
      assert.equal((await give(['A', 'B', 'C'])).got, '');
    });

    it('sends one that stands before another that was sent', async () => {
      assert.equal((await give(['B'])).got, 'B');
      const { got, fates: each } = await give(['A', 'B']);
      assert.equal(got, 'A');
      assert.deepEqual(each, ['accepted', 'unsent: already_sent']);
    });

    it('takes one whose text was edited for the same one', async () => {
      await give(['A']);
      assert.deepEqual((await give(['a'])).fates, ['unsent: already_sent']);
      assert.equal((await give(['a', 'N'])).got, 'N');
    });

    it('sends each of some messages once, in whatever order, parts and growing lists they are given', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({ added: fc.subarray(LETTERS), refused: fc.subarray(LETTERS), seed: fc.nat() }),
            { minLength: 1, maxLength: 5 },
          ),
          fc.constantFrom(1, 2, 1_000),
          async (presses, recipientsPerRequest) => {
            journal = new FakeJournal();
            const given = new Set<string>();
            const got: string[] = [];
            for (const { added, refused, seed } of presses) {
              for (const one of added) given.add(one);
              if (given.size === 0) continue;
              const list = shuffled([...given], seed);
              const { got: now } = await give(list, refused, { ...ONCE, recipientsPerRequest });
              got.push(now);
            }
            if (given.size > 0) got.push((await give([...given])).got);
            assert.deepEqual(got.join('').split('').sort(), [...given].sort());
          },
        ),
        { numRuns: 60 },
      );
    });

    it('sends those that were not, when what was not reached is given alone', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.subarray(LETTERS, { minLength: 1 }),
          fc.subarray(LETTERS),
          async (list, refused) => {
            journal = new FakeJournal();
            const first = await give(list, refused);
            const rest = notReachedIndices(first.report).map((index) => list[index] ?? '');
            if (rest.length > 0) assert.equal((await give(rest)).got, [...rest].sort().join(''));
            assert.equal((await give(list)).got, '');
          },
        ),
        { numRuns: 60 },
      );
    });

    it('messages her about as many edited texts only as there are more of them than before', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 5 }),
          async (before, after) => {
            journal = new FakeJournal();
            await give(LETTERS.slice(0, before));
            const { got, fates: each } = await give(EDITED.slice(0, after));
            assert.equal(got, EDITED.slice(before, after).join(''));
            assert.equal(
              each.filter((one) => one === 'unsent: already_sent').length,
              Math.min(before, after),
            );
          },
        ),
        { numRuns: 25 },
      );
    });

    it('knows the later ones also where the first is not noted, or not any more', async () => {
      await give(['A', 'B']);
      journal.forget(JSON.stringify({ channel: 'ivr', identity: PERSON }));
      assert.equal((await give(['A', 'B'])).got, 'A');
    });
  });

  it('tells keys, bots and channels apart, and nothing else', async () => {
    await send([ACCEPTED]);
    assert.equal((await send([ACCEPTED], { ...ONCE, once: { key: 'dinner' } })).sent.length, 2);
    assert.equal((await send([ACCEPTED], ONCE, { options: { botId: 'st-2' } })).sent.length, 2);
    assert.equal(
      (await send([ACCEPTED], ONCE, { input: { ...textTo(addresses(4)), channel: 'slack' } })).sent.length,
      2,
    );
    const reworded = { ...textTo(addresses(4)), message: 'Another text' };
    assert.equal(
      (await send([ACCEPTED], { ...ONCE, once: { key: ' lunch ' } }, { input: reworded })).sent.length,
      0,
    );
  });

  it('lets a second press wait for the first, and messages nobody twice', async () => {
    const bench = createBench([ACCEPTED], { journal, latencyMs: 1_000 });
    const presses = [1, 2].map(() => bench.client.send(textTo(addresses(4)), ONCE));
    const [first, second] = await bench.run(Promise.all(presses));
    assert.equal(bench.http.requests.length, 2);
    assert.deepEqual(first && fates(first), Array(4).fill('accepted'));
    assert.deepEqual(second && fates(second), Array(4).fill('unsent: already_sent'));
  });

  it('ends a press that waits when it is cancelled, and lets the next one through', async () => {
    const bench = createBench([ACCEPTED], { journal, latencyMs: 1_000 });
    const canceller = createCanceller();
    const first = bench.client.send(textTo(addresses(4)), ONCE);
    const second = bench.client.send(textTo(addresses(4)), { ...ONCE, signal: canceller.signal });
    const third = bench.client.send(textTo(addresses(4)), ONCE);
    canceller.cancel();
    const reports = await bench.run(Promise.all([first, second, third]));
    assert.deepEqual(
      reports.map((report) => fates(report)[0]),
      ['accepted', 'unsent: cancelled', 'unsent: already_sent'],
    );
  });

  it('sends nothing more once the journal cannot be written', async () => {
    journal.failsAt = 3;
    const { report, sent } = await send([ACCEPTED], ONCE, { options: { maxInFlight: 1 } });
    assert.equal(sent.length, 1);
    assert.deepEqual(fates(report).slice(2), ['unsent: stopped', 'unsent: stopped']);
    assert.deepEqual([report.end.kind, report.end.error?.code], ['stopped', 'journal_failed']);
    assert.match(report.recipients[3]?.detail ?? '', /No room/);
  });

  it('goes on, with a warning in the log, if only the end of a request could not be noted', async () => {
    journal.failsAt = 2;
    const { report, bench } = await send([ACCEPTED]);
    assert.deepEqual(fates(report), Array(4).fill('accepted'));
    assert.deepEqual(
      bench.logged.filter(({ level }) => level === 'warn').map(({ details }) => details),
      [{ code: 'journal_failed' }],
    );
  });

  it('sends nothing where no journal is kept', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send(textTo(addresses(2)), ONCE));
    assert.deepEqual(bench.http.requests, []);
    assert.deepEqual(fates(report), Array(2).fill('unsent: stopped'));
  });

  it('takes a number as a key, and refuses what is no key and no time', async () => {
    await send([ACCEPTED], { ...ONCE, once: { key: 7, hours: 0.5 } });
    assert.deepEqual([journal.scopes[0]?.key, journal.scopes[0]?.keepMs], ['7', 1_800_000]);
    const bad = [
      { key: ' ' },
      { key: undefined },
      { key: 'x'.repeat(201) },
      { key: {} },
      { key: NaN },
      { key: Infinity },
      { key: 'a', hours: 0 },
      { key: 'a', hours: 9e9 },
      { key: 'a', hours: '1' },
    ];
    for (const once of bad) {
      const bench = createBench([ACCEPTED], { journal });
      const error = await bench.fail(
        bench.client.send(textTo(addresses(2)), { once: once as { key: string } }),
      );
      assert.match(error.problems[0]?.path ?? '', /^once\.(key|hours)$/, JSON.stringify(once));
      assert.deepEqual(bench.http.requests, []);
    }
  });
});

describe('The log of a send', () => {
  const lines = (bench: ReturnType<typeof createBench>) =>
    bench.logged.filter(({ level }) => level === 'info');

  it('has a line when it begins and one for each accepted request, with positions and nothing else', async () => {
    const bench = createBench([ACCEPTED]);
    await bench.run(bench.client.send(textTo(addresses(3)), { recipientsPerRequest: 2 }));
    assert.deepEqual(lines(bench), [
      { level: 'info', message: 'Sending to 3 recipients', details: { run: 1, requests: 2 } },
      { level: 'info', message: 'Accepted: ds-1', details: { run: 1, first: 0, last: 1, recipients: 2 } },
      { level: 'info', message: 'Accepted: ds-2', details: { run: 1, first: 2, last: 2, recipients: 1 } },
    ]);
  });

  it('tells the sends of one client apart, and says which one stopped', async () => {
    const bench = createBench([ACCEPTED, refusal(401, 'Unauthorized'), refusal(401, 'Unauthorized')]);
    for (const name of ['ann', 'bob'])
      await bench.run(bench.client.send(textTo([`${name}@example.com`]), { recipientsPerRequest: 1 }));
    assert.deepEqual(lines(bench), [
      { level: 'info', message: 'Sending to 1 recipients', details: { run: 1, requests: 1 } },
      { level: 'info', message: 'Accepted: ds-1', details: { run: 1, first: 0, last: 0, recipients: 1 } },
      { level: 'info', message: 'Sending to 1 recipients', details: { run: 2, requests: 1 } },
      {
        level: 'info',
        message: 'Stopped: wrong_credentials',
        details: { run: 2, requestsDone: 1, requests: 1 },
      },
    ]);
  });
});

/** The same list in another order. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const left = [...list];
  const result: T[] = [];
  for (let value = seed; left.length > 0; value = Math.floor(value / left.length) + 7)
    result.push(...left.splice(value % left.length, 1));
  return result;
}
