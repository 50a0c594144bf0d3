import assert from 'node:assert/strict';
import { failureOfMany, sendMany, type SendManyOptions } from '../../src/send/send-many.ts';
import type { SendRow } from '../../src/send/send-row.ts';
import { KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { ACCEPTED, createBench, fates, identitiesOf, refusal, type TestBench } from '../run-client.ts';

const HELLO = { channel: 'msteams', message: 'Hello' };
const nameOf = (source: number): string => `Row ${source}`;

describe('Sending what many rows ask for', () => {
  const row = (
    { client }: TestBench,
    source: number,
    recipients: readonly unknown[],
    more: Partial<SendRow> = {},
  ): SendRow => ({ source, sender: client, api: 'v1', message: HELLO, options: {}, recipients, ...more });
  const run = async (bench: TestBench, rows: readonly SendRow[], options: Partial<SendManyOptions> = {}) =>
    bench.run(sendMany(rows, { clock: bench.clock, ...options }));

  it('puts rows with an equal message into one request, and knows the row of each recipient', async () => {
    const bench = createBench([ACCEPTED]);
    const sent = await run(bench, [
      row(bench, 0, ['a@x.org']),
      row(bench, 1, ['b@x.org'], { message: { ...HELLO, message: 'Other' } }),
      row(bench, 2, ['c@x.org', 'd@x.org']),
      row(bench, 3, []),
    ]);
    assert.deepEqual(
      sent.map(({ sources, sourceOf }) => [sources, sourceOf]),
      [
        [
          [0, 2, 3],
          [0, 2, 2],
        ],
        [[1], [1]],
      ],
    );
    assert.deepEqual(bench.bodies().map(identitiesOf), [['a@x.org', 'c@x.org', 'd@x.org'], ['b@x.org']]);
  });

  it('keeps options, tags and senders apart', async () => {
    const bench = createBench([ACCEPTED]);
    const other = createBench([ACCEPTED], { shared: bench });
    const sent = await run(bench, [
      row(bench, 0, ['a@x.org']),
      row(bench, 1, ['b@x.org'], { options: { recipientsPerRequest: 1 } }),
      row(bench, 2, ['c@x.org'], { tag: 'mine' }),
      row(bench, 3, ['d@x.org'], { sender: other.client }),
    ]);
    assert.deepEqual(
      sent.map(({ sources, tag }) => [sources, tag]),
      [
        [[0], undefined],
        [[1], undefined],
        [[2], 'mine'],
        [[3], undefined],
      ],
    );
  });

  it('sends the others if the one that is wrong skips bad recipients', async () => {
    const bench = createBench([ACCEPTED]);
    const options = { onBadRecipient: 'skip' } as const;
    const bad = { ...HELLO, channel: 'fax' };
    const sent = await run(bench, [
      row(bench, 4, ['a@x.org'], { options }),
      row(bench, 7, ['b@x.org'], { options, message: bad }),
    ]);
    assert.deepEqual(
      sent.map(({ report }) => fates(report)),
      [['accepted'], ['unsent: invalid']],
    );
    assert.deepEqual(bench.bodies().map(identitiesOf), [['a@x.org']]);
    assert.equal(failureOfMany(sent, nameOf), undefined);
  });

  it('sends nothing if something is wrong with one message, and says what and where', async () => {
    const bench = createBench([ACCEPTED]);
    const bad = { ...HELLO, channel: 'fax' };
    const sent = await run(bench, [row(bench, 4, ['a@x.org']), row(bench, 7, ['b@x.org'], { message: bad })]);
    assert.deepEqual(
      sent.map(({ report }) => fates(report)),
      [['unsent: stopped'], ['unsent: invalid']],
    );
    assert.equal(bench.http.requests.length, 0);
    const failure = failureOfMany(sent, nameOf);
    assert.equal(failure?.source, 7);
    assert.equal(failure.error.code, 'invalid_input');
    assert.deepEqual(
      failure.error.problems.map(({ path }) => path),
      ['Row 7, channel'],
    );
  });

  it('counts the maximum over all rows, and refuses them together', async () => {
    const bench = createBench([ACCEPTED]);
    const rows = [0, 1, 2].map((source) =>
      row(bench, source, [`p${source}@x.org`], { options: { maxRecipients: source === 1 ? 2 : 9 } }),
    );
    const error = await bench.fail(sendMany(rows, { clock: bench.clock, maximumName: '“Most”' }));
    assert.match(error.message, /There are 3 recipients, and the maximum is 2\. .* raise “Most”/);
    const later = sendMany(rows.slice(0, 1), { clock: bench.clock, countedBefore: 9 });
    assert.match(
      (await bench.fail(later)).message,
      /1 recipients after 9 in this execution, and the maximum is 9/,
    );
    assert.equal(bench.http.requests.length, 0);
  });

  it('sends the first message alone, and stops at what would meet all of its sender', async () => {
    const bench = createBench([refusal(401, 'Invalid SDK credentials')]);
    const rows = Array.from({ length: 20 }, (_, source) =>
      row(bench, source, [`p${source}@x.org`], { message: { ...HELLO, message: `Hello ${source}` } }),
    );
    const sent = await run(bench, rows);
    assert.equal(bench.http.requests.length, 1);
    assert.deepEqual(
      sent.map(({ report }) => fates(report).join()),
      ['rejected: wrong_credentials', ...Array<string>(19).fill('unsent: stopped')],
    );
    assert.equal(failureOfMany(sent, nameOf)?.error.code, 'wrong_credentials');
  });

  it('goes on where a refusal is one message’s own, and is no failure once somebody was reached', async () => {
    const bench = createBench([refusal(412, 'Invalid arguments'), ACCEPTED]);
    const rows = ['One', 'Two'].map((message, source) =>
      row(bench, source, [`p${source}@x.org`], { message: { ...HELLO, message } }),
    );
    const sent = await run(bench, rows);
    assert.deepEqual(
      sent.map(({ report }) => report.counts.accepted),
      [0, 1],
    );
    assert.equal(failureOfMany(sent, nameOf), undefined);
  });

  describe('if two of them give somebody the same text', () => {
    const V2 = { channel: 'msteams', message: 'Hello {name}' };
    const v2 = (
      bench: TestBench,
      source: number,
      recipients: readonly unknown[],
      more: object = {},
    ): SendRow => row(bench, source, recipients, { api: 'v2', message: { ...V2, ...more } });

    it('sends it once, in whatever way it comes about', async () => {
      const bench = createBench([ACCEPTED]);
      const sent = await run(bench, [
        v2(bench, 0, [
          { email: 'Ann@x.org', name: 'Ann' },
          { email: 'bob@x.org', name: 'Bob' },
        ]),
        v2(bench, 1, ['ann@x.org', 'bob@x.org', 'eve@x.org'], { message: 'Hello Ann' }),
        v2(bench, 2, [{ work: 'eve@x.org', name: 'Ann' }], { identityField: 'work' }),
      ]);
      assert.deepEqual(
        sent.map(({ report }) => fates(report)),
        [['accepted', 'accepted'], ['unsent: duplicate', 'accepted', 'accepted'], ['unsent: duplicate']],
      );
      assert.deepEqual(
        bench
          .bodies()
          .map((body) => identitiesOf(body).map((identity) => (identity as { email: string }).email)),
        [
          ['Ann@x.org', 'bob@x.org'],
          ['bob@x.org', 'eve@x.org'],
        ],
      );
      assert.match(sent[1]?.report.recipients[0]?.detail ?? '', /earlier message of this run/);
    });

    it('sends it by each channel, sender and webhook', async () => {
      const bench = createBench([ACCEPTED]);
      const other = createBench([ACCEPTED], { shared: bench });
      const ivr = { channel: 'ivr', message: 'Hello' };
      const sent = await run(bench, [
        row(bench, 0, ['ann@x.org']),
        row(bench, 1, ['ann@x.org'], { message: { ...HELLO, channel: 'slack' } }),
        row(bench, 2, ['ann@x.org'], { sender: other.client }),
        v2(bench, 3, ['ann@x.org'], { ...ivr, webhookInstanceName: 'One' }),
        v2(bench, 4, ['ann@x.org'], { ...ivr, webhookInstanceName: 'Two' }),
      ]);
      assert.deepEqual(
        sent.flatMap(({ report }) => fates(report)),
        Array<string>(5).fill('accepted'),
      );
    });

    it('takes no time in the square of the messages', async () => {
      const bench = createBench([ACCEPTED]);
      const rows = Array.from({ length: 2_000 }, (_, source) =>
        v2(bench, source, [`p${source}@x.org`], { message: `Hello ${source}` }),
      );
      const sent = await run(bench, rows);
      assert.equal(sent.filter(({ report }) => report.counts.accepted === 1).length, 2_000);
    });
  });

  it('gives those of a sender that cannot be used a report, and sends the others', async () => {
    const bench = createBench([ACCEPTED]);
    const refused = { refusal: new KoreNotifyError({ code: 'invalid_options', message: 'No key.' }) };
    const sent = await run(bench, [
      row(bench, 0, ['a@x.org', 'a@x.org'], { sender: refused }),
      row(bench, 1, ['b@x.org']),
    ]);
    assert.deepEqual(
      sent.map(({ report }) => fates(report)),
      [['unsent: stopped', 'unsent: duplicate'], ['accepted']],
    );
    assert.match(sent[0]?.report.recipients[0]?.detail ?? '', /No key/);
  });

  it('keeps one of the rows that name nobody, if all do', async () => {
    const bench = createBench([ACCEPTED]);
    const sent = await run(bench, [row(bench, 0, []), row(bench, 1, [], { tag: 1 })]);
    assert.deepEqual(
      sent.map(({ sources }) => sources),
      [[0]],
    );
    assert.equal(failureOfMany(sent, nameOf), undefined);
    assert.deepEqual(sent[0]?.report.end, { kind: 'finished' });
  });
});
