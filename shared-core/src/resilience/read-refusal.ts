import { parseJson } from '../parse-json.ts';
import type { Carried } from '../privacy/carried.ts';
import { redact } from '../privacy/redact.ts';

/** What the platform said about a refusal. */
export interface RefusalWords {
  /** Fit to be shown. */
  readonly platformMessage?: string;
  /** Fit to be shown. */
  readonly platformCode?: string;
}

/**
 * Finds the platform's words and code in the body of a refusal, in any of the shapes seen (spec section 2), without what
 * the request carried.
 */
export function readRefusal(body: string, carried: Carried): RefusalWords {
  const parsed = parseJson(body);
  if (parsed === undefined) {
    // A page made for browsers says nothing to a user of a flow.
    const isPage = /^\s*</.test(body);
    return isPage || body.trim() === '' ? {} : { platformMessage: redact(body, carried) };
  }
  const errors = field(parsed, 'errors');
  const error = field(parsed, 'error');
  // The name of the status, which others than the platform give as `error`, says less than the words beside it.
  const inner = typeof error === 'string' ? undefined : error;
  const places = [Array.isArray(errors) ? (errors as unknown[])[0] : errors, inner, parsed, error];
  const words = places.map(wordsOf).find((found) => found !== undefined);
  const code = places.map(codeOf).find((found) => found !== undefined);
  return {
    ...(words === undefined ? {} : { platformMessage: redact(words, carried) }),
    ...(code === undefined
      ? {}
      : { platformCode: /^\d{1,6}$/.test(String(code)) ? String(code) : redact(String(code), carried) }),
  };
}

function wordsOf(place: unknown): string | undefined {
  const words = typeof place === 'string' ? place : (field(place, 'msg') ?? field(place, 'message'));
  return typeof words === 'string' && words.trim() !== '' ? words : undefined;
}

function codeOf(place: unknown): string | number | undefined {
  const code = field(place, 'code');
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
