import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { keepScreenshot } from './editor-under-test.ts';
import { withEditor } from './with-editor.ts';

type FlowNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly valid?: boolean;
  readonly validationErrors?: readonly unknown[];
}

interface EditorWindow {
  readonly RED: {
    readonly nodes: {
      eachNode(visit: (node: EditorNode) => void): void;
      eachConfig(visit: (node: EditorNode) => void): void;
    };
    readonly workspaces: { show(id: string): void };
  };
}

const EXAMPLES = new URL('../../packages/node-red/examples/', import.meta.url);
const flows = readdirSync(EXAMPLES).map((file) => ({
  file,
  nodes: JSON.parse(readFileSync(new URL(file, EXAMPLES), 'utf8')) as FlowNode[],
}));

describe('The examples in the editor of Node-RED', function () {
  this.timeout(300_000);
  const suite = withEditor(() => ({ nodes: flows.flatMap(({ nodes }) => nodes), credentials: {} }));

  for (const { file, nodes } of flows)
    it(`${file} shows no node that is unknown or lacks something`, async () => {
      const { page } = suite;
      const tab = nodes.find(({ type }) => type === 'tab')?.id ?? '';
      await page.evaluate((id) => {
        (globalThis as unknown as EditorWindow).RED.workspaces.show(id);
      }, tab);
      await keepScreenshot(page, `example-${file}`);
      const shown = await page.evaluate(() => {
        const found: { id: string; type: string; problems: unknown }[] = [];
        const { nodes: all } = (globalThis as unknown as EditorWindow).RED;
        const take = ({ id, type, valid, validationErrors }: EditorNode): void => {
          found.push({ id, type, problems: valid === false ? (validationErrors ?? 'invalid') : [] });
        };
        all.eachNode(take);
        all.eachConfig(take);
        return found;
      });
      for (const { id, type } of nodes) {
        if (type === 'tab') continue;
        const one = shown.find((node) => node.id === id);
        assert.deepEqual(one, { id, type, problems: [] });
      }
    });
});
