import type { Api } from '../outcomes.ts';
import { redact } from '../privacy/redact.ts';
import { asRecord, botPath, encodeId, type RequestSpec } from './request-spec.ts';

/** One line of a job's log. */
export interface LogEntry {
  /** The identity as it was sent. */
  readonly identity: string;
  readonly isDelivered: boolean;
  /** The platform's words. */
  readonly comments?: string;
}

/** A job as its status call answers. */
export interface JobStatus {
  readonly jobStatus: string;
  readonly isFinal: boolean;
  readonly percentageComplete?: number;
  readonly log: readonly LogEntry[];
}

/** Calls 3 and 4 (spec section 5). */
export function buildStatusRequest(api: Api, botId: string, requestId: string): RequestSpec<JobStatus> {
  const call = api === 'v1' ? 'notify' : 'notifyV2';
  return {
    method: 'GET',
    path: botPath(botId, `${call}/status/${encodeId(requestId)}`),
    scope: 'notifications',
    isRepeatable: true,
    read: readJobStatus,
  };
}

/** Spec section 5: anything else is not known to be final, unless the platform says that 100 % are done. */
const FINAL = new Set(['SUCCESS', 'FAILURE', 'PARTIAL_SUCCESS']);

function readJobStatus(body: unknown): JobStatus | undefined {
  const answer = asRecord(body);
  const status = answer?.['status'];
  if (answer === undefined || typeof status !== 'string' || status === '') return undefined;
  const { percentageComplete, statusLogs } = answer;
  return {
    jobStatus: status,
    isFinal: FINAL.has(status) || (percentageComplete === 100 && status !== 'IN_PROGRESS'),
    ...(typeof percentageComplete === 'number' ? { percentageComplete } : {}),
    log: Array.isArray(statusLogs) ? statusLogs.flatMap(readLogEntry) : [],
  };
}

/** An entry that names nobody, or is neither a success nor a failure, tells nothing. */
function readLogEntry(entry: unknown): LogEntry[] {
  const { originalId, status, comments } = asRecord(entry) ?? {};
  if (typeof originalId !== 'string' || (status !== 'SUCCESS' && status !== 'FAILURE')) return [];
  const words = typeof comments === 'string' ? redact(comments.replace(/^'(.*)'$/s, '$1')) : '';
  return [
    { identity: originalId, isDelivered: status === 'SUCCESS', ...(words === '' ? {} : { comments: words }) },
  ];
}
