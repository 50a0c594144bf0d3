import type { RecipientsInput } from '../../vocabulary/inputs.ts';
import { DEFAULTS } from '../../vocabulary/options.ts';
import type { ListFault, ListReading, ListRules } from './list-rules.ts';
import { inWords } from '../../text/in-words.ts';
import { readText } from './read-text.ts';

export type { ListFault, ListReading, ListRules } from './list-rules.ts';

/** Stands for a list that is not there or cannot be read, with what is wrong; among others that are read, for one recipient. */
export class UnreadList {
  /** What is wrong with it. */
  readonly fault: ListFault;

  constructor(fault: ListFault) {
    this.fault = fault;
  }
}

/**
 * The entries of a list as people have it: an array, one object, or text. Looks at the length before anything else, so that
 * a list which only claims to be long costs neither time nor memory. Never throws.
 */
export function readList(input: unknown, rules: ListRules): ListReading {
  try {
    if (input instanceof UnreadList) return { fault: input.fault };
    if (typeof input === 'string') return readString(input, rules);
    if (typeof input !== 'object' || input === null) return { fault: notAList(input, rules) };
    const type = typeOf(input);
    if (type === 'Set') return readSet(input as ReadonlySet<unknown>, rules);
    if (type !== undefined) return { fault: wrongType(type, rules) };
    return checkLength(asList(input), rules);
  } catch {
    // A revoked proxy, or one whose traps throw.
    return { fault: cannotRead(rules) };
  }
}

/** The rules of a list of recipients but for the maximum. */
export const RECIPIENTS = {
  one: 'recipient',
  many: 'recipients',
  hasRows: true,
} as const satisfies ListRules;

function readString(text: string, rules: ListRules): ListReading {
  const limit = limitOf(rules);
  const reading = readText(text, rules, limit);
  if ('fault' in reading) return reading;
  return reading.list.length > limit
    ? { fault: tooMany('more than ', limit, rules) }
    : checkLength(reading.list, rules);
}

/** What an object is that is neither a list nor a row. */
function typeOf(input: object): string | undefined {
  if (ArrayBuffer.isView(input)) return 'binary data';
  // Also of another realm, as a function node makes them.
  const tag = Object.prototype.toString.call(input).slice(TAG_START, -1);
  if (NO_ROWS.has(tag)) return tag;
  return typeof (input as { readonly pipe?: unknown }).pipe === 'function' ? 'stream' : undefined;
}

const TAG_START = '[object '.length;
const NO_ROWS: ReadonlySet<string> = new Set([
  'Set',
  'Map',
  'WeakSet',
  'WeakMap',
  'Promise',
  'Date',
  'RegExp',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Blob',
  'File',
  'Error',
  'Generator',
  'AsyncGenerator',
  'ReadableStream',
  'URL',
  'URLSearchParams',
  'WeakRef',
]);

function readSet(set: ReadonlySet<unknown>, rules: ListRules): ListReading {
  const limit = limitOf(rules);
  return set.size > limit ? { fault: tooMany('', set.size, rules) } : { list: [...set] };
}

function wrongType(type: string, { many }: ListRules): ListFault {
  const isBytes =
    type === 'binary data' || type.endsWith('ArrayBuffer') || type === 'Blob' || type === 'File';
  return {
    rule: 'type',
    message: isBytes ? BINARY : `The ${many} are a ${type}.`,
    remedy: isBytes
      ? 'Read the file as text, or convert it before.'
      : type === 'Promise'
        ? 'Await it.'
        : 'Enter an array, or text separated by commas, semicolons or line breaks.',
  };
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
        : `Check that it is the right list, or raise ${rules.maximumName ?? `“Maximum ${rules.many}” in the options of the node`} (0 = no maximum).`,
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
export const BINARY = 'It is binary data (a Buffer, for example).';

function notAList(input: unknown, { many }: ListRules): ListFault {
  const is = input === undefined || input === null ? '' : `, and not a ${typeof input}`;
  return {
    rule: 'type',
    message:
      many === RECIPIENTS.many ? `Recipients must be a list${is}.` : `The ${many} must be a list${is}.`,
    remedy: 'Enter an array, or text separated by commas, semicolons or line breaks.',
  };
}

function numberOf(count: number, { one, many }: ListRules): string {
  return count === 1 ? `1 ${one}` : `${inWords(count)} ${many}`;
}

/** The recipients at some positions, as they were given. `identityField` as in the send. */
export function recipientsAt(
  input: RecipientsInput,
  indices: readonly number[],
  identityField?: string,
): unknown[] {
  // Mostly there are none, and a long text is not taken apart for that.
  if (indices.length === 0) return [];
  const reading = readList(input, {
    ...RECIPIENTS,
    ...(identityField === undefined ? {} : { identityField }),
  });
  const all = 'list' in reading ? reading.list : [];
  return indices.map((index) => {
    const given = all[index];
    return typeof given === 'string' ? given.trim() : given;
  });
}
