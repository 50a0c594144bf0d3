import type { AnyIdentityKey, IdentityKey } from '../wire/identity-key.ts';
import { quoteName, quoteValue } from '../text/quote.ts';
import { type Problem, type ProblemCollector, type ProblemRule } from '../vocabulary/problems.ts';
import type { SchemaFinding, Validator } from './validator.ts';

/** What stands in a problem besides where it is. */
export type Finding = Omit<Problem, 'path' | 'recipientIndex'>;

/** Keywords that only say that another finding made a whole branch fail. */
const ECHOES = new Set(['if', 'allOf', 'anyOf', 'oneOf']);

/**
 * Checks a value and adds what is wrong with it; `nameField` turns a JSON pointer into a path of the input.
 * Returns whether the value is right.
 */
export function check(
  validator: Validator,
  value: unknown,
  {
    found,
    nameField,
  }: { readonly found: ProblemCollector; readonly nameField: (pointer: string) => string | undefined },
): boolean {
  if (validator(value)) return true;
  for (const finding of validator.errors ?? []) {
    const path = nameField(pointerOf(finding));
    if (path !== undefined && !ECHOES.has(finding.keyword)) found.add({ path, ...describe(finding, value) });
  }
  return false;
}

/** The same for one recipient, whose identity is a text that is not empty, or has its problem already. */
export function explainIdentity(
  validator: Validator,
  {
    identityKey,
    identityField,
    isIdentityTold,
  }: {
    readonly identityKey: AnyIdentityKey;
    readonly identityField: string;
    readonly isIdentityTold: boolean;
  },
  problem: (part: string, about: Finding) => void,
): void {
  const findings = (validator.errors ?? []).map((finding) => ({ finding, pointer: pointerOf(finding) }));
  const isIdentity = (pointer: string): boolean => pointer === '' || pointer === `/${identityKey}`;
  // Too short, or of another form: it is one problem.
  if (!isIdentityTold && findings.some(({ pointer }) => isIdentity(pointer)))
    problem(`.${quoteName(identityField) ?? 'identityField'}`, formatOf(identityKey));
  for (const { finding, pointer } of findings)
    if (!isIdentity(pointer)) problem(pathOf(pointer), describe(finding, undefined));
}

/** Names of a row are those of somebody's list: each is shown as any name is. */
function pathOf(pointer: string): string {
  const names = pointer.split('/').slice(1);
  return names
    .map((name) => `.${quoteName(name.replaceAll('~1', '/').replaceAll('~0', '~')) ?? 'name'}`)
    .join('');
}

/** Where a finding belongs: a property that is missing or too many is named, though it has no place of its own. */
function pointerOf({ instancePath, keyword, params }: SchemaFinding): string {
  if (keyword === 'required') return `${instancePath}/${String(params['missingProperty'])}`;
  if (keyword === 'additionalProperties') return `${instancePath}/${String(params['additionalProperty'])}`;
  return instancePath;
}

const IDENTITY_FORMATS: Readonly<Record<IdentityKey, Finding>> = {
  email: {
    rule: 'format',
    message: 'It is not an e-mail address.',
    remedy: 'Enter an address such as ann@example.com.',
  },
  phoneNumber: {
    rule: 'format',
    message: 'It is not a phone number.',
    remedy: 'Enter it in international form, 6 to 15 digits with an optional plus sign.',
  },
  spaceId: { rule: 'format', message: 'It is not a space id.', remedy: 'Enter the id without blanks.' },
};

function formatOf(key: AnyIdentityKey): Finding {
  return (
    (IDENTITY_FORMATS as Readonly<Record<string, Finding | undefined>>)[key] ?? {
      rule: 'format',
      message: 'It is not an identity.',
      remedy: 'Enter text.',
    }
  );
}

/** A message that is filled before it is sent needs no parameters. */
function orFillHere(instancePath: string): string {
  return /\/parameters(?:$|\/)/.test(instancePath) ? ', or switch on “Fill for each recipient”' : '';
}

function describe({ keyword, params, message, instancePath }: SchemaFinding, root: unknown): Finding {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'required':
      return { rule: 'required', message: 'It is missing.', remedy: 'Fill it in.' };
    case 'type':
      return {
        rule: 'type',
        message: `It must be ${nameTypes(params['type'])}.`,
        remedy: `Enter ${nameTypes(params['type'])}.`,
      };
    case 'enum':
      return {
        rule: 'choice',
        message: `${quote(root, instancePath)} is not supported here.`,
        remedy: `Choose one of ${listOf(params['allowedValues'])}.`,
      };
    case 'const':
      return {
        rule: 'choice',
        message: 'Only one value is possible here.',
        remedy: `Enter ${String(params['allowedValue'])}.`,
      };
    case 'minLength':
    case 'minProperties':
    case 'minItems':
      return { rule: 'empty', message: 'It is empty.', remedy: 'Fill it in.' };
    case 'maxLength':
      return {
        rule: 'length',
        message: `It is longer than ${limit} characters.`,
        remedy: `Shorten it${orFillHere(instancePath)}.`,
      };
    case 'maxProperties':
    case 'maxItems':
      return {
        rule: 'count',
        message: `There are more than ${limit}.`,
        remedy: `Enter at most ${limit}${orFillHere(instancePath)}.`,
      };
    case 'additionalProperties':
      return {
        rule: 'unknown_property',
        message: 'Unknown property.',
        remedy: 'Remove it.',
      };
    case 'false schema':
      return { rule: 'conflict', message: 'It is not allowed for this channel.', remedy: 'Leave it empty.' };
    case 'pattern':
      return {
        rule: 'format',
        message: 'It is not in the form that the platform expects.',
        remedy: 'Check it.',
      };
    default:
      return {
        rule: 'format' satisfies ProblemRule,
        message: `It ${message ?? 'is not valid'}.`,
        remedy: 'Check it.',
      };
  }
}

const TYPE_NAMES: ReadonlyMap<unknown, string> = new Map([
  ['string', 'text'],
  ['object', 'an object'],
  ['array', 'a list'],
]);

function nameTypes(types: unknown): string {
  const all: readonly unknown[] = Array.isArray(types) ? types : [types];
  return all.map((type) => TYPE_NAMES.get(type) ?? `a ${String(type)}`).join(' or ');
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}

/** A short value that is not one of a few: never a message, which is not among a few. */
function quote(root: unknown, pointer: string): string {
  let value = root;
  for (const name of pointer.split('/').slice(1))
    value =
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string, unknown>>)[name]
        : undefined;
  return quoteValue(value);
}
