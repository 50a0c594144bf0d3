import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

describe('The nodes in an n8n that is too old', () => {
  const require = createRequire(import.meta.url);
  const NEEDED = /needs n8n 1\.100 or newer\. Update n8n/;

  /** The package, loaded beside an n8n-workflow that lacks what came later. */
  const nodesOf = async (): Promise<INodeType[]> => {
    const old = { ...(require('n8n-workflow') as Record<string, unknown>) };
    delete old['NodeConnectionTypes'];
    const bundle = await readFile(new URL('../dist/kore-notify.js', import.meta.url), 'utf8');
    const module = { exports: {} as Record<string, new () => INodeType> };
    const run = compileFunction(bundle, ['require', 'module', 'exports']) as (...given: unknown[]) => void;
    run(
      (name: string) => (name === 'n8n-workflow' ? old : (require(name) as unknown)),
      module,
      module.exports,
    );
    return Object.entries(module.exports)
      .filter(([name]) => name !== 'KoreNotifyApi')
      .map(([, Node]) => new Node());
  };

  it('load, say so first, and run with a sentence', async () => {
    const nodes = await nodesOf();
    assert.equal(nodes.length, 4);
    for (const node of nodes) {
      const { properties, inputs } = node.description;
      assert.match(properties[0]?.displayName ?? '', NEEDED);
      assert.deepEqual(inputs, ['main']);
      const context = { getNode: () => ({ name: 'Kore' }) } as unknown as IExecuteFunctions;
      await assert.rejects(async () => node.execute?.call(context), NEEDED);
    }
  });
});
