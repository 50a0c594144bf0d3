import { decode, decodeMapped, type Mapped } from './decode.ts';

/** Signs of which one says as much as several letters. */
const DENSE = /[\u2e80-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;

/**
 * A text as it is compared: without escapes, accents, case, blanks and signs, so that it is found again in whatever form
 * somebody quotes it.
 */
export function fold(text: string): string {
  return foldDecoded(decode(text));
}

/** The same, and where each code unit came from; a word begins where `startsWord` is true. */
export interface FoldedWords extends Mapped {
  readonly startsWord: readonly boolean[];
  /** The text without escapes. */
  readonly decoded: Mapped;
}

/** Folds somebody else's words, whose pieces are to be found. */
export function foldWords(words: string): FoldedWords {
  const decoded = decodeMapped(words);
  const parts: string[] = [];
  const [from, to, startsWord]: [number[], number[], boolean[]] = [[], [], []];
  let isInWord = false;
  let at = 0;
  for (const character of decoded.text) {
    const folded = foldDecoded(character);
    for (let unit = 0; unit < folded.length; unit++) {
      from.push(decoded.from[at] ?? 0);
      to.push(decoded.to[at + character.length - 1] ?? 0);
      startsWord.push(!isInWord && unit === 0);
    }
    parts.push(folded);
    isInWord = folded !== '' || (isInWord && MARK.test(character));
    at += character.length;
  }
  return { text: parts.join(''), from, to, startsWord, decoded };
}

const MARK = /^\p{M}$/u;

function foldDecoded(text: string): string {
  // Most texts are, and it takes a fraction of the time.
  if (ASCII.test(text)) return text.replaceAll(/[^A-Za-z0-9]+/g, '').toUpperCase();
  return text
    .toUpperCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
    .toUpperCase()
    .replaceAll(DENSE, '$&$&$&');
}

const ASCII = /^[\x20-\x7e]*$/;
