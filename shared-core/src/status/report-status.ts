import { hintOfUndelivered } from '../vocabulary/channels.ts';
import type { JobReport, RunEnd, StatusReport, StatusRow } from '../vocabulary/reports.ts';
import { describeWord, type JobStatus } from '../wire/status.ts';
import { isFinal, isPending, type WatchedJob } from './watch-jobs.ts';

/** What a wait found, as a report. */
export function reportStatus(watched: readonly WatchedJob[], end: RunEnd, durationMs: number): StatusReport {
  const counts = { delivered: 0, undelivered: 0 };
  const jobs = watched.map((job): JobReport => {
    const { api, requestId, status, error } = job;
    const recipients = rowsOf(job);
    for (const { outcome } of recipients) if (outcome !== 'accepted') counts[outcome]++;
    const warning = status && warningOf(status);
    return {
      requestId,
      api,
      jobStatus: status?.jobStatus ?? 'UNKNOWN',
      isFinal: isFinal(job),
      recipients,
      ...(status?.percentageComplete === undefined ? {} : { percentageComplete: status.percentageComplete }),
      ...(warning === undefined ? {} : { warning }),
      ...(error === undefined ? {} : { error }),
    };
  });
  return {
    jobs,
    counts,
    isFinal: watched.every(isFinal),
    end,
    pendingRequestIds: watched.filter(isPending).map(({ requestId }) => requestId),
    refusedRequestIds: watched
      .filter((job) => job.isRefused && isPending(job))
      .map(({ requestId }) => requestId),
    durationMs,
  };
}

/** One row a log entry: without the recipients given nobody can tell which of several entries is the last word. */
function rowsOf({ requestId, status }: WatchedJob): StatusRow[] {
  return (status?.log ?? []).map(({ identity, isDelivered, word, comments, channel }) => {
    const outcome = isDelivered === undefined ? 'accepted' : isDelivered ? 'delivered' : 'undelivered';
    const detail = isDelivered === undefined ? describeWord({ word, comments }) : comments;
    return {
      requestId,
      identity,
      outcome,
      ...(isDelivered === false ? { reason: 'not_delivered' } : {}),
      ...(detail === undefined ? {} : { detail }),
      ...(isDelivered === false ? { hint: hintOfUndelivered(channel) } : {}),
    };
  });
}

/** Of a log that lacks entries by the platform's own count; while a job runs it is not complete. */
export function warningOf({ isFinal, count, entries }: JobStatus): string | undefined {
  if (!isFinal || count === undefined || count === entries) return undefined;
  return `Kore.ai counts ${count} log entries and returned ${entries}. Some recipients may be missing from the log.`;
}
