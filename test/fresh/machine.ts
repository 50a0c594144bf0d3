import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../packages/demo/src/run-command.ts';

/** The Nodes that are tried: 18 and 20 as Debian and their users have them, the oldest of 22 and 24 that will do. */
export type NodeName = 'node-18' | 'node-20' | 'node-22' | 'node-24';

/** The package managers that are tried. */
export type ManagerName = 'npm-9' | 'npm-10' | 'npm-11' | 'pnpm-10' | 'pnpm-12' | 'yarn-1' | 'yarn-4';

const PLATFORM = `${process.platform}-${process.arch}`;

/** By the name that a case gives: what to install from the registry, exact, so that a run can be repeated. */
const TOOLS: Readonly<Record<NodeName | ManagerName, string>> = {
  'node-18': `npm:node-${PLATFORM}@18.20.8`,
  'node-20': `npm:node-${PLATFORM}@20.20.2`,
  'node-22': `npm:node-${PLATFORM}@22.22.0`,
  'node-24': `npm:node-${PLATFORM}@24.15.0`,
  'npm-9': 'npm:npm@9.9.4',
  'npm-10': 'npm:npm@10.8.2',
  'npm-11': 'npm:npm@11.19.1',
  'pnpm-10': 'npm:pnpm@10.34.8',
  'pnpm-12': `npm:@pnpm/exe.${PLATFORM}@12.21.0`,
  'yarn-1': 'npm:yarn@1.22.22',
  'yarn-4': 'npm:@yarnpkg/cli-dist@4.18.1',
};

/** What a package without bins has: pnpm's for one platform. */
const ONE_PROGRAM = { pnpm: 'pnpm' };

/** A temporary folder with Nodes and package managers, and a proxy that lets nothing through. */
export interface Machine {
  readonly folder: string;
  /** Its address. */
  readonly proxy: string;
  /** What the proxy was asked for, oldest first. */
  readonly proxied: readonly string[];
  /** A folder in which `node`, `npm` and the like are those of a case. */
  binOf(node: NodeName, manager: ManagerName): Promise<string>;
  remove(): Promise<void>;
}

/** Installs what is needed, each once. */
export async function createMachine(needed: readonly (NodeName | ManagerName)[]): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'kore-notify-fresh-'));
  // Others may look into it.
  await chmod(folder, 0o755);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: Object.fromEntries([...needed].map((name) => [name, TOOLS[name]])),
    }),
  );
  // The Nodes all have a bin of the same name.
  const flags = ['--no-bin-links', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await runCommand('npm', ['install', ...flags], { cwd: folder });
  const proxied: string[] = [];
  const server = createServer((request, response) => {
    proxied.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(502).end('No way through this proxy.');
  }).listen(0, '127.0.0.1');
  server.on('connect', (request, socket) => {
    proxied.push(`CONNECT ${request.url ?? ''}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    folder,
    proxy: `http://127.0.0.1:${port}`,
    proxied,
    binOf: (node, manager) => linkBins(folder, node, manager),
    async remove() {
      server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function linkBins(folder: string, node: NodeName, manager: ManagerName): Promise<string> {
  const bin = join(folder, 'bin', `${node} ${manager}`);
  await mkdir(bin, { recursive: true });
  const modules = join(folder, 'node_modules');
  const manifest = JSON.parse(await readFile(join(modules, manager, 'package.json'), 'utf8')) as {
    readonly bin?: Readonly<Record<string, string>>;
  };
  const links = { node: join(modules, node, 'bin', 'node') };
  for (const [name, path] of Object.entries(manifest.bin ?? ONE_PROGRAM))
    Object.assign(links, { [name]: join(modules, manager, path) });
  for (const [name, target] of Object.entries(links)) {
    await rm(join(bin, name), { force: true });
    await chmod(target, 0o755);
    await symlink(target, join(bin, name));
  }
  return bin;
}
