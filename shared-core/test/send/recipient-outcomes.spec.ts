import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecipientOutcomes, type RequestRecord } from '../../src/send/recipient-outcomes.ts';

function record(
  indices: readonly number[],
  outcome: RequestRecord['outcome'],
  more: Partial<RequestRecord> = {},
) {
  return {
    api: 'v1',
    indices: Uint32Array.from(indices),
    outcome,
    attempts: 1,
    isFinal: false,
    ...more,
  } satisfies RequestRecord;
}

describe('The ledger', () => {
  it('has everybody as unsent until their request says otherwise', () => {
    const ledger = new RecipientOutcomes(['a', 'b', 'c']);
    assert.equal(ledger.counts.unsent, 3);
    ledger.settle(record([0, 2], 'accepted', { requestId: 'ds-1' }));
    assert.deepEqual(ledger.report(), [
      { index: 0, identity: 'a', outcome: 'accepted', requestId: 'ds-1' },
      { index: 1, identity: 'b', outcome: 'unsent' },
      { index: 2, identity: 'c', outcome: 'accepted', requestId: 'ds-1' },
    ]);
  });

  it('counts each once, however often the log tells of it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.boolean()), { maxLength: 30 }), (told) => {
        const ledger = new RecipientOutcomes(['a', 'b', 'c', 'd', 'e']);
        ledger.settle(record([0, 1, 2, 3, 4], 'accepted'));
        for (const [index, isDelivered] of told) ledger.tell(index, isDelivered, { detail: 'words' });
        const sum = Object.values(ledger.counts).reduce((total, count) => total + count, 0);
        assert.equal(sum, 5);
        for (const { index, outcome, reason } of ledger.report()) {
          const last = told.findLast(([one]) => one === index);
          assert.equal(outcome, last === undefined ? 'accepted' : last[1] ? 'delivered' : 'undelivered');
          assert.equal(reason, outcome === 'undelivered' ? 'not_delivered' : undefined);
        }
      }),
    );
  });

  it('knows nobody but the recipients given', () => {
    assert.throws(() => new RecipientOutcomes(['a']).tell(1, true), RangeError);
  });
});
