import { bound, onOneLine } from './bound.ts';
import { type Carried, guard, type Guarded } from './carried.ts';
import { encodedRuns } from './encoded.ts';
import { fold, type FoldedWords, foldWords } from './fold.ts';
import { hideSecrets } from './secrets.ts';

/** Maximum characters of foreign text that are shown. */
const MAX_QUOTED = 300;
/** Maximum characters of foreign text that are read: an answer can have megabytes. */
const MAX_READ = 4_000;

/** Put in place of what was removed. */
const GAP = '[…]';
const TOKEN = '[token]';

/**
 * Foreign text that can be shown: in one line of at most `most` characters, without tokens, keys and passwords, and
 * without anything that the request carried, in whatever form it is quoted: in another case, with signs between the
 * letters, escaped, in base64 or hexadecimal.
 *
 * Not found are: pieces of fewer than eight letters, except parts of a token or key that do not look like a word;
 * everyday words of the message; text as a list of numbers, in octal, reversed, in another order, or in letters that only
 * look the same; and text that is encoded twice in different ways.
 */
export function redact(words: string, carried: Carried = {}, most: number = MAX_QUOTED): string {
  const tidy = hideSecrets(onOneLine(words.slice(0, MAX_READ)));
  return bound(withoutCarried(tidy, carried), most + 1);
}

