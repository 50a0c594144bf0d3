import { withoutInvisible } from '../../text/invisible.ts';

/** Digits that stand together in a written number, and how they are set off from what is before them. */
export interface DigitGroup {
  readonly digits: string;
  /** What stands between it and the group before: blanks, dots, dashes, brackets, a slash. */
  readonly before: string;
  /** Which pair of brackets it is in, counted from 1; 0 for none. */
  readonly bracket: number;
}

/** A written number, taken apart. */
export interface WrittenNumber {
  readonly hasPlus: boolean;
  readonly groups: readonly DigitGroup[];
}

/** What a mark says that has no place in a phone number. */
export type MarkFault =
  'letters' | 'exponent' | 'comma' | 'negative' | 'plus' | 'line' | 'formula' | 'brackets' | 'mark' | 'empty';

/** First of the ten digits, by script, as phones of many countries type them. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xff10,
];
const FOREIGN_DIGIT = /\p{Nd}/gu;
const DASHES = /[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]/g;
const BLANKS = /[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const WIDE: readonly (readonly [RegExp, string])[] = [
  [/[\uff0b\ufe62]/g, '+'],
  [/[(\uff08]/g, '('],
  [/[)\uff09]/g, ')'],
  [/\[/g, '('],
  [/\]/g, ')'],
  [/\uff0e/g, '.'],
  [/\uff0f/g, '/'],
];
/** What links and messengers put before a number. */
const SCHEME = /^(?:tel|whatsapp|callto|sms):(?:\/\/)?/i;
const PAIRS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
]);

/** One writing for each sign, and nothing of what programs put around a number. */
export function plainWriting(given: string): string {
  let text = withoutInvisible(given).trim();
  if (/[^\x20-\x7e]/.test(text)) {
    text = text.replaceAll(DASHES, '-').replaceAll(BLANKS, ' ').replaceAll(FOREIGN_DIGIT, asciiDigit);
  }
  for (const [sign, plain] of WIDE) text = text.replaceAll(sign, plain);
  const last = text.at(-1);
  if (text.length > 2 && last !== undefined && PAIRS.get(text.charAt(0)) === last)
    text = text.slice(1, -1).trim();
  // Sheets mark a cell as text with one; it is no part of it.
  else if (text.startsWith("'")) text = text.slice(1).trim();
  return text.replace(SCHEME, '').trim();
}

function asciiDigit(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? sign : String(code - zero);
}

/** Takes a number in plain writing apart; what cannot stand in one is a fault. */
export function readMarks(text: string): WrittenNumber | { readonly fault: MarkFault } {
  const foreign = foreignMark(text);
  if (foreign !== undefined) return { fault: foreign };
  const start = /^(\(? *)\+/.exec(text);
  const rest = start === null ? text : `${start[1] ?? ''}${text.slice(start[0].length)}`;
  if (rest.includes('+')) return { fault: 'plus' };
  const groups: DigitGroup[] = [];
  let before = '';
  let bracket = 0;
  let isOpen = false;
  for (const [part] of rest.matchAll(/\d+|\D/g)) {
    if (part === '(' || part === ')') {
      if (isOpen === (part === '(')) return { fault: 'brackets' };
      isOpen = part === '(';
      if (isOpen) bracket++;
    }
    if (!/^\d/.test(part)) before += part;
    else {
      groups.push({ digits: part, before, bracket: isOpen ? bracket : 0 });
      before = '';
    }
  }
  if (isOpen) return { fault: 'brackets' };
  const [first] = groups;
  if (first === undefined) return { fault: 'empty' };
  // A sign of a sum, before the number or behind it; a dot behind it ends a sentence or a whole number.
  if (first.before.includes('-') || before.includes('-')) return { fault: 'negative' };
  return /^[ (]*$/.test(first.before) && /^\)?\.?$/.test(before.trim())
    ? { hasPlus: start !== null, groups }
    : { fault: 'mark' };
}

function foreignMark(text: string): MarkFault | undefined {
  if (/^[\d+(). /-]*$/.test(text)) return undefined;
  if (/^[-+]?\d[\d.,]*e[-+]?\d+$/i.test(text)) return 'exponent';
  if (text.startsWith('=')) return 'formula';
  if (/\p{L}/u.test(text)) return 'letters';
  if (/[\r\n\t\v\f\x85\u2028\u2029]/.test(text)) return 'line';
  return text.includes(',') ? 'comma' : 'mark';
}
