import type { StatusResponse } from '../generated/types.ts';
import { validateStatusResponse } from '../generated/validators.ts';
import type { Api } from '../outcomes.ts';
import { botPath, type RequestSpec } from './request-spec.ts';

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
    path: botPath(botId, `${call}/status/${encodeURIComponent(requestId)}`),
    scope: 'notifications',
    isRepeatable: true,
    read: readJobStatus,
  };
}

/** Spec section 5: anything else is not known to be final, unless the platform says that 100 % are done. */
const FINAL = new Set(['SUCCESS', 'FAILURE', 'PARTIAL_SUCCESS']);

function readJobStatus(body: unknown): JobStatus | undefined {
  // The answers of both calls differ only in properties that are optional here.
  if (!validateStatusResponse(body)) return undefined;
  const { status, percentageComplete, statusLogs } = body as StatusResponse;
  return {
    jobStatus: status,
    isFinal: FINAL.has(status) || (percentageComplete === 100 && status !== 'IN_PROGRESS'),
    ...(percentageComplete === undefined ? {} : { percentageComplete }),
    log: (statusLogs ?? []).map((entry) => {
      const comments = entry.comments?.replace(/^'(.*)'$/s, '$1');
      return {
        identity: entry.originalId,
        isDelivered: entry.status === 'SUCCESS',
        ...(comments === undefined || comments === '' ? {} : { comments }),
      };
    }),
  };
}
