import { bound } from '../text/bound.ts';
import { describeError, type ErrorInfo } from './errors.ts';
import type { Problem } from './problems.ts';
import type { RecipientReport, RequestReport, SendReport, StatusReport } from './reports.ts';

/**
 * Indices of the recipients to try on another channel: refused, undelivered or never sent. Duplicates are not among
 * them, since the first of their kind speaks for them, nor empty rows, nor who got it earlier under the same key, nor whom a
 * guard of the app or a preview left out; nor are `unknown` ones, who may have got it, unless asked for.
 */
export function notReachedIndices(
  report: Pick<SendReport, 'recipients'>,
  options: { readonly includeUnknown?: boolean } = {},
): number[] {
  return report.recipients
    .filter((one) => isNotReached(one) || (one.outcome === 'unknown' && options.includeUnknown === true))
    .map(({ index }) => index);
}

/** Whether somebody is to be tried on another channel. */
export function isNotReached({ outcome, reason }: Pick<RecipientReport, 'outcome' | 'reason'>): boolean {
  return (
    outcome === 'rejected' ||
    outcome === 'undelivered' ||
    (outcome === 'unsent' && !NOT_FOR_ANOTHER_CHANNEL.has(reason))
  );
}

const NOT_FOR_ANOTHER_CHANNEL: ReadonlySet<RecipientReport['reason']> = new Set([
  'duplicate',
  'empty',
  'already_sent',
  // What an app must not send, another channel must not send either.
  'not_allowed',
  'suppressed',
  'quiet_hours',
  'over_maximum',
  'preview',
]);

/**
 * The failure of a send as a whole: nobody was or may have been reached, since the platform refused or was not there.
 * What only the limit left over is no failure: it can be sent later.
 */
export function failureOf(report: Pick<SendReport, 'counts' | 'end' | 'requests'>): ErrorInfo | undefined {
  const { kind, error } = report.end;
  if (kind === 'cancelled') return undefined;
  const { accepted, delivered, undelivered, unknown } = report.counts;
  if (accepted + delivered + undelivered + unknown > 0) return undefined;
  if (kind === 'stopped') return error;
  return report.requests.find(
    ({ outcome, reason, error }) =>
      error !== undefined && (outcome === 'rejected' || reason === 'unreachable'),
  )?.error;
}

/** The failure of a look at jobs as a whole: the platform told of none of them. */
export function statusFailureOf({ jobs, end }: Pick<StatusReport, 'jobs' | 'end'>): ErrorInfo | undefined {
  if (end.kind === 'cancelled' || !jobs.every((job) => job.error !== undefined)) return undefined;
  return end.error ?? jobs[0]?.error;
}

/** The warnings of a report in one text each, by what they are about. */
export interface ReportWarnings {
  /** About a recipient, its request or the whole send; undefined if there is none. */
  ofRecipient(recipient: RecipientReport): string | undefined;
  /** About a request or the whole send, and the first of those about its recipients, with their number. */
  ofRequest(request: RequestReport): string | undefined;
}

/** The warnings of a report, to be shown with what they are about. */
export function warningsOf({ warnings }: Pick<SendReport, 'warnings'>): ReportWarnings {
  // Nearly always.
  if (warnings.length === 0) return { ofRecipient: () => undefined, ofRequest: () => undefined };
  return {
    ofRecipient: ({ index, requestId }) =>
      inOneText(warnings.filter((one) => one.recipientIndex === index || isOf(one, requestId))),
    ofRequest({ requestId, firstIndex, lastIndex, indices }) {
      const own = warnings.filter(
        ({ recipientIndex = -1 }) =>
          indices?.includes(recipientIndex) ?? (firstIndex <= recipientIndex && recipientIndex <= lastIndex),
      );
      const general = warnings.filter((one) => isOf(one, requestId));
      return inOneText([...general, ...own.slice(0, 1)], own.length - 1);
    },
  };
}

/** True for a warning about a request, and for one about the whole send. */
function isOf(problem: Problem, requestId: string | undefined): boolean {
  if (problem.recipientIndex !== undefined) return false;
  return problem.requestId === undefined || problem.requestId === requestId;
}

function inOneText(problems: readonly Problem[], more = 0): string | undefined {
  const words = problems.map(({ message, remedy }) => describeError({ message, hint: remedy }));
  if (more > 0) words.push(`(And ${more} more.)`);
  return words.length === 0 ? undefined : bound(words.join(' '));
}
