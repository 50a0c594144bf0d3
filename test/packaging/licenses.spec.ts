import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readLicenses } from '../../packages/demo/third-party.mjs';
import { PACKAGES, root } from './packages.ts';

/** Each lets anybody use, change and pass on what is under it, for its notice alone. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
]);

interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Where Node finds a package from a folder. */
function find(name: string, from: string): string {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  assert.notEqual(dirname(from), from, `${name} is not installed`);
  return find(name, dirname(from));
}

/** The folders of all that is installed with a package, itself too. */
function installedWith(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(manifestIn(folder).dependencies ?? {}))
    installedWith(find(name, folder), found);
  return found;
}

describe('What is installed with a published package', () => {
  for (const { folder } of PACKAGES)
    it(`${folder} is under licences that ask for no more than their notice`, () => {
      const others = [...installedWith(join(root, folder))].map(manifestIn);
      assert.deepEqual(
        others
          .filter(({ license = '' }) => !ALLOWED.has(license))
          .map(({ name, license }) => [name, license]),
        [],
      );
    });

  it('stands with its licences in the bundle of the n8n package', () => {
    const bundled = readLicenses(join(root, 'packages/n8n/dist/THIRD-PARTY-LICENSES.txt'));
    assert.ok(bundled.some(({ name }) => name === 'jose'));
    assert.deepEqual(
      bundled.filter(({ license }) => !ALLOWED.has(license)),
      [],
    );
    // What the core's main entry needs is bundled, what only its Node entry needs is not.
    const names = bundled.map(({ name }) => name);
    assert.deepEqual(
      ['csv-parse', 'libphonenumber-js', 'postal-mime', 'validator'].filter((name) => !names.includes(name)),
      [],
    );
  });

  it('stands with its licences beside the pages of the simulator', () => {
    for (const name of ['adaptivecards', 'swagger-ui-dist']) {
      const { license = '' } = manifestIn(find(name, join(root, 'packages/simulator')));
      assert.ok(ALLOWED.has(license), `${name} is under ${license}`);
      const copy = `packages/simulator/dist/inbox/vendor/${name.replace('-dist', '')}.LICENSE.txt`;
      assert.ok(existsSync(join(root, copy)), copy);
    }
  });
});
