import { isValid, judgeLength, type NumberingPlan, planOf } from './numbering-plan.ts';
import type { DigitGroup, WrittenNumber } from './phone-marks.ts';

/** What the marks between digits say, if it is not that all of them are one number. */
export type StructureFault = 'decimal' | 'extension' | 'several' | 'more' | 'brackets';

/** The digits of some groups as somebody abroad dials them; undefined if that is not known. */
export type ToInternational = (groups: readonly DigitGroup[]) => string | undefined;

type Joined = { readonly digits: string } | { readonly fault: StructureFault };

/** Behind a dash with a blank, as many digits or fewer are an extension rather than a part of the number. */
const MAX_EXTENSION = 4;
/** A sheet shows as many decimals; behind a dot among other marks more digits are a group. */
const MAX_DECIMALS = 2;
/** A group of so many digits is the end of a number, and one or two behind its dot are none of it. */
const MIN_ALONE = 5;
/** Digits that make a number of their own, of those that stand together. */
const MIN_WHOLE = 7;
/** Around the slash behind an area code. */
const MAX_AREA = 5;
const MIN_BEHIND_SLASH = 5;

/**
 * The digits of a written number, if every reader would dial the same. A decimal zero and the trunk zero in brackets behind a
 * country code go; digits that may belong to something else are a fault.
 */
export function joinGroups(number: WrittenNumber, international: ToInternational): Joined {
  const judge = new Judge(international);
  const withoutTrunk = dropTrunk(number.groups, judge);
  if ('fault' in withoutTrunk) return withoutTrunk;
  const decimals = dropDecimals(withoutTrunk.groups, judge);
  if ('fault' in decimals) return decimals;
  const { groups } = decimals;
  const fault = groups.length === 1 ? undefined : findFault(groups, judge, number.hasPlus);
  return fault === undefined ? { digits: groups.map(({ digits }) => digits).join('') } : { fault };
}

type Groups = { readonly groups: readonly DigitGroup[] } | { readonly fault: StructureFault };

/** What some groups would be as a number of their own. */
class Judge {
  readonly #international: ToInternational;

  constructor(international: ToInternational) {
    this.#international = international;
  }

  /** Undefined for a national number of a country that is not known. */
  read(groups: readonly DigitGroup[]): { plan: NumberingPlan | undefined; national: string } | undefined {
    const digits = this.#international(groups);
    if (digits === undefined) return undefined;
    const plan = planOf(digits);
    return { plan, national: plan === undefined ? digits : digits.slice(plan.callingCode.length) };
  }

  isPossible(groups: readonly DigitGroup[]): boolean {
    const { plan, national = '' } = this.read(groups) ?? {};
    return plan !== undefined && judgeLength(plan, national) === 'possible';
  }

  isValid(groups: readonly DigitGroup[]): boolean {
    const { plan, national = '' } = this.read(groups) ?? {};
    return plan !== undefined && isValid(plan, national);
  }

  /** True if the last groups belong to the number: with them it is one, and without them it is none. */
  needs(groups: readonly DigitGroup[], head: readonly DigitGroup[]): boolean {
    if (!this.isPossible(groups)) return false;
    return this.isValid(groups) ? !this.isValid(head) : !this.isPossible(head);
  }
}

/** What people put in brackets behind a country code is dialled inside the country only. */
function dropTrunk(given: readonly DigitGroup[], judge: Judge): Groups {
  let groups = given;
  for (const group of given.slice(1, -1)) {
    const isAlone = given.filter(({ bracket }) => bracket === group.bracket).length === 1;
    if (group.bracket === 0 || !isAlone) continue;
    const others = groups.filter((one) => one !== group);
    const [whole, without] = [judge.read(groups), judge.read(others)];
    const isBehindCode = judge.read(groups.slice(0, groups.indexOf(group)))?.national === '';
    if (isBehindCode && (group.digits === '0' || group.digits === whole?.plan?.trunk)) {
      const keeps = whole?.plan?.fits(whole.national) === true;
      const drops = without?.plan?.fits(without.national) === true;
      if (keeps === drops) return { fault: 'brackets' };
      if (drops) groups = others;
    } else if (group.digits.length === 1 && !isBehindCode && !judge.needs(groups, others))
      // A digit that some dial and some do not.
      return { fault: 'brackets' };
  }
  return { groups };
}

