import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from './run-command.ts';

/** The n8n that the palette is built and tested for. */
const N8N_VERSION = '2.41.1';

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

/** Installs n8n, once. `say` is told what takes long. */
export async function installN8n(
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<N8nInstallation> {
  const folder = n8nFolder();
  const bin = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
  // The database driver is built last.
  const driver = join(folder, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
  if (versionIn(folder, 'n8n') === N8N_VERSION && existsSync(driver)) return { folder, bin };
  say(`Installing n8n ${N8N_VERSION} into ${folder}, once: 2.9 GB, about 4 minutes …`);
  await installPackages({
    folder,
    manifest: {
      // The newer one needs a package that does not exist.
      overrides: { linkedom: '0.18.12' },
      dependencies: { n8n: N8N_VERSION },
    },
    ...(signal === undefined ? {} : { signal }),
  });
  // The one package whose install script is needed.
  await runCommand('npm', ['rebuild', 'sqlite3'], {
    cwd: folder,
    ...(signal === undefined ? {} : { signal }),
  });
  return { folder, bin };
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

/** The version of a package that is installed in a folder; undefined if it is not. */
export function versionIn(folder: string, name: string): string | undefined {
  const path = join(folder, 'node_modules', name, 'package.json');
  return existsSync(path) ? readManifest(path).version : undefined;
}

function readManifest(path: string): { readonly name?: string; readonly version?: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
}
