import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

/** What node-gyp compiles with. */
const COMPILERS = ['make', 'g++', 'python3'];

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
 * @throws Error that names the compilers, if they are missing
 */
export async function installDriver(folder: string, signal?: AbortSignal): Promise<void> {
  const headers = dirname(dirname(process.execPath));
  // Beside a Node that came along are its headers; without them they are downloaded.
  const nodeDir = existsSync(join(headers, 'include', 'node', 'node_api.h'))
    ? { npm_config_nodedir: headers }
    : {};
  try {
    await runCommand('npm', ['rebuild', 'sqlite3'], {
      cwd: folder,
      env: { ...process.env, ...nodeDir },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    const missing = missingCompilers();
    if (missing.length === 0 || signal?.aborted === true) throw error;
    throw new Error(
      `n8n's database driver could not be downloaded, and cannot be compiled without ${missing.join(', ')}. ` +
        `Install what is missing, then try again. On Debian and Ubuntu: ${installLine(missing)}`,
      { cause: error },
    );
  }
}

function missingCompilers(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return COMPILERS.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** The packages are called as the programs in them. */
function installLine(missing: readonly string[]): string {
  return `apt-get install ${missing.join(' ')}`;
}
