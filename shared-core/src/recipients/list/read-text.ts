import { parseJson } from '../../text/parse-json.ts';
import { trimInvisible } from '../../text/invisible.ts';
import { readBracketed, readQuoted, withoutBullets } from './structures.ts';
import { readMailList } from './mail-list.ts';
import { readTable } from './table.ts';
import { LINE_END, type ListFault, type ListReading, type ListRules } from './list-rules.ts';

/**
 * A list as people paste it and programs write it: JSON, a table, a list in quotes or brackets, addresses with names, or entries
 * between separators. A text that begins like a structure is read whole as that structure or is a fault; it is never split.
 */
export function readText(given: string, rules: ListRules, limit: number): ListReading {
  const text = trimInvisible(given);
  if (text === '') return { list: [] };
  return (
    readFence(text, rules, limit) ??
    readJson(text, rules, limit) ??
    (rules.hasRows === true ? readTable(text, rules, limit) : undefined) ??
    (rules.hasRows === true ? readMailList(text, limit) : undefined) ??
    readBracketed(text, limit) ??
    readQuoted(text, limit) ??
    readPlain(text, limit)
  );
}

/** A text that ends like a structure which it never began was cut: whoever stands in the rest must not be messaged alone. */
function readPlain(text: string, limit: number): ListReading {
  if (/[^\s,;][\]}"\u201d\u00bb`]$/.test(text)) return { fault: CUT };
  if (/^#{1,6}\s/m.test(text)) return { fault: HEADING };
  return { list: splitPlain(withoutBullets(text), limit) };
}

const CUT: ListFault = {
  rule: 'format',
  message: 'It ends like a list in brackets or quotes, but does not begin like one.',
  remedy: 'Enter the whole list, or remove the last mark.',
};
const HEADING: ListFault = {
  rule: 'format',
  message: 'It has a heading.',
  remedy: 'Remove the lines that begin with #.',
};

/** What a language model or a chat puts a list into. */
function readFence(text: string, rules: ListRules, limit: number): ListReading | undefined {
  const mark = /^(?:`+|~{3,})/.exec(text)?.[0];
  if (mark === undefined) return undefined;
  if (text.length < 2 * mark.length || !text.endsWith(mark)) return { fault: FENCE };
  const inside = text.slice(mark.length, -mark.length);
  const body = mark.length < MIN_FENCE ? inside : inside.replace(LANGUAGE, '');
  return /^\s*[`~]/.test(body) ? { fault: FENCE } : readText(body, rules, limit);
}

const MIN_FENCE = 3;
/** The first line of a fence may say which language it is: a word alone on it. Anything else there is an entry. */
const LANGUAGE = /^[a-z][a-z+-]*[ \t]*(?=[\r\n])/i;
const FENCE: ListFault = {
  rule: 'format',
  message: 'It begins like a code fence, but cannot be read as one.',
  remedy: 'Remove the marks of the fence.',
};

function readJson(text: string, rules: ListRules, limit: number): ListReading | undefined {
  if (!/^[[{"]/.test(text)) return undefined;
  const parsed = parseJson(text);
  if (typeof parsed === 'string') return parsed === text ? undefined : readText(parsed, rules, limit);
  if (Array.isArray(parsed)) return { list: parsed as unknown[] };
  if (typeof parsed === 'object' && parsed !== null) return { list: insideOf(parsed) ?? [parsed] };
  const escaped = text.includes('\\"') ? parseJson(`"${text}"`) : undefined;
  if (typeof escaped === 'string' && escaped !== text) return readText(escaped, rules, limit);
  return text.startsWith('{') ? readJsonLines(text, limit) : undefined;
}

/** An object around the list, as programs and language models answer: with that list and nothing else. */
function insideOf(value: object): readonly unknown[] | undefined {
  const [inner, ...others] = Object.values(value) as unknown[];
  return Array.isArray(inner) && others.length === 0 ? (inner as unknown[]) : undefined;
}

/** One object a line. */
function readJsonLines(text: string, limit: number): ListReading | undefined {
  const lines = text.split(LINE_END).filter((line) => trimInvisible(line) !== '');
  if (!lines.some((line) => /^\s*\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})/.test(line))) return undefined;
  const list: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    if (list.length > limit) break;
    const parsed = parseJson(trimInvisible(line).replace(/,$/, ''));
    if (typeof parsed !== 'object' || parsed === null)
      return {
        fault: {
          rule: 'format',
          message:
            lines.length === 1
              ? 'It looks like JSON, but cannot be read.'
              : `It looks like JSON, but line ${index + 1} cannot be read.`,
          remedy: 'Check quotes, commas and brackets.',
        },
      };
    list.push(parsed);
  }
  return { list };
}

/** At most one more than the limit: the rest is not taken apart. */
function splitPlain(text: string, limit: number): string[] {
  const list: string[] = [];
  let from = 0;
  while (from <= text.length && list.length <= limit) {
    const end = endOfLine(text, from);
    const line = text.slice(from, end.at);
    from = end.next;
    // Blank lines are nobody.
    if (trimInvisible(line) === '') continue;
    for (const entry of withoutLastSeparator(line).split(/[,;\t]/, limit + 1))
      list.push(...splitBlanks(entry));
  }
  return list.slice(0, limit + 1);
}

/** The separator at the end of a line separates it from nothing. */
function withoutLastSeparator(line: string): string {
  const trimmed = line.trimEnd();
  return /[,;]$/.test(trimmed) ? trimmed.slice(0, -1) : trimmed;
}

function endOfLine(text: string, from: number): { readonly at: number; readonly next: number } {
  LINE_END_FROM.lastIndex = from;
  const found = LINE_END_FROM.exec(text);
  return found === null
    ? { at: text.length, next: text.length + 1 }
    : { at: found.index, next: found.index + found[0].length };
}

const LINE_END_FROM = new RegExp(LINE_END, 'g');

/** Addresses may stand side by side; what else has blanks in it, a phone number, is one entry. */
function splitBlanks(entry: string): string[] {
  if (!entry.includes('@') || !/\s/.test(entry.trim())) return [entry];
  const words = entry.trim().split(/\s+/);
  return words.every((word) => /^[^@\s]+@[^@\s]+$/.test(word)) ? words : [entry];
}
