import type { Carried } from './carried.ts';
import { fold } from './fold.ts';
import { parseJson } from './parse-json.ts';

/**
 * True for words that somebody may have from the request itself: a text that it carried, a part of one, or what a text becomes
 * once its placeholders are filled; however they are written.
 */
export function mayQuote(words: string, carried: Carried): boolean {
  const wanted = fold(words);
  if (wanted === '') return false;
  if ([carried.body, carried.path].some((text) => text !== undefined && fold(text).includes(wanted)))
    return true;
  for (const text of filledTexts(carried.body, wanted.length)) if (text.includes(wanted)) return true;
  return false;
}

/** The same for a number, which must stand by itself: any list of phone numbers has it somewhere. */
export function mayQuoteNumber(number: number, carried: Carried): boolean {
  const pattern = new RegExp(`(?<!\\d)${number}(?!\\d)`);
  if ([carried.body, carried.path].some((text) => text !== undefined && pattern.test(text))) return true;
  for (const text of filledTexts(carried.body, String(number).length)) if (pattern.test(text)) return true;
  return false;
}

/** A placeholder as the platform fills it (docs/kore-ai-api.md#send-v2). */
const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/;
/** What stands where a long text was left out: nothing that is looked for has it. */
const LEFT_OUT = ' ';

/** Texts with placeholders as the platform fills them for each recipient, folded; of what is far from any placeholder only the ends. */
function* filledTexts(body: string | undefined, reach: number): Iterable<string> {
  if (body?.includes('{') !== true) return;
  const { identities, ...message } = (parseJson(body) ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(identities)) return;
  const shared = textsIn(message)
    .map((text) => partsOf(text, reach))
    .filter((parts) => parts !== undefined);
  for (const recipient of identities as readonly unknown[]) {
    const { parameters, customMessage } = (recipient ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof parameters !== 'object' || parameters === null) continue;
    const own = typeof customMessage === 'string' ? partsOf(customMessage, reach) : undefined;
    for (const parts of own === undefined ? shared : [...shared, own])
      yield parts.map((part, index) => (index % 2 === 0 ? part : fold(valueOf(parameters, part)))).join('');
  }
}

/** Texts between placeholders and the names of these, in turn; undefined for a text without any. */
function partsOf(text: string, reach: number): readonly string[] | undefined {
  const parts = text.split(PLACEHOLDER);
  if (parts.length < 3) return undefined;
  return parts.map((part, index) => {
    if (index % 2 === 1) return part;
    const folded = fold(part);
    return folded.length <= 2 * reach
      ? folded
      : `${folded.slice(0, reach)}${LEFT_OUT}${folded.slice(-reach)}`;
  });
}

function valueOf(parameters: object, name: string): string {
  const value: unknown = Object.hasOwn(parameters, name)
    ? (parameters as Readonly<Record<string, unknown>>)[name]
    : undefined;
  return typeof value === 'string' ? value : name;
}

function textsIn(value: unknown): string[] {
  const found: string[] = [];
  // A template may be as deep as somebody likes: a list of what is left instead of a call each.
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string') found.push(next);
    else if (typeof next === 'object' && next !== null)
      for (const inner of Object.values(next) as unknown[]) left.push(inner);
  }
  return found;
}
