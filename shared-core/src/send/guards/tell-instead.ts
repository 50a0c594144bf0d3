import type { SendDraft } from '../draft.ts';
import type { RecipientOutcomes } from '../recipient-outcomes.ts';

/** Says of each message that went to another identity whose it was, and warns that nobody else got one. */
export function tellInstead({
  draft,
  ledger,
  instead,
}: {
  readonly draft: SendDraft;
  readonly ledger: RecipientOutcomes;
  readonly instead?: ReadonlyMap<number, string> | undefined;
}): void {
  const { sendTo, warnings } = draft;
  if (sendTo === undefined || instead === undefined) return;
  for (const [index, identity] of instead) {
    const outcome = ledger.outcomeOf(index);
    if ((outcome === 'accepted' || outcome === 'delivered') && !ledger.hasNote(index))
      ledger.note(index, { detail: `Sent to ${sendTo} instead of ${identity}.` });
  }
  warnings.add({
    path: 'sendTo',
    rule: 'conflict',
    message: `A test: the first messages went to ${sendTo}, and nobody else got one.`,
    remedy: 'Send without it to message the recipients themselves.',
  });
}
