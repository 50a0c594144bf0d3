import type { ErrorInfo } from './errors.ts';
import type { SendReport, StatusReport } from './reports.ts';

/**
 * Indices of the recipients to try on another channel: refused, undelivered or never sent. Duplicates are not among
 * them, since the first of their kind speaks for them, nor who got it earlier under the same key; nor are `unknown` ones,
 * who may have got it, unless asked for.
 */
export function notReachedIndices(
  report: Pick<SendReport, 'recipients'>,
  options: { readonly includeUnknown?: boolean } = {},
): number[] {
  return report.recipients
    .filter(
      ({ outcome, reason }) =>
        outcome === 'rejected' ||
        outcome === 'undelivered' ||
        (outcome === 'unsent' && reason !== 'duplicate' && reason !== 'already_sent') ||
        (outcome === 'unknown' && options.includeUnknown === true),
    )
    .map(({ index }) => index);
}

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
