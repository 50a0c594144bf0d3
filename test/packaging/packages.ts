import { execFile } from 'node:child_process';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a command, and gives what it printed. */
export const run = promisify(execFile);

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What is published, and what somebody who installed it would load first. */
export const PACKAGES = [
  {
    folder: 'shared-core',
    entries: ['dist/index.js', 'dist/node/index.js', 'dist/testing/index.js'],
    holds: ['schemas/send.request.schema.json'],
  },
  {
    folder: 'packages/node-red',
    entries: ['dist/nodes/kore-send/kore-send.js'],
    holds: ['examples/demo.json', 'dist/nodes/kore-app/kore-app.html'],
  },
  {
    folder: 'packages/simulator',
    entries: ['dist/index.js'],
    holds: ['dist/main.js', 'dist/THIRD-PARTY-LICENSES.txt'],
  },
  {
    folder: 'packages/n8n',
    entries: ['dist/nodes/KoreCheckStatus/KoreCheckStatus.node.js'],
    holds: ['dist/icons/kore.svg', 'dist/THIRD-PARTY-LICENSES.txt'],
  },
] as const;

/** A folder for what is packed, inside the repository, so that an unpacked package finds what it depends on. */
export async function makeFolder(): Promise<string> {
  await mkdir(join(root, 'node_modules', '.cache'), { recursive: true });
  return mkdtemp(join(root, 'node_modules', '.cache', 'kore-notify-packed-'));
}

/** Packs a package as `npm publish` would. */
export async function pack(
  folder: string,
  destination: string,
): Promise<{ readonly tarball: string; readonly paths: readonly string[] }> {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', destination], {
    cwd: resolve(root, folder),
  });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(destination, filename), paths: files.map(({ path }) => path) };
}

/** Unpacks a tarball into a folder, which is made if it is not there. */
export async function unpack(tarball: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
