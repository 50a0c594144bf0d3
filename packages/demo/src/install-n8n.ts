import { existsSync, readFileSync } from 'node:fs';
import { mkdir, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { keepTelling } from './keep-telling.ts';
import { describeDriver, hasDriver, installDriver } from './n8n-driver.ts';
import { runCommand } from './run-command.ts';

/** The n8n that the palette is built and tested for. */
const N8N_VERSION = '2.41.1';
/** The oldest Node that it starts on. */
const N8N_NODE = 24;
const SIZE = '3 GB';
const SIZE_BYTES = 3e9;

/** Where n8n stands: it is far too large for a dependency of this repository. */
export interface N8nInstallation {
  readonly folder: string;
  /** The script that Node runs. */
  readonly bin: string;
}

/** KORE_NOTIFY_N8N_DIR, or a folder among the user's caches: it survives between runs. */
export function n8nFolder(): string {
  const {
    KORE_NOTIFY_N8N_DIR: chosen = '',
    XDG_CACHE_HOME: cache = '',
    LOCALAPPDATA: local = '',
  } = process.env;
  if (chosen !== '') return resolve(chosen);
  const windows = local === '' ? join(homedir(), 'AppData', 'Local') : local;
  const linux = cache === '' ? join(homedir(), '.cache') : cache;
  return join(process.platform === 'win32' ? windows : linux, 'kore-notify', `n8n-${N8N_VERSION}`);
}

/**
 * Installs n8n, once. `say` is told what takes long.
 * @throws Error that says what is missing: Node 24, space on the disk, a compiler
 */
export async function installN8n(
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<N8nInstallation> {
  checkNode();
  const folder = n8nFolder();
  const bin = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
  const stopping = signal === undefined ? {} : { signal };
  const isInstalled = versionIn(folder, 'n8n') === N8N_VERSION && existsSync(installedLock(folder));
  if (!isInstalled) {
    await mkdir(folder, { recursive: true });
    await checkSpace(folder);
    say(`Installing n8n ${N8N_VERSION} into ${folder}, once. This takes ${SIZE} and 4 to 12 minutes.`);
    if (!(await hasDriver(folder))) say(describeDriver());
    const manifest = {
      // The newer one needs a package that does not exist.
      overrides: { linkedom: '0.18.12' },
      dependencies: { n8n: N8N_VERSION },
    };
    await keepTelling(say, installPackages({ folder, manifest, ...stopping }));
  }
  if (!(await hasDriver(folder))) {
    say("Installing n8n's database driver, once. If it must be compiled, this takes up to 5 minutes.");
    await keepTelling(say, installDriver(folder, signal));
  }
  return { folder, bin };
}

/** @throws Error if n8n does not run on this Node */
function checkNode(): void {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= N8N_NODE) return;
  throw new Error(
    `n8n ${N8N_VERSION} needs Node ${N8N_NODE}, and this is Node ${node}. Install Node ${N8N_NODE}, then try again.`,
  );
}

/** @throws Error if the disk has too little space left */
async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= SIZE_BYTES) return;
  throw new Error(
    `n8n needs ${SIZE}, and ${folder} has ${((bavail * bsize) / 1e9).toFixed(1)} GB left. Name another folder in KORE_NOTIFY_N8N_DIR.`,
  );
}

/** Tells a folder that this installs into from a project of the user. */
const NAME = 'kore-notify-installed';

/**
 * Installs what a manifest asks for into a folder of its own, without running install scripts.
 * @throws Error if another project is there
 */
export async function installPackages(options: {
  readonly folder: string;
  readonly manifest: object;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { folder, manifest, ...rest } = options;
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'package.json');
  if (existsSync(path) && readManifest(path).name !== NAME)
    throw new Error(`Another project is in ${folder}: name an empty folder in KORE_NOTIFY_N8N_DIR.`);
  await writeFile(path, JSON.stringify({ name: NAME, private: true, ...manifest }, undefined, 2));
  await runCommand('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    ...rest,
  });
}

/** npm writes it at the end of an install: without it, one was broken off. */
function installedLock(folder: string): string {
  return join(folder, 'node_modules', '.package-lock.json');
}

/** The version of a package that is installed in a folder; undefined if it is not. */
export function versionIn(folder: string, name: string): string | undefined {
  const path = join(folder, 'node_modules', name, 'package.json');
  return existsSync(path) ? readManifest(path).version : undefined;
}

function readManifest(path: string): { readonly name?: string; readonly version?: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
}
