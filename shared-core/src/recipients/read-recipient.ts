import type { Api } from '../vocabulary/outcomes.ts';
import { looksLikeData, quoteName } from '../text/quote.ts';
import type { Problem } from '../vocabulary/problems.ts';
import type { Validator } from '../validation/validator.ts';
import { hasHalfCharacter, isBlank } from '../validation/half-characters.ts';
import type { WireIdentity } from './duplicates.ts';
import type { AnyIdentityKey } from '../wire/identity-key.ts';
import { type IdentityReading, type IdentityRules, readIdentity } from './identity/read-identity.ts';
import { type ListFault, readList, RECIPIENTS } from './list/read-list.ts';
import { findPlaceholders } from './placeholders.ts';

/** How to read the recipients of one send. */
export interface NormaliseRules {
  readonly api: Api;
  readonly identityKey: AnyIdentityKey;
  /** The channel is not known, and so what an identity of it looks like. */
  readonly isAnyIdentity?: boolean;
  /** Field of a row that holds the identity; dots reach into objects. */
  readonly identityField: string;
  /** Placeholders of the main message. */
  readonly placeholders: readonly string[];
  readonly validate: Validator;
  readonly isMissingParameterFine: boolean;
  /** Of phone numbers that are given without one, as two letters in capitals. */
  readonly country?: string;
}

/** One recipient on its way to the wire. */
export interface Identity {
  identity: string;
  /** The identity has its problem already. */
  isTold?: true;
  customMessage?: string;
  parameters?: Record<string, string>;
}

/** Takes what is wrong with one recipient; `part` is the path below it. */
export type Report = (part: string, about: Omit<Problem, 'path' | 'recipientIndex'>) => void;

/** One recipient as it is given → what is sent of it; a copy, with its problems told to `problem` and `warn`. */
export function readRecipient(
  given: unknown,
  rules: NormaliseRules,
  problem: Report,
  warn: Report,
): Identity {
  const fault = Array.isArray(given) || ArrayBuffer.isView(given) ? faultOf(given) : undefined;
  if (fault !== undefined) {
    problem('', fault);
    return { identity: '' };
  }
  if (typeof given === 'object' && given !== null) return readRow(given as Row, rules, problem, warn);
  const reading = readIdentity(given, identityRulesOf(rules));
  const rule = 'fault' in reading ? reading.fault.rule : undefined;
  const isNobody = rule === 'empty' || rule === 'type';
  const recipient = takeIdentity(reading, isNobody ? '' : partOf(rules.identityField), { problem, warn });
  if (!isNobody) fillParameters(recipient, {}, rules, { problem, warn });
  return recipient;
}

/** How the identity of each recipient is read. */
export function identityRulesOf({
  api,
  identityKey,
  isAnyIdentity = false,
  country,
}: NormaliseRules): IdentityRules {
  return { api, key: isAnyIdentity ? 'identity' : identityKey, country };
}

/** What is read of an identity, its problem or warning told. */
function takeIdentity(
  reading: IdentityReading,
  part: string,
  { problem, warn }: { readonly problem: Report; readonly warn: Report },
): Identity {
  if ('fault' in reading) {
    problem(part, reading.fault);
    return { identity: reading.shown, isTold: true };
  }
  if (reading.warning !== undefined) warn(part, reading.warning);
  return { identity: reading.identity };
}

function partOf(field: string): string {
  return `.${quoteName(field) ?? 'identityField'}`;
}

