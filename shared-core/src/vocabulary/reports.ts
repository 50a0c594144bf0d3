import type { ErrorCode, ErrorInfo } from './errors.ts';
import type { Api, Outcome, OutcomeCounts, UnsentReason } from './outcomes.ts';
import type { Problem } from './problems.ts';

/** Every way a run can end. */
export const RUN_ENDS = ['finished', 'timed_out', 'cancelled', 'stopped', 'limit'] as const;

/**
 * How a run ended. `finished`: everything was tried. `timed_out`: a wait was over before every job was final. `cancelled`:
 * by its signal. `stopped`: `error` would have met every call that was left. `limit`: the limit would have made the rest wait
 * longer than allowed.
 */
export interface RunEnd {
  /** One of `RUN_ENDS`. */
  readonly kind: (typeof RUN_ENDS)[number];
  /** With `stopped` and `limit`: what kept the rest from being tried. */
  readonly error?: ErrorInfo;
}

/** What became of one recipient. */
export interface RecipientReport {
  /** Position in the recipients given, counted from 0. */
  readonly index: number;
  /** As sent to the platform; as given, if it was never fit to be sent. */
  readonly identity: string;
  /** Exactly one, always. */
  readonly outcome: Outcome;
  /** Request id to ask for the status with; absent if no request was accepted. With `already_sent` that of the earlier one. */
  readonly requestId?: string;
  /** Why it is `unsent`, `rejected`, `unknown` or `undelivered`. */
  readonly reason?: UnsentReason | ErrorCode | 'not_delivered';
  /** The platform's words, or ours with what to do; of one that is `accepted`, why a wait told nothing more. */
  readonly detail?: string;
  /** With `not_delivered`: what to check, by channel. */
  readonly hint?: string;
  /** With `duplicate`: the index of the first. */
  readonly duplicateOf?: number;
  /** With `already_sent` and `interrupted`: when the earlier request was accepted, or left; ISO 8601 in UTC. */
  readonly sentAt?: string;
}

/** What became of one request of up to 1,000 recipients. */
export interface RequestReport {
  /** Counted from 1, in the order of the recipients. */
  readonly number: number;
  /** Which send call sent it. */
  readonly api: Api;
  /** Kore.ai's ID of it, to check its status with; absent if it was not accepted. */
  readonly requestId?: string;
  /** How sending it ended. */
  readonly outcome: 'accepted' | 'rejected' | 'unknown' | 'unsent';
  /** Recipients in it, 1 to 1,000. */
  readonly recipientCount: number;
  /** Index of its first recipient. */
  readonly firstIndex: number;
  /** Index of its last recipient. */
  readonly lastIndex: number;
  /** Indices of its recipients, if not all from the first to the last are in it. */
  readonly indices?: readonly number[];
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
  /** Which send call it is about. */
  readonly api: Api;
  /** As given. */
  readonly channel: string;
  /** Send to me instead: the identity that got the messages of others. */
  readonly sentTo?: string;
  /** Recipients given; the sum of `counts`. */
  readonly total: number;
  /** Recipients by outcome. */
  readonly counts: OutcomeCounts;
  /** One entry per request, in the order of their recipients. */
  readonly requests: readonly RequestReport[];
  /** One entry a recipient, by index. */
  readonly recipients: readonly RecipientReport[];
  /** Requests whose jobs are not known to be final, whatever ended the wait: ask for their status later. */
  readonly pendingRequestIds: readonly string[];
  /** How the run ended. */
  readonly end: RunEnd;
  /** What is wrong with the skipped recipients, or what kept everything from being sent. The first 50. */
  readonly problems: readonly Problem[];
  /** Number of all problems. */
  readonly problemCount: number;
  /** What was sent nevertheless, but looks wrong. The first 50. */
  readonly warnings: readonly Problem[];
  /** Number of all warnings. */
  readonly warningCount: number;
  /** From the start to the end, waits included, in milliseconds. */
  readonly durationMs: number;
}

/** What the platform says of one identity of a job. */
export interface StatusRow {
  /** Kore.ai's ID of the request. */
  readonly requestId: string;
  /** As the log has it. */
  readonly identity: string;
  /** `accepted`: its word in the log is none that is known, so nothing is known of its delivery. */
  readonly outcome: 'accepted' | 'delivered' | 'undelivered';
  /** With `undelivered`. */
  readonly reason?: 'not_delivered';
  /** The platform's words; of one that is `accepted`, what the log says. */
  readonly detail?: string;
  /** With `undelivered`: what to check, by channel. */
  readonly hint?: string;
}

/** One job as its status call last answered. */
export interface JobReport {
  /** Kore.ai's ID of the request. */
  readonly requestId: string;
  /** Which send call sent it. */
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
  /** Identities by outcome, over all jobs. */
  readonly counts: Readonly<Record<'delivered' | 'undelivered', number>>;
  /** True if every job is final. */
  readonly isFinal: boolean;
  /** How the run ended. */
  readonly end: RunEnd;
  /** Jobs that are not known to be final, whatever ended the wait: ask for their status later. */
  readonly pendingRequestIds: readonly string[];
  /**
   * Those of `pendingRequestIds` whose status the platform refuses to tell, for example since it does not know them. A loop
   * that waits again ends once it has only these left.
   */
  readonly refusedRequestIds: readonly string[];
  /** From the start to the end, in milliseconds. */
  readonly durationMs: number;
}
