import type { JobReport, StatusReport, StatusRow } from '../outcomes.ts';
import { isFinal, isPending, type WatchedJob, type WatchEnd } from './watch-jobs.ts';

/** What a wait found, as a report. */
export function reportStatus(
  watched: readonly WatchedJob[],
  { end, stoppedBy }: WatchEnd,
  durationMs: number,
): StatusReport {
  const counts = { delivered: 0, undelivered: 0 };
  const jobs = watched.map((job): JobReport => {
    const { api, requestId, status, error } = job;
    const recipients = rowsOf(job);
    for (const { outcome } of recipients) counts[outcome]++;
    return {
      requestId,
      api,
      jobStatus: status?.jobStatus ?? 'UNKNOWN',
      isFinal: isFinal(job),
      recipients,
      ...(status?.percentageComplete === undefined ? {} : { percentageComplete: status.percentageComplete }),
      ...(error === undefined ? {} : { error }),
    };
  });
  return {
    jobs,
    counts,
    isFinal: watched.every(isFinal),
    isTimedOut: end === 'timed-out',
    isCancelled: end === 'cancelled',
    pendingRequestIds: watched.filter(isPending).map(({ requestId }) => requestId),
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    durationMs,
  };
}

/** One row a log entry: without the recipients given nobody can tell which of several entries is the last word. */
function rowsOf({ requestId, status }: WatchedJob): StatusRow[] {
  return (status?.log ?? []).map(({ identity, isDelivered, comments }) => ({
    requestId,
    identity,
    outcome: isDelivered ? 'delivered' : 'undelivered',
    ...(isDelivered ? {} : { reason: 'not_delivered' }),
    ...(comments === undefined ? {} : { detail: comments }),
  }));
}
