import type { Carried } from '../text/carried.ts';
import { fold } from '../text/fold.ts';
import { mayQuote, mayQuoteNumber } from '../text/may-quote.ts';
import { parseJson } from '../text/parse-json.ts';
import { redact } from '../text/redact.ts';

/** The platform's words and code of a refusal. */
export interface ErrorDetails {
  /** Fit to be shown. */
  readonly platformMessage?: string;
  /** Fit to be shown. */
  readonly platformCode?: string;
}

/**
 * The platform's words and code in the body of a refusal, in any of the known shapes (docs/kore-ai-api.md#errors), without
 * what the request carried.
 */
export function parseErrorBody(body: string, carried: Carried): ErrorDetails {
  const parsed = parseJson(body);
  if (parsed === undefined) {
    // A web page does not help the user of a flow.
    const isPage = body.trimStart().startsWith('<');
    return isPage || body.trim() === '' ? {} : { platformMessage: redact(body, carried) };
  }
  const { errors, roots, status } = placesOf(parsed);
  const places = [...errors, ...roots, status];
  const words = places.map(wordsOf).find((found) => found !== undefined);
  const code = places.map(codeOf).find((found) => found !== undefined);
  return {
    ...(words === undefined ? {} : { platformMessage: redact(words, carried) }),
    ...(code === undefined
      ? {}
      : { platformCode: /^\d{1,6}$/.test(String(code)) ? String(code) : redact(String(code), carried) }),
  };
}

/**
 * True for the body of a refusal that says, by code or in words, that the limit refused the request: nothing was done, and it
 * is sent again. A code counts, and one of the platform's own texts if it is all that is said (docs/kore-ai-api.md#limits); neither does
 * where it may be quoted from the request, since what the request carried says nothing of what became of it.
 */
export function saysLimit(body: string, carried: Carried): boolean {
  const parsed = parseJson(body);
  if (parsed === undefined) return isLimitText(body, carried);
  const { errors, roots, status } = placesOf(parsed);
  return (
    [...errors, ...roots].some((place) => isLimitCode(place, carried)) ||
    areLimitWords([errors, roots, [status]], carried)
  );
}

/**
 * The same for an answer with a status of success. Words count only in errors: elsewhere they can be words of the
 * message that was sent, and a repeat would send it twice.
 */
export function isLimitInSuccess(answer: unknown, carried: Carried): boolean {
  const { errors, status } = placesOf({ errors: field(answer, 'errors'), error: field(answer, 'error') });
  return (
    [answer, ...errors].some((place) => isLimitCode(place, carried)) ||
    areLimitWords([errors, [status]], carried) ||
    (field(answer, 'success') === false && areLimitWords([[answer]], carried))
  );
}

/** Of the first places that have words all must say so: one error of several does not say that nothing was done. */
function areLimitWords(levels: readonly (readonly unknown[])[], carried: Carried): boolean {
  for (const places of levels) {
    const found = places.map(wordsOf).filter((words) => words !== undefined);
    if (found.length > 0) return found.every((words) => isLimitText(words, carried));
  }
  return false;
}

function isLimitText(words: string, carried: Carried): boolean {
  return words.length <= MAX_LIMIT_TEXT && LIMIT_TEXTS.has(fold(words)) && !mayQuote(words, carried);
}

/** docs/kore-ai-api.md#limits; in whatever case and with whatever signs they come. */
const LIMIT_TEXTS: ReadonlySet<string> = new Set(
  [
    "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.",
    "You've exceeded the hourly rate limit. Please wait for sometime before retrying.",
    'Rate limit for this API has been reached. Please try again later',
    'Rate limit for this API has been reached. Please try again after some time.',
    'Too Many requests',
  ].map(fold),
);
/** With blanks and escapes. */
const MAX_LIMIT_TEXT = 400;

/** Whatever the HTTP status is (docs/kore-ai-api.md#limits). */
const LIMIT_CODE = 429;

function isLimitCode(place: unknown, carried: Carried): boolean {
  return ['code', 'statusCode', 'status', 'errorCode'].some(
    (name) =>
      String(primitive(field(place, name))).trim() === String(LIMIT_CODE) &&
      !mayQuoteNumber(LIMIT_CODE, carried),
  );
}

/** Where words and codes may stand, by how much they are meant for the caller. */
interface Places {
  readonly errors: readonly unknown[];
  /** What the errors stand in. */
  readonly roots: readonly unknown[];
  /** The name of the status, which others than the platform give as `error`: it says less than the words beside it. */
  readonly status: unknown;
}

function placesOf(parsed: unknown): Places {
  const errors = field(parsed, 'errors');
  const error = field(parsed, 'error');
  const isStatus = typeof error === 'string';
  const list: readonly unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : [errors];
  const roots: readonly unknown[] = Array.isArray(parsed) ? parsed.slice(0, MAX_ERRORS) : [parsed];
  return {
    errors: [...list, isStatus ? undefined : error],
    roots,
    status: isStatus ? error : undefined,
  };
}

/** Maximum errors of an answer that are read. */
const MAX_ERRORS = 20;

function wordsOf(place: unknown): string | undefined {
  const words = typeof place === 'string' ? place : (field(place, 'msg') ?? field(place, 'message'));
  return typeof words === 'string' && words.trim() !== '' ? words : undefined;
}

function codeOf(place: unknown): string | number | undefined {
  return primitive(field(place, 'code'));
}

function primitive(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
