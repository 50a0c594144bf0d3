import type { ProblemList } from './validation/problems.ts';

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

/** A failure as plain data, fit for a report, an output row or a log. Holds no secret, token or message text. */
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
    super(info.hint === undefined ? info.message : `${info.message} ${info.hint}`);
    this.info = info;
    this.meetsAll = meetsAll;
    if (problems !== undefined) this.problems = problems;
  }

  get code(): ErrorCode {
    return this.info.code;
  }
}

/** A send with a key cannot go on, since the journal cannot be read or written. */
export function journalError(message: string, hint: string): KoreNotifyError {
  return new KoreNotifyError({ code: 'journal_failed', message, hint });
}

/** True for an error of this core, also when two copies of the core are loaded. */
export function isKoreNotifyError(error: unknown): error is KoreNotifyError {
  return error instanceof Error && error.name === 'KoreNotifyError' && 'info' in error;
}

const TOKEN = /\beyJ[\w-]*(?:\.[\w-]*){1,4}/g;
const MAX_QUOTED = 300;
/** More of somebody else's words is not even looked at: an answer may have megabytes. */
const MAX_READ = 4_000;

/** Somebody else's words, fit to be shown: no token, no line breaks, at most 300 characters. */
export function redact(text: string): string {
  const tidy = text.slice(0, MAX_READ).replaceAll(TOKEN, '[token]').replaceAll(/\s+/g, ' ').trim();
  return tidy.length > MAX_QUOTED ? `${tidy.slice(0, MAX_QUOTED)}…` : tidy;
}
