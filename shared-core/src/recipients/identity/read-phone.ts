import type { Finding } from '../../validation/explain.ts';
import { isValid, judgeLength, type NumberingPlan, planOf, planOfCountry } from './numbering-plan.ts';
import { type DigitGroup, type MarkFault, plainWriting, readMarks } from './phone-marks.ts';
import type { TextReading } from './text-reading.ts';
import { joinGroups, type StructureFault } from './phone-structure.ts';

/** What a number is read with. */
export interface PhoneRules {
  /** It was given as a number and not as a text: a sheet may have rounded it. */
  readonly isNumber: boolean;
  /** Country of numbers without a country code, as two letters in capitals. */
  readonly country: string | undefined;
}

/** Digits as most programs keep them. */
const PLAIN = /^\+?[1-9]\d{5,14}$/;
const MIN_DIGITS = 6;
const MAX_DIGITS = 15;
/** A number of a sheet that was shown as 4.91714E+11. */
const ROUNDED = /0{6}$/;

/**
 * A phone number as people write it → its digits behind the prefix as given (docs/kore-ai-api.md#send-v2). First its marks are
 * looked at, since a digit that belongs to something else makes the number of somebody else; then what its country allows.
 */
export function readPhone(given: string, rules: PhoneRules): TextReading {
  const reading = PLAIN.test(given) ? readDigits(given, rules) : readWritten(given, rules);
  const isRounded = rules.isNumber && ROUNDED.test(given);
  return isRounded && 'identity' in reading
    ? { identity: reading.identity, warning: ROUNDED_NUMBER }
    : reading;
}

function readWritten(given: string, rules: PhoneRules): TextReading {
  const marks = readMarks(plainWriting(given));
  if ('fault' in marks) return { fault: MARK_FAULTS[marks.fault] };
  const international = (groups: readonly DigitGroup[]): string | undefined =>
    toInternational(digitsOf(groups), marks.hasPlus, rules.country);
  const joined = joinGroups(marks, international);
  if ('fault' in joined) return { fault: STRUCTURE_FAULTS[joined.fault] };
  return readDigits(`${marks.hasPlus ? '+' : ''}${joined.digits}`, rules);
}

/** The digits as somebody abroad dials them; undefined for a national number of a country that is not known. */
function toInternational(digits: string, hasPlus: boolean, country: string | undefined): string | undefined {
  if (hasPlus) return digits;
  if (digits.startsWith('00')) return digits.slice(2);
  const national = country === undefined ? undefined : readNational(digits, country);
  if (national !== undefined && 'digits' in national) return national.digits;
  return digits.startsWith('0') ? undefined : digits;
}

function digitsOf(groups: readonly DigitGroup[]): string {
  return groups.map(({ digits }) => digits).join('');
}

/** Digits alone, with the plus that was written. */
function readDigits(text: string, { country }: PhoneRules): TextReading {
  const hasPlus = text.startsWith('+');
  const digits = hasPlus ? text.slice(1) : text;
  if (digits.length < MIN_DIGITS) return { fault: TOO_SHORT };
  if (/^0+$/.test(digits) && !hasPlus && digits.length <= MAX_DIGITS)
    return { identity: digits, warning: NO_COUNTRY_CODE };
  if (!hasPlus && !digits.startsWith('00')) {
    const national = country === undefined ? undefined : readNational(digits, country);
    if (national !== undefined)
      return 'fault' in national ? national : readInternational(national.digits, '+');
    if (digits.startsWith('0'))
      return digits.length > MAX_DIGITS
        ? { fault: TOO_LONG }
        : { identity: digits, warning: NO_COUNTRY_CODE };
  }
  // A messenger dials no 00.
  return digits.startsWith('00') && !hasPlus
    ? readInternational(digits.slice(2), '+')
    : readInternational(digits, hasPlus ? '+' : '');
}

function readInternational(digits: string, prefix: '+' | ''): TextReading {
  const plan = planOf(digits);
  if (plan === undefined) return { fault: UNKNOWN_COUNTRY };
  if (digits.length < MIN_DIGITS) return { fault: TOO_SHORT };
  if (digits.length > MAX_DIGITS) return { fault: TOO_LONG };
  const national = digits.slice(plan.callingCode.length);
  const { trunk } = plan;
  if (isValid(plan, national)) return { identity: prefix + digits };
  // People write it there from habit; with it somebody else may be called, or nobody.
  if (
    trunk !== undefined &&
    national.startsWith(trunk) &&
    !plan.fits(national) &&
    plan.fits(national.slice(trunk.length))
  )
    return { fault: trunkFault(plan.callingCode, trunk) };
  return judgeLength(plan, national) === 'impossible'
    ? { fault: IMPOSSIBLE }
    : { identity: prefix + digits, warning: DOUBTFUL };
}

/**
 * A number as it is dialled inside a country; undefined if it is none: bare digits are those of an international number, but for
 * a leading trunk zero, and in North America for ten digits. A fault, if they may be either.
 */
