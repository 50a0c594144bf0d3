// Builds dist/nodes/<node>/<node>.{js,html} with locales and icons beside them, as Node-RED wants to find them.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { readWithIncludes } from './read-with-includes.mjs';

const root = dirname(import.meta.dirname);
const fragments = join(root, 'src/editor');
const nodes = readdirSync(join(root, 'src/nodes'));

/** The part of a node that runs in the browser, as one classic script. */
async function bundleEditor(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
  });
  // Inside a script element this would end it.
  return outputFiles[0].text.replaceAll('</script', '<\\/script');
}

/** The words of a node together with those that several dialogs use, since Node-RED keeps the words of each apart. */
function copyWords(from, to, name) {
  for (const language of readdirSync(from)) {
    const words = JSON.parse(readFileSync(join(from, language, `${name}.json`), 'utf8'));
    const shared = JSON.parse(readFileSync(join(fragments, 'locales', language, 'shared.json'), 'utf8'));
    mkdirSync(join(to, language), { recursive: true });
    writeFileSync(join(to, language, `${name}.json`), JSON.stringify({ ...words, ...shared }, null, 2));
    const help = readWithIncludes(join(from, language, `${name}.html`));
    writeFileSync(
      join(to, language, `${name}.html`),
      `<script type="text/html" data-help-name="${name}">\n${help}</script>\n`,
    );
  }
}

async function assemble(name) {
  const from = join(root, 'src/nodes', name);
  const to = join(root, 'dist/nodes', name);
  renameSync(join(to, 'index.js'), join(to, `${name}.js`));
  const script = await bundleEditor(join(from, 'editor.ts'));
  const dialog = readWithIncludes(join(from, 'editor.html'));
  writeFileSync(
    join(to, `${name}.html`),
    `<script type="text/javascript">\n${script}</script>\n\n` +
      `<script type="text/html" data-template-name="${name}">\n${dialog}</script>\n`,
  );
  copyWords(join(from, 'locales'), join(to, 'locales'), name);
  const icon = join(root, 'icons', `${name}.svg`);
  if (existsSync(icon)) cpSync(icon, join(to, 'icons', `${name}.svg`));
}

/** What an earlier build left behind; not all at the start, since a Node-RED may be reading it. */
function removeOlder(folder, epochMs) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(file).mtimeMs < epochMs) rmSync(file);
  }
}

const startedAt = Date.now();
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
await Promise.all(nodes.map(assemble));
removeOlder(join(root, 'dist'), startedAt);
