import assert from 'node:assert/strict';
import { createCanceller } from '../../../src/scheduling/cancellation.ts';
import type { SendInput } from '../../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../../src/vocabulary/options.ts';
import { failureOf, notReachedIndices } from '../../../src/vocabulary/read-report.ts';
import type { SendReport } from '../../../src/vocabulary/reports.ts';
import { FakeJournal, type ScriptedAnswer } from '../../../src/testing/index.ts';
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
    await page.note([page.keyOf(JSON.stringify(['msteams', first, 0]))], { state: 'sending', at: 0 });
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
  it('has a line when it begins and one for each accepted request, with positions and nothing else', async () => {
    const bench = createBench([ACCEPTED]);
    await bench.run(bench.client.send(textTo(addresses(3)), { recipientsPerRequest: 2 }));
    assert.deepEqual(
      bench.logged.filter(({ level }) => level === 'info'),
      [
        { level: 'info', message: 'Sending to 3 recipients', details: { requests: 2 } },
        { level: 'info', message: 'Accepted: ds-1', details: { first: 0, last: 1, recipients: 2 } },
        { level: 'info', message: 'Accepted: ds-2', details: { first: 2, last: 2, recipients: 1 } },
      ],
    );
  });
});