/** From here on the words are our own body, or its like. */
const OWN_BODY =
  /["'`]?\b(?:identities|userIdentityType|customMessage|webhookInstanceName)["'`]?\s?[:=]|[{,]\s?["'`]?(?:channel|email|phoneNumber|spaceId|devices|deviceId|osType|userId|uId)["'`]?\s?:|[{,]\s?["'`]?(?:message|content|parameters)["'`]?\s?:\s?\{/i;

/** Code units of folded text that are found again wherever they stand. */
const PIECE = 8;
/** A gap that is shorter says nothing. */
const BRIDGE = 3;

/** How closely guarded is what was found at a place. */
const [NOTHING, MESSAGE, PERSONAL, SECRET] = [0, 1, 2, 3] as const;
type Guard = typeof NOTHING | typeof MESSAGE | typeof PERSONAL | typeof SECRET;

function withoutCarried(words: string, carried: Carried): string {
  const hasAny = carried.body !== undefined || carried.secrets !== undefined || carried.path?.includes('?');
  if (hasAny !== true || words === '') return words;
  const guarded = guard(carried);
  return withoutQuoted(withoutParts(withoutEncoded(words, guarded), guarded), guarded);
}

/** Without what a run of base64 or hexadecimal quotes. */
function withoutEncoded(words: string, { secrets, personal, message }: Guarded): string {
  const runs = encodedRuns(words);
  if (runs.length === 0) return words;
  // Each reading by itself, in one text: a piece is found in one pass over what was carried.
  const readings = runs.flatMap((run, number) => run.readings.map((text) => ({ number, text })));
  const starts: number[] = [];
  let length = 0;
  for (const { text } of readings) {
    starts.push(length);
    length += text.length + 1;
  }
  const pieces = new Pieces(readings.map(({ text }) => text).join(BREAK));
  const quoting = new Map<number, typeof GAP | typeof TOKEN>();
  const look = (values: readonly string[], how: typeof GAP | typeof TOKEN): void => {
    for (const value of values)
      pieces.find(fold(value), (at) => {
        const next = starts.findIndex((start) => start > at);
        const { number = 0 } = readings[(next < 0 ? starts.length : next) - 1] ?? {};
        if (!quoting.has(number)) quoting.set(number, how);
      });
  };
  look(secrets, TOKEN);
  look(personal, GAP);
  look(message, GAP);
  const parts: string[] = [];
  let done = 0;
  const found = [...quoting].map(([number, how]) => ({ how, from: 0, to: 0, ...runs[number] }));
  for (const { from, to, how } of found.sort((one, other) => one.from - other.from)) {
    if (from >= done) parts.push(words.slice(done, from), how);
    done = Math.max(done, to);
  }
  return parts.join('') + words.slice(done);
}

/** Stands in no folded text. */
const BREAK = ' ';

/** Without short parts of a token or key, with whatever between them: what stands in it just so and is no word. */
function withoutParts(words: string, { secrets }: Guarded): string {
  if (secrets.length === 0) return words;
  return words.replaceAll(PART, (part) =>
    !WORD.test(part) && secrets.some((secret) => secret.includes(part)) ? TOKEN : part,
  );
}

const PART = /[\w+/=~-]{5,}/g;
const WORD = /^(?:[A-Z]?[a-z]+|[A-Z]+|\d+)$/;

function withoutQuoted(words: string, guarded: Guarded): string {
  const folded = foldWords(words);
  const marks = new Uint8Array(folded.text.length);
  const wholes = markCarried(folded, guarded, marks);

  const cut = OWN_BODY.exec(folded.decoded.text);
  const end = cut === null ? words.length : (folded.decoded.from[cut.index] ?? words.length);
  const parts: string[] = [];
  let done = 0;
  for (const { from, to, guard: how, text } of regionsOf(folded, marks)) {
    if (from >= end) break;
    if (
      how === MESSAGE &&
      !wholes.has(text) &&
      isEverydayWord(words.slice(from, to), {
        before: words[from - 1],
        after: words[to],
        message: guarded.message,
      })
    )
      continue;
    parts.push(words.slice(done, from), how === SECRET ? TOKEN : GAP);
    done = to;
  }
  if (done < end) parts.push(words.slice(done, end));
  if (end < words.length) parts.push(GAP);
  return parts.join('').trim();
}

/** Marks what was carried, wherever it stands. Returns the values of the message that are so short that they are looked for whole. */
function markCarried(
  words: FoldedWords,
  { secrets, personal, message }: Guarded,
  marks: Uint8Array,
): Set<string> {
  const pieces = new Pieces(words.text);
  const short = new Map<string, Guard>();
  const wholes = new Set<string>();
  const mark = (from: number, length: number, how: Guard): void => {
    for (let at = from; at < from + length; at++) marks[at] = Math.max(marks[at] ?? 0, how);
  };
  const markAll = (values: readonly string[], how: Guard): void => {
    for (const value of values) {
      const folded = fold(value);
      if (folded.length <= MAX_WHOLE) wholes.add(folded);
      if (folded.length >= PIECE) pieces.find(folded, (at) => mark(at, PIECE, how));
      else if (isTelling(folded) && !short.has(folded)) short.set(folded, how);
      if (how === PERSONAL) for (const part of partsOf(value)) if (!short.has(part)) short.set(part, how);
    }
  };
  // What is guarded most closely comes first: each place is found once.
  markAll(secrets, SECRET);
  markAll(personal, PERSONAL);
  markAll(message, MESSAGE);

  const { text, startsWord } = words;
  const isEnd = (at: number): boolean => at === text.length || startsWord[at] === true;
  for (let at = 0; at < text.length; at++)
    if (startsWord[at] === true)
      for (let length = 1; length <= MAX_SHORT && at + length <= text.length; length++) {
        const how = isEnd(at + length) ? short.get(text.slice(at, at + length)) : undefined;
        if (how !== undefined) mark(at, length, how);
      }
  return wholes;
}

const MAX_WHOLE = 40;
const MAX_SHORT = 24;

/** Two letters are in every sentence; two digits, or two signs of a dense script, can be all there is to know. */
function isTelling(folded: string): boolean {
  return folded.length >= 3 || (folded.length === 2 && /[\d\u0080-\uffff]/.test(folded));
}

/** Parts of a name or an address that stand for the person. */
function partsOf(value: string): string[] {
  if (value.length > MAX_NAME) return [];
  const [name = ''] = value.split('@', 1);
  const isAddress = name.length < value.length;
  const parts = name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  // More words than a name has are a sentence.
  if (parts.length > MAX_PARTS) return [];
  return parts
    .filter((part) => part.length >= 3 && (isAddress || /^[\p{Lu}\p{N}]/u.test(part)))
    .map(fold)
    .filter((part) => part.length <= MAX_SHORT);
}

const MAX_NAME = 60;
const MAX_PARTS = 4;

interface Region {
  readonly from: number;
  readonly to: number;
  readonly guard: Guard;
  readonly text: string;
}

/** What is marked, each piece with what separates it from the next one of its kind. */
function* regionsOf({ text, from, to }: FoldedWords, marks: Uint8Array): Iterable<Region> {
  for (let at = 0; at < marks.length; at++) {
    if (marks[at] === NOTHING) continue;
    let last = at;
    let how = marks[at] as Guard;
    for (let next = at + 1; next < marks.length && next - last <= BRIDGE; next++)
      if (marks[next] !== NOTHING) {
        last = next;
        how = Math.max(how, marks[next] ?? 0) as Guard;
      }
    yield { from: from[at] ?? 0, to: to[last] ?? 0, guard: how, text: text.slice(at, last + 1) };
    at = last;
  }
}

/** A word of the language, which the message happens to share: “password” in “invalid password”, and no part of a code in it. */
function isEverydayWord(
  word: string,
  {
    before,
    after,
    message,
  }: {
    readonly before: string | undefined;
    readonly after: string | undefined;
    readonly message: readonly string[];
  },
): boolean {
  const isWhole = !isLetter(before) && !isLetter(after);
  if (!isWhole || word.length > MAX_EVERYDAY || !/^\p{L}\p{Ll}*$/u.test(word)) return false;
  const lower = word.toLowerCase();
  return message.some((text) => {
    for (const [other] of text.toLowerCase().matchAll(/[\p{L}\p{N}\p{M}]+/gu))
      if (other.startsWith(lower) && !/\p{N}/u.test(other)) return true;
    return false;
  });
}

const MAX_EVERYDAY = 14;

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** Finds the pieces of a short text in long ones, in one pass over each. */
class Pieces {
  readonly #at = new Map<string, number[]>();
  /** Most places of a long text are none, which two of their characters tell. */
  readonly #begins = new Uint8Array(BEGINNINGS);

  constructor(text: string) {
    for (let at = 0; at + PIECE <= text.length; at++) {
      const piece = text.slice(at, at + PIECE);
      const same = this.#at.get(piece);
      if (same === undefined) this.#at.set(piece, [at]);
      else same.push(at);
      this.#begins[this.#begin(text, at)] = 1;
    }
  }

  /** Calls back with each place where a piece of this other text stands. */
  find(other: string, found: (at: number) => void): void {
    if (this.#at.size === 0) return;
    for (let at = 0; at + PIECE <= other.length; at++) {
      if (this.#begins[this.#begin(other, at)] === 0) continue;
      const piece = other.slice(at, at + PIECE);
      const places = this.#at.get(piece);
      if (places === undefined) continue;
      places.forEach(found);
      // Each place is told of once.
      this.#at.delete(piece);
    }
  }

  #begin(text: string, at: number): number {
    return (
      (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1) * 1_021 + text.charCodeAt(at + 7) * 7) % BEGINNINGS
    );
  }
}

const BEGINNINGS = 16_384;
