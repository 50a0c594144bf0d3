import type { Api } from '../vocabulary/outcomes.ts';
import { asRecord, botPath, type RequestSpec } from './request-spec.ts';

/** The answer of a send call: the job that now sends. */
export interface AcceptedJob {
  readonly requestId: string;
  readonly jobStatus: string;
  /** Number of recipients that the platform took, if it sends it. */
  readonly identitiesCount?: number;
}

/** Calls 1 and 2 with a finished body (docs/kore-ai-api.md#send-v1, docs/kore-ai-api.md#send-v2). */
export function buildSendRequest(api: Api, botId: string, body: string): RequestSpec<AcceptedJob> {
  return {
    method: 'POST',
    path: botPath(botId, api === 'v1' ? 'notify' : 'notifyV2'),
    body,
    scope: 'notifications',
    isRepeatable: false,
    read: readAcceptedJob,
  };
}

function readAcceptedJob(body: unknown): AcceptedJob | undefined {
  const answer = asRecord(body);
  const requestId = answer?.['_id'];
  if (answer === undefined || typeof requestId !== 'string' || requestId.trim() === '') return undefined;
  const status = answer['status'];
  const count = asRecord(answer['store'])?.['identitiesCount'];
  return {
    requestId,
    jobStatus: typeof status === 'string' ? status : 'IN_PROGRESS',
    ...(typeof count === 'number' ? { identitiesCount: count } : {}),
  };
}
