import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { INodePropertyOptions } from 'n8n-workflow';
import { loadNodes, type NodeRun } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

interface Schema {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object',
};

const people = { channel: 'msteams', message: 'Hello', recipients: 'ada@example.org, nobody@example.org, x' };
const items = ['ada@example.org', 'nobody@example.org', 'x'].map((email) => ({ email }));
const device = { userId: 'u-1', deviceId: 'd-1', osType: 'Android' };
const toItems = { channel: 'msteams', message: 'Hello', recipientsFrom: 'items' };
/** A run of each operation with the settings that its schema is of. */
const RUNS: Readonly<Record<string, Pick<NodeRun, 'parameters' | 'items'>>> = {
  koreSendNotification: { parameters: { ...people, options: { skipBadRecipients: true } } },
  koreSendNotificationV2: { parameters: { ...toItems, options: { skipBadRecipients: true } }, items },
  koreCheckStatus: { parameters: { requests: 'ds-17' } },
  koreManageDevices: { parameters: device },
};

describe('The schemas of the output that n8n shows', () => {
  const suite = withSimulator();

  const schemaOf = async (type: string, operation: string): Promise<Schema> => {
    const folder = `K${type.slice(1)}`;
    const file = new URL(`../dist/nodes/${folder}/__schema__/v1.0.0/${operation}.json`, import.meta.url);
    return JSON.parse(await readFile(file, 'utf8')) as Schema;
  };

  const assertFits = (row: unknown, { type, properties }: Schema, at: string): void => {
    assert.ok(TYPES[type]?.(row), `${at} is no ${type}`);
    if (properties === undefined) return;
    for (const [name, value] of Object.entries(row as object)) {
      // The fields of the item itself are nowhere.
      const schema = properties[name];
      if (schema === undefined && 'notification' in properties) continue;
      assert.ok(schema !== undefined, `${at}.${name} is in no schema`);
      assertFits(value, schema, `${at}.${name}`);
    }
  };

  for (const [type, run] of Object.entries(RUNS))
    it(`fit the rows of each operation of ${type}`, async () => {
      const { description } = (await loadNodes())[type]!;
      const { options } = description.properties.find(({ name }) => name === 'operation')!;
      await suite.run({ type: 'koreManageDevices', parameters: { ...device, operation: 'subscribe' } });
      for (const { value } of options as INodePropertyOptions[]) {
        const operation = String(value);
        const requests = await requestIdFor(type);
        const { outputs } = await suite.run({
          type,
          ...run,
          parameters: { ...run.parameters, operation, ...requests },
          settings: { onError: 'continueRegularOutput' },
        });
        const schema = await schemaOf(type, operation);
        assert.ok((outputs[0]?.length ?? 0) > 0, `${operation} gave no row`);
        for (const { json } of outputs[0] ?? []) assertFits(json, schema, operation);
      }
    });

  async function requestIdFor(type: string): Promise<object> {
    if (type !== 'koreCheckStatus') return {};
    const { rows } = await suite.run({
      type: 'koreSendNotification',
      parameters: { ...people, recipients: 'ada@example.org' },
    });
    return { requests: rows[0]?.requestId, api: 'v1' };
  }
});
