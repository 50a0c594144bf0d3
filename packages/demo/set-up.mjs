// Before `npm start` and `npm test`: installs what is missing and builds what has changed. Plain JavaScript for
// Node 20, since it runs before there is anything else; what it installs brings Node 24 along.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const STAMP = `${root}node_modules/.kore-notify-built`;
const BUILT_FROM = [
  'shared-core',
  'packages/simulator',
  'packages/node-red',
  'packages/n8n',
  'package-lock.json',
  'tsconfig.base.json',
];
const NOT_SOURCE = new Set(['dist', 'node_modules', 'test', 'coverage']);

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Node ${process.versions.node} is too old: install Node 20 or newer, then try again.`);
  process.exit(1);
}

if (isOlder(`${root}node_modules/.package-lock.json`, `${root}package-lock.json`)) {
  console.error('Installing what is needed, once; this takes about a minute …');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error']);
}
if (newestOf(BUILT_FROM) > timeOf(STAMP)) {
  console.error('Building …');
  run('npm', ['run', '--silent', 'build']);
  writeFileSync(STAMP, '');
}

/** Milliseconds since 1970 of the last change; 0 if there is no such file. */
function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The lock that npm writes after an install is as new as the install; a second of slack for coarse file systems. */
function isOlder(path, than) {
  return timeOf(path) + 1000 < timeOf(than);
}

/** The last change of any source file in these folders. */
function newestOf(paths) {
  return Math.max(
    ...paths.map((path) => {
      const full = `${root}${path}`;
      if (!statSync(full).isDirectory()) return timeOf(full);
      const entries = readdirSync(full).filter(
        (name) => !NOT_SOURCE.has(name) && !name.endsWith('.tsbuildinfo'),
      );
      return entries.length === 0 ? 0 : newestOf(entries.map((name) => `${path}/${name}`));
    }),
  );
}

/** Runs a command, and shows what it printed only if it failed. */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    // On Windows npm is a script, which only a shell runs.
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`${stdout}${stderr}\n${command} ${args.join(' ')} failed.`);
  process.exit(status ?? 1);
}
