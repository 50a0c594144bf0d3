import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { startClient, stopAll } from './raw-client.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** What the official JSON schema of OpenAPI 3.1 has against a document; undefined for nothing. */
async function objectionTo(document: Record<string, unknown>): Promise<unknown> {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  return valid ? undefined : errors;
}

/** Every schema in a document: they are JSON Schema, of which OpenAPI's own schema only says "an object". */
function schemasIn(value: unknown, place = '#'): [string, object][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, object][] => {
    const at = `${place}/${key}`;
    if (typeof inner !== 'object' || inner === null) return [];
    return key === 'schema' || place === '#/components/schemas' ? [[at, inner]] : schemasIn(inner, at);
  });
}

describe('the OpenAPI document', () => {
  let document: Record<string, unknown>;
  before(async () => {
    document = (await (await startClient()).control('GET', '/openapi.json')).body;
  });
  after(stopAll);

  it('is valid by the official schema of OpenAPI 3.1, and all its references lead somewhere', async () => {
    assert.equal(await objectionTo(document), undefined);
  });

  it('would not pass with a parameter without a place, or a reference that leads nowhere', async () => {
    const operation = { operationId: 'x', parameters: [{ name: 'x' }], responses: {} };
    assert.notEqual(await objectionTo({ ...document, paths: { '/x': { get: operation } } }), undefined);
    const lost = { $ref: '#/components/schemas/none' };
    const responses = { 200: { description: 'x', content: { 'application/json': { schema: lost } } } };
    assert.notEqual(await objectionTo({ ...document, paths: { '/x': { get: { responses } } } }), undefined);
  });

  it('has only schemas that are valid JSON Schema', () => {
    const ajv = new Ajv2020({ strict: false });
    const schemas = schemasIn(document);
    assert.ok(schemas.length > 60, String(schemas.length));
    for (const [place, schema] of schemas)
      assert.ok(ajv.validate(DIALECT, schema), `${place}: ${ajv.errorsText()}`);
  });
});
