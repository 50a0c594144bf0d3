import { decode } from './decode.ts';
import { fold } from './fold.ts';

/** A part of somebody's words that may be a text in another writing, and what it may say, folded. */
export interface EncodedRun {
  readonly from: number;
  readonly to: number;
  readonly readings: readonly string[];
}

/** Base64, also that of URLs: twelve signs say nine letters. */
const BASE64 = /[\w+/-]{12,}/g;
/** Eight bytes or more, with or without signs between them. */
const HEX = /(?<![a-z\d])[\da-f]{2}(?:[ :=,-]?[\da-f]{2}){7,}/gi;

/** What may be base64 or hexadecimal in a text. What it is not reads as nonsense, in which nothing is found. */
export function encodedRuns(words: string): EncodedRun[] {
  const runs: EncodedRun[] = [];
  for (const { index, 0: run } of words.matchAll(BASE64))
    // Where it was cut nobody knows which of four signs is the first.
    runs.push({ ...placeOf(index, run), readings: [0, 1, 2, 3].map((skip) => readBase64(run.slice(skip))) });
  for (const { index, 0: run } of words.matchAll(HEX)) {
    const digits = run.replaceAll(/[^\da-f]/gi, '');
    runs.push({ ...placeOf(index, run), readings: [0, 1].map((skip) => readHex(digits.slice(skip))) });
  }
  return runs;
}

function placeOf(from: number, { length }: string) {
  return { from, to: from + length };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([
  ...Array.from(ALPHABET, (sign, value) => [sign, value] as const),
  ['-', 62],
  ['_', 63],
]);

function readBase64(signs: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const sign of signs) {
    held = ((held << 6) | (VALUES.get(sign) ?? 0)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return readBytes(bytes);
}

function readHex(digits: string): string {
  return readBytes((digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}

/** The letters of UTF-8. */
function readBytes(bytes: readonly number[]): string {
  return fold(decode(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')));
}
