import type { Problem } from '../vocabulary/problems.ts';

/** True for a text with half a character: one of the two parts of an emoji that was cut, for example. */
export function hasHalfCharacter(text: string): boolean {
  return !text.isWellFormed();
}

/** What is said of such a text. */
export const HALF_CHARACTER = {
  rule: 'format',
  message: 'It holds half a character, such as an emoji that was cut.',
  remedy: 'Remove it, or copy the text again.',
} as const satisfies Pick<Problem, 'rule' | 'message' | 'remedy'>;

/** True for a text in which there is nothing to see: blanks, also those that count as signs, and characters that only steer others. */
export function isBlank(text: string): boolean {
  // Nearly every text begins with a letter, a digit or a sign of ASCII.
  const first = text.charCodeAt(0);
  if (first > SPACE && first < DELETE) return false;
  return /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]*$/u.test(text);
}

const SPACE = 0x20;
const DELETE = 0x7f;
