import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package.json or a lock file, as far as it is changed here. */
interface Manifest {
  optionalDependencies?: unknown;
  packages?: Record<string, Manifest>;
}

const BUNDLED = /^node_modules\/node-(linux|win)-\w+$/;

/** The clone as it is for a platform that no Node comes along for. */
export async function removeBundledNode(clone: string): Promise<void> {
  await change(join(clone, 'package.json'), (manifest) => delete manifest.optionalDependencies);
  await change(join(clone, 'package-lock.json'), ({ packages = {} }) => {
    delete packages['']?.optionalDependencies;
    for (const path of Object.keys(packages)) if (BUNDLED.test(path)) delete packages[path];
  });
}

/** What musl makes of it: a program whose interpreter is not there. */
export async function breakBundledNode(clone: string): Promise<void> {
  const path = join(clone, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  await writeFile(path, '#!/lib/ld-musl-none\n', { mode: 0o755 });
}

/** A build of which a file is gone. */
export function removePartOfBuild(clone: string): Promise<void> {
  return rm(join(clone, 'shared-core', 'dist', 'index.js'));
}

async function change(path: string, edit: (manifest: Manifest) => unknown): Promise<void> {
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest, undefined, 2));
}
