import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';

/** Texts that make a pattern with neighbouring open quantifiers take the square of their length, or worse. */
export const HOSTILE_SHAPES: Readonly<Record<string, (length: number) => string>> = {
  blanks: (length) => ' '.repeat(length),
  'blanks between letters': (length) => `a${' '.repeat(length)}b`,
  'tabs and breaks': (length) => 'x' + '\t\r\n'.repeat(length / 3) + 'x',
  dashes: (length) => '-'.repeat(length),
  'dashes and no end': (length) => `${'-'.repeat(length)}x`,
  'braces that open': (length) => '{'.repeat(length),
  'braces around names': (length) => '{a}'.repeat(length / 3),
  'braces that never close': (length) => '{a'.repeat(length / 2),
  'nested braces': (length) => '{'.repeat(length / 2) + '}'.repeat(length / 2),
  'nested brackets': (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  'JSON that never ends': (length) => '[{"a":'.repeat(length / 6),
  at: (length) => '@'.repeat(length),
  'an address that goes on': (length) => `${'a'.repeat(length / 2)}@${'b.'.repeat(length / 4)}`,
  'at and dots': (length) => '@.'.repeat(length / 2),
  dots: (length) => '.'.repeat(length),
  commas: (length) => ','.repeat(length),
  'commas and blanks': (length) => ', '.repeat(length / 2),
  'commas before blanks without end': (length) => `a,${' '.repeat(length)}b`,
  'semicolons and breaks': (length) => ';\r\n'.repeat(length / 3),
  digits: (length) => '1'.repeat(length),
  'digits and no more': (length) => `${'1'.repeat(length)}x`,
  'digits between marks': (length) => '+1-(2) '.repeat(length / 7),
  quotes: (length) => "'".repeat(length),
  'quotes around breaks': (length) => `'${'\n'.repeat(length)}`,
  'double quotes': (length) => '"'.repeat(length),
  backslashes: (length) => '\\'.repeat(length),
  'backslashes for breaks': (length) => '\\n'.repeat(length / 2),
  letters: (length) => 'A'.repeat(length),
  'letters and no more': (length) => `${'a'.repeat(length)}!`,
  'words and dashes': (length) => 'a-'.repeat(length / 2),
  'a key that is nearly one': (length) => `-----BEGIN A-----${' '.repeat(length)}x`,
  'a key of many beginnings': (length) => '-----BEGIN '.repeat(length / 11),
  'a key of many ends': (length) => `-----BEGIN A-----${'-----END '.repeat(length / 9)}`,
  'tokens that are none': (length) => 'eyJ'.repeat(length / 3),
  'tokens of many parts': (length) => `eyJ${'.a'.repeat(length / 2)}`,
  slashes: (length) => '/'.repeat(length),
  'a host that goes on': (length) => `https://${'a.'.repeat(length / 2)}!`,
  'percent signs': (length) => '%41'.repeat(length / 3),
  'half characters': (length) => '\ud800'.repeat(length),
  'letters with marks': (length) => 'a\u0301'.repeat(length / 2),
  'markup that never ends': (length) => '<'.repeat(length),
};

/** What the patterns for secrets begin with, repeated with whatever they may stop at: each beginning must not read on to the end. */
export const REPEATED_BEGINNINGS: Readonly<Record<string, (length: number) => string>> = Object.fromEntries(
  ['eyJ', 'eyJhbGciOiJI', '://a', '//a', '-----BEGIN A', '-----END', 'Aa1'].flatMap((beginning) =>
    [...Array.from('-._/?@#:;=+~&%\'"<, \n'), '--', ' .', '']
      .map((separator) => beginning + separator)
      .map((piece) => [JSON.stringify(piece), (length: number) => piece.repeat(length / piece.length)]),
  ),
);

/** Lengths at which a reader is measured; the first is what the others are held to. */
const LENGTHS = [1_000, 10_000, 100_000];
/** Times the reader may take longer than its length says: much less than a square would. */
const SLACK = 15;
/** In milliseconds; what takes less is noise, and a short list costs less an entry than one that fills the memory. */
const FLOOR_MS = 1;
const TRIES = 4;
/** Times the limit after which another try would only cost time. */
const HOPELESS = 4;

/** What is wrong with a reader that takes longer than in proportion to its input; undefined if it does not. */
export function findSlowGrowth(
  read: (text: string) => unknown,
  shape: (length: number) => string,
): string | undefined {
  let allowedEachMs = 0;
  for (const length of LENGTHS) {
    const text = shape(length);
    // The first run of any code is the slowest.
    if (allowedEachMs === 0) leastMs(read, text, Infinity);
    const limitMs = allowedEachMs === 0 ? Infinity : allowedEachMs * length;
    const ms = leastMs(read, text, limitMs);
    if (ms > limitMs)
      return `${length} characters took ${ms.toFixed(1)} ms, more than ${limitMs.toFixed(1)} ms`;
    if (allowedEachMs === 0) allowedEachMs = (Math.max(ms, FLOOR_MS) / length) * SLACK;
  }
  return undefined;
}

/** The shortest of some tries, since another process may have had the machine; one that is short enough will do. */
function leastMs(read: (text: string) => unknown, text: string, limitMs: number): number {
  let least = Infinity;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const start = performance.now();
    try {
      read(text);
    } catch (error) {
      // To refuse a text is as good as to read it; anything else is a fault of the reader.
      if (!isKoreNotifyError(error)) throw error;
    }
    least = Math.min(least, performance.now() - start);
    if (limitMs !== Infinity && (least <= limitMs || least > limitMs * HOPELESS)) break;
  }
  return least;
}
