import type { ErrorCode, ErrorInfo } from './errors.ts';
import type { ProblemList } from './problems.ts';

/** What becomes of a recipient: exactly one of these, always. */
export const OUTCOMES = ['accepted', 'delivered', 'undelivered', 'rejected', 'unknown', 'unsent'] as const;

/**
 * `accepted`: the platform took it. `delivered`, `undelivered`: its log says so. `rejected`: the platform refused it and
 * sent nothing. `unknown`: the answer was lost, so it may have been sent. `unsent`: never sent.
 */
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Why a recipient is `unsent`: the same notification to the same identity came before (`duplicate`), it has problems
 * (`invalid`), an earlier failure will meet every request (`stopped`), the limit would take longer than the patience
 * (`limit`), the run was cancelled (`cancelled`), the platform could not be reached (`unreachable`), or it was accepted
 * earlier under the same key (`already_sent`).
 */
export const UNSENT_REASONS = [
  'duplicate',
  'invalid',
  'stopped',
  'limit',
  'cancelled',
  'unreachable',
  'already_sent',
] as const;

/** Why a recipient is `unsent`. */
export type UnsentReason = (typeof UNSENT_REASONS)[number];

/** Which of the two send calls: V1 (`notify`) or V2 (`notifyV2`). */
export type Api = 'v1' | 'v2';

/** How many recipients ended in each outcome. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** What became of one recipient. */
export interface RecipientReport {
  /** Position in the recipients given, counted from 0. */
  readonly index: number;
  /** As sent to the platform; as given, if it was never fit to be sent. */
  readonly identity: string;
  readonly outcome: Outcome;
  /** Request id to ask for the status with; absent if no request was accepted. With `already_sent` that of the earlier one. */
  readonly requestId?: string;
  /** Why it is `unsent`, `rejected`, `unknown` or `undelivered`. */
  readonly reason?: UnsentReason | ErrorCode | 'not_delivered';
  /** The platform's words, or ours with what to do; of one that is `accepted`, why a wait told nothing more. */
  readonly detail?: string;
  /** With `duplicate`: the index of the first. */
  readonly duplicateOf?: number;
  /** With `already_sent` and `interrupted`: when the earlier request was accepted, or left; ISO 8601 in UTC. */
  readonly sentAt?: string;
}

/** What became of one request of up to 1,000 recipients. */
export interface RequestReport {
  /** Counted from 1, in the order of the recipients. */
  readonly number: number;
  readonly api: Api;
  readonly requestId?: string;
  /** How sending it ended. */
  readonly outcome: 'accepted' | 'rejected' | 'unknown' | 'unsent';
  readonly recipientCount: number;
  /** Index of its first recipient. */
  readonly firstIndex: number;
  /** Index of its last recipient. */
  readonly lastIndex: number;
  /** HTTP requests made for it, the first included; 0 if none. */
  readonly attempts: number;
  /** Why it is not `accepted`. */
  readonly reason?: UnsentReason | ErrorCode;
  /** The same in full; of one that is `accepted`, why a wait could not be told of its delivery. */
  readonly error?: ErrorInfo;
  /** Status of the job when last seen: IN_PROGRESS, SUCCESS, FAILURE, PARTIAL_SUCCESS. */
  readonly jobStatus?: string;
  /** True once the job's status will not change any more. */
  readonly isFinal: boolean;
  /** 0 to 100, where the platform says. */
  readonly percentageComplete?: number;
}

/** The report of a send: it accounts for every recipient given. */
export interface SendReport {
  readonly api: Api;
  readonly channel: string;
  /** Recipients given; the sum of `counts`. */
  readonly total: number;
  readonly counts: OutcomeCounts;
  readonly requests: readonly RequestReport[];
  /** One entry a recipient, by index. */
  readonly recipients: readonly RecipientReport[];
  /** Requests whose jobs are not known to be final, whatever ended the wait: ask for their status later. */
  readonly pendingRequestIds: readonly string[];
  /** True if a wait was asked for and ended before every job was final. */
  readonly isTimedOut: boolean;
  readonly isCancelled: boolean;
  /** Of recipients that were skipped because they are bad. */
  readonly problems: ProblemList;
  /** What was sent nevertheless, but looks wrong. */
  readonly warnings: ProblemList;
  /** The refusal that would have met every request, if there was one. */
  readonly stoppedBy?: ErrorInfo;
  /** Why a wait for delivery told nothing: the refusal of every status call, if there was one. */
  readonly waitError?: ErrorInfo;
  readonly durationMs: number;
}

