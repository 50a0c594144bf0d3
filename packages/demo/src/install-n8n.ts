import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type NotePid, withFolderLock } from '../folder-lock.mjs';
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
  await installPackages({
    folder,
    what: `n8n ${N8N_VERSION}`,
    manifest: {
      // The newer one needs a package that does not exist.
      overrides: { linkedom: '0.18.12' },
      dependencies: { n8n: N8N_VERSION },
    },
    say,
    signal,
    async before() {
      await checkSpace(folder);
      say(`Installing n8n ${N8N_VERSION} into ${folder}, once. This takes ${SIZE} and 4 to 12 minutes.`);
      say(describeDriver());
    },
  });
  await addDriver(folder, say, signal);
  return { folder, bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** Installs n8n's database driver, unless it is there and can be loaded. */
export async function addDriver(
  folder: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (await hasDriver(folder)) return;
  await alone({ folder, what: "n8n's database driver", say, signal }, async (note) => {
    if (await hasDriver(folder)) return;
    say("Installing n8n's database driver, once. If it must be compiled, this takes up to 5 minutes.");
    await keepTelling(say, installDriver({ folder, signal, onStart: note }));
  });
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

/** What is installed into a folder, and who is told that it takes long. */
interface Installing {
  readonly folder: string;
  /** What it is called where somebody waits for it. */
  readonly what: string;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Does some work while no other process installs anything into the folder. */
async function alone(
  { folder, what, say, signal }: Installing,
  work: (note: NotePid) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const waiting = `Another process is installing ${what} here; waiting …`;
  await withFolderLock({ path: join(folder, LOCK), say, waiting, signal }, work);
}

const LOCK = '.kore-notify-lock';

/**
 * Installs what a manifest asks for into a folder of its own, without running install scripts, unless that was done there
 * before. What an install that did not end left behind is removed first. `before` is called when an install is needed.
 * @throws Error if another project is there
 */
export async function installPackages(
  options: Installing & { readonly manifest: object; readonly before?: () => Promise<void> },
): Promise<void> {
  const { folder, manifest, say, signal, before } = options;
  if (isInstalled(folder, manifest)) return;
  refuseOtherProject(folder);
  await alone(options, async (note) => {
    if (isInstalled(folder, manifest)) return;
    for (const part of ['node_modules', 'package-lock.json'])
      await rm(join(folder, part), { recursive: true, force: true });
    await before?.();
    const content = { name: NAME, private: true, ...manifest };
    await writeFile(join(folder, 'package.json'), JSON.stringify(content, undefined, 2));
    const quiet = ['--no-audit', '--no-fund', '--loglevel', 'error'];
    const args = ['install', '--ignore-scripts', ...quiet];
    await keepTelling(say, runCommand('npm', args, { cwd: folder, signal, onStart: note }));
    await writeFile(stampFile(folder), stampOf(manifest));
  });
}

/** Whether an install of just this ended well here. What is there says less: npm can leave packages without their files. */
export function isInstalled(folder: string, manifest: object): boolean {
  const path = stampFile(folder);
  return existsSync(path) && readFileSync(path, 'utf8') === stampOf(manifest);
}

/** Beside the packages, so that it goes with them. */
function stampFile(folder: string): string {
  return join(folder, 'node_modules', '.kore-notify-installed');
}

function stampOf(manifest: object): string {
  return `${process.platform} ${process.arch} ${JSON.stringify(manifest)}`;
}

/** @throws Error if a project of the user is in a folder, or packages of one */
function refuseOtherProject(folder: string): void {
  const path = join(folder, 'package.json');
  const isOther = existsSync(path)
    ? readManifest(path).name !== NAME
    : existsSync(join(folder, 'node_modules'));
  if (isOther)
    throw new Error(`Another project is in ${folder}: name an empty folder in KORE_NOTIFY_N8N_DIR.`);
}

/** The version of a package that is installed in a folder; undefined if it is not. */
export function versionIn(folder: string, name: string): string | undefined {
  const path = join(folder, 'node_modules', name, 'package.json');
  return existsSync(path) ? readManifest(path).version : undefined;
}

function readManifest(path: string): { readonly name?: string; readonly version?: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
}
