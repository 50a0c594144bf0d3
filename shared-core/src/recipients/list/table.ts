import { CsvError, parse } from 'csv-parse/sync';
import { plainName } from '../fields/find-field.ts';
import { trimInvisible } from '../../text/invisible.ts';
import { LINE_END, type ListRules, type TextReading } from './list-rules.ts';

/**
 * A table as text, as sheets copy it and programs export it: a heading and rows (RFC 4180), with any separator and any line ends.
 * Undefined for what is none.
 */
export function readTable(text: string, rules: ListRules, limit: number): TextReading {
  const { body, delimiter: stated } = readStatement(withoutFrame(text));
  const end = body.search(LINE_END);
  const first = end < 0 ? body : body.slice(0, end);
  // No heading is as long, and a list on one line may be.
  if (first.length > MAX_SAMPLE) return undefined;
  const delimiter = stated ?? delimiterOf(first, body, rules);
  if (delimiter === undefined) return undefined;
  return end < 0 ? { fault: NO_ROWS } : parseRows(body, delimiter, limit);
}

const NO_ROWS = {
  rule: 'empty',
  message: 'It is the heading of a table that has no rows.',
  remedy: 'Add the rows, or enter recipients.',
} as const;

/** A table of a document, with a line of dashes below its heading and a bar at both ends of each line. */
function withoutFrame(text: string): string {
  if (!text.startsWith('|')) return text;
  const lines = text.split(LINE_END).filter((line) => trimInvisible(line) !== '');
  if (lines.length < 2 || !lines.every((line) => /^\s*\|.*\|\s*$/.test(line))) return text;
  return lines
    .filter((line) => !/^[\s|:-]+$/.test(line))
    .map((line) =>
      trimInvisible(line)
        .slice(1, -1)
        .split('|')
        .map((cell) => trimInvisible(cell))
        .join('|'),
    )
    .join('\n');
}

/** The first line with which Excel is told the separator. */
function readStatement(text: string): { readonly body: string; readonly delimiter?: string } {
  const [whole, delimiter] = /^"?sep=([,;|\t])"?[^\S\r\n]*(?:\r\n|[\r\n])/i.exec(text) ?? [];
  return whole === undefined || delimiter === undefined
    ? { body: text }
    : { body: text.slice(whole.length), delimiter };
}

/** The separator that makes names of the first line and data of the next ones; undefined if none does. */
function delimiterOf(first: string, body: string, { identityField }: ListRules): string | undefined {
  const samples = body
    .slice(0, MAX_SAMPLE)
    .split(LINE_END)
    .slice(1)
    .filter((line) => trimInvisible(line) !== '');
  const isIdentity = (cell: string): boolean =>
    KNOWN.has(plainName(cell)) ||
    (identityField !== undefined && plainName(cell) === plainName(identityField));
  for (const delimiter of DELIMITERS) {
    const cells = cellsOf(first, delimiter);
    if (cells.length < 2 || !cells.every(mayBeName)) continue;
    if (cells.some(isIdentity)) return delimiter;
    if (samples.some((line) => isData(line) && cellsOf(line, delimiter).length >= 2)) return delimiter;
    // Words in columns, without anybody in them: a heading that lacks the one that counts.
    const isEven = samples.every((line) => cellsOf(line, delimiter).length === cells.length);
    if (samples.length > 0 && isEven && cells.every(isWord)) return delimiter;
  }
  if (samples.length === 0) return undefined;
  const [only = '', ...others] = cellsOf(first, ONE_COLUMN);
  return others.length === 0 && isIdentity(only) && mayBeName(only) ? ONE_COLUMN : undefined;
}

function isWord(cell: string): boolean {
  return /^\p{L}[\p{L}\p{M} _-]*$/u.test(cell);
}

const DELIMITERS = ['\t', ';', ',', '|'];
/** Stands in no text: a table of one column. */
const ONE_COLUMN = '\u001f';
const MAX_SAMPLE = 20_000;
/** What the column of the identity is mostly called. */
const KNOWN: ReadonlySet<string> = new Set([
  'email',
  'e-mail',
  'email address',
  'e-mail address',
  'mail',
  'phone',
  'phone number',
  'phonenumber',
  'mobile',
  'telephone',
  'spaceid',
  'space id',
  'identity',
  'recipient',
  'recipients',
]);

function cellsOf(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((cell) => trimInvisible(trimInvisible(cell).replaceAll(/^"|"$/g, '')));
}

/** Neither an address nor a number. */
function mayBeName(cell: string): boolean {
  return !cell.includes('@') && (cell.match(/\d/g)?.length ?? 0) < MANY_DIGITS && cell.length <= MAX_NAME;
}

const MANY_DIGITS = 5;
const MAX_NAME = 100;

function isData(line: string): boolean {
  return /@|(?:\d[\s().-]*){6}/.test(line);
}

function parseRows(text: string, delimiter: string, limit: number): TextReading {
  let records: string[][];
  try {
    records = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      to: limit + 2,
    });
  } catch (error) {
    return { fault: describeError(error) };
  }
  const [heading = [], ...lines] = records;
  const names = heading.map((name) => trimInvisible(name));
  const double = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (double !== undefined)
    return {
      fault: {
        rule: 'conflict',
        message: 'Two columns of the table have the same name.',
        remedy: 'Rename one of them.',
      },
    };
  const rows: Record<string, string>[] = [];
  for (const [index, cells] of lines.entries()) {
    if (cells.slice(names.length).some((cell) => trimInvisible(cell) !== ''))
      return {
        fault: {
          rule: 'format',
          message: `Row ${index + 1} of the table has more cells than the heading.`,
          remedy: 'Put cells that hold a separator in quotes.',
        },
      };
    rows.push(
      Object.fromEntries(names.flatMap((name, column) => (name === '' ? [] : [[name, cells[column] ?? '']]))),
    );
  }
  return { list: rows };
}

function describeError(error: unknown) {
  const line = error instanceof CsvError ? (error as { readonly lines?: unknown }).lines : undefined;
  return {
    rule: 'format',
    message: `The table cannot be read${typeof line === 'number' ? ` at line ${line}` : ''}: its quotes do not match.`,
    remedy: 'Put cells with quotes in quotes, and double those inside.',
  } as const;
}
