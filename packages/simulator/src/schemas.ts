import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, SchemaObject, ValidateFunction } from 'ajv/dist/2020.js';

const MAX_DETAILS = 10;

const load = createRequire(import.meta.url);
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
const compiled = new Map<SchemaObject, ValidateFunction>();

/** One of the core's schemas, by the name of its file: `send-v2.request`. */
export function coreSchema(name: string): SchemaObject {
  return load(`@kore-notify/core/schemas/${name}.schema.json`) as SchemaObject;
}

/** A validator of JSON Schema 2020-12; compiled once a process, however many simulators there are. */
export function compileSchema(schema: SchemaObject): ValidateFunction {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
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
