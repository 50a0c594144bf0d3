import type { IExecuteFunctions } from 'n8n-workflow';
import { bound, type Problem, type RecipientReport, type RequestReport, type SendReport } from './core';
import type { BatchEnd } from './SendBatches';

/** The warnings of a report, as a field of the rows that they belong to. */
export interface RowWarnings {
  ofRecipient(recipient: RecipientReport): object;
  ofRequest(request: RequestReport): object;
}

const NOTHING = {};

/**
 * A warning about a recipient stands in that person's row, one about a request in all of its rows, and one about the whole
 * send in every row. A row of a request tells the first that is about one of its recipients, and how many there are.
 */
export function warningsOf({ warnings: { problems } }: SendReport): RowWarnings {
  // Nearly always.
  if (problems.length === 0) return { ofRecipient: () => NOTHING, ofRequest: () => NOTHING };
  return {
    ofRecipient: ({ index, requestId }) =>
      warn(problems.filter((one) => one.recipientIndex === index || isOf(one, requestId))),
    ofRequest({ requestId, firstIndex, lastIndex }) {
      const own = problems.filter(
        ({ recipientIndex = -1 }) => firstIndex <= recipientIndex && recipientIndex <= lastIndex,
      );
      return warn([...problems.filter((one) => isOf(one, requestId)), ...own.slice(0, 1)], own.length - 1);
    },
  };
}

/** True for a warning about a request, and for one about the whole send. */
function isOf(problem: Problem, requestId: string | undefined): boolean {
  if (problem.recipientIndex !== undefined) return false;
  return problem.requestId === undefined || problem.requestId === requestId;
}

function warn(problems: readonly Problem[], more = 0): object {
  const words = problems.map(wordsOf);
  if (more > 0) words.push(`(And ${more} more.)`);
  return words.length === 0 ? NOTHING : { warning: bound(words.join(' ')) };
}

function wordsOf({ message, remedy }: Problem): string {
  return `${message} ${remedy}`;
}

/** Shows the first warning of a run above its output in the editor. */
export function showWarnings(context: IExecuteFunctions, ends: readonly BatchEnd[]): void {
  let first: string | undefined;
  let count = 0;
  for (const { batch, report } of ends) {
    if (report === undefined) continue;
    const { problems, more } = report.warnings;
    count += problems.length + more;
    const [problem] = problems;
    if (problem === undefined || first !== undefined) continue;
    const item = batch.items[problem.recipientIndex ?? -1];
    first = `${item === undefined ? '' : `Item ${item}: `}${wordsOf(problem)}`;
  }
  if (first === undefined) return;
  const message = count === 1 ? first : `${first} (And ${count - 1} more: see the field warning.)`;
  context.addExecutionHints({ message: bound(message), type: 'warning', location: 'outputPane' });
}
