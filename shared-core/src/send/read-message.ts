import { inWords } from '../text/in-words.ts';
import { hasHalfCharacter, HALF_CHARACTER, isBlank } from '../validation/half-characters.ts';
import type { Problem } from '../vocabulary/problems.ts';

/** Why a message cannot be sent, whatever its type. */
export type MessageFault = Pick<Problem, 'rule' | 'message' | 'remedy'>;

/** Characters of a message, of a template all its texts together: more than any channel takes. */
const MAX_LENGTH = 1_000_000;
/** Values in a template: lists count with their length before anything of them is looked at. */
const MAX_VALUES = 100_000;
/** Levels of a template: those who write it as JSON, and we, do so by recursion. */
const MAX_DEPTH = 200;

/**
 * A message as it was given, read once; a template as a copy. Costs time and memory only in proportion to what can be sent.
 * Never throws.
 */
export function readMessage(
  given: unknown,
): { readonly message: unknown } | { readonly fault: MessageFault } {
  try {
    const fault = faultIn(given);
    if (fault !== undefined) return { fault };
    if (typeof given !== 'object' || given === null) return { message: given };
    const text = JSON.stringify(given) as string | undefined;
    return { message: text === undefined ? undefined : JSON.parse(text) };
  } catch {
    // A cycle that a method of its own hides, a getter that throws, a bigint.
    return { fault: NOT_JSON };
  }
}

const NOT_JSON: MessageFault = {
  rule: 'type',
  message: 'It cannot be written as JSON.',
  remedy: 'Enter text, or an object without cycles and functions.',
};
const BLANK: MessageFault = { rule: 'empty', message: 'It holds only blanks.', remedy: 'Fill it in.' };
const TOO_LONG: MessageFault = {
  rule: 'length',
  message: `It is longer than ${inWords(MAX_LENGTH)} characters.`,
  remedy: 'Shorten it.',
};
const TOO_LARGE: MessageFault = {
  rule: 'length',
  message: `It holds more than ${inWords(MAX_VALUES)} values, or lists with gaps.`,
  remedy: 'Shorten it.',
};
const TOO_DEEP: MessageFault = {
  rule: 'length',
  message: `It is nested deeper than ${MAX_DEPTH} levels, or holds itself.`,
  remedy: 'Enter text, or an object without cycles.',
};

/** True for a number that is not the one that somebody meant: JSON has no NaN, and digits beyond 2^53 are lost before. */
function isAnother(number: number): boolean {
  return !Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number));
}

const ANOTHER_NUMBER: MessageFault = {
  rule: 'range',
  message: 'It holds a number that is none, or has more digits than can be kept.',
  remedy: 'Enter the number as text.',
};

function faultIn(message: unknown): MessageFault | undefined {
  // What is only empty the schema says.
  if (typeof message === 'string' && message !== '' && isBlank(message.slice(0, MAX_LENGTH))) return BLANK;
  let values = 0;
  let length = 0;
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: message, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') {
      length += value.length;
      if (length > MAX_LENGTH) return TOO_LONG;
      if (hasHalfCharacter(value)) return HALF_CHARACTER;
    } else if (typeof value === 'number') {
      // As a message itself it is no text, which is said elsewhere.
      if (depth > 0 && isAnother(value)) return ANOTHER_NUMBER;
    } else if (typeof value === 'object' && value !== null) {
      if (depth > MAX_DEPTH) return TOO_DEEP;
      if (ArrayBuffer.isView(value)) return NOT_JSON;
      const isList = Array.isArray(value);
      // A list is written with its gaps, and a proxy may say anything of its length.
      const claimed: unknown = isList ? value.length : 1;
      values += typeof claimed === 'number' ? claimed : Infinity;
      if (!(values <= MAX_VALUES)) return TOO_LARGE;
      for (const [name, inner] of Object.entries(value)) {
        if (++values > MAX_VALUES) return TOO_LARGE;
        if (!isList) left.push({ value: name, depth });
        left.push({ value: inner, depth: depth + 1 });
      }
    }
  }
  return undefined;
}
