import { canonicalIdentity } from '../wire/identity-key.ts';
import { withoutInvisible } from '../text/invisible.ts';
import type { IdentityList } from '../vocabulary/guards.ts';

/** What one entry of a list means, or why it cannot be told. */
type Entry =
  | { readonly exact: string }
  | { readonly domain: string }
  | { readonly pattern: Pattern }
  | { readonly numberPattern: Pattern }
  | { readonly fault: EntryFault };

/** What is wrong with an entry. */
export interface EntryFault {
  readonly message: string;
  readonly remedy: string;
}

/** A list of identities with an entry that cannot be read has a fault for it, by its position counted from 1. */
export function readIdentityList(
  entries: readonly unknown[],
  fault: (position: number, about: EntryFault) => void,
): IdentityList {
  const exact = new Set<string>();
  const domains = new Set<string>();
  const patterns: Pattern[] = [];
  const numberPatterns: Pattern[] = [];
  entries.forEach((given, position) => {
    const entry = readEntry(given);
    if ('fault' in entry) fault(position + 1, entry.fault);
    else if ('exact' in entry) exact.add(entry.exact);
    else if ('domain' in entry) domains.add(entry.domain);
    else if ('pattern' in entry) patterns.push(entry.pattern);
    else numberPatterns.push(entry.numberPattern);
  });
  return {
    has(identity) {
      const form = formOf(identity);
      if (exact.has(form)) return true;
      const at = form.lastIndexOf('@');
      if (at >= 0 && domains.has(form.slice(at + 1))) return true;
      if (patterns.some((pattern) => matches(pattern, form))) return true;
      return /^\d+$/.test(form) && numberPatterns.some((pattern) => matches(pattern, form));
    },
  };
}

/** True for a number, however it is written. */
function isNumber(text: string): boolean {
  return /^\+?[\d\s./()\-\u2010-\u2015]+$/.test(text) && /\d/.test(text);
}

/** A text as it is seen. */
function seen(text: string): string {
  return withoutInvisible(text).normalize('NFC').trim();
}

/** The form in which an identity and an entry are compared. */
function formOf(identity: string): string {
  const text = seen(identity);
  return isNumber(text)
    ? canonicalIdentity(text, 'phoneNumber').replaceAll(/\D/g, '')
    : canonicalIdentity(text).toLowerCase();
}

function readEntry(given: unknown): Entry {
  if (typeof given !== 'string') return { fault: { message: 'It is no text.', remedy: FORMS } };
  const entry = seen(given);
  if (entry === '') return { fault: { message: 'It is empty.', remedy: 'Remove it or fill it in.' } };
  if (entry.length > MAX_ENTRY) return { fault: { message: 'It is too long.', remedy: FORMS } };
  if (/^\*+$/.test(entry)) return { pattern: ['', ''] };
  if (isNumber(entry.replaceAll('*', ' '))) return readNumber(entry);
  if (UNREADABLE.test(entry) || /^(?:\/|mailto:|tel:)/i.test(entry))
    return { fault: { message: 'It cannot be read.', remedy: FORMS } };
  return readName(entry.toLowerCase());
}

/** Blanks, and signs of other ways to write a pattern or an address. */
const UNREADABLE = /[\s<>"'()[\]{}^$\\|?,;\p{Cc}]/u;
/** No address is longer. */
const MAX_ENTRY = 320;
const FORMS =
  'Enter an address, a domain such as @example.com, a number with its country code, or a pattern such as *@example.com or +49*.';

function readNumber(entry: string): Entry {
  const isInternational = /^(?:\+|00)/.test(entry);
  const digits = entry.replaceAll(/[^\d*]/g, '').slice(entry.startsWith('00') ? 2 : 0);
  if (digits.startsWith('0'))
    return {
      fault: {
        message: 'The number has no country code.',
        remedy: 'Enter it with its country code, for example +49 171 1234567.',
      },
    };
  if (digits.includes('*')) return { numberPattern: digits.split(/\*+/) };
  // Too short for the number of a phone: the beginning of some, or somebody's ID.
  if (isInternational && digits.length < SHORTEST_NUMBER) return { numberPattern: [digits, ''] };
  return { exact: formOf(entry) };
}

/** Digits of the shortest phone numbers with their country code. */
const SHORTEST_NUMBER = 7;

function readName(entry: string): Entry {
  const at = entry.indexOf('@');
  if (at !== entry.lastIndexOf('@')) return { fault: { message: 'It has more than one @.', remedy: FORMS } };
  if (at === entry.length - 1) return { fault: { message: 'It has nothing behind the @.', remedy: FORMS } };
  if (at === 0) {
    const domain = entry.slice(1);
    // It would be true of nobody, and a list of those who are never messaged would not hold.
    if (!DOMAIN.test(domain)) return { fault: { message: 'It is no domain.', remedy: FORMS } };
    return domain.includes('*') ? { pattern: `*${entry}`.split(/\*+/) } : { domain };
  }
  if (at > 0) return entry.includes('*') ? { pattern: entry.split(/\*+/) } : { exact: entry };
  // Without an @: what has dots and nothing else that a domain has not is one.
  if (!/^[\p{L}\p{N}*-]+(?:\.[\p{L}\p{N}*-]+)+$/u.test(entry))
    return entry.includes('*') ? { pattern: entry.split(/\*+/) } : { exact: entry };
  if (!entry.includes('*')) return { domain: entry };
  if (entry.startsWith('*.')) return { pattern: `*@${entry}`.split(/\*+/) };
  return {
    fault: {
      message: 'It may mean a domain or the beginning of an address.',
      remedy: 'Enter it with an @, for example *@example.* or ann.*@*.',
    },
  };
}

/** Letters of any language between dots, and stars. */
const DOMAIN = /^[\p{L}\p{M}\p{N}_*-]+(?:\.[\p{L}\p{M}\p{N}_*-]+)*$/u;

/** The pieces between the stars of a pattern, in order. */
type Pattern = readonly string[];

/** Each piece is looked for once, from left to right, so it takes a time in proportion to the text. */
function matches(pattern: Pattern, text: string): boolean {
  const first = pattern[0] ?? '';
  const last = pattern.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const piece of pattern.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return true;
}
