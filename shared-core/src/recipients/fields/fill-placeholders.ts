import { isBlank } from '../../validation/half-characters.ts';
import type { Finding } from '../../validation/explain.ts';
import { type Damage, damageInMessage, damageInValue } from '../../text/damage.ts';
import { looksLikeData, quoteName } from '../../text/quote.ts';
import {
  type CompiledMessage,
  compileMessage,
  fillPlaceholders,
  foreignPlaceholderIn,
} from '../placeholders.ts';
import { findField, lacksAll, nearestField, type Row } from './find-field.ts';
import { nameOf, readText } from './to-text.ts';

/** How the message of a send is filled for a recipient. */
export interface FillRules {
  /** The main message. */
  readonly message: CompiledMessage;
  /** A value that is missing is only worth a warning, and is empty then. */
  readonly isMissingParameterFine: boolean;
  /** `parameters` and `customMessage` of a row are fields like any other. */
  readonly rowsArePlainData: boolean;
}

/** Takes what is wrong; `part` is the path below the recipient. */
export type Report = (part: string, about: Finding) => void;
export interface Reports {
  readonly problem: Report;
  readonly warn: Report;
}

/** What a recipient gets besides the main message, by the names on the wire. */
export interface Filling {
  readonly customMessage?: string;
  readonly parameters?: Record<string, string>;
}

/** Gives each placeholder of a recipient's message its value: from `parameters`, else from the row. `row` is undefined for a text. */
export function fillRow(row: Row | undefined, rules: FillRules, reports: Reports): Filling {
  const isPlain = rules.rowsArePlainData || row === undefined || lacksAll(row, OF_THE_API);
  const customMessage = isPlain ? undefined : readCustomMessage(row, reports);
  const message = customMessage === undefined ? rules.message : compileMessage(customMessage);
  const given = isPlain ? undefined : readParameters(row, reports);
  if (message.names.length === 0 && given === undefined)
    return customMessage === undefined ? NOTHING : { customMessage };

  const parameters: Record<string, string> = new Fields();
  const used = given === undefined ? undefined : new Set<string>();
  for (const name of message.names) {
    const wireName = message.wireNames.get(name) ?? name;
    // What most values are: a text or a number of just this name, of which there is nothing to say.
    const own = given === undefined && row !== undefined && Object.hasOwn(row, name) ? row[name] : undefined;
    if (typeof own === 'string' && !isBlank(own) && damageInValue(own) === undefined) {
      parameters[wireName] = own;
      continue;
    }
    if (typeof own === 'number' && Number.isSafeInteger(own)) {
      parameters[wireName] = String(own);
      continue;
    }
    const text = readValue({ name, row, given, used }, rules, reports);
    parameters[wireName] = text ?? (rules.isMissingParameterFine ? '' : TOLD);
  }
  if (given !== undefined && used !== undefined) takeOthers(given, { used, parameters, reports });
  const filling: { -readonly [Name in keyof Filling]: Filling[Name] } = {};
  if (customMessage !== undefined) filling.customMessage = message.wire as string;
  if (message.names.length > 0 || Object.keys(parameters).length > 0) filling.parameters = parameters;
  return filling;
}

/** Fields of a row that mean what they mean in the API (docs/kore-ai-api.md#send-v2). */
const OF_THE_API = ['customMessage', 'parameters'];
const NOTHING: Filling = {};

/** Stands for a value with a problem: it counts as one, and has no other. Such a recipient is never sent. */
const TOLD = '-';

/**
 * What goes on the wire, before it becomes text. Not an object literal: V8 collects what a literal makes only rarely once it
 * has seen some of it live on, as the part of a list does that is just being read, and a million would pile up.
 */
export class Fields {
  [name: string]: never;
}

/** Undefined for the empty cell of a sheet: this recipient gets the main message. */
function readCustomMessage(row: Row, reports: Reports): string | undefined {
  const found = fieldOf(row, 'customMessage', reports);
  const value = found?.value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') {
    reports.problem('.customMessage', {
      rule: 'type',
      message: `It is ${nameOf(value)}.`,
      remedy: 'Enter text.',
    });
    return undefined;
  }
  if (isBlank(value)) return undefined;
  warnOfText('.customMessage', value, reports);
  return value;
}

/** The values that are given for a recipient, undefined if there are none. */
function readParameters(row: Row, { problem, warn }: Reports): Row | undefined {
  const found = fieldOf(row, 'parameters', { problem, warn });
  const value = found?.value;
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && isBlank(value)) return undefined;
  if (typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value)) return value as Row;
  problem('.parameters', {
    rule: 'type',
    message: `It is ${nameOf(value)}.`,
    remedy: 'Enter an object of names and texts, or let rows be plain data.',
  });
  return undefined;
}

/** A field, unless two could be meant, which is a problem then. */
function fieldOf(row: Row, name: string, { problem }: Reports): { value: unknown; name: string } | undefined {
  const found = findField(row, name);
  if (found === undefined || !('ambiguous' in found)) return found;
  problem(partOf(name), describeAmbiguous(found.ambiguous));
  return undefined;
}

