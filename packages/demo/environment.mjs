// The Node that this repository runs on, and what a process that it starts is given.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this repository, with a separator at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const IS_WINDOWS = process.platform === 'win32';
const BUNDLED = `node-${IS_WINDOWS ? 'win' : process.platform}-${process.arch}`;
const BIN = join(ROOT, 'node_modules', '.bin');

/**
 * The Node that an optional dependency brought along, if there is one that starts here, or the one that runs this:
 * `{ path, version }`; undefined if that is too old. npm 10 and older remove the bin link of the first.
 */
export function findNode() {
  const path = join(ROOT, 'node_modules', BUNDLED, 'bin', IS_WINDOWS ? 'node.exe' : 'node');
  const version = existsSync(path) ? versionOf(path) : undefined;
  if (version !== undefined) return { path, version };
  removeLink();
  const own = { path: process.execPath, version: process.versions.node };
  return isNewEnough(own.version) ? own : undefined;
}

/** Whether `findNode` may find one after an install. */
export function mayFindNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.hasOwn(optionalDependencies ?? {}, BUNDLED) || isNewEnough(process.versions.node);
}

/** What to do where `findNode` finds none. */
export const NEEDS_NODE =
  `Node ${process.versions.node} is too old here, and no newer one that starts on ${process.platform} ${process.arch} ` +
  'comes with this repository. Install Node 24, then try again.';

/** Whether an access to a path would be allowed to write. */
export function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm itself, as the start of a command: the one that started this, run by the same Node. */
export function npmCommand() {
  const script = process.env.npm_execpath ?? '';
  return /npm-cli\.c?js$/.test(script) && existsSync(script) ? [process.execPath, script] : ['npm'];
}

/** The environment of a process that runs on this Node: it finds the tools, and proxies do not see this machine. */
export function environmentFor(node) {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const noProxy = withLoopback(process.env.no_proxy ?? process.env.NO_PROXY ?? '');
  return {
    ...process.env,
    [pathName]: [BIN, dirname(node.path), process.env[pathName] ?? ''].join(delimiter),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...withoutNote(node),
  };
}

/** What lerna asks for. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 22) || (major === 24 && minor >= 15) || major > 24;
}

function versionOf(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().replace(/^v/, '') : undefined;
}

/** A bin link to a Node that does not start would come first on the PATH of every npm script. */
function removeLink() {
  if (!isWritable(BIN)) return;
  for (const name of ['node', 'node.cmd', 'node.ps1']) rmSync(join(BIN, name), { force: true });
}

function withLoopback(hosts) {
  const named = hosts.split(',').filter((host) => host.trim() !== '');
  return [...new Set([...named, 'localhost', '127.0.0.1', '[::1]', '::1'])].join(',');
}

/** Node 22 runs TypeScript, and says each time that this is new. */
function withoutNote({ version }) {
  if (!version.startsWith('22.')) return {};
  return { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim() };
}
