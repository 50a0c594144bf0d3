import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as source from '../src/index.ts';

const CORE = fileURLToPath(new URL('..', import.meta.url));

/** Packages that need nothing of a host either. */
const PURE_PACKAGES = [
  'fastest-levenshtein',
  'csv-parse/',
  'libphonenumber-js/',
  'postal-mime',
  // Not the module of Node of that name.
  'punycode/punycode.js',
  'validator/',
];

/** Every file that an entry loads, and every name it asks for that is no file of its own. */
function follow(entry: string): { readonly files: string[]; readonly foreign: string[] } {
  const files = new Set<string>();
  const foreign = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g))
      if (name.startsWith('.')) visit(resolve(dirname(file), name));
      else foreign.add(name);
  };
  visit(entry);
  return { files: [...files], foreign: [...foreign].sort() };
}

describe('The compiled core', () => {
  let dist = '';

  before(function () {
    this.timeout(60_000);
    dist = mkdtempSync(join(tmpdir(), 'kore-notify-core-'));
    // Where its packages are found.
    symlinkSync(join(CORE, '../node_modules'), join(dist, 'node_modules'), 'junction');
    const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const common = [
      '--declaration',
      'false',
      '--removeComments',
      '--composite',
      'false',
      '--outDir',
      dist,
      '--rootDir',
      join(CORE, 'src'),
    ];
    execFileSync(process.execPath, [
      compiler,
      '-p',
      CORE,
      ...common,
      '--tsBuildInfoFile',
      join(dist, 'build'),
    ]);
  });

  after(() => rmSync(dist, { recursive: true, force: true }));

  for (const entry of ['index.js', 'testing/index.js'])
    it(`needs nothing but its own files and pure packages for ${entry}: nothing of Node`, () => {
      const { files, foreign } = follow(join(dist, entry));
      assert.ok(files.length > 3);
      assert.deepEqual(
        foreign.filter((name) => !PURE_PACKAGES.some((pure) => name.startsWith(pure))),
        [],
      );
    });

  it('names no global of Node', () => {
    for (const file of follow(join(dist, 'index.js')).files)
      if (!file.includes('generated'))
        assert.doesNotMatch(
          readFileSync(file, 'utf8'),
          /\b(?:process|Buffer|setTimeout|setInterval|setImmediate|__dirname|globalThis|fetch)\s*[.(]/,
          file,
        );
  });

  it('exports what the source exports, by name', () => {
    const built = createRequire(import.meta.url)(join(dist, 'index.js')) as object;
    assert.deepEqual(Object.keys(built).sort(), Object.keys(source).sort());
  });

  it('has an entry for everything that its package promises', () => {
    const { exports: promised } = JSON.parse(readFileSync(join(CORE, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { default: string }>;
    };
    for (const target of Object.values(promised)) {
      const path = typeof target === 'string' ? target : target.default;
      const origin = path.replace('./dist/', 'src/').replace(/\.js$/, '.ts').replace('/*', '');
      assert.ok(existsSync(join(CORE, origin)), origin);
    }
  });
});