/** Nobody can tell which one is meant. */
export function describeAmbiguous(names: readonly string[]): Finding {
  const shown = [...new Set(names.map((name) => `“${quoteName(name) ?? '…'}”`))].join(' and ');
  return {
    rule: 'conflict',
    message: `It could be any of ${names.length} fields: ${shown}.`,
    remedy: 'Rename one of them, or write the name exactly as the field has it.',
  };
}

interface Wanted {
  readonly name: string;
  readonly row: Row | undefined;
  readonly given: Row | undefined;
  /** Names of `parameters` that fill a placeholder. */
  readonly used: Set<string> | undefined;
}

/** The value of one placeholder, undefined if there is none; then that is told. */
function readValue(
  { name, row = {}, given, used }: Wanted,
  rules: FillRules,
  reports: Reports,
): string | undefined {
  const own = given === undefined ? undefined : fieldOf(given, name, reports);
  if (own !== undefined) used?.add(own.name);
  const found = own ?? fieldOf(row, name, reports);
  // Made only where it is told: there may be a million.
  const part = (): string => (own === undefined ? partOf(name) : `.parameters${partOf(name)}`);
  const reading = readText(found?.value);
  if ('fault' in reading) {
    const { message, remedy } = reading.fault;
    reports.problem(part(), { ...reading.fault, message: `${message} It fills ${braced(name)}.`, remedy });
    return TOLD;
  }
  const { text } = reading;
  if (text !== undefined && !isBlank(text)) {
    const damage = damageInValue(text);
    if (damage !== undefined) warnOfDamage(part(), damage, reports.warn);
    return text;
  }
  const isTold = found === undefined && isAmbiguous(row, name);
  if (!isTold)
    (rules.isMissingParameterFine ? reports.warn : reports.problem)(
      part(),
      describeMissing(row, name, found !== undefined),
    );
  return undefined;
}

function isAmbiguous(row: Row, name: string): boolean {
  const found = findField(row, name);
  return found !== undefined && 'ambiguous' in found;
}

function describeMissing(row: Row, name: string, isEmpty: boolean): Finding {
  if (isEmpty)
    return {
      rule: 'placeholder',
      message: `There is no value for ${braced(name)}: the field is empty.`,
      remedy: 'Fill it in, or let missing values be empty.',
    };
  const fields = namesOf(row);
  const near = nearestField(row, name);
  const shown = near === undefined ? undefined : quoteName(near);
  const shownName = quoteName(name);
  return {
    rule: 'placeholder',
    message: `There is no value for ${braced(name)}.`,
    remedy:
      fields === ''
        ? `Give rows with ${shownName === undefined ? 'a field of this name' : `a field “${shownName}”`}, and not texts.`
        : shown === undefined
          ? `Add a field ${shownName === undefined ? 'with this name' : `“${shownName}”`}. The row has ${fields}.`
          : `Did you mean {${shown}}? The row has ${fields}.`,
  };
}

/** The first fields of a row, in words; empty if it has none, or if they are no names. */
export function namesOf(row: Row): string {
  const names = Object.keys(row);
  if (names.slice(0, MAX_READ_NAMES).some(looksLikeData)) return '';
  const shown = names.slice(0, MAX_NAMES).flatMap((name) => quoteName(name) ?? []);
  return shown.length < names.length ? `${shown.join(', ')} …` : shown.join(', ');
}

const MAX_NAMES = 6;
const MAX_READ_NAMES = 100;

/** What `parameters` holds besides is sent as it is given: the platform may know a use for it. */
function takeOthers(
  given: Row,
  {
    used,
    parameters,
    reports,
  }: {
    readonly used: ReadonlySet<string>;
    readonly parameters: Record<string, string>;
    readonly reports: Reports;
  },
): void {
  for (const name of Object.keys(given)) {
    if (used.has(name) || Object.hasOwn(parameters, name)) continue;
    const value = given[name];
    if (value === undefined || value === null) continue;
    const reading = readText(value);
    const part = `.parameters${partOf(name)}`;
    const isPrototype = name === '__proto__';
    if ('fault' in reading) reports.problem(part, reading.fault);
    else if (isPrototype)
      reports.problem(part, { rule: 'type', message: 'It is no name of a parameter.', remedy: 'Rename it.' });
    if (!isPrototype) parameters[name] = 'fault' in reading ? TOLD : (reading.text ?? '');
  }
}

function warnOfDamage(part: string, { message, remedy }: Damage, warn: Report): void {
  warn(part, { rule: 'format', message, remedy });
}

/** A text that people read: what looks like a placeholder of another language, or was broken upstream. */
export function warnOfText(part: string, text: string, { warn }: Pick<Reports, 'warn'>): void {
  const foreign = foreignPlaceholderIn(text);
  const damage = damageInMessage(text);
  if (foreign === undefined) {
    if (damage !== undefined) warnOfDamage(part, damage, warn);
  } else
    warn(part, {
      rule: 'placeholder',
      message: `${foreign} is sent as it stands.`,
      remedy:
        'For a field of the row write its name in single braces. In n8n an expression needs the field switched to Expression.',
    });
}

/** A text with its values in it. */
export function filledText(text: string, { parameters = {} }: Filling): string {
  return fillPlaceholders(text, parameters);
}

function partOf(name: string): string {
  return `.${quoteName(name) ?? 'placeholder'}`;
}

function braced(name: string): string {
  return `{${quoteName(name) ?? '…'}}`;
}
