import { bound, MAX_SHOWN } from '../text/bound.ts';
import { describeProblems, type ProblemCollector, type ProblemList } from './problems.ts';

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

/** A failure as plain data, fit for a report, an output row or a log. Holds no secret, token, recipient or message text. */
export interface ErrorInfo {
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

/** The one error that the core throws. */
export class KoreNotifyError extends Error {
  // A literal, so that it survives minifying and bundling.
  override readonly name = 'KoreNotifyError' as const;
  readonly info: ErrorInfo;
  /** With `invalid_input` and `invalid_options`: everything that is wrong. */
  readonly problems?: ProblemList;
  /** Every other call of this client would meet the same: nothing is worth trying before it is put right. */
  readonly meetsAll: boolean;

  constructor(
    info: ErrorInfo,
    {
      problems,
      meetsAll = false,
    }: { readonly problems?: ProblemList | undefined; readonly meetsAll?: boolean } = {},
  ) {
    const { message, hint } = info;
    super(bound(hint === undefined ? message : `${message} ${hint}`));
    this.info =
      message.length > MAX_SHOWN || (hint?.length ?? 0) > MAX_SHOWN
        ? { ...info, message: bound(message), ...(hint === undefined ? {} : { hint: bound(hint) }) }
        : info;
    this.meetsAll = meetsAll;
    if (problems !== undefined) this.problems = problems;
  }

  get code(): ErrorCode {
    return this.info.code;
  }
}

/** The error for input or options with problems; its message lists them. */
export function problemsError(
  code: 'invalid_input' | 'invalid_options',
  what: string,
  found: ProblemCollector,
): KoreNotifyError {
  const list = found.toList();
  return new KoreNotifyError({ code, message: `${what}\n${describeProblems(list)}` }, { problems: list });
}

/** A send with a key cannot go on, since the journal cannot be read or written. */
export function journalError(message: string, hint: string): KoreNotifyError {
  return new KoreNotifyError({ code: 'journal_failed', message, hint });
}

/** True for an error of this core, also when two copies of the core are loaded. */
export function isKoreNotifyError(error: unknown): error is KoreNotifyError {
  return error instanceof Error && error.name === 'KoreNotifyError' && 'info' in error;
}
