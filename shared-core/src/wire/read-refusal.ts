import { parseJson } from '../text/parse-json.ts';
import type { Carried } from '../text/carried.ts';
import { redact } from '../text/redact.ts';

/** The platform's words and code of a refusal. */
export interface RefusalWords {
  /** Fit to be shown. */
  readonly platformMessage?: string;
  /** Fit to be shown. */
  readonly platformCode?: string;
}

/**
 * The platform's words and code in the body of a refusal, in any of the known shapes (docs/kore-ai-api.md#errors), without
 * what the request carried.
 */
export function readRefusal(body: string, carried: Carried): RefusalWords {
  const parsed = parseJson(body);
  if (parsed === undefined) {
    // A web page does not help the user of a flow.
    const isPage = body.trimStart().startsWith('<');
    return isPage || body.trim() === '' ? {} : { platformMessage: redact(body, carried) };
  }
  const places = placesOf(parsed);
  const words = places.map(wordsOf).find((found) => found !== undefined);
  const code = places.map(codeOf).find((found) => found !== undefined);
  return {
    ...(words === undefined ? {} : { platformMessage: redact(words, carried) }),
    ...(code === undefined
      ? {}
      : { platformCode: /^\d{1,6}$/.test(String(code)) ? String(code) : redact(String(code), carried) }),
  };
}

/** True if the body of a refusal says, by code or in words, that the limit was reached (docs/kore-ai-api.md#limits). */
export function saysLimit(body: string): boolean {
  const parsed = parseJson(body);
  if (parsed === undefined) return !body.trimStart().startsWith('<') && hasLimitWords(body);
  return placesOf(parsed).some((place) => isLimitCode(place) || hasLimitWords(wordsOf(place)));
}

/**
 * The same for an answer with a status of success. Words count only in errors: elsewhere they can be words of the
 * message that was sent, and a repeat would send it twice.
 */
export function isLimitInSuccess(answer: unknown): boolean {
  const errors = placesOf({ errors: field(answer, 'errors'), error: field(answer, 'error') });
  return (
    isLimitCode(answer) ||
    errors.some((place) => isLimitCode(place) || hasLimitWords(wordsOf(place))) ||
    (field(answer, 'success') === false && hasLimitWords(wordsOf(answer)))
  );
}

function hasLimitWords(words = ''): boolean {
  return LIMIT.test(words.slice(0, MAX_READ));
}

const LIMIT = /rate.?limit|too many requests/i;
/** Maximum characters of foreign text that are read. */
const MAX_READ = 4_000;

/** The code counts with any HTTP status (docs/kore-ai-api.md#limits). */
function isLimitCode(place: unknown): boolean {
  return ['code', 'statusCode', 'status', 'errorCode'].some(
    (name) => String(primitive(field(place, name))).trim() === '429',
  );
}

/** Places of words and codes, the most specific first. */
function placesOf(parsed: unknown): readonly unknown[] {
  const errors = field(parsed, 'errors');
  const error = field(parsed, 'error');
  // Other servers put the name of the status into `error`: the words beside it say more.
  const inner = typeof error === 'string' ? undefined : error;
  const list: readonly unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : [errors];
  const roots: readonly unknown[] = Array.isArray(parsed) ? parsed.slice(0, MAX_ERRORS) : [parsed];
  return [...list, inner, ...roots, error];
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
