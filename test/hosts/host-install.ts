import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, n8nFolder } from '../../packages/demo/src/install-n8n.ts';
import { pack } from '../packaging/packages.ts';
import { NODES, type NodeMajor } from './versions.ts';

/** Installs a host once, into a folder that survives between runs, and gives the folder. */
export async function installHost(dependencies: Readonly<Record<string, string>>): Promise<string> {
  const what = Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const folder = join(n8nFolder(), 'hosts', what.replaceAll(/[^\w.-]+/g, '-'));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await installPackages({ folder, what, manifest: { dependencies }, say });
  return folder;
}

/** The program of a Node of its own. */
export async function installNode(major: NodeMajor): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await installHost({ [name]: NODES[major] });
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  await chmod(program, 0o755);
  return program;
}

/** Packs packages and gives the tarballs, in a folder that is given too. */
export async function packAll(
  folders: readonly string[],
): Promise<{ readonly home: string; readonly tarballs: readonly string[]; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'kore-notify-hosts-'));
  const tarballs: string[] = [];
  for (const folder of folders) tarballs.push((await pack(folder, home)).tarball);
  return { home, tarballs, remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }) };
}
