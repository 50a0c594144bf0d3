import { damageIn } from '../../text/damage.ts';
import { trimInvisible } from '../../text/invisible.ts';
import { LINE_END, type TextReading } from './list-rules.ts';

const BRACKETS: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
]);
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['\u201c', '\u201d\u201c'],
  ['\u201e', '\u201c\u201d'],
  ['\u2018', '\u2019\u2018'],
  ['\u201a', '\u2018\u2019'],
  ['\u00ab', '\u00bb'],
  ['\u00bb', '\u00ab'],
  ['\uff02', '\uff02'],
]);

/** A list in brackets, as other languages write it: `['a', 'b']`, `(a; b)`, `{"a", "b"}`. */
export function readBracketed(text: string, limit: number): TextReading {
  const start = /^(?:(?:new\s+)?(?:array|list|set|tuple|Array|List|Set)\s*)?(?=[[({])/.exec(text)?.[0];
  if (start === undefined) return undefined;
  // `[object Object]` has the brackets of a list, and is none.
  const damage = damageIn(text);
  if (damage?.kind === 'certain')
    return { fault: { rule: 'format', message: damage.message, remedy: damage.remedy } };
  const inside = text.slice(start.length);
  const close = BRACKETS.get(inside.charAt(0));
  // A phone number may begin with a bracket, and says so by a digit right behind it.
  if (close === ')' && /^\(\s*\+?\d[\d\s]*\)/.test(inside)) return undefined;
  if (close === undefined || !inside.endsWith(close)) return { fault: UNREADABLE };
  const list = readTokens(inside.slice(1, -1), limit);
  return list === undefined ? { fault: UNREADABLE } : { list };
}

/** Entries in quotes, each of them. */
export function readQuoted(text: string, limit: number): TextReading {
  const opening = text.charAt(0);
  const closings = QUOTES.get(opening);
  if (closings === undefined) return undefined;
  // An apostrophe alone marks the text of a cell, and stands in no list.
  const isList =
    closings.includes(text.charAt(text.length - 1)) || /["\u201c\u201d\u201e\u00ab\u00bb]/.test(opening);
  if (!isList) return undefined;
  const list = readTokens(text, limit);
  return list === undefined ? { fault: UNREADABLE } : { list };
}

const UNREADABLE = {
  rule: 'format',
  message: 'It looks like a list in brackets or quotes, but cannot be read as one.',
  remedy:
    'Enter JSON, or entries separated by commas, semicolons or line breaks, without brackets and quotes.',
} as const;

/** Undefined if anything is neither a quoted entry nor one without marks. At most one more than the limit. */
function readTokens(text: string, limit: number): string[] | undefined {
  const list: string[] = [];
  let at = 0;
  while (at < text.length && list.length <= limit) {
    const character = text.charAt(at);
    if (/[\s,;]/.test(character)) {
      at++;
      continue;
    }
    const token = QUOTES.has(character) ? quotedAt(text, at) : bareAt(text, at);
    if (token === undefined) return undefined;
    list.push(token.entry);
    at = token.next;
  }
  return list;
}

interface Token {
  readonly entry: string;
  readonly next: number;
}

/** A quote inside is doubled or has a backslash. Behind the last one comes a separator. */
function quotedAt(text: string, from: number): Token | undefined {
  const closings = QUOTES.get(text.charAt(from)) ?? '';
  const parts: string[] = [];
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at);
    const following = text.charAt(at + 1);
    if (character === '\\' && following !== '') {
      parts.push(following);
      at++;
    } else if (closings.includes(character)) {
      if (following !== character) {
        const entry = parts.join('');
        return /^(?:[\s,;]|$)/.test(following) && !LINE_END.test(entry) ? { entry, next: at + 1 } : undefined;
      }
      parts.push(character);
      at++;
    } else parts.push(character);
  }
  return undefined;
}

function bareAt(text: string, from: number): Token | undefined {
  SEPARATOR.lastIndex = from;
  const end = SEPARATOR.exec(text)?.index ?? text.length;
  const entry = trimInvisible(text.slice(from, end));
  return /[[\](){}<>"\u201c-\u201f\u00ab\u00bb`]/.test(entry) ? undefined : { entry, next: end };
}

const SEPARATOR = /[,;]|\r\n|[\r\n\u2028\u2029]/g;

/** Without the marks of a list in a document, if every line has one. */
export function withoutBullets(text: string): string {
  const lines = text.split(LINE_END).filter((line) => trimInvisible(line) !== '');
  if (lines.every((line) => BULLET.test(line)))
    return lines.map((line) => line.replace(BULLET, '')).join('\n');
  const isNumbered =
    lines.length > 1 && lines.every((line, index) => NUMBER.exec(line)?.[1] === String(index + 1));
  return isNumbered ? lines.map((line) => line.replace(NUMBER, '')).join('\n') : text;
}

const BULLET = /^\s*[-*\u2022\u2023\u25aa\u25cf\u2013\u00b7]\s+(?=\S)/;
const NUMBER = /^\s*(\d{1,6})[.)]\s+(?=\S)/;
