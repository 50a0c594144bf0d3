/** What becomes of a recipient: exactly one of these, always. */
export const OUTCOMES = ['accepted', 'delivered', 'undelivered', 'rejected', 'unknown', 'unsent'] as const;

/**
 * `accepted`: the platform took it. `delivered`, `undelivered`: its log says so. `rejected`: the platform refused it and
 * sent nothing. `unknown`: the answer was lost, so it may have been sent. `unsent`: never sent.
 */
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Why a recipient is `unsent`: the same notification to the same identity came before (`duplicate`), it has problems
 * (`invalid`), its row has nothing in it (`empty`), an earlier failure will meet every request (`stopped`), the limit would take longer than the patience
 * (`limit`), the run was cancelled (`cancelled`), the platform could not be reached (`unreachable`), it was accepted
 * earlier under the same key (`already_sent`), the app messages only others (`not_allowed`), or never this one (`suppressed`),
 * it was in quiet hours (`quiet_hours`), the app had messaged as many as it may in a day (`over_maximum`), or it was not to be
 * sent (`preview`).
 */
export const UNSENT_REASONS = [
  'duplicate',
  'invalid',
  'empty',
  'stopped',
  'limit',
  'cancelled',
  'unreachable',
  'already_sent',
  'not_allowed',
  'suppressed',
  'quiet_hours',
  'over_maximum',
  'preview',
] as const;

/** Why a recipient is `unsent`. */
export type UnsentReason = (typeof UNSENT_REASONS)[number];

/** Which of the two send calls: V1 (`notify`) or V2 (`notifyV2`). */
export type Api = 'v1' | 'v2';

/** How many recipients ended in each outcome. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** Nobody in any outcome. */
export const NO_COUNTS: OutcomeCounts = {
  accepted: 0,
  delivered: 0,
  undelivered: 0,
  rejected: 0,
  unknown: 0,
  unsent: 0,
};
