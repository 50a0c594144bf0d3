import type { Words } from './words.ts';

/** The output of a send node that gives those who were not reached. */
const SECOND_OUTPUT = 1;

/** What of the editor's list of wires is used here. */
interface FindsWires {
  filterLinks(filter: { readonly source: object; readonly sourcePort: number }): readonly unknown[];
}

/** Says what the choice of *Wait for delivery* does as the node is wired now. */
function noteOf(choice: unknown, isWired: boolean): string {
  if (choice === 'always') return 'waitsAlways';
  if (choice === 'never') return isWired ? 'neverWaitsButWired' : 'neverWaits';
  return isWired ? 'waits' : 'doesNotWait';
}

/** The note below *Wait for delivery*; the times of a wait are asked for where the node may wait. */
export function prepareWaitChoice(node: object, words: Words): void {
  const isWired =
    (RED.nodes as unknown as FindsWires).filterLinks({ source: node, sourcePort: SECOND_OUTPUT }).length > 0;
  const wait = $('#node-input-wait');
  const show = (): void => {
    const note = noteOf(wait.val(), isWired);
    $('#kore-wait-note')
      .text(words(`shared.below.${note}`))
      .toggleClass('kore-warning', note === 'neverWaitsButWired');
    $('.kore-wait-row').toggle(wait.val() !== 'never');
  };
  wait.on('change', show);
  show();
}
