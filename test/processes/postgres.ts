import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startProcess } from '../../packages/demo/src/own-process.ts';
import { runCommand } from '../../packages/demo/src/run-command.ts';
import { startInFolder } from './in-folder.ts';

/** A Postgres of Debian's package on a folder of its own: with SQLite, n8n's processes lock each other out. */
export interface Postgres {
  readonly port: number;
  stop(): Promise<void>;
}

/** Who owns the database; nobody needs a password on this machine. */
export const POSTGRES_USER = 'postgres';

/** Debian keeps one folder a version. */
const VERSIONS = '/usr/lib/postgresql';

/** Starts it. @throws Error if `postgresql` is not installed */
export async function startPostgres(): Promise<Postgres> {
  const programs = programFolder();
  const port = await freePort();
  const running = await startInFolder('postgres', async (folder) => {
    const data = join(folder, 'data');
    const inFolder = { cwd: folder, env: { ...process.env, LC_ALL: 'C' } };
    if (isRoot()) await runCommand('chown', [POSTGRES_USER, folder], inFolder);
    const initialise = ['--pgdata', data, '--username', POSTGRES_USER, '--auth', 'trust', '--no-sync'];
    const [make = '', ...makeArgs] = asOwner(join(programs, 'initdb'), initialise);
    await runCommand(make, makeArgs, inFolder);
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
    const [command = '', ...args] = asOwner(join(programs, 'postgres'), [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    const isReady = () =>
      runCommand(join(programs, 'pg_isready'), ['--host=127.0.0.1', `--port=${port}`], inFolder).then(
        () => true,
        () => false,
      );
    return startProcess({ name: 'Postgres', command, args, ...inFolder, isReady });
  });
  return { port, stop: () => running.stop() };
}

function programFolder(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0];
  if (newest === undefined)
    throw new Error(`There is nothing in ${VERSIONS}: install the package postgresql.`);
  return join(VERSIONS, newest, 'bin');
}

/** Postgres refuses to run as root. */
function asOwner(program: string, args: readonly string[]): string[] {
  return isRoot()
    ? ['setpriv', '--reuid', POSTGRES_USER, '--regid', POSTGRES_USER, '--init-groups', program, ...args]
    : [program, ...args];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
