import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_UNPACKED_BYTES = 550_000;
const MAX_LOAD_MS = 500;

describe('the package for n8n', () => {
  let folder = '';
  let files: string[] = [];
  const read = (file: string): string => readFileSync(join(folder, 'package', file), 'utf8');
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kore-notify-n8n-'));
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
        cwd: ROOT,
        encoding: 'utf8',
      }),
    ) as { filename: string }[];
    execFileSync('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', folder]);
    files = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(join(folder, 'package', file)).isFile(),
    );
  });
  after(() => rmSync(folder, { recursive: true }));
  const scripts = () => files.filter((file) => file.endsWith('.js'));

  it('has what its package.json names, icons and codex files included, and no source or source map', () => {
    const { n8n } = JSON.parse(read('package.json')) as { n8n: { nodes: string[]; credentials: string[] } };
    for (const file of [...n8n.nodes, ...n8n.credentials]) assert.ok(files.includes(file), file);
    for (const file of n8n.nodes) assert.ok(files.includes(file.replace(/js$/, 'json')), file);
    assert.deepEqual(files.filter((file) => file.endsWith('.svg')).length, 10);
    assert.deepEqual(
      files.filter((file) => /\.(?:ts|map)$/.test(file)),
      [],
    );
    for (const file of scripts()) assert.ok(!read(file).includes('sourceMappingURL'), file);
  });

  it('brings no dependency, and runs no script when it is installed', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;
    assert.equal(manifest['dependencies'], undefined);
    assert.deepEqual(manifest['peerDependencies'], { 'n8n-workflow': '*' });
    // What runs before it is packed does not run where it is installed.
    const lifecycle = /^(?:(?:pre|post)?(?:install|prepare|publish)|postpack)$/;
    assert.deepEqual(
      Object.keys(manifest['scripts'] ?? {}).filter((name) => lifecycle.test(name)),
      [],
    );
  });

  it('requires n8n-workflow, crypto and its own files, and nothing else', () => {
    const required = scripts().flatMap((file) =>
      [...read(file).matchAll(/\b(?:require|import)\(\s*(["'`])(.*?)\1\s*\)/g)].map(
        (match) => match[2] ?? '',
      ),
    );
    const foreign = required.filter((name) => !name.startsWith('.'));
    assert.deepEqual(new Set(foreign), new Set(['n8n-workflow', 'node:crypto']));
    assert.ok(builtinModules.includes('crypto'));
  });

  const forbidden = [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'process',
    'global',
    'globalThis',
    '__dirname',
    '__filename',
    'console',
    'eval',
  ];
  for (const name of forbidden)
    it(`does not use ${name}`, () => {
      // In minified code neither a blank nor a quote follows a name that is used; in a text they do.
      const use = new RegExp(`.{0,60}(?:typeof ${name}\\b|(?<![\\w$.])${name}(?![\\w$ "'])).{0,60}`);
      for (const file of scripts()) assert.equal(use.exec(read(file))?.[0], undefined);
    });

  it('makes no function of text', () => {
    for (const file of scripts()) assert.doesNotMatch(read(file), /new Function\b/);
  });

  it(`has at most ${MAX_UNPACKED_BYTES / 1000} kB of code and icons, and the examples and pictures of its README`, () => {
    for (const file of ['examples/second-channel.json', 'images/second-channel.png'])
      assert.ok(files.includes(file), file);
    const built = files.filter((file) => file.startsWith('dist/'));
    const bytes = built.reduce((sum, file) => sum + statSync(join(folder, 'package', file)).size, 0);
    assert.ok(bytes <= MAX_UNPACKED_BYTES, `${bytes} bytes`);
  });

  it('loads fast, without n8n-workflow', () => {
    // n8n has loaded its own library long before.
    const program = `
      const Module = require('node:module');
      const load = Module._load;
      Module._load = (name, ...rest) => (name === 'n8n-workflow' ? { NodeConnectionTypes: { Main: 'main' } } : load(name, ...rest));
      const start = process.cpuUsage();
      const loaded = require(${JSON.stringify(join(folder, 'package/dist/nodes/KoreSendNotification/KoreSendNotification.node.js'))});
      new loaded.KoreSendNotification();
      const { user, system } = process.cpuUsage(start);
      console.log((user + system) / 1000);`;
    // The fastest of three: a busy machine makes it slower, and nothing makes it faster.
    const run = (): number => Number(execFileSync('node', ['-e', program], { encoding: 'utf8' }));
    const took = Math.min(run(), run(), run());
    assert.ok(took < MAX_LOAD_MS, `${took} ms`);
  });
});
