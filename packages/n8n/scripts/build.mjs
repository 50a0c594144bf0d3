// One CommonJS bundle of all nodes and the credential, the core included, so that pacers and the ledger exist once in a
// process; beside it, where n8n looks for each of them, a file that takes its class from the bundle.
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const nodes = (await readdir(new URL('nodes/', root))).sort();

await rm(new URL('dist/', root), { recursive: true, force: true });
const parts = ['credentials/KoreNotifyApi.credentials', ...nodes.map((name) => `nodes/${name}/${name}.node`)];
const CLASSES = parts.map((part) => part.split('/').at(-1).split('.')[0]);

await build({
  stdin: {
    contents: parts.map((part, position) => `export { ${CLASSES[position]} } from './${part}';`).join('\n'),
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
});
for (const [position, part] of parts.entries()) {
  const folder = new URL(`dist/${part}.js`, root);
  const up = '../'.repeat(part.split('/').length - 1);
  await mkdir(new URL('.', folder), { recursive: true });
  await writeFile(
    folder,
    `'use strict';\nexports.${CLASSES[position]} = require('${up}kore-notify.js').${CLASSES[position]};\n`,
  );
}
for (const name of nodes)
  await cp(
    new URL(`nodes/${name}/${name}.node.json`, root),
    new URL(`dist/nodes/${name}/${name}.node.json`, root),
  );
await cp(new URL('icons/', root), new URL('dist/icons/', root), { recursive: true });
