import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OUTCOMES, UNSENT_REASONS } from '../../src/vocabulary/outcomes.ts';
import type { RecipientReport, RunEnd } from '../../src/vocabulary/reports.ts';
import { combineReports, type Summarised, summarise } from '../../src/vocabulary/summarise.ts';

const NOT_ASSOCIATED = 'Identity is not associated with the channel';

/** So many recipients, each with the same outcome. */
function some(count: number, rest: Partial<RecipientReport>): Partial<RecipientReport>[] {
  return Array.from({ length: count }, () => rest);
}

function reportOf(given: readonly Partial<RecipientReport>[], rest: Partial<Summarised> = {}): Summarised {
  const recipients = given.map((one, index) => ({
    index,
    identity: `person${index}@example.org`,
    outcome: 'unsent' as const,
    ...one,
  }));
  const counts = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, recipients.filter((one) => one.outcome === outcome).length]),
  ) as Summarised['counts'];
  const end: RunEnd = { kind: 'finished' };
  return { total: recipients.length, counts, recipients, end, ...rest };
}

const undelivered = (detail: string): Partial<RecipientReport> => ({
  outcome: 'undelivered',
  reason: 'not_delivered',
  detail,
});

describe('The summary of a report', () => {
  for (const [given, rest, words] of [
    [[], {}, 'Nothing to do: no recipients'],
    [some(40, { outcome: 'delivered' }), {}, '40 of 40 reached'],
    [
      [...some(38, { outcome: 'delivered' }), ...some(2, undelivered(NOT_ASSOCIATED))],
      {},
      `38 of 40 reached, 2 not reached (${NOT_ASSOCIATED})`,
    ],
    [
      [...some(1, undelivered('Blocked.')), ...some(2, undelivered(NOT_ASSOCIATED))],
      {},
      `0 of 3 reached, 3 not reached (mostly: ${NOT_ASSOCIATED})`,
    ],
    [some(1_500, { outcome: 'accepted' }), {}, '1,500 of 1,500 accepted, not confirmed'],
    [
      [...some(3, { outcome: 'delivered' }), ...some(2, { outcome: 'accepted' })],
      { end: { kind: 'timed_out' } },
      '3 of 5 reached, 2 accepted but not confirmed in time',
    ],
    [
      [...some(1, { outcome: 'delivered' }), ...some(4, { outcome: 'unknown', reason: 'timeout' })],
      {},
      '1 of 5 reached, 4 unknown: may have been sent',
    ],
    [
      [
        ...some(1, { outcome: 'delivered' }),
        ...some(2, { reason: 'duplicate' }),
        ...some(1, { reason: 'already_sent' }),
        ...some(1, { reason: 'suppressed' }),
        ...some(1, { reason: 'not_allowed' }),
      ],
      {},
      '1 of 6 reached, 2 left out as duplicates, 1 left out since they got it already, 2 left out by a guard',
    ],
    [
      [...some(1, { outcome: 'accepted' }), ...some(2, { reason: 'cancelled' })],
      { end: { kind: 'cancelled' } },
      'Cancelled: 1 of 3 accepted, not confirmed, 2 not reached',
    ],
    [
      some(2, { reason: 'limit' }),
      { end: { kind: 'limit' } },
      'Stopped at the rate limit: 0 of 2 reached, 2 not reached',
    ],
    [
      [...some(3, { outcome: 'accepted' }), ...some(7, { reason: 'preview' })],
      { sentTo: 'me@example.org' },
      '3 of 10 accepted, not confirmed, 7 not sent; sent to me@example.org instead',
    ],
    [
      some(4, { reason: 'preview' }),
      { preview: { recipients: 3 } },
      'Preview: 3 of 4 would be sent the message, nothing was sent',
    ],
  ] as const)
    it(`says “${words}”`, () => {
      assert.equal(summarise(reportOf(given, rest)), words);
    });

  it('accounts for every recipient, in one short line, whatever became of them', () => {
    const one = fc.record({
      outcome: fc.constantFrom(...OUTCOMES),
      reason: fc.constantFrom(...UNSENT_REASONS),
      detail: fc.string({ maxLength: 3_000 }),
    });
    const kind = fc.constantFrom(...(['finished', 'timed_out', 'cancelled', 'stopped', 'limit'] as const));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 30 }), kind, (given, end) => {
        const report = reportOf(given, { end: { kind: end } });
        const text = summarise(report);
        assert.doesNotMatch(text, /[\n\r]/);
        assert.ok(text.length < 600, text);
        // Details are cut out, since numbers may stand in them.
        const plain = summarise(reportOf(given.map((each) => ({ ...each, detail: '' }))));
        const numbers = [...plain.replace(/^(\d+) of \d+/, '$1').matchAll(/\d+/g)].map(Number);
        assert.equal(
          numbers.reduce((sum, number) => sum + number, 0),
          given.length,
          plain,
        );
      }),
    );
  });

  it('of several reports counts everybody once, and says how the first that did not finish ended', () => {
    const parts = [
      reportOf(some(2, { outcome: 'delivered' })),
      reportOf(some(3, { outcome: 'accepted' }), { end: { kind: 'timed_out' } }),
      reportOf(some(1, undelivered(NOT_ASSOCIATED)), { end: { kind: 'cancelled' } }),
    ];
    assert.equal(
      summarise(combineReports(parts)),
      `2 of 6 reached, 3 accepted but not confirmed in time, 1 not reached (${NOT_ASSOCIATED})`,
    );
    assert.equal(summarise(combineReports([])), 'Nothing to do: no recipients');
    const previews = [1, 2].map((count) =>
      reportOf(some(count, { reason: 'preview' }), { preview: { recipients: count } }),
    );
    assert.match(summarise(combineReports(previews)), /^Preview: 3 of 3 /);
  });

  it('of nobody because the list could not be read says so', () => {
    const end: RunEnd = {
      kind: 'stopped',
      error: { code: 'invalid_input', message: 'Nothing was sent.\nrecipients: Missing.' },
    };
    assert.equal(summarise(reportOf([], { end })), 'Nothing was sent. recipients: Missing.');
  });
});
