// node .ci/sbom.mjs <folder of tarballs> <folder for the lists>
// For each packed package a list of all that comes with it, in CycloneDX: what npm would install with it, and what is bundled in
// it. Nothing of ours needs to be in the registry yet.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readLicenses } from '../packages/demo/third-party.mjs';
import { runCommand } from '../packages/demo/src/run-command.ts';

const QUIET = ['--no-audit', '--no-fund', '--loglevel', 'error'];

const [from, to] = process.argv.slice(2).map((path) => resolve(path));
const tarballs = (await readdir(from))
  .filter((file) => file.endsWith('.tgz'))
  .map((file) => join(from, file));
await mkdir(to, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'kore-notify-sbom-'));
try {
  const packages = await Promise.all(tarballs.map(unpack));
  const ours = new Map(packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  await Promise.all(
    packages.map(async ({ home, manifest }) => {
      const list = await listOf(home, manifest, ours);
      const file = `${manifest.name.split('/').at(-1)}.cdx.json`;
      await writeFile(join(to, file), `${JSON.stringify(list, undefined, 2)}\n`);
      console.log(`${file}: ${list.components.length} packages`);
    }),
  );
} finally {
  await rm(folder, { recursive: true });
}

async function unpack(tarball, index) {
  const home = join(folder, `${index}`);
  await mkdir(home);
  await runCommand('tar', ['-xzf', tarball, '-C', home, '--strip-components=1'], { cwd: folder });
  return { tarball, home, manifest: JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) };
}

async function listOf(home, manifest, ours) {
  const { name, version, license, dependencies = {} } = manifest;
  const needed = Object.entries(dependencies).map(([other, range]) => [other, ours.get(other) ?? range]);
  const project = { name, version, license, dependencies: Object.fromEntries(needed) };
  await writeFile(join(home, 'package.json'), JSON.stringify(project));
  await runCommand('npm', ['install', '--package-lock-only', '--ignore-scripts', ...QUIET], { cwd: home });
  const format = ['--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'];
  const list = JSON.parse(await runCommand('npm', ['sbom', ...format], { cwd: home }));
  // npm takes the name of the folder.
  list.metadata.component.name = name;
  for (const component of list.components)
    component.externalReferences = component.externalReferences.filter(({ url }) => !url.startsWith('file:'));
  const bundled = join(home, 'dist/THIRD-PARTY-LICENSES.txt');
  if (existsSync(bundled)) list.components.push(...readLicenses(bundled).map(componentOf));
  return list;
}

function componentOf({ name, version, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    'bom-ref': `${name}@${version}`,
    type: 'library',
    name,
    version,
    purl,
    licenses: [{ license: { id: license } }],
  };
}
