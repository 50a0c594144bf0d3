import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';

/** By file, its bundle. */
const bundles = new Map<string, Promise<string>>();

/** What a file of this package exports, bundled as in the package; a new copy each time, with nothing in it. */
export async function loadBundled<T>(file: string): Promise<T> {
  const bundling = bundles.get(file) ?? bundle(file);
  bundles.set(file, bundling);
  const made = { exports: {} as T };
  const run = compileFunction(await bundling, ['require', 'module', 'exports']) as (
    ...given: unknown[]
  ) => void;
  run(createRequire(import.meta.url), made, made.exports);
  return made.exports;
}

async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../${file}`, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['n8n-workflow'],
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
