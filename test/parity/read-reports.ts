import type { SendReport, StatusReport } from '@kore-notify/core';
import type { HostEnd } from './case-on-a-host.ts';

/** What a report of the core says, whether it comes from the core or in a message of Node-RED. */
export function readReport(value: unknown): HostEnd {
  const { recipients, jobs } = (value ?? {}) as Partial<SendReport & StatusReport>;
  if (recipients !== undefined) return { outcomes: recipients.map(describeOutcome) };
  if (jobs === undefined) return {};
  const error = jobs.find((job) => job.error !== undefined)?.error;
  // Node-RED gives no report of a look that failed.
  if (error !== undefined) return { error: error.code };
  return {
    jobs: jobs.map(({ api, jobStatus, isFinal, recipients: told }) => ({
      api,
      jobStatus,
      isFinal,
      delivered: told.filter(({ outcome }) => outcome === 'delivered').length,
      undelivered: told.filter(({ outcome }) => outcome === 'undelivered').length,
    })),
  };
}

/** The outcome of a recipient, and after a colon the reason. */
export function describeOutcome({
  outcome,
  reason,
}: {
  readonly outcome?: string | undefined;
  readonly reason?: string | undefined;
}): string {
  return reason === undefined ? String(outcome) : `${outcome}: ${reason}`;
}
