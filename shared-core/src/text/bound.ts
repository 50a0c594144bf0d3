/** Maximum characters of any text that is shown: an error, a hint, a log line, the detail of a row. */
export const MAX_SHOWN = 2_000;

/** Line breaks are kept: a list of problems has them. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Shortens a text to a maximum of characters; a shortened text ends in an ellipsis. */
export function bound(text: string, most: number = MAX_SHOWN): string {
  if (text.length <= most) return text;
  const end = most - 1;
  // Half a surrogate pair would be shown as a box.
  const isHalved = text.charCodeAt(end - 1) >> 10 === 0xd800 >> 10;
  return `${text.slice(0, isHalved ? end - 1 : end)}…`;
}

/** A text in one line: control characters, and marks that change the direction of text, become blanks. */
export function onOneLine(text: string): string {
  return text.replaceAll(CONTROL, ' ').replaceAll(/\s+/g, ' ').trim();
}