/** `.0` of a number that a program kept as a decimal. */
function dropDecimals(groups: readonly DigitGroup[], judge: Judge): Groups {
  const last = groups.at(-1);
  const head = groups.slice(0, -1);
  if (last?.before !== '.' || last.bracket !== 0) return { groups };
  const isPure = groups.length === 2;
  const isShort = last.digits.length <= MAX_DECIMALS;
  // Among other marks, a dot between short groups is one of them.
  const isAmongOthers = !isPure && (head.at(-1)?.digits.length ?? 0) < MIN_ALONE;
  if (isAmongOthers || !(isPure || isShort)) return { groups };
  if (judge.needs(groups, head) && !(isPure && isShort)) return { groups };
  const isWhole = judge.isPossible(groups);
  const isSingle = last.digits === '0';
  const isDecimal = isPure
    ? /^0+$/.test(last.digits) && (!isWhole || (isSingle && judge.isPossible(head)))
    : isSingle;
  return isDecimal ? { groups: head } : { fault: 'decimal' };
}

function findFault(
  groups: readonly DigitGroup[],
  judge: Judge,
  hasPlus: boolean,
): StructureFault | undefined {
  const last = groups.at(-1);
  const isFit = (head: readonly DigitGroup[]): boolean => judge.needs(groups, head);
  const dash = groups.findLastIndex(({ before }) => /\s-|-\s/.test(before));
  if (dash > 0 && count(groups.slice(dash)) <= MAX_EXTENSION && !isFit(groups.slice(0, dash)))
    return 'extension';
  const isAtEnd = last !== undefined && last.bracket > 0;
  if (isAtEnd && !isFit(groups.filter(({ bracket }) => bracket !== last.bracket))) return 'brackets';
  const slash = findSlash(groups, judge);
  if (slash !== undefined) return slash;
  if (areSeveral(groups, judge, hasPlus)) return 'several';
  if (judge.read(groups) === undefined || judge.isPossible(groups)) return undefined;
  // A complete number, and digits behind it.
  return groups.some((_, position) => position > 0 && judge.isPossible(groups.slice(0, position)))
    ? 'more'
    : undefined;
}

/** In Germany a slash stands behind the area code; elsewhere it is between two numbers, or two endings of one. */
function findSlash(groups: readonly DigitGroup[], judge: Judge): StructureFault | undefined {
  const slashes = groups.flatMap(({ before }, position) => (before.includes('/') ? [position] : []));
  const [at] = slashes;
  if (at === undefined) return undefined;
  const head = groups.slice(0, at);
  const known = judge.read(head);
  const area = known === undefined ? count(head) - 1 : known.national.length;
  const isArea =
    slashes.length === 1 && area > 0 && area <= MAX_AREA && count(groups.slice(at)) >= MIN_BEHIND_SLASH;
  return isArea && (judge.read(groups) === undefined || judge.needs(groups, head)) ? undefined : 'several';
}

/** Two numbers in a cell, with blanks between them. */
function areSeveral(groups: readonly DigitGroup[], judge: Judge, hasPlus: boolean): boolean {
  const parts: DigitGroup[][] = [];
  for (const group of groups)
    if (parts.length === 0 || /\s/.test(group.before)) parts.push([group]);
    else parts.at(-1)?.push(group);
  if (parts.filter((part) => count(part) >= MIN_WHOLE).length > 1 && !judge.isValid(groups)) return true;
  const shapes = parts.map(shapeOf);
  return (
    !hasPlus &&
    parts.length === 2 &&
    (parts[0]?.length ?? 0) > 1 &&
    shapes[0] === shapes[1] &&
    count(groups) >= 2 * MIN_EACH
  );
}

/** Digits of a number inside a small town. */
const MIN_EACH = 5;

function shapeOf(part: readonly DigitGroup[]): string {
  return part
    .map(({ digits, before }, position) => `${position === 0 ? '' : before}${digits.length}`)
    .join('');
}

function count(groups: readonly DigitGroup[]): number {
  return groups.reduce((sum, { digits }) => sum + digits.length, 0);
}
