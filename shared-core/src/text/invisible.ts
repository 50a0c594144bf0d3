/** Characters that show nothing, as copying from contacts, documents and messengers leaves them behind. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
/** The same, blanks that look like an ordinary one, and breaks that a line does not show. */
const HIDDEN =
  /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]/u;
const BLANK_OR_INVISIBLE = /^[\s\x85\u2800\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]$/u;

/** A text without blanks and invisible characters at both ends, of whatever kind they are. */
export function trimInvisible(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to) {
    const length = isHighSurrogate(text.charCodeAt(from)) ? 2 : 1;
    if (!isEdge(text, from, Math.min(to, from + length))) break;
    from += length;
  }
  while (from < to) {
    const length = isLowSurrogate(text.charCodeAt(to - 1)) ? 2 : 1;
    if (!isEdge(text, Math.max(from, to - length), to)) break;
    to -= length;
  }
  return from >= to ? '' : text.slice(from, to);
}

/** A text without its invisible characters, wherever they stand; blanks stay. */
export function withoutInvisible(text: string): string {
  return isPlain(text) ? text : text.replaceAll(INVISIBLE, '');
}

/** The first character of a text that cannot be seen, or not be told from a blank, such as `U+200B`. */
export function invisibleIn(text: string): string | undefined {
  if (isPlain(text)) return undefined;
  const [character] = HIDDEN.exec(text) ?? [];
  const code = character?.codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function isEdge(text: string, from: number, to: number): boolean {
  const code = text.charCodeAt(from);
  // Nearly every text ends in a letter or a digit.
  if (code < FIRST_BEYOND_ASCII) return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN);
  return BLANK_OR_INVISIBLE.test(text.slice(from, to));
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= FIRST_BEYOND_ASCII) return false;
  return true;
}

function isHighSurrogate(code: number): boolean {
  return code >> 10 === 0xd800 >> 10;
}

function isLowSurrogate(code: number): boolean {
  return code >> 10 === 0xdc00 >> 10;
}

const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
/** The end of ASCII, before the first character that may be invisible. */
const FIRST_BEYOND_ASCII = 0x7f;
