import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
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
 * Downloads or compiles the driver: the one package of n8n whose install script is needed.
 * @throws Error that says what to do, if compilers are missing or a path cannot be compiled from
 */
export async function installDriver({ folder, signal, onStart }: DriverInstall): Promise<void> {
  const headers = await plainHeaders();
  try {
    await runCommand('npm', ['rebuild', 'sqlite3'], {
      cwd: folder,
      env: { ...process.env, ...(headers.path === undefined ? {} : { npm_config_nodedir: headers.path }) },
      signal,
      onStart,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const missing = missingCompilers();
    if (missing.length > 0)
      throw new Error(
        `n8n's database driver could not be downloaded, and cannot be compiled without ${missing.join(', ')}. ` +
          `Install what is missing, then try again. On Debian and Ubuntu: ${installLine(missing)}`,
        { cause: error },
      );
    if (headers.remedy === undefined) throw error;
    throw new Error(
      `${error instanceof Error ? error.message : ''}\nn8n's database driver could not be downloaded or compiled. ${headers.remedy}`,
      { cause: error },
    );
  } finally {
    await headers.remove();
  }
}

/** The folder that holds Node's headers, as the compiler can read it. */
interface Headers {
  /** Undefined if node-gyp must download them. */
  readonly path?: string;
  /** What to do if they are there and cannot be used. */
  readonly remedy?: string;
  remove(): Promise<void>;
}

/**
 * The headers beside a Node that came along. node-gyp hands their path to make and the compiler, which split it at blanks:
 * such a path is given as a link in the temporary folder.
 */
async function plainHeaders(): Promise<Headers> {
  const remove = (): Promise<void> => Promise.resolve();
  const path = dirname(dirname(process.execPath));
  if (!existsSync(join(path, 'include', 'node', 'node_api.h'))) return { remove };
  if (IS_PLAIN.test(path)) return { path, remove };
  const temporary = await realpath(tmpdir());
  if (!IS_PLAIN.test(temporary)) {
    const remedy =
      `It is not compiled from ${path}, since that path and ${temporary} have blanks or special characters. ` +
      'Set TMPDIR to a folder without them, then try again.';
    return { remedy, remove };
  }
  const folder = await mkdtemp(join(temporary, 'kore-notify-node-'));
  const link = join(folder, 'node');
  // On Windows a junction needs no administrator.
  await symlink(path, link, 'junction');
  return { path: link, remove: () => rm(folder, { recursive: true, force: true }) };
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
