import { parseJson } from '../../text/parse-json.ts';
import { isBlank } from '../../validation/half-characters.ts';
import type { MessageFault } from '../read-message.ts';

/** What a text turns out to be that may be JSON. */
export type JsonReading =
  | { readonly value: Readonly<Record<string, unknown>> }
  /** It was meant to be JSON, and cannot be read as such for certain. */
  | { readonly fault: MessageFault }
  /** It is a text like any other. */
  | undefined;

/**
 * Reads the JSON text of an object as people and programs hand it over: behind a byte order mark, in a code fence, or encoded
 * twice. What looks like JSON is read whole or is a fault; it is never guessed at.
 */
export function readJsonText(given: string): JsonReading {
  let text = trim(given);
  if (/^(?:`|~~~)/.test(text)) {
    const inside = insideFence(text);
    if (inside === undefined) return { fault: FENCE };
    text = inside;
    // Nothing but JSON stands in a fence for good reason.
    return readEncoded(text) ?? { fault: FENCE };
  }
  return readEncoded(text) ?? (holdsJson(text) ? { fault: AROUND } : undefined);
}

function readEncoded(text: string, depth = 0): JsonReading {
  if (/^["{[]/.test(text)) {
    const parsed = parseJson(text);
    if (typeof parsed === 'object' && parsed !== null) {
      if (Array.isArray(parsed)) return { fault: LIST };
      if (holdsLongNumber(text)) return { fault: LONG_NUMBER };
      return { value: parsed as Readonly<Record<string, unknown>> };
    }
    // Only a text that holds JSON again was encoded twice; others may stand in quotes.
    if (typeof parsed === 'string')
      return depth < MAX_ENCODED ? readEncoded(trim(parsed), depth + 1) : undefined;
  }
  if (!STRUCTURE.test(text) && !(/^\{\s*[\w$]+\s*:/.test(text) && /[}\];,]$/.test(text))) return undefined;
  if (text.includes('\\"')) {
    const unescaped = parseJson(`"${text}"`);
    if (typeof unescaped === 'string' && depth < MAX_ENCODED) return readEncoded(trim(unescaped), depth + 1);
  }
  return { fault: CURLY.test(text) ? CURLY_QUOTES : UNREADABLE };
}

/** As often as a text may have been encoded for no reason. */
const MAX_ENCODED = 3;

const QUOTE = String.raw`\\*["'\u2018-\u201f\u2032\u2033\u00ab\u00bb\uff02]`;
/**
 * How JSON begins, or what was meant to be: a brace with a quote or a comment behind it, or a bracket with a quote
 * or such a brace. A placeholder has a name behind its brace, and a text may begin with a bracket.
 */
const STRUCTURE = new RegExp(
  String.raw`^(?:${QUOTE}\s*)?(?:\[\s*)*(?:\{\s*)+(?:${QUOTE}|//|/\*)|^(?:${QUOTE}\s*)?\[[\s[]*${QUOTE}`,
);
const CURLY = /[\u2018-\u201f\u00ab\u00bb\uff02]/;

const UNREADABLE: MessageFault = {
  rule: 'format',
  message: 'It looks like JSON, but cannot be read as such.',
  remedy: 'Check quotes, commas and brackets.',
};
const CURLY_QUOTES: MessageFault = {
  rule: 'format',
  message: 'It looks like JSON, but its quotes are curly ones.',
  remedy: 'Replace “ and ” around names and values by straight quotes (").',
};
const FENCE: MessageFault = {
  rule: 'format',
  message: 'It is in a code fence that does not hold one JSON object.',
  remedy: 'Remove the fence, or put nothing but JSON between its two ends.',
};
const AROUND: MessageFault = {
  rule: 'format',
  message: 'It holds JSON, and other text around it.',
  remedy: 'Leave the JSON alone, or remove it.',
};
const LIST: MessageFault = {
  rule: 'type',
  message: 'It is a JSON list.',
  remedy: 'Enter one JSON object, from { to }.',
};
const LONG_NUMBER: MessageFault = {
  rule: 'range',
  message: 'It is JSON with a number that has more digits than can be kept.',
  remedy: 'Put the number in quotes.',
};

/** What stands between the two ends of a fence, without the word that says which language it is. */
function insideFence(text: string): string | undefined {
  const mark = /^(?:`+|~+)/.exec(text)?.[0] ?? '';
  if (text.length < 2 * mark.length || !text.endsWith(mark)) return undefined;
  return trim(text.slice(mark.length, -mark.length).replace(/^[\w+.-]+/, ''));
}

/** True for a JSON object inside other words, as a language model wraps it. */
function holdsJson(text: string): boolean {
  const from = /\{\s*"/.exec(text)?.index;
  const to = text.lastIndexOf('}');
  if (from === undefined || to < from) return false;
  const parsed = parseJson(text.slice(from, to + 1));
  return typeof parsed === 'object' && parsed !== null;
}

/** True for JSON of whose numbers one would be another afterwards: a whole one beyond 2^53, or one too large to be any. */
function holdsLongNumber(json: string): boolean {
  const outside = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  for (const [digits] of outside.matchAll(/-?\d[\d.eE+-]*/g)) {
    const number = Number(digits);
    if (!Number.isFinite(number) || (/^-?\d+$/.test(digits) && !Number.isSafeInteger(number))) return true;
  }
  return false;
}

/** Without what cannot be seen at both ends, a byte order mark for example. */
function trim(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charAt(from))) from++;
  while (to > from && isBlank(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