/** What the platform says of one identity of a job. */
export interface StatusRow {
  readonly requestId: string;
  readonly identity: string;
  /** `accepted`: its word in the log is none that is known, so nothing is known of its delivery. */
  readonly outcome: 'accepted' | 'delivered' | 'undelivered';
  readonly reason?: 'not_delivered';
  /** The platform's words; of one that is `accepted`, what the log says. */
  readonly detail?: string;
}

/** One job as its status call last answered. */
export interface JobReport {
  readonly requestId: string;
  readonly api: Api;
  /** The platform's word when last seen: IN_PROGRESS, SUCCESS, FAILURE, PARTIAL_SUCCESS; UNKNOWN if it was never seen. */
  readonly jobStatus: string;
  /** True once its status will not change any more. */
  readonly isFinal: boolean;
  /** 0 to 100, where the platform says. */
  readonly percentageComplete?: number;
  /** In the order of the platform's log. */
  readonly recipients: readonly StatusRow[];
  /** What looks wrong in the platform's answer. */
  readonly warning?: string;
  /** Why the last look at it told nothing. */
  readonly error?: ErrorInfo;
}

/** What a wait for jobs found. */
export interface StatusReport {
  /** In the order of the request ids given. */
  readonly jobs: readonly JobReport[];
  readonly counts: Readonly<Record<'delivered' | 'undelivered', number>>;
  /** True if every job is final. */
  readonly isFinal: boolean;
  /** True if the time was over before every job was final. */
  readonly isTimedOut: boolean;
  readonly isCancelled: boolean;
  /** Jobs that are not known to be final, whatever ended the wait: ask for their status later. */
  readonly pendingRequestIds: readonly string[];
  /**
   * Those of `pendingRequestIds` whose status the platform refuses to tell, for example since it does not know them. A loop
   * that waits again ends once it has only these left.
   */
  readonly refusedRequestIds: readonly string[];
  /** The refusal that every job's status call would have met, if there was one. */
  readonly stoppedBy?: ErrorInfo;
  readonly durationMs: number;
}

/** What a run waits for. */
export type PausedBy = 'limit' | 'platform';

/** How far a run is. */
export interface Progress {
  /** While it prepares, recipients are read and checked, and nothing is sent. */
  readonly phase: 'preparing' | 'sending' | 'waiting';
  /** 0 while it prepares. */
  readonly requestsTotal: number;
  /** Requests that have their outcome. */
  readonly requestsDone: number;
  readonly recipientsTotal: number;
  /** Recipients that are read and checked: all of them once sending begins. */
  readonly recipientsRead: number;
  /** Recipients by outcome so far; who has none yet is `unsent`. */
  readonly counts: OutcomeCounts;
  /** Jobs that are final, while waiting. */
  readonly jobsFinal: number;
  readonly jobsTotal: number;
  /** Milliseconds since 1970 until which it must wait; absent if it need not. */
  readonly pausedUntil?: number;
  /** What makes it wait: the limit, which all meet who use the bot, or the platform, which was busy when it was called. */
  readonly pausedBy?: PausedBy;
  /** Milliseconds since 1970 when sending should be over, by the limits; absent while waiting for delivery. */
  readonly estimatedEnd?: number;
}

/** Nobody in any outcome. */
export const NO_COUNTS: OutcomeCounts = {
  accepted: 0,
  delivered: 0,
  undelivered: 0,
  rejected: 0,
  unknown: 0,
  unsent: 0,
};

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
export function failureOf(
  report: Pick<SendReport, 'counts' | 'isCancelled' | 'requests' | 'stoppedBy'>,
): ErrorInfo | undefined {
  if (report.isCancelled) return undefined;
  const { accepted, delivered, undelivered, unknown } = report.counts;
  if (accepted + delivered + undelivered + unknown > 0) return undefined;
  if (report.stoppedBy !== undefined) return report.stoppedBy;
  return report.requests.find(
    ({ outcome, reason, error }) =>
      error !== undefined && (outcome === 'rejected' || reason === 'unreachable'),
  )?.error;
}

/** The failure of a look at jobs as a whole: the platform told of none of them. */
export function statusFailureOf({
  jobs,
  isCancelled,
  stoppedBy,
}: Pick<StatusReport, 'jobs' | 'isCancelled' | 'stoppedBy'>): ErrorInfo | undefined {
  if (isCancelled || !jobs.every((job) => job.error !== undefined)) return undefined;
  return stoppedBy ?? jobs[0]?.error;
}
