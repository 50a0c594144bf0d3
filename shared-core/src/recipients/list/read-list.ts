import type { RecipientsInput } from '../../vocabulary/inputs.ts';
import { DEFAULTS } from '../../vocabulary/options.ts';
import { parseJson } from '../../text/parse-json.ts';
import type { Problem } from '../../vocabulary/problems.ts';

/** A comma or semicolon with the line break that may follow it, or a line break. */
const SEPARATOR = /[,;][^\S\n]*\n|[,;\n]/;

/** Nouns for the problems of a list, and its maximum. */
export interface ListRules {
  /** Noun for one entry. */
  readonly one: string;
  /** Noun for several entries. */
  readonly many: string;
  /** 0 = no maximum by the user; `DEFAULTS.listCeiling` always applies. @default 0 */
  readonly maximum?: number;
}

/** Why a list is not read at all. */
export type ListFault = Pick<Problem, 'rule' | 'message' | 'remedy'>;

/** What was found in place of a list. */
export type ListReading = { readonly list: readonly unknown[] } | { readonly fault: ListFault };

/**
 * The entries of a list as people have it: an array, one object, or text. Looks at the length before anything else, so that
 * a list which only claims to be long costs neither time nor memory. Never throws.
 */
export function readList(input: unknown, rules: ListRules): ListReading {
  try {
    if (typeof input === 'string') return readText(input.trim(), rules);
    if (typeof input !== 'object' || input === null) return { fault: notAList(rules) };
    if (ArrayBuffer.isView(input)) return { fault: { ...notAList(rules), message: BINARY } };
    return checkLength(asList(input), rules);
  } catch {
    // A revoked proxy, or one whose traps throw.
    return { fault: cannotRead(rules) };
  }
}

/** The recipients one by one, as they were given; undefined if there is no list in the input. */
export function listRecipients(input: RecipientsInput | undefined): readonly unknown[] | undefined {
  const reading = readList(input, RECIPIENTS);
  return 'list' in reading ? reading.list : undefined;
}

/** The rules of a list of recipients but for the maximum. */
export const RECIPIENTS = { one: 'recipient', many: 'recipients' } as const satisfies ListRules;

function readText(text: string, rules: ListRules): ListReading {
  if (text.startsWith('[') || text.startsWith('{')) {
    const parsed = parseJson(text);
    if (typeof parsed === 'object' && parsed !== null) return checkLength(asList(parsed), rules);
  }
  // The separator after the last one separates it from nothing.
  const entries = /[,;]$/.test(text) ? text.slice(0, -1).trimEnd() : text;
  const limit = limitOf(rules);
  // One more than may be there: the rest is not taken apart.
  const list = entries === '' ? [] : entries.split(SEPARATOR, limit + 1);
  return list.length > limit ? { fault: tooMany('more than ', limit, rules) } : { list };
}

function asList(value: object): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function limitOf({ maximum = 0 }: ListRules): number {
  return maximum > 0 ? Math.min(maximum, DEFAULTS.listCeiling) : DEFAULTS.listCeiling;
}

function checkLength(list: readonly unknown[], rules: ListRules): ListReading {
  // A proxy may say anything of its length.
  const length: unknown = list.length;
  if (typeof length !== 'number' || !(length >= 0) || Math.floor(length) !== length)
    return { fault: cannotRead(rules) };
  if (length > 0 && hasMostlyGaps(list)) return { fault: gaps(list, rules) };
  return length <= limitOf(rules) ? { list } : { fault: tooMany('', length, rules) };
}

function cannotRead({ many }: ListRules): ListFault {
  return {
    rule: 'type',
    message: `The list of ${many} cannot be read.`,
    remedy: 'Enter a plain array or text.',
  };
}

function tooMany(prefix: string, count: number, rules: ListRules): ListFault {
  const limit = limitOf(rules);
  return {
    rule: 'count',
    message: `The list has ${prefix}${numberOf(count, rules)}, and the maximum is ${inWords(limit)}.`,
    remedy:
      limit === DEFAULTS.listCeiling
        ? 'Split the list into several.'
        : `Check that it is the right list, or raise “Maximum ${rules.many}” in the options of the node (0 = no maximum).`,
  };
}

/**
 * True if an array claims to be much longer than it is. Only some positions are looked at, since the names of all would
 * take more memory than the list itself.
 */
function hasMostlyGaps(list: readonly unknown[]): boolean {
  const { length } = list;
  const probes = Math.min(length, PROBES);
  let found = 0;
  for (let probe = 0; probe < probes; probe++)
    if (Object.hasOwn(list, Math.floor((probe * length) / probes))) found++;
  return found * 2 < probes;
}

const PROBES = 64;

function gaps(list: readonly unknown[], rules: ListRules): ListFault {
  // Few of its positions are there, so this list of names is short.
  const there = Object.keys(list).length;
  const missing = list.length - there;
  return {
    rule: 'count',
    message: `The list has ${numberOf(there, rules)} and ${missing === 1 ? '1 gap' : `${inWords(missing)} gaps`}.`,
    remedy: '`rows[phone] = row` makes gaps: use push.',
  };
}

/** What is said of bytes: each of them would be a property of its own. */
export const BINARY = 'It is binary data.';

function notAList({ many }: ListRules): ListFault {
  return {
    rule: 'type',
    message: many === RECIPIENTS.many ? 'Recipients must be a list.' : `The ${many} must be a list.`,
    remedy: 'Enter an array, or text separated by commas, semicolons or line breaks.',
  };
}

function numberOf(count: number, { one, many }: ListRules): string {
  return count === 1 ? `1 ${one}` : `${inWords(count)} ${many}`;
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}

/** The recipients at some positions, as they were given. */
export function recipientsAt(input: RecipientsInput, indices: readonly number[]): unknown[] {
  // Mostly there are none, and a long text is not taken apart for that.
  if (indices.length === 0) return [];
  const all = listRecipients(input) ?? [];
  return indices.map((index) => {
    const given = all[index];
    return typeof given === 'string' ? given.trim() : given;
  });
}
