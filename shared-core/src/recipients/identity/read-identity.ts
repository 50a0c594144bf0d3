import type { Api } from '../../vocabulary/outcomes.ts';
import type { Finding } from '../../validation/explain.ts';
import { damageIn, damageOfNumber } from '../../text/damage.ts';
import { trimInvisible } from '../../text/invisible.ts';
import { HALF_CHARACTER, hasHalfCharacter } from '../../validation/half-characters.ts';
import { canonicalIdentity } from '../../wire/identity-key.ts';
import { bound } from '../../text/bound.ts';
import { isPlainAddress, readAddress } from './read-address.ts';
import type { TextReading } from './text-reading.ts';
import { readPhone } from './read-phone.ts';
import { readSpaceId } from './read-space-id.ts';
import { readTextIdentity } from './read-text-identity.ts';

/** How to read an identity. */
export interface IdentityRules {
  readonly api: Api;
  /** `email`, `phoneNumber`, `spaceId`, or the key of a channel that is not known here. */
  readonly key: string;
  /** Country of phone numbers that are written without a country code, ISO, for example DE. */
  readonly country?: string | undefined;
}

/** An identity as it is sent and compared, or what is wrong with it. */
export type IdentityReading =
  | { readonly identity: string; readonly canonical: string; readonly warning?: Finding }
  | {
      readonly fault: Finding;
      /** As given, bounded, for the report. */
      readonly shown: string;
    };

/**
 * An identity as people and programs hand it over → as it is sent. Cleaning only gives the same identity in another writing;
 * what cannot be cleaned for certain is a fault.
 */
export function readIdentity(given: unknown, rules: IdentityRules): IdentityReading {
  // What most lists are made of.
  if (rules.key === 'email' && typeof given === 'string' && isPlainAddress(given)) {
    const lower = given.toLowerCase();
    return { identity: given, canonical: lower.includes('xn--') ? canonicalIdentity(lower) : lower };
  }
  const text = toText(given);
  if (typeof text !== 'string') return { fault: text, shown: '' };
  const trimmed = trimInvisible(text);
  const reading = readText(trimmed, given, rules);
  if ('fault' in reading) return { fault: reading.fault, shown: shown(trimmed) };
  const canonical = canonicalIdentity(reading.identity, rules.key);
  const { identity, warning } = reading;
  return warning === undefined ? { identity, canonical } : { identity, canonical, warning };
}

function readText(text: string, given: unknown, { api, key, country }: IdentityRules): TextReading {
  if (text === '') return { fault: EMPTY };
  if (text.length > MAX_LENGTH) return { fault: TOO_LONG };
  if (hasHalfCharacter(text)) return { fault: HALF_CHARACTER };
  const damage = damageIn(text);
  if (damage !== undefined)
    return { fault: { rule: 'format', message: damage.message, remedy: damage.remedy } };
  if (api === 'v1') return readTextIdentity(text);
  switch (key) {
    case 'phoneNumber':
      return readPhone(text, { isNumber: typeof given === 'number', country });
    case 'email':
      return readAddress(text);
    case 'spaceId':
      return readSpaceId(text);
    default:
      return readTextIdentity(text);
  }
}

/** Spreadsheets make numbers of phone numbers and ids. */
function toText(given: unknown): string | Finding {
  switch (typeof given) {
    case 'string':
      return given;
    case 'bigint':
      return String(given);
    case 'number': {
      const damage = damageOfNumber(given);
      return damage === undefined
        ? String(given)
        : { rule: 'type', message: damage.message, remedy: damage.remedy };
    }
    default:
      return given === undefined || given === null
        ? { rule: 'type', message: 'It is missing.', remedy: 'Enter text or a number.' }
        : { rule: 'type', message: `It is ${nameOf(given)}.`, remedy: 'Enter text or a number.' };
  }
}

function nameOf(given: unknown): string {
  if (Array.isArray(given)) return 'a list';
  if (ArrayBuffer.isView(given)) return 'binary data';
  if (Object.prototype.toString.call(given) === '[object Date]') return 'a date';
  return typeof given === 'object' ? 'an object' : `a ${typeof given}`;
}

/** Half a character would not survive the way to a report. */
function shown(text: string): string {
  return bound(text, MAX_SHOWN_IDENTITY).replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

const EMPTY: Finding = { rule: 'empty', message: 'It is empty.', remedy: 'Fill it in, or remove it.' };
/** No address, number or id is as long. */
const MAX_LENGTH = 1_000;
const MAX_SHOWN_IDENTITY = 200;
const TOO_LONG: Finding = {
  rule: 'length',
  message: 'It is too long to be an identity.',
  remedy: 'Check that the right field was chosen.',
};
