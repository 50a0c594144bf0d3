import type { Api } from '../vocabulary/outcomes.ts';
import { onOneLine } from '../text/bound.ts';
import type { Carried } from '../text/carried.ts';
import { mayQuote } from '../text/may-quote.ts';
import { redact } from '../text/redact.ts';
import { asRecord, botPath, type RequestSpec } from './request-spec.ts';
import { describeJob, RUNNING } from './status.ts';

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

function readAcceptedJob(body: unknown, carried: Carried = {}): AcceptedJob | undefined {
  const answer = asRecord(body);
  const given = answer?.['_id'];
  if (answer === undefined || typeof given !== 'string') return undefined;
  const requestId = tidyId(given, carried);
  if (requestId === '') return undefined;
  const status = answer['status'];
  const count = asRecord(answer['store'])?.['identitiesCount'];
  return {
    requestId,
    jobStatus: (typeof status === 'string' && describeJob(status, carried)) || RUNNING,
    ...(typeof count === 'number' ? { identitiesCount: count } : {}),
  };
}

/**
 * A request id, fit for a report and a line of a log; empty if nothing is left of it. The platform took the request, whatever
 * it calls it: an odd id is cleaned, since to take the answer for lost would let somebody send again what was sent.
 */
function tidyId(given: string, carried: Carried): string {
  const id = given.trim();
  return id.length <= MAX_ID && isPlain(id) && !isTold(id, carried) ? id : redact(id, carried, MAX_ID - 1);
}

const MAX_ID = 200;
/** An ID in the platform's form (docs/kore-ai-api.md#send-v1): no message and no address looks like that. */
const USUAL_ID = /^ds-[\w-]+$/;

function isPlain(id: string): boolean {
  return onOneLine(id) === id && !/eyj[\w-]{10,}/i.test(id);
}

/** True for what the request itself carried. A short one is more likely to be an id that happens to be the same. */
function isTold(id: string, carried: Carried): boolean {
  if (USUAL_ID.test(id) || id.length < MIN_TOLD) return false;
  return mayQuote(id, carried) || (carried.secrets?.() ?? []).some((secret) => secret.includes(id));
}

const MIN_TOLD = 8;
