import { inWords } from '../text/in-words.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import { looksLikeData, quoteName } from '../text/quote.ts';
import type { Finding } from '../validation/explain.ts';
import type { Validator } from '../validation/validator.ts';
import { hasHalfCharacter, isBlank } from '../validation/half-characters.ts';
import type { WireIdentity } from './duplicates.ts';
import type { AnyIdentityKey } from '../wire/identity-key.ts';
import { type IdentityReading, type IdentityRules, readIdentity } from './identity/read-identity.ts';
import { type ListFault, readList, RECIPIENTS, UnreadList } from './list/read-list.ts';
import {
  describeAmbiguous,
  Fields,
  fillRow,
  type FillRules,
  namesOf,
  type Reports,
} from './fields/fill-placeholders.ts';
import { findField, nearestField, type Row } from './fields/find-field.ts';
import { fillPlaceholders } from './placeholders.ts';

export type { Report, Reports } from './fields/fill-placeholders.ts';

/** How to read the recipients of one send. */
export interface NormaliseRules extends FillRules {
  readonly api: Api;
  readonly identityKey: AnyIdentityKey;
  readonly identityRules: IdentityRules;
  /** Field of a row that holds the identity; dots reach into objects. */
  readonly identityField: string;
  readonly validate: Validator;
  /** The message with its placeholders filled, if that is done here and not by the platform, and makes a text. */
  readonly fill?: (values: Readonly<Record<string, string>>) => string;
  /** Looks at a row for what the message may mean by it. */
  readonly onFields?: ((row: Row) => void) | undefined;
}

/** One recipient on its way to the wire. */
export interface Identity {
  identity: string;
  /** The form in which two are the same. */
  canonical?: string;
  /** The identity has its problem already. */
  isTold?: true;
  customMessage?: string;
  parameters?: Record<string, string>;
  /** The whole message, where it is filled before it is sent. */
  text?: string;
}

/** One recipient as it is given → what is sent of it; a copy, with its problems told to `problem` and `warn`. */
export function readRecipient(given: unknown, rules: NormaliseRules, reports: Reports): Identity {
  const fault = typeof given === 'object' && given !== null ? faultOf(given) : undefined;
  if (fault !== undefined) {
    reports.problem('', fault);
    return { identity: '' };
  }
  if (typeof given === 'object' && given !== null)
    return fill(readIdentityField(given as Row, rules, reports), given as Row, rules, reports);
  const reading = readIdentity(given, rules.identityRules);
  const rule = 'fault' in reading ? reading.fault.rule : undefined;
  const isNobody = rule === 'empty' || rule === 'type';
  const recipient = takeIdentity(reading, isNobody ? undefined : rules.identityField, reports);
  return isNobody ? recipient : fill(recipient, undefined, rules, reports);
}

/** What is read of an identity, its problem or warning told. */
function takeIdentity(
  reading: IdentityReading,
  field: string | undefined,
  { problem, warn }: Reports,
): Identity {
  if ('fault' in reading) {
    problem(partOf(field), reading.fault);
    return { identity: reading.shown, isTold: true };
  }
  if (reading.warning !== undefined) warn(partOf(field), reading.warning);
  return { identity: reading.identity, canonical: reading.canonical };
}

/** Made only where something is told: there may be a million. */
function partOf(field: string | undefined): string {
  return field === undefined ? '' : `.${quoteName(field) ?? 'identityField'}`;
}

