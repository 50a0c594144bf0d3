// npm run release:rehearse [-- --short]
// All that a release does, but for publishing, in a temporary clone of what is committed: versions and changelogs, build, packing,
// `npm publish --dry-run`, lists of what is in the packages, and the tarballs in an empty Node-RED and n8n folder. The tree
// afterwards must pass the checks that would stop the next change; with --short only those that a release can break, as `.ci/run`
// has the others. Prints each step with its time; ends with 1 at the first that fails.
import { copyFileSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../packages/demo/src/run-command.ts';

const ROOT = join(import.meta.dirname, '..');
/** In the order in which they are published: each after what it depends on. */
const PUBLISHED = ['shared-core', 'packages/simulator', 'packages/node-red', 'packages/n8n'];
/** Checks of what a release changes: changelogs, versions and packages. */
const CHECKS = [
  'test/checks/documents.spec.ts',
  'test/checks/citations.spec.ts',
  'test/packaging/tarballs.spec.ts',
  'test/packaging/publisher.spec.ts',
  'packages/*/test/package.spec.ts',
];
const ALL_CHECKS = ['test/checks/*.spec.ts', 'test/packaging/*.spec.ts', 'packages/*/test/package.spec.ts'];
const isShort = process.argv.includes('--short');

const folder = await mkdtemp(join(tmpdir(), 'kore-notify-release-'));
try {
  await rehearse(join(folder, 'clone'), join(folder, 'packed'));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function rehearse(clone, packed) {
  await mkdir(packed);
  const run = (command, ...args) => runCommand(command, args, { cwd: clone });
  await step('clone', () => runCommand('git', ['clone', '--quiet', ROOT, clone], { cwd: folder }));
  // Changelogs link to the commits there.
  const { repository } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8'));
  await run('git', 'remote', 'set-url', 'origin', repository.url.replace('git+', ''));
  await run('git', 'config', 'user.name', 'Rehearsal');
  await run('git', 'config', 'user.email', 'rehearsal@example.org');
  await step('links to what is installed', () =>
    takeOver(join(ROOT, 'node_modules'), join(clone, 'node_modules')),
  );
  await step('versions, changelogs and build', async () => {
    await run('npm', 'run', '--silent', 'release:version');
    await assertChangelogs(clone);
    await run('git', 'add', '--all');
    await run('git', 'commit', '--quiet', '--message', 'chore(release): the next version');
    await run('npm', 'ci', '--dry-run', '--ignore-scripts', '--silent');
  });
  await step('pack, and publish --dry-run', async () => {
    const chosen = PUBLISHED.flatMap((name) => ['--workspace', name]);
    await run('npm', 'pack', ...chosen, '--pack-destination', packed, '--silent');
    await run('npm', 'publish', ...chosen, '--dry-run', '--silent');
  });
  const tarballs = (await readdir(packed)).map((file) => join(packed, file));
  await step('install into an empty Node-RED', async () => {
    const home = await emptyFolder('node-red');
    const own = tarballs.filter((file) => !file.includes('n8n'));
    await runCommand('npm', ['install', '--no-audit', '--no-fund', '--silent', ...own], { cwd: home });
    await assertLoads(join(home, 'node_modules/@kore-notify/node-red-kore-notify'), 'node-red');
  });
  await step('install into an empty n8n', async () => {
    const home = await emptyFolder('n8n');
    const own = tarballs.filter((file) => file.includes('n8n'));
    const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--silent'];
    await runCommand('npm', ['install', ...flags, ...own], { cwd: home });
    await assertLoads(join(home, 'node_modules/@kore-notify/n8n-nodes-kore-notify'), 'n8n');
  });
  await step('lists of what is in the packages', () =>
    run(process.execPath, '.ci/sbom.mjs', packed, join(folder, 'lists')),
  );
  await step('lint of the tree afterwards', async () => {
    if (!isShort) return run('npm', 'run', '--silent', 'lint');
    const changed = await run('git', 'diff', '--name-only', 'HEAD~1');
    const files = changed
      .trim()
      .split('\n')
      .filter((file) => !file.endsWith('CHANGELOG.md'));
    await run(process.execPath, 'packages/demo/run.mjs', 'prettier', '--check', ...files);
  });
  await step('checks of the tree afterwards', () =>
    run('npm', 'run', '--silent', 'mocha', '--', ...(isShort ? CHECKS : ALL_CHECKS)),
  );
}

/**
 * The same packages as here, without asking the registry again, and as links: there are many. What the set-up writes in place
 * is copied.
 */
function takeOver(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [old, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === '.cache') continue;
    if (entry.isDirectory()) takeOver(old, copy);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(old), copy);
    else if (entry.name.startsWith('.')) copyFileSync(old, copy);
    else linkSync(old, copy);
  }
}

async function step(name, work) {
  const startedAt = Date.now();
  await work();
  console.log(`${name}: ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}

async function emptyFolder(name) {
  const home = join(folder, name);
  await mkdir(home);
  await writeFile(join(home, 'package.json'), JSON.stringify({ name, private: true }));
  return home;
}

/** Each package says what is new, under its new version. */
async function assertChangelogs(clone) {
  for (const name of PUBLISHED) {
    const { version } = JSON.parse(await readFile(join(clone, name, 'package.json'), 'utf8'));
    const text = await readFile(join(clone, name, 'CHANGELOG.md'), 'utf8');
    if (!text.includes(version)) throw new Error(`CHANGELOG.md of ${name} says nothing of ${version}.`);
  }
}

/** What a package.json names is there. */
async function assertLoads(installed, key) {
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const file of Object.values(manifest[key].nodes)) await readFile(join(installed, file));
}
