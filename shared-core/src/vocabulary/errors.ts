import { bound } from '../text/bound.ts';
import { describeProblems, type Problem, type ProblemsFound } from './problems.ts';

/** Every way a call can fail. Closed: a new failure gets a new code here. */
export const ERROR_CODES = [
  'invalid_input',
  'invalid_options',
  'signing_failed',
  'unreachable',
  'connection_lost',
  'timeout',
  'unreadable_answer',
  'server_error',
  'unavailable',
  'wrong_credentials',
  'wrong_scope',
  'token_replayed',
  'token_lifetime',
  'clock_skew',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'redirected',
  'rate_limited',
  'too_large',
  'invalid_request',
  'refused',
  'cancelled',
  'interrupted',
  'journal_failed',
] as const;

/** Stable code of a failure. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure as plain data for reports, rows and logs. It holds no secret, token, recipient or message text. */
export interface ErrorInfo {
  /** Stable; flows may compare it. */
  readonly code: ErrorCode;
  /** What failed. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** HTTP status, if the platform answered. */
  readonly status?: number;
  /** The platform's own code, if it gave one. */
  readonly platformCode?: string;
  /** The platform's own words, if it gave any. */
  readonly platformMessage?: string;
}

/** The one error that the core throws. What it knows are its own properties, so a copy or a log has them too. */
export class KoreNotifyError extends Error implements ErrorInfo {
  // A literal, so that it survives minifying and bundling.
  override readonly name = 'KoreNotifyError' as const;
  readonly code: ErrorCode;
  // Declared only, so that what is not known is no property.
  declare readonly hint?: string;
  declare readonly status?: number;
  declare readonly platformCode?: string;
  declare readonly platformMessage?: string;
  /** With `invalid_input` and `invalid_options`: what is wrong, the first 50. */
  readonly problems: readonly Problem[];
  /** How many problems there are. */
  readonly problemCount: number;

  /** `found`: problems, and how many there are. */
  constructor(info: ErrorInfo, found: ProblemsFound = { list: [], count: 0 }) {
    super(bound(info.message));
    const { code, hint, status, platformCode, platformMessage } = info;
    this.code = code;
    if (hint !== undefined) this.hint = bound(hint);
    if (status !== undefined) this.status = status;
    if (platformCode !== undefined) this.platformCode = platformCode;
    if (platformMessage !== undefined) this.platformMessage = platformMessage;
    this.problems = found.list;
    this.problemCount = found.count;
  }

  /** Everything but the stack, as plain data. */
  toJSON(): ErrorInfo & { readonly name: string } & Partial<
      Pick<KoreNotifyError, 'problems' | 'problemCount'>
    > {
    const { name, problems, problemCount } = this;
    return { name, ...infoOf(this), ...(problemCount === 0 ? {} : { problems, problemCount }) };
  }
}

/** A failure as plain data, for a report. */
export function infoOf({ code, message, hint, status, platformCode, platformMessage }: ErrorInfo): ErrorInfo {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(status === undefined ? {} : { status }),
    ...(platformCode === undefined ? {} : { platformCode }),
    ...(platformMessage === undefined ? {} : { platformMessage }),
  };
}

/** A failure in one text: what failed, and what to do about it. */
export function describeError({ message, hint }: Pick<ErrorInfo, 'message' | 'hint'>): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

/** Failures that every other call of the same client would meet too: nothing is worth trying before they are put right. */
const meetAll = new WeakSet<KoreNotifyError>();

/** Marks a failure as one that every other call would meet. */
export function markAsAffectingAll(error: KoreNotifyError): KoreNotifyError {
  meetAll.add(error);
  return error;
}

/** True for a failure that every other call would meet. */
export function affectsAllRequests(error: KoreNotifyError): boolean {
  return meetAll.has(error);
}

/** The error for input or options with problems; its message lists them, after what did not happen for that reason. */
export function problemsError(
  code: 'invalid_input' | 'invalid_options',
  what: string,
  found: ProblemsFound,
): KoreNotifyError {
  const message = `${what}\n${describeProblems(found)}`;
  return new KoreNotifyError({ code, message }, found);
}

/** A send with a key cannot go on, since the journal cannot be read or written. */
export function journalError(message: string, hint: string): KoreNotifyError {
  return new KoreNotifyError({ code: 'journal_failed', message, hint });
}

/** True for an error of this core, also when two copies of the core are loaded. */
export function isKoreNotifyError(error: unknown): error is KoreNotifyError {
  return error instanceof Error && error.name === 'KoreNotifyError' && 'code' in error;
}
