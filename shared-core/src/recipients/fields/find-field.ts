import { distance } from 'fastest-levenshtein';
import { trimInvisible, withoutInvisible } from '../../text/invisible.ts';

/** One recipient as an object, for example the line of a table. */
export type Row = Readonly<Record<string, unknown>>;

/** The field that a name means, if it can be told. */
export type FieldFound =
  { readonly value: unknown; readonly name: string } | { readonly ambiguous: readonly string[] } | undefined;

/**
 * The field of a row that a name means: the one of exactly this name, else the one that differs from it only in invisible
 * characters, in which and how many blanks it has, and in case, else the one that the dots of the name lead to. Own fields only.
 */
export function findField(row: Row, name: string): FieldFound {
  if (Object.hasOwn(row, name)) return { value: row[name], name };
  const like = fieldsLike(Object.keys(row), name);
  const found = like[0];
  if (found === undefined) return name.includes('.') ? findInside(row, name) : undefined;
  return like.length > 1 ? { ambiguous: like } : { value: row[found], name: found };
}

/** Fields whose names are as good as a name. Rows of a table have the same fields, and what was found for one holds for the next. */
function fieldsLike(fields: readonly string[], name: string): readonly string[] {
  if (!areSame(fields, lastFields)) {
    lastFields = fields;
    foundInLast.clear();
    lackedByLast = undefined;
  }
  const known = foundInLast.get(name);
  if (known !== undefined) return known;
  const plain = plainName(name);
  const found = fields.filter((field) => plainName(field) === plain);
  if (foundInLast.size < MAX_KNOWN) foundInLast.set(name, found);
  return found;
}

let lastFields: readonly string[] = [];
const foundInLast = new Map<string, readonly string[]>();
let lackedByLast: readonly string[] | undefined;

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false;
  return true;
}

/** Whether a row has no field that one of some names could mean; without looking into objects. */
export function lacksAll(row: Row, names: readonly string[]): boolean {
  const fields = Object.keys(row);
  if (lackedByLast === names && areSame(fields, lastFields)) return true;
  const lacks = names.every((name) => fieldsLike(fields, name).length === 0);
  if (lacks) lackedByLast = names;
  return lacks;
}

/** With the first part of a name that is an object, the rest of the name is looked for in it. */
function findInside(row: Row, path: string): FieldFound {
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const outer = findField(row, path.slice(0, dot));
    if (outer === undefined || 'ambiguous' in outer) continue;
    const { value, name } = outer;
    if (typeof value !== 'object' || value === null) continue;
    const inner = findField(value as Row, path.slice(dot + 1));
    if (inner === undefined || 'ambiguous' in inner) return inner;
    return { value: inner.value, name: `${name}.${inner.name}` };
  }
  return undefined;
}

/** A field of the row whose name is nearly this one: to ask whether it is meant, never to use it. */
export function nearestField(row: Row, name: string): string | undefined {
  const wanted = lettersOf(name);
  if (wanted === '' || wanted.length > MAX_NAME) return undefined;
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / LETTERS_PER_SLIP)) + 1;
  for (const field of Object.keys(row).slice(0, MAX_FIELDS)) {
    const letters = lettersOf(field);
    if (letters === '' || letters.length > MAX_NAME) continue;
    const apart = areSwapped(wanted, letters) ? 1 : distance(wanted, letters);
    if (apart >= least) continue;
    nearest = field;
    least = apart;
  }
  return nearest;
}

/** Two letters in the wrong order are one slip. */
function areSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let first = 0;
  while (first < one.length && one[first] === other[first]) first++;
  return (
    first < one.length &&
    one[first] === other[first + 1] &&
    one[first + 1] === other[first] &&
    one.slice(first + 2) === other.slice(first + 2)
  );
}

/** So long a name is no name of a field, and only costs time. */
const MAX_NAME = 60;
const MAX_FIELDS = 200;
/** One letter in so many may be wrong. */
const LETTERS_PER_SLIP = 3;

function lettersOf(name: string): string {
  return plainName(name).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** Names without what nobody sees or means. The rows of a table have the same ones over and over. */
export function plainName(name: string): string {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  const plain = trimInvisible(withoutInvisible(name)).replaceAll(/\s+/g, ' ').toLowerCase().normalize('NFC');
  if (plainNames.size >= MAX_KNOWN) plainNames.clear();
  if (name.length <= MAX_KNOWN_LENGTH) plainNames.set(name, plain);
  return plain;
}

const plainNames = new Map<string, string>();
const MAX_KNOWN = 1_000;
const MAX_KNOWN_LENGTH = 200;
