import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, n8nFolder } from '../../packages/demo/src/install-n8n.ts';

/** Tools of these tests alone, beside n8n where they survive between runs. */
const TOOLS = { '@n8n/scan-community-package': '0.32.0' } as const;

/** Where Debian puts it. */
const USUAL_CHROMIUM = '/usr/bin/chromium';

/** The folder that the tools are installed in, once. */
export async function installTestTools(): Promise<string> {
  const folder = join(n8nFolder(), 'test-tools');
  await installPackages({
    folder,
    what: 'the tools of the tests',
    manifest: { dependencies: TOOLS },
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  return folder;
}

/** The browser: `CHROMIUM`, or the system's. @throws Error that says how to get it */
export function chromiumPath(): string {
  const path = process.env['CHROMIUM'] ?? USUAL_CHROMIUM;
  if (existsSync(path)) return path;
  throw new Error(`There is no ${path}: install Chromium, or name another one in CHROMIUM.`);
}
