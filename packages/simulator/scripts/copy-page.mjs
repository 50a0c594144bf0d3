// The compiler leaves the pages and what they show with behind; this takes it along.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLicenses } from '../../demo/third-party.mjs';

const from = new URL('../src/inbox/', import.meta.url);
const to = new URL('../dist/inbox/', import.meta.url);
const vendor = new URL('vendor/', to);
const resolve = createRequire(import.meta.url).resolve;

mkdirSync(vendor, { recursive: true });
for (const name of readdirSync(from))
  if (/^(?:page|viewer)[.-]/.test(name)) cpSync(new URL(name, from), new URL(name, to));

/** Pages of the simulator load nothing from another machine: each file stands in the package, beside its licence. */
const VENDOR = {
  adaptivecards: { 'dist/adaptivecards.min.js': 'adaptivecards.js', LICENSE: 'adaptivecards.LICENSE.txt' },
  'swagger-ui-dist': {
    'swagger-ui-bundle.js': 'swagger-ui.js',
    'swagger-ui.css': 'swagger-ui.css',
    LICENSE: 'swagger-ui.LICENSE.txt',
    NOTICE: 'swagger-ui.NOTICE.txt',
  },
};

for (const [name, files] of Object.entries(VENDOR)) {
  const folder = dirname(resolve(`${name}/package.json`));
  for (const [file, copy] of Object.entries(files)) cpSync(join(folder, file), new URL(copy, vendor));
}

writeLicenses(
  Object.keys(VENDOR).map((name) => resolve(`${name}/package.json`)),
  fileURLToPath(new URL('../dist/THIRD-PARTY-LICENSES.txt', import.meta.url)),
);
