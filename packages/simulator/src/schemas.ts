import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, SchemaObject } from 'ajv/dist/2020.js';

const MAX_DETAILS = 10;

/** Of longer data only the first error is looked for: a list of many wrong entries would take minutes. */
const MAX_DETAILED_CHARACTERS = 20_000;

/** Tells whether data fits a schema, and then what is wrong with it. */
export interface Validator {
  (data: unknown): boolean;
  errors?: ErrorObject[] | null;
}

const load = createRequire(import.meta.url);
const options = { strict: true, strictRequired: false, strictTypes: false };
const untilFirst = new Ajv2020(options);
const throughout = new Ajv2020({ ...options, allErrors: true });
const compiled = new Map<SchemaObject, Validator>();

/** One of the core's schemas, by the name of its file: `send-v2.request`. */
export function coreSchema(name: string): SchemaObject {
  return load(`@kore-notify/core/schemas/${name}.schema.json`) as SchemaObject;
}

/** A validator of JSON Schema 2020-12; compiled once a process, however many simulators there are. */
export function compileSchema(schema: SchemaObject): Validator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const fits = untilFirst.compile(schema) as Validator;
  const findAll = throughout.compile(schema) as Validator;
  const validate: Validator = (data) => {
    const isFit = fits(data);
    const isShort = isFit || JSON.stringify(data ?? null).length <= MAX_DETAILED_CHARACTERS;
    if (!isFit && isShort) findAll(data);
    validate.errors = isFit ? null : ((isShort ? findAll.errors : fits.errors) ?? null);
    return isFit;
  };
  compiled.set(schema, validate);
  return validate;
}

/** What is wrong, one line each, the first ten: `/identities/0 must have required property 'email'`. */
export function describeErrors(errors: readonly Partial<ErrorObject>[] | null | undefined): string[] {
  const lines = (errors ?? []).map(({ instancePath, message, params }) => {
    const property: unknown = params?.['additionalProperty'];
    const named = typeof property === 'string' ? ` (${property})` : '';
    return `${instancePath === undefined || instancePath === '' ? 'it' : instancePath} ${message ?? 'is not valid'}${named}`;
  });
  const all = [...new Set(lines)];
  if (all.length <= MAX_DETAILS) return all;
  return [...all.slice(0, MAX_DETAILS), `and ${all.length - MAX_DETAILS} more`];
}
