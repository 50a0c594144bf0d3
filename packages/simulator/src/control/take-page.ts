import { cutText } from '../store/render-message.ts';

/** Rows of an answer unless the call asks for more or fewer. */
export const DEFAULT_ROWS = 200;

const MAX_ROWS = 1_000;

/** What the rows of an answer may take: with what stands around them it stays below 1 MB. */
const MAX_PAGE_BYTES = 800_000;

/** Texts of a list end here; the call for one row has the whole of them. */
export const MAX_TEXT_CHARACTERS = 4_096;

const ELLIPSIS = '…';

/** A row and what to name it by in the address of the page behind it. */
export interface Row {
  cursor: number;
  row: object;
}

/** Some rows, and the cursor of the last of them if there are more. */
export interface Page {
  rows: object[];
  continueAt?: number;
}

/** As many rows as were asked for and fit; at least one, if there is one. */
export function takePage(all: Iterable<Row>, limit = DEFAULT_ROWS): Page {
  const rows: object[] = [];
  let bytes = 0;
  let last = 0;
  for (const { cursor, row } of all) {
    const size = Buffer.byteLength(JSON.stringify(row)) + 1;
    const isFull = rows.length >= Math.min(limit, MAX_ROWS) || bytes + size > MAX_PAGE_BYTES;
    if (rows.length > 0 && isFull) return { rows, continueAt: last };
    rows.push(row);
    bytes += size;
    last = cursor;
  }
  return { rows };
}

/** A row whose texts end with an ellipsis where they are too long for a list. */
export function shorten<T extends object>(row: T): T {
  const entries = Object.entries(row).map(([key, value]) => [key, shortened(value)] as const);
  return Object.fromEntries(entries) as T;
}

/** A name that is too long for a list ends with an ellipsis. */
export function shortenText(text: string): string {
  return text.length <= MAX_TEXT_CHARACTERS ? text : cutText(text, MAX_TEXT_CHARACTERS) + ELLIPSIS;
}

function shortened(value: unknown): unknown {
  return typeof value === 'string' ? shortenText(value) : value;
}

/** Data that is too long for a list becomes the beginning of its JSON. */
export function shortenData(value: unknown): { value: unknown; isCut: boolean } {
  if (value === undefined) return { value, isCut: false };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= MAX_TEXT_CHARACTERS) return { value, isCut: false };
  return { value: cutText(text, MAX_TEXT_CHARACTERS), isCut: true };
}

/** False if a value would make an answer too long. */
export function fitsPage(value: unknown): boolean {
  return value === undefined || Buffer.byteLength(JSON.stringify(value)) <= MAX_PAGE_BYTES;
}

/** The piece of a text that fits into one answer. */
export function takePiece(text: string, from: number): { text: string; continueAt?: number } {
  let length = MAX_PAGE_BYTES;
  for (;;) {
    const piece = cutText(text.slice(from), length);
    if (fitsPage(piece)) {
      const end = from + piece.length;
      return { text: piece, ...(end < text.length ? { continueAt: end } : {}) };
    }
    length = Math.floor(length / 2);
  }
}