/** The parts of a recipient that hold half a character, each once. */
export function halfCharactersIn({
  identity,
  customMessage = '',
  parameters,
  text = '',
}: Identity): ReadonlySet<string> {
  // Nearly all have none, and there may be a million.
  let parts: Set<string> | undefined;
  const add = (part: string): void => void (parts ??= new Set()).add(part);
  if (hasHalfCharacter(identity) || hasHalfCharacter(text)) add('');
  if (hasHalfCharacter(customMessage)) add('.customMessage');
  for (const name in parameters)
    if (hasHalfCharacter(name)) add('.parameters');
    else if (hasHalfCharacter(parameters[name] ?? '')) add(`.parameters.${quoteName(name) ?? 'name'}`);
  return parts ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Characters that one recipient may have on the wire: identity, own message and parameters together. The API names no maximum
 * for a message (docs/kore-ai-api.md#send-v2); no channel shows one as long, and a thousand of them are still one text.
 */
export const MAX_LENGTH = 100_000;

export const TOO_LONG = {
  rule: 'length',
  message: `It is longer than ${inWords(MAX_LENGTH)} characters.`,
  remedy: `Shorten it: identity, message and parameters of a recipient are at most ${inWords(MAX_LENGTH)} characters together.`,
} as const;

/** The longest part of a recipient that is longer than it may be, undefined if it is not. */
export function longPartOf({ identity, customMessage = '', parameters }: Identity): string | undefined {
  let length = 0;
  for (const name in parameters) length += name.length + (parameters[name]?.length ?? 0);
  if (identity.length + customMessage.length + length <= MAX_LENGTH) return undefined;
  const most = Math.max(identity.length, customMessage.length, length);
  return most === customMessage.length ? '.customMessage' : most === length ? '.parameters' : '';
}

/** What is wrong with a list in place of one recipient. */
function faultOf(given: object): ListFault | undefined {
  if (given instanceof UnreadList) return given.fault;
  if (!Array.isArray(given) && !ArrayBuffer.isView(given)) return undefined;
  const reading = readList(given, RECIPIENTS);
  return 'fault' in reading
    ? reading.fault
    : { rule: 'type', message: 'It is a list.', remedy: 'Enter text or an object.' };
}

function readIdentityField(row: Row, rules: NormaliseRules, reports: Reports): Identity {
  const { identityField, identityKey } = rules;
  const found =
    findField(row, identityField) ??
    (isInApiForm(row, identityKey) ? findField(row, identityKey) : undefined);
  if (found !== undefined && 'value' in found && !isNothing(found.value))
    return takeIdentity(readIdentity(found.value, rules.identityRules), identityField, reports);
  const fault =
    found === undefined
      ? describeMissingIdentity(row, rules)
      : 'ambiguous' in found
        ? describeAmbiguous(found.ambiguous)
        : describeEmpty(found.value, identityField);
  return takeIdentity({ fault, shown: '' }, identityField, reports);
}

/** An empty cell, in the ways that sheets and databases have them. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && isBlank(value));
}

/** An object as the API wants it is no row: its key says what it holds. */
function isInApiForm(row: Row, identityKey: string): boolean {
  return (
    Object.hasOwn(row, identityKey) &&
    Object.keys(row).every(
      (name) => name === identityKey || name === 'customMessage' || name === 'parameters',
    )
  );
}

function describeEmpty(value: unknown, identityField: string): Finding {
  return {
    rule: typeof value === 'string' ? 'empty' : 'required',
    message: `${quoteName(identityField) ?? 'The identity field'} is empty.`,
    remedy: 'Fill it in, or remove the row.',
  };
}

/** A row whose columns have no names was read from a list without a heading: its first line, a person's, became the names. */
function describeMissingIdentity(row: Row, { identityField, identityKey }: NormaliseRules): Finding {
  const field = quoteName(identityField);
  if (field === undefined)
    return {
      rule: 'required',
      message: 'The row has no value in the identity field, whose name looks like data.',
      remedy: 'Set the identity field to the name of the field that holds it, for example email.',
    };
  const names = Object.keys(row);
  if (names.slice(0, MAX_READ_NAMES).some(looksLikeData))
    return {
      rule: 'required',
      message: `The row has no ${field}. The names of the columns look like data: has the CSV a heading?`,
      remedy: 'Add a first line with the names of the columns.',
    };
  const fields = namesOf(row);
  const list = Object.keys(row).find((name) => Array.isArray(row[name]));
  const near = nearestField(row, identityField) ?? likelyField(row, identityKey);
  const shown = quoteName(near ?? list ?? '');
  return {
    rule: 'required',
    message: `The row has no ${field}${fields === '' ? '' : `, only ${fields}`}.`,
    remedy:
      shown === undefined || shown === ''
        ? 'Set the identity field to the field that holds it.'
        : near === undefined
          ? `Pass the list in ${shown} as the recipients, and not the object around it.`
          : `Did you mean ${shown}? Then set the identity field to it.`,
  };
}

/** The first field that is called as fields with such identities are, or holds one; to ask whether it is meant. */
function likelyField(row: Row, identityKey: string): string | undefined {
  const usual = USUAL_FIELDS.get(identityKey);
  if (usual === undefined) return undefined;
  const names = Object.keys(row).slice(0, MAX_READ_NAMES);
  return (
    names.find((name) => usual.name.test(name)) ??
    names.find((name) => typeof row[name] === 'string' && usual.value.test(row[name]))
  );
}

/** By identity key. */
const USUAL_FIELDS: ReadonlyMap<string, { readonly name: RegExp; readonly value: RegExp }> = new Map([
  ['email', { name: /mail|^upn$|userprincipalname/i, value: /^[^\s@]{1,64}@[^\s@]{1,255}$/ }],
  [
    'phoneNumber',
    { name: /phone|mobile|mobil|telefon|whats ?app|msisdn|^cell|^tel\b/i, value: /^\+\d[\d ()./-]{5,30}$/ },
  ],
  ['spaceId', { name: /space/i, value: /^spaces\/|^https:\/\/chat\.google\.com\// }],
]);

const MAX_READ_NAMES = 100;

/** Fills the message of a recipient, whose identity is known. */
function fill(recipient: Identity, row: Row | undefined, rules: NormaliseRules, reports: Reports): Identity {
  const { api, fill: fillHere } = rules;
  if (row !== undefined) rules.onFields?.(row);
  if (api === 'v1' && fillHere === undefined) return recipient;
  const { customMessage, parameters } = fillRow(row, rules, reports);
  if (fillHere === undefined && rules.identityKey === 'phoneNumber') warnOfBlanks(parameters, reports);
  if (fillHere === undefined || (api === 'v2' && isFit(parameters))) {
    if (customMessage !== undefined) recipient.customMessage = customMessage;
    if (parameters !== undefined) recipient.parameters = parameters;
    return recipient;
  }
  const values = parameters ?? {};
  const text = customMessage === undefined ? fillHere(values) : fillPlaceholders(customMessage, values);
  if (api === 'v1') recipient.text = text;
  else recipient.customMessage = text;
  return recipient;
}

/** Whether the API takes these parameters (docs/kore-ai-api.md#send-v2), and each channel their blanks. */
function isFit(parameters: Readonly<Record<string, string>> | undefined): boolean {
  if (parameters === undefined) return true;
  const values = Object.values(parameters);
  return (
    values.length <= MAX_PARAMETERS &&
    values.every((value) => value.length <= MAX_VALUE && !UNUSUAL_BLANKS.test(value))
  );
}

/** A template of WhatsApp is not sent with them; a text is. */
function warnOfBlanks(parameters: Readonly<Record<string, string>> | undefined, { warn }: Reports): void {
  for (const name in parameters)
    if (UNUSUAL_BLANKS.test(parameters[name] ?? '')) warn(`.parameters.${quoteName(name) ?? 'name'}`, BLANKS);
}

const BLANKS = {
  rule: 'format',
  message: 'It holds a line break, a tab or five blanks, which WhatsApp does not take in a template.',
  remedy: 'Remove them, or switch on “Fill for each recipient”.',
} as const;

const MAX_PARAMETERS = 20;
const MAX_VALUE = 200;
/** WhatsApp refuses them in the parameters of a template. */
const UNUSUAL_BLANKS = /[\n\r\t]| {5}/;

/** A recipient as the body of a request says it. */
export function toWire(
  { identity, customMessage, parameters, text }: Identity,
  rules: NormaliseRules,
): WireIdentity {
  if (rules.api === 'v1') return text === undefined ? identity : { identity, text };
  const value: Record<string, unknown> = new Fields();
  value[rules.identityKey] = identity;
  if (customMessage !== undefined) value['customMessage'] = customMessage;
  if (parameters !== undefined) value['parameters'] = parameters;
  return value;
}