/** The parts of a recipient that hold half a character, each once. */
export function halfCharactersIn({
  identity,
  customMessage = '',
  parameters,
}: Identity): ReadonlySet<string> {
  // Nearly all have none, and there may be a million.
  let parts: Set<string> | undefined;
  const add = (part: string): void => void (parts ??= new Set()).add(part);
  if (hasHalfCharacter(identity)) add('');
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
  message: `It is longer than ${MAX_LENGTH.toLocaleString('en-US')} characters.`,
  remedy: `Shorten it: identity, message and parameters of a recipient are at most ${MAX_LENGTH.toLocaleString('en-US')} characters together.`,
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
function faultOf(given: object): ListFault {
  const reading = readList(given, RECIPIENTS);
  return 'fault' in reading
    ? reading.fault
    : { rule: 'type', message: 'It is a list.', remedy: 'Enter text or an object.' };
}

type Row = Readonly<Record<string, unknown>>;

function readRow(row: Row, rules: NormaliseRules, problem: Report, warn: Report): Identity {
  const { identityField, identityKey } = rules;
  const raw = fieldOf(row, identityField) ?? own(row, identityKey);
  const reading = readIdentity(raw, identityRulesOf(rules));
  const recipient = takeIdentity(
    'fault' in reading && (raw === undefined || raw === null || reading.fault.rule === 'empty')
      ? {
          ...reading,
          fault: {
            rule: raw === undefined || raw === null ? 'required' : 'empty',
            ...describeMissingIdentity(row, identityField),
          },
        }
      : reading,
    partOf(identityField),
    { problem, warn },
  );
  if (rules.api === 'v1') return recipient;

  const customMessage = own(row, 'customMessage');
  // The empty cell of a sheet: this recipient gets the main message.
  const isAbsent =
    customMessage === undefined ||
    customMessage === null ||
    (typeof customMessage === 'string' && isBlank(customMessage));
  if (typeof customMessage === 'string' && !isAbsent) recipient.customMessage = customMessage;
  else if (!isAbsent)
    problem('.customMessage', {
      rule: 'type',
      message: `It is ${nameOf(customMessage)}.`,
      remedy: 'Enter text.',
    });
  fillParameters(recipient, row, rules, { problem, warn });
  return recipient;
}

/** A row whose columns have no names was read from a list without a heading: its first line, a person's, became the names. */
function describeMissingIdentity(row: Row, identityField: string): { message: string; remedy: string } {
  const field = quoteName(identityField);
  if (field === undefined)
    return {
      message: 'The row has no value in the identity field, whose name looks like data.',
      remedy: 'Set the identity field to the name of the field that holds it, for example email.',
    };
  const names = Object.keys(row);
  if (names.slice(0, MAX_READ_NAMES).some(looksLikeData))
    return {
      message: `The row has no ${field}. The names of the columns look like data: has the CSV a heading?`,
      remedy: 'Add a first line with the names of the columns.',
    };
  const fields = names
    .slice(0, MAX_NAMES)
    .flatMap((name) => quoteName(name) ?? [])
    .join(', ');
  return {
    message: `The row has no ${field}${fields === '' ? '' : `, only ${fields}`}.`,
    remedy: 'Fill it in, or set the identity field to the field that holds it.',
  };
}

const MAX_NAMES = 6;
const MAX_READ_NAMES = 100;

/** Gives each placeholder of this recipient's message its value: from `parameters` if there are any, else from the row. */
function fillParameters(
  recipient: Identity,
  row: Row,
  { api, placeholders, isMissingParameterFine }: NormaliseRules,
  { problem, warn }: { readonly problem: Report; readonly warn: Report },
): void {
  if (api === 'v1') return;
  const names =
    recipient.customMessage === undefined ? placeholders : findPlaceholders(recipient.customMessage);
  const given = own(row, 'parameters');
  const parameters: Record<string, string> = new Fields();
  const isFit = typeof given === 'object' && !Array.isArray(given) && !ArrayBuffer.isView(given);
  if (given !== undefined && !isFit)
    problem('.parameters', {
      rule: 'type',
      message: `It is ${nameOf(given)}.`,
      remedy: 'Enter an object of names and texts.',
    });
  if (isFit && given !== null)
    for (const name of Object.keys(given)) {
      const text = toText((given as Row)[name]);
      if (text !== undefined && name !== '__proto__') parameters[name] = text;
      else if (text !== undefined || (given as Row)[name] != null) {
        const remedy = 'Enter text or a number.';
        problem(`.parameters.${quoteName(name) ?? 'name'}`, {
          rule: 'type',
          message: 'It must be text.',
          remedy,
        });
        if (name !== '__proto__') parameters[name] = TOLD;
      }
    }
  else
    for (const name of names) {
      const value = own(row, name);
      const text = toText(value);
      if (text !== undefined && text.trim() !== '') parameters[name] = text;
      else if (text === undefined && value != null) {
        problem(`.${quoteName(name) ?? 'placeholder'}`, {
          rule: 'type',
          message: `It is ${nameOf(value)}, and fills {${quoteName(name) ?? '…'}}.`,
          remedy: 'Enter text or a number.',
        });
        parameters[name] = TOLD;
      } else if (isMissingParameterFine) parameters[name] = '';
    }
  for (const name of names)
    if (!Object.hasOwn(parameters, name) || (isMissingParameterFine && parameters[name] === '')) {
      (isMissingParameterFine ? warn : problem)(`.${quoteName(name) ?? 'placeholder'}`, {
        rule: 'placeholder',
        message: `There is no value for {${quoteName(name) ?? '…'}}.`,
        remedy: fieldRemedy(quoteName(name)),
      });
      if (!isMissingParameterFine) parameters[name] = TOLD;
    }
  if (Object.keys(parameters).length > 0) recipient.parameters = parameters;
}

/** Stands for a value with a problem: it counts as one, and has no other. Such a recipient is never sent. */
const TOLD = '-';

function fieldRemedy(name: string | undefined): string {
  return name === undefined ? 'Add a field with this name to the row.' : `Add a field “${name}” to this row.`;
}

/**
 * What goes on the wire, before it becomes text. Not an object literal: V8 collects what a literal makes only rarely once it
 * has seen some of it live on, as the part of a list does that is just being read, and a million would pile up.
 */
class Fields {
  [name: string]: never;
}

/** A recipient as the body of a request says it. */
export function toWire(
  { identity, customMessage, parameters }: Identity,
  rules: NormaliseRules,
): WireIdentity {
  if (rules.api === 'v1') return identity;
  const value: Record<string, unknown> = new Fields();
  value[rules.identityKey] = identity;
  if (customMessage !== undefined) value['customMessage'] = customMessage;
  if (parameters !== undefined) value['parameters'] = parameters;
  return value;
}

function own(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

/** The field of that very name, else the field that its dots lead to. */
function fieldOf(row: Row, path: string): unknown {
  if (Object.hasOwn(row, path) || !path.includes('.')) return own(row, path);
  let value: unknown = row;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = own(value as Row, name);
  }
  return value;
}

/** Spreadsheets make numbers of phone numbers and order ids. */
function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isPlain = (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean';
  return isPlain || typeof value === 'bigint' ? String(value) : undefined;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (ArrayBuffer.isView(value)) return 'binary data';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
