import { readPhone } from '../recipients/identity/read-phone.ts';
import { readSpaceId } from '../recipients/identity/read-space-id.ts';
import { readTextIdentity } from '../recipients/identity/read-text-identity.ts';
import type { TextReading } from '../recipients/identity/text-reading.ts';
import { damageIn, damageOfNumber } from '../text/damage.ts';
import { withoutInvisible } from '../text/invisible.ts';
import { canonicalDomain, canonicalIdentity } from '../wire/identity-key.ts';
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

/**
 * A list of identities. An entry is read as a recipient is, so that whoever is written there in any spelling is found; one that
 * cannot be read, or is nobody for certain, has a fault, by its position counted from 1. `country`: that of numbers without a
 * country code.
 */
export function readIdentityList(
  entries: readonly unknown[],
  country: string | undefined,
  fault: (position: number, about: EntryFault) => void,
): IdentityList {
  const exact = new Set<string>();
  const domains = new Set<string>();
  const patterns: Pattern[] = [];
  const numberPatterns: Pattern[] = [];
  entries.forEach((given, position) => {
    const entry = readEntry(given, country);
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
    : canonicalIdentity(text.replace(/^spaces\//, '')).toLowerCase();
}

function readEntry(given: unknown, country: string | undefined): Entry {
  if (typeof given === 'number') {
    const damage = damageOfNumber(given);
    return damage === undefined ? readEntry(String(given), country) : { fault: damage };
  }
  if (typeof given !== 'string') return { fault: { message: 'It is no text.', remedy: FORMS } };
  const entry = seen(given);
  if (entry === '') return { fault: { message: 'It is empty.', remedy: 'Remove it or fill it in.' } };
  if (entry.length > MAX_ENTRY) return { fault: { message: 'It is too long.', remedy: FORMS } };
  const damage = damageIn(entry);
  if (damage !== undefined) return { fault: damage };
  if (NOTHING.test(entry)) return { fault: { message: 'It means nobody.', remedy: 'Leave it out.' } };
  if (HEADING.test(entry)) return { fault: { message: 'It is the heading of a column.', remedy: FORMS } };
  if (/^\*+$/.test(entry)) return { pattern: ['', ''] };
  if (isNumber(entry.replaceAll('*', ' '))) return readNumber(entry, country);
  if (EXPONENT.test(entry)) return faultOf(readPhone(entry, { isNumber: false, country }));
  const space = readSpaceId(entry);
  if (/^spaces\/|^https:/.test(entry) && 'identity' in space) return { exact: formOf(space.identity) };
  if (entry.includes('@') && !/^@|\*/.test(entry)) {
    const reading = readTextIdentity(entry);
    return 'identity' in reading ? { exact: formOf(reading.identity) } : { fault: reading.fault };
  }
  if (UNREADABLE.test(entry) || /^(?:\/|mailto:|tel:|\w+:\/\/)/i.test(entry))
    return { fault: { message: 'It cannot be read.', remedy: FORMS } };
  return readName(entry.toLowerCase());
}

/** Blanks, and signs of other ways to write a pattern or an address. */
const UNREADABLE = /[\s<>"'()[\]{}^$\\|?,;\p{Cc}]/u;
/** Words of programs and of people for nobody. */
const NOTHING = /^(?:none|nobody|nil|nan|null|undefined|n\/a|[-\u2010-\u2015.]+)$/i;
/** What stands above a column: as an entry it would be true of nobody, and a list of one word would protect nobody. */
const HEADING =
  /^(?:e-?mails?|mail|address(?:es)?|(?:phone|mobile|telephone)(?:[ _-]?numbers?)?|numbers?|identit(?:y|ies)|recipients?|space[ _-]?ids?)$/i;
/** A number of a sheet that was too narrow for it. */
const EXPONENT = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
/** No address is longer. */
const MAX_ENTRY = 320;
const FORMS =
  'Enter an address, a domain such as @example.com, a number with its country code, or a pattern such as *@example.com or +49*.';

function readNumber(entry: string, country: string | undefined): Entry {
  const isInternational = /^(?:\+|00)/.test(entry);
  const digits = entry.replaceAll(/[^\d*]/g, '').slice(entry.startsWith('00') ? 2 : 0);
  if (entry.includes('*'))
    return digits.startsWith('0') ? NO_COUNTRY : { numberPattern: digits.split(/\*+/) };
  if (digits.length < SHORTEST_NUMBER)
    // The beginning of some numbers, or somebody's ID.
    return isInternational ? { numberPattern: [digits, ''] } : { exact: formOf(entry) };
  const reading = readPhone(entry, { isNumber: false, country });
  if ('fault' in reading) return faultOf(reading);
  // A recipient is warned of, and sent to; an entry that is nobody's number would protect nobody.
  return !isInternational && reading.warning !== undefined ? NO_COUNTRY : { exact: formOf(reading.identity) };
}

function faultOf(reading: TextReading): Entry {
  return 'fault' in reading ? { fault: reading.fault } : NO_COUNTRY;
}

/** Digits of the shortest phone numbers with their country code. */
const SHORTEST_NUMBER = 7;
const NO_COUNTRY: Entry = {
  fault: {
    message: 'The number has no country code.',
    remedy:
      'Begin it with + and its country code, for example +49 171 1234567; begin an id of digits with *.',
  },
};

function readName(entry: string): Entry {
  const at = entry.indexOf('@');
  if (at !== entry.lastIndexOf('@')) return { fault: { message: 'It has more than one @.', remedy: FORMS } };
  if (at === entry.length - 1) return { fault: { message: 'It has nothing behind the @.', remedy: FORMS } };
  const domain = at === -1 ? entry : entry.slice(at + 1);
  // Without an @: what has dots and nothing else that a domain has not is one.
  const isDomain = at !== -1 || /^[\p{L}\p{M}\p{N}*-]+(?:\.[\p{L}\p{M}\p{N}*-]+)+$/u.test(entry);
  if (!isDomain) return entry.includes('*') ? { pattern: entry.split(/\*+/) } : { exact: entry };
  // It would be true of nobody, and a list of those who are never messaged would not hold.
  if (at === 0 && !DOMAIN.test(domain)) return { fault: { message: 'It is no domain.', remedy: FORMS } };
  const canonical = canonicalDomain(domain);
  if (at > 0) return { pattern: `${entry.slice(0, at + 1)}${canonical}`.split(/\*+/) };
  if (!entry.includes('*')) return { domain: canonical };
  if (at === 0 || entry.startsWith('*.')) return { pattern: `*@${canonical}`.split(/\*+/) };
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
