import { bound, onOneLine } from './bound.ts';
import { decode } from './decode.ts';
import { holdsSecret } from './secrets.ts';

/** One word, a short code or a short number: no secret, text or recipient looks like that. */
const HARMLESS = /^(?:\p{L}[\p{L}_-]{0,19}|[\p{L}\d._-]{1,4}|[-+]?\d{1,6}(?:[.,]\d{1,3})?)$/u;
/** A number from here on may be a phone number. */
const MAX_NUMBER = 1e7;

/**
 * An invalid value as the beginning of a sentence: in quotes if it is short and cannot be a secret, a message or a
 * recipient that was put into the wrong field; else “It”.
 */
export function quoteValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return HARMLESS.test(value.trim()) ? `“${value.trim()}”` : 'It';
    case 'number':
      return Math.abs(value) < MAX_NUMBER || !Number.isFinite(value) ? `“${value}”` : 'It';
    case 'bigint':
      return quoteValue(String(value));
    case 'boolean':
      return `“${value}”`;
    default:
      return 'It';
  }
}

const MAX_NAME = 40;
/** A name with as many digits may be a password or the number of somebody. */
const MAX_DIGITS = 4;
const MAX_READ = 400;
/** Share of digits from which on a name is a number. */
const MOSTLY = 0.5;

/** True if the name of a field looks like a value: of a CSV file whose first line is not a heading. */
export function looksLikeData(name: string): boolean {
  return name.length > MAX_NAME || isValue(name);
}

/** The name of a field to be shown, in one line of at most 40 characters; undefined if it looks like data. */
export function quoteName(name: string): string | undefined {
  // A placeholder may have a long name; anything else that is long is a text.
  const isIdentifier = /^[A-Za-z_]\w*$/.test(name);
  if ((name.slice(0, MAX_READ).match(/\d/g)?.length ?? 0) >= MAX_DIGITS) return undefined;
  if (isValue(name.slice(0, MAX_NAME)) || (name.length > MAX_NAME && !isIdentifier)) return undefined;
  return onOneLine(bound(name, MAX_NAME));
}

function isValue(name: string): boolean {
  const plain = decode(name).normalize('NFKC');
  if (/@|:\/\/|\bat\b.+\bdot\b/i.test(plain) || holdsSecret(plain)) return true;
  const digits = plain.match(/\d/g)?.length ?? 0;
  const letters = plain.match(/\p{L}/gu)?.length ?? 0;
  return digits >= 3 && digits / (digits + letters) >= MOSTLY;
}
