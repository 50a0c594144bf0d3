/** A text, and where each of its code units came from in another. */
export interface Mapped {
  readonly text: string;
  /** By position in `text`: first code unit in the other text. */
  readonly from: readonly number[];
  /** By position in `text`: code unit after the last. */
  readonly to: readonly number[];
}

/** The escapes of JSON and scripts, of URLs and of HTML, one character each. */
const ESCAPE =
  /\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[nrtbfv0"'`/\\]|%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|&#\d{1,7};|&#x[0-9a-f]{1,6};|&[a-z]{2,8};/gi;

/** Something escaped more often than this was not escaped by anybody on the way. */
const MAX_LAYERS = 4;

/** A text without its escapes, however often it was escaped. */
export function decode(text: string): string {
  let decoded = text;
  for (let layer = 0; layer < MAX_LAYERS && /[\\%&]/.test(decoded); layer++) {
    const next = decoded.replaceAll(ESCAPE, decodeOne);
    if (next === decoded) break;
    decoded = next;
  }
  return decoded;
}

/** The same, and where each code unit came from. */
export function decodeMapped(text: string): Mapped {
  let mapped: Mapped = {
    text,
    from: [...text.split('').keys()],
    to: [...text.split('').keys()].map((at) => at + 1),
  };
  for (let layer = 0; layer < MAX_LAYERS && /[\\%&]/.test(mapped.text); layer++) {
    const next = decodeLayer(mapped);
    if (next.text === mapped.text) break;
    mapped = next;
  }
  return mapped;
}

function decodeLayer({ text, from, to }: Mapped): Mapped {
  const parts: string[] = [];
  const [nextFrom, nextTo]: [number[], number[]] = [[], []];
  const copy = (start: number, end: number): void => {
    parts.push(text.slice(start, end));
    for (let at = start; at < end; at++) {
      nextFrom.push(from[at] ?? 0);
      nextTo.push(to[at] ?? 0);
    }
  };
  let done = 0;
  for (const match of text.matchAll(ESCAPE)) {
    copy(done, match.index);
    done = match.index + match[0].length;
    const decoded = decodeOne(match[0]);
    parts.push(decoded);
    nextFrom.push(...new Array<number>(decoded.length).fill(from[match.index] ?? 0));
    nextTo.push(...new Array<number>(decoded.length).fill(to[done - 1] ?? 0));
  }
  copy(done, text.length);
  return { text: parts.join(''), from: nextFrom, to: nextTo };
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['szlig', 'ß'],
]);

function decodeOne(escape: string): string {
  if (escape.startsWith('%')) return decodeBytes(escape);
  if (escape.startsWith('&#x') || escape.startsWith('&#X')) return characterOf(escape.slice(3, -1), 16);
  if (escape.startsWith('&#')) return characterOf(escape.slice(2, -1), 10);
  if (escape.startsWith('&')) {
    const name = escape.slice(1, -1);
    // A letter with an accent: matching looks at the letter alone.
    const letter = /^([a-z])(?:uml|acute|grave|circ|tilde|ring|cedil|slash|caron)$/i.exec(name)?.[1];
    return ENTITIES.get(name.toLowerCase()) ?? letter ?? escape;
  }
  if (/^\\[ux]/i.test(escape) && escape.length > 2) return characterOf(escape.slice(2), 16);
  return /^\\["'`/\\]$/.test(escape) ? escape.slice(1) : ' ';
}

function decodeBytes(escape: string): string {
  try {
    return decodeURIComponent(escape);
  } catch {
    return escape;
  }
}

function characterOf(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
