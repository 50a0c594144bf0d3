import type { Problem } from '../vocabulary/problems.ts';
import { damageIn } from '../text/damage.ts';
import { invisibleIn } from '../text/invisible.ts';
import { HALF_CHARACTER, hasHalfCharacter } from './half-characters.ts';

type Fault = Pick<Problem, 'rule' | 'message' | 'remedy'>;

/**
 * What is wrong with an id of any kind, whose ends were trimmed: a character that a person cannot see, or what a program upstream
 * broke. Nothing of it is quoted.
 */
export function faultInId(text: string): Fault | undefined {
  if (hasHalfCharacter(text)) return HALF_CHARACTER;
  const damage = damageIn(text);
  if (damage !== undefined) return { rule: 'format', message: damage.message, remedy: damage.remedy };
  return hiddenIn(text);
}

/** A character inside that a person cannot see. */
export function hiddenIn(text: string): Fault | undefined {
  if (/\p{Cc}/u.test(text)) return CONTROL_CHARACTER;
  const invisible = invisibleIn(text);
  return invisible === undefined
    ? undefined
    : {
        rule: 'format',
        message: `It holds ${invisible}, a character that cannot be seen.`,
        remedy: 'Remove it, or type the text again.',
      };
}

const CONTROL_CHARACTER: Fault = {
  rule: 'format',
  message: 'It holds a control character or a line break.',
  remedy: 'Remove it, and give each one an entry of its own.',
};
