import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { executeWorkflow, rowsOf } from './execute-workflow.ts';
import { importChanged, type N8nUnderTest, prepareN8n } from './n8n-under-test.ts';

/** A file, and to whom it is sent. */
interface FileSent {
  readonly file: string;
  readonly separator?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Identities that are sent to, and what becomes of the other rows. */
  readonly identities: readonly string[];
  readonly others: readonly string[];
}

const teams = { channel: 'msteams', message: 'Hi' };
const whatsapp = { channel: 'whatsapp', message: 'Hi' };
const FILES: Readonly<Record<string, FileSent>> = {
  'German Excel by address': {
    file: 'excel-de.csv',
    separator: ';',
    parameters: { ...teams, message: 'Hallo {Vorname}', identityField: 'E-Mail' },
    identities: ['ann.muster@example.org', 'bob.beispiel@example.org', 'cara@example.org'],
    others: ['empty', 'empty'],
  },
  'Google Contacts by address': {
    file: 'google-contacts.csv',
    parameters: { ...teams, identityField: 'E-mail 1 - Value' },
    identities: ['ann@example.org', 'cara@example.org'],
    others: ['invalid'],
  },
  'Data frame by phone': {
    file: 'pandas-floats.csv',
    parameters: { ...whatsapp, identityField: 'phone' },
    identities: ['491713920012', '447700900123'],
    others: ['invalid'],
  },
  'CRM by phone': {
    file: 'crm-duplicates.csv',
    parameters: { ...whatsapp, message: 'Order {Order}', identityField: 'Phone' },
    identities: ['+447700900123', '447700900124', '+447700900124'],
    others: ['duplicate'],
  },
  'Sheet with empty rows': {
    file: 'sheet-empty-rows.csv',
    parameters: { ...teams, message: '{First Name}: {Due}', identityField: 'Email' },
    identities: ['ann@example.org', 'bob@example.org'],
    others: ['invalid', 'invalid'],
  },
};

describe("Files behind n8n's Extract From File", function () {
  this.timeout(120_000);
  let n8n: N8nUnderTest;
  let rows: ReadonlyMap<string, Record<string, unknown>[]>;

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
    const texts = new Map<string, string>();
    for (const [name, { file }] of Object.entries(FILES))
      texts.set(name, await readFile(new URL(`../recipients/files/${file}`, import.meta.url), 'utf8'));
    await importChanged(n8n.home, { example: 'second-channel', id: 'files' }, (workflow) => {
      const start = workflow.nodes.find(({ name }) => name === 'Start')!;
      const send = workflow.nodes.find(({ name }) => name === 'Send on MS Teams')!;
      const links: Record<string, unknown> = {
        Start: { main: [Object.keys(FILES).map((name) => to(`${name}: text`))] },
      };
      const nodes = Object.entries(FILES).flatMap(([name, { separator = ',', parameters }], row) => {
        links[`${name}: text`] = { main: [[to(`${name}: file`)]] };
        links[`${name}: file`] = { main: [[to(`${name}: rows`)]] };
        links[`${name}: rows`] = { main: [[to(name)]] };
        const at = (column: number) => ({ typeVersion: 1, position: [column * 220, row * 200] });
        return [
          {
            ...at(1),
            name: `${name}: text`,
            type: 'n8n-nodes-base.set',
            typeVersion: 3.4,
            parameters: { mode: 'raw', jsonOutput: JSON.stringify({ csv: texts.get(name) }) },
          },
          {
            ...at(2),
            name: `${name}: file`,
            type: 'n8n-nodes-base.convertToFile',
            typeVersion: 1.1,
            parameters: { operation: 'toText', sourceProperty: 'csv', options: {} },
          },
          {
            ...at(3),
            name: `${name}: rows`,
            type: 'n8n-nodes-base.extractFromFile',
            parameters: { operation: 'csv', options: { delimiter: separator } },
          },
          {
            ...send,
            id: `send-${row}`,
            ...at(4),
            name,
            onError: 'stopWorkflow',
            parameters: { ...parameters, recipientsFrom: 'items', options: { skipBadRecipients: true } },
          },
        ];
      });
      Object.assign(workflow, { nodes: [start, ...nodes], connections: links });
    });
    const execution = await executeWorkflow(n8n.home, 'files');
    rows = new Map(Object.keys(FILES).map((name) => [name, rowsOf(execution, name).flat()]));
  });
  after(() => n8n.end());

  const to = (node: string) => ({ node, type: 'main', index: 0 });

  for (const [name, { identities, others }] of Object.entries(FILES))
    it(`${name}: everybody once, and nobody else`, () => {
      const own = (rows.get(name) ?? []).map(({ notification }) => notification as Record<string, unknown>);
      assert.deepEqual(
        own.filter(({ outcome }) => outcome === 'accepted').map(({ identity }) => identity),
        identities,
      );
      assert.deepEqual(
        own.filter(({ outcome }) => outcome !== 'accepted').map(({ reason }) => reason),
        others,
      );
    });
});
