import type { RecipientsInput } from '../inputs.ts';
import { parseJson } from '../parse-json.ts';

/** A comma or semicolon with the line break that may follow it, or a line break. */
const SEPARATOR = /[,;][^\S\n]*\r?\n|[,;\n]/;

/** The recipients one by one, as they were given; undefined if there is no list in the input. */
export function listRecipients(input: RecipientsInput | undefined): readonly unknown[] | undefined {
  if (typeof input === 'object') return (input as unknown) === null ? undefined : asList(input);
  if (typeof input !== 'string') return undefined;
  const text = input.trim();
  if (text.startsWith('[') || text.startsWith('{')) {
    const parsed = parseJson(text);
    if (typeof parsed === 'object' && parsed !== null) return asList(parsed);
  }
  // The separator after the last one separates it from nothing.
  const list = /[,;]$/.test(text) ? text.slice(0, -1).trimEnd() : text;
  return list === '' ? [] : list.split(SEPARATOR);
}

function asList(value: object): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
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
