import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Measure } from '../measure.ts';

const require = createRequire(import.meta.url);

interface PackageFile {
  readonly n8n: { readonly credentials: readonly string[]; readonly nodes: readonly string[] };
}
type Exported = Readonly<Record<string, new () => unknown>>;

/** Milliseconds to load files and make what they export, as n8n does at its start. */
function timeLoad(files: readonly string[]): number {
  // n8n has it long before it looks for community nodes.
  require('n8n-workflow');
  const start = performance.now();
  for (const file of files) for (const Exported of Object.values(require(file) as Exported)) new Exported();
  return performance.now() - start;
}

const EMPTY_NODE = `'use strict';
exports.EmptyNode = class {
  description = { displayName: 'Empty', name: 'empty', group: ['output'], version: 1, description: '',
    defaults: { name: 'Empty' }, inputs: ['main'], outputs: ['main'], properties: [] };
  async execute() { return [this.getInputData()]; }
};
`;

export const measure: Measure = {
  name: 'load-n8n',
  title: 'n8n: load time of the bundle',
  ours: {
    title: 'all nodes and the credential',
    run: () => {
      const manifest = require.resolve('@kore-notify/n8n-nodes-kore-notify/package.json');
      const { credentials, nodes } = (require(manifest) as PackageFile).n8n;
      const files = [...credentials, ...nodes].map((file) => join(dirname(manifest), file));
      return Promise.resolve({ ms: timeLoad(files) });
    },
  },
  peer: {
    title: 'an empty node',
    run: () => {
      const folder = mkdtempSync(join(tmpdir(), 'kore-notify-bench-'));
      try {
        const file = join(folder, 'EmptyNode.node.js');
        writeFileSync(file, EMPTY_NODE);
        return Promise.resolve({ ms: timeLoad([file]) });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
  comparisons: [{ figure: 'ms', unit: 'ms', value: 'ours - peer', floor: { atMost: 40 } }],
};
