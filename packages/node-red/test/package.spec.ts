import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appOf, builtNodes, helper, type FlowNode } from './flow.ts';
import { createSimulator } from '@kore-notify/simulator';
import { SWITCHES, TEXTS } from '../src/nodes/kore-app/test-call.ts';

const ROOT = join(import.meta.dirname, '..');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const json = (path: string): unknown => JSON.parse(text(path));
const { 'node-red': palette } = json('package.json') as { 'node-red': { nodes: Record<string, string> } };
const types = Object.keys(palette.nodes);
const examples = readdirSync(join(ROOT, 'examples')).map((file) => ({
  file,
  flow: json(`examples/${file}`) as FlowNode[],
}));

/** The word at a path such as `shared.label.name`. */
function wordAt(words: unknown, key: string): unknown {
  return key.split('.').reduce((at, part) => (at as Record<string, unknown> | undefined)?.[part], words);
}

describe('The built palette', () => {
  for (const type of types) {
    const dialog = text(`dist/nodes/${type}/${type}.html`);

    it(`registers ${type} with a dialog and help`, () => {
      assert.match(dialog, new RegExp(`RED\\.nodes\\.registerType\\(['"]${type}['"],\\s*\\{`));
      assert.ok(dialog.includes(`data-template-name="${type}"`));
      assert.ok(!dialog.includes('<!-- include'));
      const help = text(`dist/nodes/${type}/locales/en-US/${type}.html`);
      assert.ok(help.includes(`data-help-name="${type}"`) && !help.includes('<!-- include'));
    });

    it(`has a word for everything that the dialog of ${type} shows`, () => {
      const words = json(`dist/nodes/${type}/locales/en-US/${type}.json`);
      const inDialog = [...dialog.matchAll(/data-i18n="([^"]+)"/g)]
        .flatMap(([, keys = '']) => keys.split(';'))
        .map((key) => key.replace(/^\[[\w-]+\]/, ''));
      const inScript = [...dialog.matchAll(/words\("([\w.-]+)"\)|this\._\("([\w.-]+)"\)/g)].map(
        ([, a, b]) => a ?? b ?? '',
      );
      assert.ok(inDialog.length > 3);
      for (const key of [...inDialog, ...inScript]) assert.equal(typeof wordAt(words, key), 'string', key);
    });

    it(`shows every field of ${type} that it saves`, () => {
      const prefix = type === 'kore-app' ? 'node-config-input' : 'node-input';
      const example = examples.flatMap(({ flow }) => flow).find((node) => node.type === type);
      const rest = ['id', 'type', 'z', 'x', 'y', 'wires', 'configVersion'];
      for (const field of Object.keys(example ?? {}).filter((name) => !rest.includes(name))) {
        assert.ok(dialog.includes(`id="${prefix}-${field}"`), field);
      }
    });
  }

  it('tests a kore-app with every field that can be wrong', () => {
    const dialog = text('dist/nodes/kore-app/kore-app.html');
    const tested: readonly string[] = [...TEXTS, ...SWITCHES];
    const shown = [...dialog.matchAll(/id="node-config-input-(\w+)"/g)].map(([, name = '']) => name);
    assert.deepEqual([...tested].sort(), shown.filter((name) => name !== 'name').sort());
  });

  it('brings no code of the browser to the runtime, nor the other way round', () => {
    const files = readdirSync(join(ROOT, 'dist'), { recursive: true }).map(String);
    assert.deepEqual(
      files.filter((file) => /editor|index\.js/.test(file)),
      [],
    );
    for (const type of types) assert.ok(!text(`dist/nodes/${type}/${type}.html`).includes('require('));
  });
});

describe('The examples', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  it('show every node', () => {
    const shown = new Set(examples.flatMap(({ flow }) => flow.map(({ type }) => type)));
    for (const type of types) assert.ok(shown.has(type), type);
  });

  for (const { file, flow } of examples) {
    it(`${file} holds no secret, and only wires and apps that exist`, () => {
      const ids = new Set(flow.map(({ id }) => id));
      for (const node of flow) {
        assert.equal(node['credentials'], undefined);
        for (const id of ((node['wires'] as string[][] | undefined) ?? []).flat()) assert.ok(ids.has(id), id);
        if (node['app'] !== undefined) assert.ok(ids.has(node['app'] as string));
      }
    });

    it(`${file} starts in Node-RED`, async () => {
      const simulator = await createSimulator();
      const known = [...types, 'tab'];
      const ours = flow
        .filter(({ type }) => known.includes(type))
        .map((node) => (node.type === 'kore-app' ? { ...node, ...appOf(simulator), id: node.id } : node));
      await helper.load(builtNodes, ours, {});
      for (const { id, type } of ours) if (type !== 'tab') assert.equal(helper.getNode(id).type, type);
      await simulator.stop();
    });
  }
});