function readNational(
  digits: string,
  country: string,
): { readonly digits: string } | { readonly fault: Finding } | undefined {
  const plan = planOfCountry(country);
  if (plan === undefined) return undefined;
  const { callingCode, trunk } = plan;
  if (callingCode === NORTH_AMERICA) {
    if (digits.length !== NORTH_AMERICAN_DIGITS || /^[01]/.test(digits)) return undefined;
    const whole = callingCode + digits;
    return !isValidNumber(whole) && isValidNumber(digits)
      ? { fault: twoReadings(callingCode) }
      : { digits: whole };
  }
  if (digits.startsWith('0')) {
    // Italy dials its zero from abroad too.
    if (plan.fits(digits)) return { digits: callingCode + digits };
    const withoutZero =
      trunk !== undefined && digits.startsWith(trunk) ? digits.slice(trunk.length) : undefined;
    return withoutZero === undefined || withoutZero.startsWith('0')
      ? undefined
      : { digits: callingCode + withoutZero };
  }
  // A zero that a sheet took off, or a country without one: a reader at home would dial another number than one abroad.
  const isNational =
    (trunk !== undefined &&
      trunk !== '0' &&
      digits.startsWith(trunk) &&
      plan.fits(digits.slice(trunk.length))) ||
    (plan.fits(digits) && !isForeign(digits, plan));
  return isNational ? { fault: twoReadings(callingCode) } : undefined;
}

/** True for bare digits that are an international number for certain, although they would fit at home too. */
function isForeign(digits: string, home: NumberingPlan): boolean {
  if (digits.startsWith(home.callingCode) && home.fits(digits.slice(home.callingCode.length))) return true;
  // Country code and number have more digits, but in North America: its numbers begin as mobiles of Germany and China do.
  const isLong = digits.length > (digits.startsWith(NORTH_AMERICA) ? 11 : 10);
  return isLong && isValidNumber(digits);
}

function isValidNumber(digits: string): boolean {
  const plan = planOf(digits);
  return plan !== undefined && isValid(plan, digits.slice(plan.callingCode.length));
}

const NORTH_AMERICA = '1';
const NORTH_AMERICAN_DIGITS = 10;

const INTERNATIONAL = 'Enter it in international form, for example +49 171 3920012.';

function fault(message: string, remedy: string = INTERNATIONAL): Finding {
  return { rule: 'format', message, remedy };
}

/** What marks and letters mean, if the text is not one number. */
const MARK_FAULTS: Readonly<Record<MarkFault, Finding>> = {
  letters: fault(
    'It is not a phone number: it holds letters.',
    'Enter the number alone, without an extension or a note.',
  ),
  exponent: fault(
    'It is a number with an exponent, whose last digits were lost.',
    'Read the column as text, or format it as a number without decimals.',
  ),
  comma: fault('It is not a phone number: it holds a comma.', 'Enter one number, without decimals.'),
  negative: fault(
    'It begins or ends with a dash, as a negative number does.',
    'Enter the number alone; begin it with + and the country code.',
  ),
  plus: fault(
    'It is not a phone number: it has a plus inside.',
    'Enter one number, with at most one + before it.',
  ),
  line: fault('It has a line break or a tab inside.', 'Enter one number alone.'),
  formula: fault('It is a formula of a sheet.', 'Enter the number as text.'),
  brackets: fault('Its brackets do not match.'),
  mark: fault('It is not a phone number: it holds a mark that none has.'),
  empty: fault('It is not a phone number.'),
};

/** What the parts of a number mean, if they are not one number. */
const STRUCTURE_FAULTS: Readonly<Record<StructureFault, Finding>> = {
  decimal: fault('It is a number with decimals.', 'Read the column as text, or format it without decimals.'),
  extension: fault(
    'It ends like an extension.',
    'Leave the extension off, or write the dash without blanks if it is part of the number.',
  ),
  several: fault('It may be two numbers.', 'Enter one number.'),
  more: fault('More digits follow a complete number.', 'Enter one number, without an extension.'),
  brackets: fault(
    'Not everybody would dial the digits in its brackets.',
    'Write the number without brackets, with the digits that are dialled from abroad.',
  ),
};

const TOO_SHORT = fault('It is not a phone number: it has fewer than 6 digits.');
const TOO_LONG = fault('It is not a phone number: it has more than 15 digits.');
const UNKNOWN_COUNTRY = fault('It does not begin with a country code that exists.');
const IMPOSSIBLE = fault('It has too many or too few digits for its country code.');

function trunkFault(callingCode: string, trunk: string): Finding {
  return fault(
    `The ${trunk} behind the country code ${callingCode} is not dialled from abroad.`,
    `Leave it off: the number begins with +${callingCode} and goes on behind the ${trunk}.`,
  );
}

function twoReadings(callingCode: string): Finding {
  return fault(
    'It may be a national number, or one of another country.',
    `Begin it with + and the country code, for example +${callingCode}.`,
  );
}

const NO_COUNTRY_CODE: Finding = {
  rule: 'format',
  message: 'The phone number has no country code, and is sent as it is.',
  remedy: 'Begin it with + and the country code, or set the default country.',
};
const DOUBTFUL: Finding = {
  rule: 'format',
  message: 'The phone number may not exist: its length or its first digits are unusual. It is sent as it is.',
  remedy: 'Check it, and that it begins with the country code.',
};
const ROUNDED_NUMBER: Finding = {
  rule: 'format',
  message: 'The phone number ends in six zeros: a sheet may have rounded it.',
  remedy: 'Read the column as text, and check the number.',
};
