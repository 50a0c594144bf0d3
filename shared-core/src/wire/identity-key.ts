import punycode from 'punycode/punycode.js';
import { findChannel, type IdentityKey } from '../vocabulary/channels.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import { trimInvisible, withoutInvisible } from '../text/invisible.ts';

export type { IdentityKey } from '../vocabulary/channels.ts';

/** The identity key of a channel that is not documented is whatever the user says. */
export type AnyIdentityKey = IdentityKey | (string & {});

/** The identity key of a documented channel; also the default of the field of a row that holds it. */
export function identityKeyOf(api: Api, channel: unknown): IdentityKey {
  return (api === 'v2' ? findChannel(channel)?.identityKey : undefined) ?? 'email';
}

/**
 * The form by which identities are compared: capitals of an address, the two spellings of an international domain, the `+` or
 * `00` of a phone number, blanks and invisible characters do not matter. Space ids, and identities that are no addresses, keep their case.
 */
export function canonicalIdentity(identity: string, key?: string): string {
  const tidy = trimInvisible(identity);
  if (key === 'phoneNumber' || (key === undefined && /^\+?\d+$/.test(tidy))) return canonicalPhone(tidy);
  const at = key === 'spaceId' ? -1 : tidy.indexOf('@');
  if (at === -1) return tidy;
  const lower = (ASCII.test(tidy) ? tidy : withoutInvisible(tidy).normalize('NFC')).toLowerCase();
  return lower.includes('xn--', at) ? lower.slice(0, at + 1) + canonicalDomain(lower.slice(at + 1)) : lower;
}

/** A domain in lower case as people read it: `xn--exmple-cua.de` → `exämple.de`. */
export function canonicalDomain(domain: string): string {
  try {
    return punycode.toUnicode(domain).normalize('NFC').toLowerCase();
  } catch {
    return domain;
  }
}

/** Most addresses are, and need no more. */
const ASCII = /^[\x20-\x7e]*$/;

function canonicalPhone(text: string): string {
  const isPlain = /^\+?\d+$/.test(text);
  const digits = isPlain ? text : withoutInvisible(text).replaceAll(MARKS, '');
  // What is no number is compared as it is.
  return isPlain || /^\+?\d+$/.test(digits) ? digits.replace(/^(?:\+|00)(?=[1-9])/, '') : text;
}

/** What stands between the digits of a phone number. */
const MARKS = /[\s.()[\]/\-\u2010-\u2015\u2212]/g;
