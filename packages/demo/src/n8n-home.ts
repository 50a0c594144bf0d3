import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { N8nInstallation } from './install-n8n.ts';
import { runCommand } from './run-command.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PALETTE = '@kore-notify/n8n-nodes-kore-notify';

/** The example workflows of the palette. */
export const EXAMPLES = join(ROOT, 'packages', 'n8n', 'examples');

/** What the credential of the examples is imported with. */
export interface SimulatedPlatform {
  readonly url: string;
  readonly app: { readonly botId: string; readonly clientId: string; readonly clientSecret: string };
}

/** A temporary folder with everything of one n8n: database, settings, the palette. */
export interface N8nHome {
  readonly folder: string;
  readonly bin: string;
  /** For every process of this n8n. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs a command of n8n and gives what it printed. @throws Error if it fails */
  run(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Makes the folder, and installs the palette in it as users do: packed, into the folder of community nodes. */
export async function createN8nHome({ bin }: N8nInstallation, signal?: AbortSignal): Promise<N8nHome> {
  const folder = await mkdtemp(join(tmpdir(), 'kore-notify-demo-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const env = environmentFor(folder);
  const stopping = signal === undefined ? {} : { signal };
  try {
    const packed = join(folder, 'packed');
    await mkdir(packed);
    await runCommand('npm', ['pack', '--workspace', PALETTE, '--pack-destination', packed, '--silent'], {
      cwd: ROOT,
      ...stopping,
    });
    const [tarball = ''] = await readdir(packed);
    const nodes = join(folder, '.n8n', 'nodes');
    await mkdir(nodes, { recursive: true });
    await writeFile(join(nodes, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
    // n8n gives community nodes its own n8n-workflow, so their peer is not installed.
    await runCommand(
      'npm',
      ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', join(packed, tarball)],
      { cwd: nodes, ...stopping },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    folder,
    bin,
    env,
    run: (...args) => runCommand(process.execPath, [bin, ...args], { cwd: folder, env, ...stopping }),
    remove,
  };
}

/** Where the examples call the simulator itself: the one that runs may have another port. */
const USUAL_SIMULATOR = 'http://127.0.0.1:4747';

/** Imports the example workflows, for the simulator that runs, and the credential that they name. */
export async function importExamples(home: N8nHome, platform: SimulatedPlatform): Promise<void> {
  await importCredential(home, platform, { id: 'kore-simulator', name: 'Kore.ai simulator' });
  const filled = join(home.folder, 'examples');
  await mkdir(filled);
  for (const file of await readdir(EXAMPLES)) {
    const workflow = await readFile(join(EXAMPLES, file), 'utf8');
    await writeFile(join(filled, file), workflow.replaceAll(USUAL_SIMULATOR, platform.url));
  }
  await home.run('import:workflow', '--separate', `--input=${filled}`);
}

/** Imports a credential of the platform; `settings` are further fields of it. */
export async function importCredential(
  home: N8nHome,
  { url, app: { botId, clientId, clientSecret } }: SimulatedPlatform,
  credential: { readonly id: string; readonly name: string; readonly settings?: object },
): Promise<void> {
  const { id, name, settings } = credential;
  const file = join(home.folder, 'credentials.json');
  const data = { host: url, botId, clientId, clientSecret, algorithm: 'HS256', ...settings };
  await writeFile(file, JSON.stringify([{ id, name, type: 'koreNotifyApi', data }]));
  await home.run('import:credentials', `--input=${file}`);
  await rm(file);
}

/** Settings of n8n itself, and none of those that this shell may hold for another n8n. */
function environmentFor(folder: string): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(?:N8N|DB|EXECUTIONS|QUEUE|WEBHOOK|npm)_/.test(name),
  );
  return {
    ...Object.fromEntries(others),
    N8N_USER_FOLDER: folder,
    N8N_ENCRYPTION_KEY: randomUUID(),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    // The editor is on http.
    N8N_SECURE_COOKIE: 'false',
    N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
    ...QUIET,
  };
}

/** Nothing that calls home or greets. */
const QUIET = {
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
};
