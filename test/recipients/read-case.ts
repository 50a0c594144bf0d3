import { readFileSync } from 'node:fs';
import type { CallName } from '../cases/case.ts';

/** Something that people and programs really hand over, and what must become of it. */
export interface RecipientsCase {
  /** Kind and number. */
  readonly id: string;
  readonly title: string;
  readonly call: Exclude<CallName, 'waitForStatus'>;
  readonly input: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the platform answers, the last one again and again. @default each send is accepted */
  readonly platform?: readonly { readonly status: number; readonly body: unknown }[];
  readonly expect: Expectation;
}

/** What is not named is free. */
export interface Expectation {
  /** Bad input, and no request, unless bad recipients are skipped. Absent: no problem. */
  readonly problems?: readonly ProblemExpected[];
  /** Each must be there; an empty list allows none at all. */
  readonly warnings?: readonly ProblemExpected[];
  readonly identityValues?: readonly string[];
  readonly wireIdentities?: readonly unknown[];
  /** What each person reads once the platform has filled it. */
  readonly texts?: readonly string[];
  readonly outcomes?: readonly string[];
  readonly details?: readonly { readonly index: number; readonly about: readonly string[] }[];
  readonly wireMessage?: unknown;
  /** The same, with its `val` read as JSON. */
  readonly wireMessageJson?: unknown;
  readonly wireChannel?: string;
  readonly wireBodies?: readonly unknown[];
  /** Ends of the paths. */
  readonly wirePaths?: readonly string[];
  /** Part of what the call returns. */
  readonly result?: object;
  readonly resultSays?: readonly string[];
  readonly neverOnWire?: readonly string[];
  readonly neverSays?: readonly string[];
  /** In the message of the error. */
  readonly says?: readonly string[];
  readonly maxMessageLength?: number;
  /** One of these holds too. */
  readonly anyOf?: readonly Expectation[];
}

/** A problem or a warning. */
export interface ProblemExpected {
  /** Of the recipient; null: it is about none. */
  readonly index?: number | null;
  /** Stand in path, message or remedy, in any case. */
  readonly about?: readonly string[];
  /** There is one only. */
  readonly once?: boolean;
}

export const CASES = JSON.parse(
  readFileSync(new URL('cases.json', import.meta.url), 'utf8'),
) as readonly RecipientsCase[];

/** True if the input is what a workflow can hold: JSON. */
export function isPlain(value: unknown): boolean {
  return !JSON.stringify(value).includes('"$type"');
}

/** The input with the values that JSON cannot hold: an object with `$type` stands for each. */
export function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const make = typeof given['$type'] === 'string' ? MAKERS[given['$type']] : undefined;
  if (make !== undefined) return make(given);
  return Object.fromEntries(Object.entries(given).map(([name, inner]) => [name, revive(inner)]));
}

type Given = Readonly<Record<string, unknown>>;

const MAKERS: Readonly<Record<string, (given: Given) => unknown>> = {
  NaN: () => NaN,
  Infinity: () => Infinity,
  Date: ({ value }) => new Date(value as string),
  BigInt: ({ value }) => BigInt(value as string),
  Buffer: ({ text }) => Buffer.from(text as string),
  Uint8Array: ({ text }) => new Uint8Array(Buffer.from(text as string)),
  Set: ({ values }) => new Set(values as unknown[]),
  Map: ({ entries }) => new Map(entries as [unknown, unknown][]),
  Sparse: ({ length, entries }) => Object.assign(new Array<unknown>(length as number), entries),
  Rows: ({ count, row }) => Array.from({ length: count as number }, (_, index) => numbered(row, index)),
  Text: ({ prefix, repeat, count, suffix }) =>
    `${String(prefix)}${String(repeat).repeat(count as number)}${String(suffix)}`,
};

function numbered(row: unknown, index: number): unknown {
  if (typeof row === 'string') return row.replaceAll('#', String(index));
  return Object.fromEntries(
    Object.entries(row as object).map(([name, value]) => [name, numbered(String(value), index)]),
  );
}
