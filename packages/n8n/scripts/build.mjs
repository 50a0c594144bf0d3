// One CommonJS bundle of all nodes and the credential, the core included, so that pacers and the ledger exist once in a
// process; beside it, where n8n looks for each of them, a file that takes its class from the bundle.
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeLicenses } from '../../demo/third-party.mjs';
import { OUTPUT_SCHEMAS } from './output-schemas.mjs';

const root = new URL('../', import.meta.url);
const nodes = (await readdir(new URL('nodes/', root), { recursive: true }))
  .filter((file) => file.endsWith('.node.ts'))
  .map((file) => file.replaceAll('\\', '/').replace('.node.ts', ''))
  .sort();

await rm(new URL('dist/', root), { recursive: true, force: true });
const parts = ['credentials/KoreNotifyApi.credentials', ...nodes.map((node) => `nodes/${node}.node`)];
const nameOf = (part) => part.split('/').at(-1).split('.')[0];

const { metafile } = await build({
  stdin: {
    contents: parts.map((part) => `export { ${nameOf(part)} } from './${part}';`).join('\n'),
    resolveDir: fileURLToPath(root),
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify: true,
  keepNames: false,
  external: ['n8n-workflow'],
  // From its source, of which the bundler leaves out what is not used, of the libraries too.
  alias: { '@kore-notify/core': fileURLToPath(new URL('../../shared-core/src/index.ts', root)) },
  // jose looks there for a way to compress, which no token of ours needs.
  define: { globalThis: 'NO_GLOBALS' },
  inject: [fileURLToPath(new URL('no-globals.mjs', import.meta.url))],
  outfile: fileURLToPath(new URL('dist/kore-notify.js', root)),
  logLevel: 'warning',
  metafile: true,
});
writeLicenses(Object.keys(metafile.inputs), fileURLToPath(new URL('dist/THIRD-PARTY-LICENSES.txt', root)));
for (const part of parts) {
  const name = nameOf(part);
  const folder = new URL(`dist/${part}.js`, root);
  const up = '../'.repeat(part.split('/').length - 1);
  await mkdir(new URL('.', folder), { recursive: true });
  await writeFile(folder, `'use strict';\nexports.${name} = require('${up}kore-notify.js').${name};\n`);
}
for (const node of nodes) {
  await cp(new URL(`nodes/${node}.node.json`, root), new URL(`dist/nodes/${node}.node.json`, root));
  // Where n8n looks for those of version 1 of a node.
  const folder = new URL('__schema__/v1.0.0/', new URL(`dist/nodes/${node}`, root));
  await mkdir(folder, { recursive: true });
  for (const [operation, schema] of Object.entries(OUTPUT_SCHEMAS[node.split('/')[0]]))
    await writeFile(new URL(`${operation}.json`, folder), `${JSON.stringify(schema)}\n`);
}
await cp(new URL('icons/', root), new URL('dist/icons/', root), { recursive: true });
