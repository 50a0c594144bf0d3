import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeProperties, INodeType } from 'n8n-workflow';
import { loadNodes } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const FOLDER = join(import.meta.dirname, 'saved-workflows');

/** What the editor saves of a choice is a value that it offers. */
const valuesOf = ({ options = [] }: INodeProperties): unknown[] =>
  options.flatMap((option) => ('value' in option ? [option.value] : []));

/** Workflows as the editor saved them with every option of the nodes. They stay as they are, so that nobody has to mend theirs. */
describe('A workflow that an older package saved', () => {
  const suite = withSimulator();
  let known: Readonly<Record<string, INodeType>>;

  before(async () => {
    known = await loadNodes();
  });

  for (const file of readdirSync(FOLDER)) {
    const { nodes } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { nodes: INode[] };
    const nodeOf = (id: string): INode => nodes.find((node) => node.id === id)!;
    const typeOf = ({ type }: INode): string => type.split('.').at(-1) ?? '';

    for (const node of nodes)
      it(`opens if it is ${file}: ${node.name} has each parameter, and each choice that was made`, () => {
        const { version, properties } = known[typeOf(node)]!.description;
        assert.ok([version].flat().includes(node.typeVersion));
        const check = (from: readonly INodeProperties[], saved: object): void => {
          for (const [name, value] of Object.entries(saved)) {
            const own = from.filter((property) => property.name === name);
            assert.notDeepEqual(own, [], name);
            const isOffered = own.some((one) => one.type !== 'options' || valuesOf(one).includes(value));
            assert.ok(isOffered, `${name}: ${String(value)}`);
          }
        };
        check(properties, node.parameters);
        const options = properties.find(({ name }) => name === 'options')?.options as INodeProperties[];
        check(options, node.parameters['options'] as object);
      });

    /** Runs a node as it was saved. */
    const run = (id: string, items: object[]) => {
      const { parameters, typeVersion } = nodeOf(id);
      return suite.run({
        type: typeOf(nodeOf(id)),
        parameters,
        settings: { typeVersion },
        items: items as Record<string, string>[],
      });
    };

    it(`runs if it is ${file}: sends with both versions of the API`, async () => {
      const first = await run('v1', [{}]);
      assert.deepEqual(
        first.rows.map(({ outcome, recipientCount }) => [outcome, recipientCount]),
        [['accepted', 2]],
      );
      const second = await run('v2', [{ email: 'ada@example.org', name: 'Ada' }, { name: 'No address' }]);
      assert.deepEqual(
        second.rows.map(({ outcome, reason }) => [outcome, reason]),
        [
          ['delivered', undefined],
          ['unsent', 'invalid'],
        ],
      );
    });

    it(`runs if it is ${file}: sends to one address instead`, async () => {
      for (const id of ['v1-to-me', 'to-me']) await run(id, [{ email: 'ada@example.org', name: 'Ada' }]);
      assert.deepEqual(suite.wireRecipients(), [['me@example.org'], ['me@example.org']]);
    });

    it(`runs if it is ${file}: tells the status of a row, and subscribes a device`, async () => {
      const { rows } = await run('v1', [{}]);
      const status = await run('status', [{ requestId: rows[0]!.requestId!, api: 'v1' }]);
      assert.deepEqual(
        status.rows.map(({ isFinal }) => isFinal),
        [true],
      );
      await run('devices', [{}]);
      assert.deepEqual(
        suite.simulator.devices('ada').map(({ deviceId }) => deviceId),
        ['phone-1'],
      );
    });
  }

  it('is kept here with every option that the newest version saves', () => {
    const newest = readdirSync(FOLDER).sort().at(-1) ?? '';
    const { nodes } = JSON.parse(readFileSync(join(FOLDER, newest), 'utf8')) as { nodes: INode[] };
    for (const [type, { description }] of Object.entries(known)) {
      const options = description.properties.find(({ name }) => name === 'options')
        ?.options as INodeProperties[];
      const offered = options.filter((option) => option.type !== 'hidden').map(({ name }) => name);
      const saved = nodes
        .filter((node) => node.type.endsWith(`.${type}`))
        .flatMap(({ parameters }) => Object.keys(parameters['options'] as object));
      assert.deepEqual([...new Set(saved)].sort(), offered.sort(), type);
    }
  });
});
