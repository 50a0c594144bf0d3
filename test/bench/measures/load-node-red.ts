import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Measure } from '../measure.ts';

const require = createRequire(import.meta.url);
const HTTP_REQUEST = '21-httprequest.js';

interface PackageFile {
  readonly 'node-red': { readonly nodes: Readonly<Record<string, string>> };
}
type Register = (RED: object) => unknown;

/** Milliseconds to load files of nodes and let them register, in a Node-RED that has everything else. */
async function timeLoad(files: readonly string[]): Promise<number> {
  const { startNodeRed, SURROUNDINGS } = await import('../embedded-node-red.ts');
  await startNodeRed({ nodes: [...SURROUNDINGS], without: [HTTP_REQUEST] });
  const nothing = (): void => undefined;
  const RED = {
    nodes: { registerType: nothing, createNode: nothing },
    httpAdmin: { get: nothing, post: nothing },
    auth: { needsPermission: () => nothing },
    settings: {},
  };
  const start = performance.now();
  for (const file of files) {
    const exported = require(file) as Register | { readonly default: Register };
    await ('default' in exported ? exported.default : exported)(RED);
  }
  return performance.now() - start;
}

export const measure: Measure = {
  name: 'load-node-red',
  title: 'Node-RED: load time of the package',
  ours: {
    title: 'all five nodes',
    run: async () => {
      const { paletteFolder } = await import('../embedded-node-red.ts');
      const folder = paletteFolder();
      const { nodes } = (require(join(folder, 'package.json')) as PackageFile)['node-red'];
      return { ms: await timeLoad(Object.values(nodes).map((file) => join(folder, file))) };
    },
  },
  peer: {
    title: 'http request',
    run: async () => ({
      ms: await timeLoad([require.resolve(`@node-red/nodes/core/network/${HTTP_REQUEST}`)]),
    }),
  },
  comparisons: [{ figure: 'ms', unit: 'ms', value: 'ours / peer', floor: { atMost: 1.5 } }],
};
