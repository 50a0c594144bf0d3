import { type CallResult, type Connection, logSafely } from '../calls/call-platform.ts';
import type { PieceEnd, Stop } from '../calls/run-until-stopped.ts';
import type { AcceptedJob } from '../wire/send.ts';
import type { SendDraft } from './draft.ts';
import type { RequestRecord } from './recipient-outcomes.ts';

/** The run that a request belongs to. */
interface SendingRun {
  readonly connection: Connection;
  readonly draft: SendDraft;
  /** Counted from 1, by client. */
  readonly number: number;
}

/** What the end of a call means for the requests after it. */
export function pieceEndOf(result: CallResult<AcceptedJob> | undefined, stop: Stop | undefined): PieceEnd {
  switch (result?.kind) {
    case undefined:
      return { failure: stop, affectsAll: true };
    case 'ok':
    case 'unknown':
      return { wasReached: true };
    case 'refused':
      return {
        wasReached: true,
        failure: { reason: 'stopped', error: result.error },
        affectsAll: result.affectsAll,
      };
    case 'unsent':
      return {
        failure: { reason: result.reason, error: result.error },
        affectsAll: result.reason !== 'unreachable' && result.reason !== 'invalid',
      };
  }
}

/** What the end of a call means for its recipients. */
export function describeEnd(
  run: SendingRun,
  record: RequestRecord,
  { result, stop }: { readonly result: CallResult<AcceptedJob> | undefined; readonly stop: Stop | undefined },
): Partial<RequestRecord> {
  if (result === undefined) return { outcome: 'unsent', ...stop };
  const { attempts } = result;
  switch (result.kind) {
    case 'ok': {
      const { requestId, jobStatus } = result.value;
      logSafely(run.connection.ports.logger, 'info', `Accepted: ${requestId}`, {
        run: run.number,
        ...positionsOf(record),
      });
      run.connection.recent.remember(requestId);
      warnOfFewerTaken(run, record, result.value);
      return { outcome: 'accepted', requestId, jobStatus, attempts };
    }
    case 'unknown':
      return { outcome: 'unknown', reason: result.error.code, error: result.error, attempts };
    case 'refused':
      return { outcome: 'rejected', reason: result.error.code, error: result.error, attempts };
    case 'unsent':
      return { outcome: 'unsent', reason: result.reason, error: result.error, attempts };
  }
}

/** Where its recipients stand in the list that was given: after a crash somebody can tell who is in a request. */
function positionsOf({ indices }: RequestRecord): { first: number; last: number; recipients: number } {
  return { first: indices[0] ?? 0, last: indices.at(-1) ?? 0, recipients: indices.length };
}

/** The platform took the request, but by its own count not everybody in it: nobody is lost in silence. */
function warnOfFewerTaken(
  { draft }: SendingRun,
  record: RequestRecord,
  { identitiesCount, requestId }: AcceptedJob,
): void {
  const given = record.indices.length;
  if (identitiesCount === undefined || identitiesCount >= given) return;
  draft.warnings.add({
    path: 'recipients',
    requestId,
    rule: 'count',
    message: `Of ${given} recipients from index ${record.indices[0] ?? 0} on the platform counted only ${identitiesCount}.`,
    remedy: 'Wait for delivery, or check the status of the request, to see who got it.',
  });
}
