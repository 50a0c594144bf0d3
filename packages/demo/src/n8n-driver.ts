import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

/** What node-gyp compiles with. */
const COMPILERS = ['make', 'g++', 'python3'];

/** Into which folder, and who is told of it. */
export interface DriverInstall {
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Is given the number of npm's process. */
  readonly onStart?: (pid: number) => void;
}

/** Whether n8n's database driver, sqlite3, is there and can be loaded by this Node. */
export async function hasDriver(folder: string): Promise<boolean> {
  const driver = join(folder, 'node_modules', 'sqlite3');
  if (!existsSync(driver)) return false;
  const load = runCommand(process.execPath, ['-e', `require(${JSON.stringify(driver)})`], { cwd: folder });
  return load.then(
    () => true,
    () => false,
  );
}

/** What the driver needs, in words for somebody who has not started to install it. */
export function describeDriver(): string {
  const missing = missingCompilers();
  return [
    'Its database driver is downloaded from GitHub. If that fails, it is compiled, with make, g++ and python3.',
    ...(missing.length === 0 || process.platform !== 'linux'
      ? []
      : [`Missing here: ${missing.join(', ')}. On Debian and Ubuntu: ${installLine(missing)}`]),
  ].join('\n');
}

/**
 * Downloads or compiles the driver: the one package of n8n whose install script is needed. node-gyp hands paths to make and
 * the compiler, which split them at blanks: with such a path it works in the temporary folder.
 * @throws Error that says what to do, if compilers are missing or no path can be compiled from
 */
export async function installDriver(install: DriverInstall): Promise<void> {
  const { folder, signal } = install;
  const headers = bundledHeaders();
  const odd = [folder, ...(headers === undefined ? [] : [headers])].filter((path) => !IS_PLAIN.test(path));
  const temporary = await realpath(tmpdir());
  const isHopeless = odd.length > 0 && !IS_PLAIN.test(temporary);
  try {
    // What can be downloaded needs no compiler, whatever the path.
    if (isHopeless) await rebuild(folder, install);
    else if (odd.length === 0) await rebuild(folder, install, headers);
    else await rebuildAside(join(temporary, 'kore-notify-driver-'), install, headers);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const missing = missingCompilers();
    if (missing.length > 0)
      throw new Error(
        `n8n's database driver could not be downloaded, and cannot be compiled without ${missing.join(', ')}. ` +
          `Install what is missing, then try again. On Debian and Ubuntu: ${installLine(missing)}`,
        { cause: error },
      );
    if (!isHopeless) throw error;
    throw new Error(
      `${error instanceof Error ? error.message : ''}\nn8n's database driver could not be downloaded, and cannot be ` +
        `compiled in paths with blanks or special characters: ${[...odd, temporary].join(', ')}. ` +
        'Set TMPDIR to a folder without them, then try again.',
      { cause: error },
    );
  }
}

/** Where the headers of a Node that came along are; undefined if node-gyp must download them. */
function bundledHeaders(): string | undefined {
  const path = dirname(dirname(process.execPath));
  return existsSync(join(path, 'include', 'node', 'node_api.h')) ? path : undefined;
}

async function rebuild(cwd: string, { signal, onStart }: DriverInstall, headers?: string): Promise<void> {
  const env = { ...process.env, ...(headers === undefined ? {} : { npm_config_nodedir: headers }) };
  await runCommand('npm', ['rebuild', 'sqlite3'], { cwd, env, signal, onStart });
}

/** The same where a path has a blank: by a link to the headers and, if it is the folder's, in a copy of the driver. */
async function rebuildAside(prefix: string, install: DriverInstall, headers?: string): Promise<void> {
  const { folder, signal, onStart } = install;
  const aside = await mkdtemp(prefix);
  try {
    const link = headers === undefined ? undefined : join(aside, 'node');
    // On Windows a junction needs no administrator.
    if (headers !== undefined && link !== undefined) await symlink(headers, link, 'junction');
    if (IS_PLAIN.test(folder)) {
      await rebuild(folder, install, link);
      return;
    }
    const driver = join('node_modules', 'sqlite3');
    const { version } = JSON.parse(await readFile(join(folder, driver, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    const manifest = { private: true, dependencies: { sqlite3: version } };
    await writeFile(join(aside, 'package.json'), JSON.stringify(manifest));
    const quiet = ['--no-audit', '--no-fund', '--loglevel', 'error'];
    await runCommand('npm', ['install', '--ignore-scripts', ...quiet], { cwd: aside, signal, onStart });
    await rebuild(aside, install, link);
    await cp(join(aside, driver, 'build'), join(folder, driver, 'build'), { recursive: true });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** A path that neither make nor a shell reads as anything but one word. */
const IS_PLAIN = /^[\w./\\:+~-]+$/;

function missingCompilers(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return COMPILERS.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** The packages are called as the programs in them. */
function installLine(missing: readonly string[]): string {
  return `apt-get install ${missing.join(' ')}`;
}
