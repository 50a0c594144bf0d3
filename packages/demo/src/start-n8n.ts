import type { N8nHome } from './n8n-home.ts';
import { answers, freePort, type OwnProcess, startProcess } from './own-process.ts';

/** An n8n that runs as a process of its own. */
export interface RunningN8n extends OwnProcess {
  readonly url: string;
}

/** Who may log in. It is of no value: this n8n listens on this machine only, and goes with its folder. */
export const OWNER = { email: 'owner@example.com', password: 'KoreNotify1' } as const;

/** The n8n that people know listens here. */
const USUAL_PORT = 5678;

/** Starts n8n on its folder and waits until it answers, on the usual port or, where that is taken, a free one. */
export async function startN8n(home: N8nHome, signal?: AbortSignal): Promise<RunningN8n> {
  const port = await freePort(USUAL_PORT).catch(() => freePort());
  const url = `http://127.0.0.1:${port}`;
  const running = await startN8nProcess(home, {
    name: 'n8n',
    args: ['start'],
    env: { N8N_PORT: String(port), N8N_EDITOR_BASE_URL: url, WEBHOOK_URL: url },
    url,
    signal,
  });
  return { ...running, url };
}

/** Starts n8n with other arguments: `url` is where it tells that it is ready. */
export async function startN8nProcess(
  home: N8nHome,
  options: {
    readonly name: string;
    readonly args: readonly string[];
    readonly env: NodeJS.ProcessEnv;
    readonly url: string;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<OwnProcess> {
  const { name, args, env, url, signal } = options;
  return startProcess({
    name,
    command: process.execPath,
    args: [home.bin, ...args],
    cwd: home.folder,
    env: { ...home.env, N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...env },
    isReady: () => answers(`${url}/healthz/readiness`),
    signal,
  });
}

/** Makes the one account, so that the editor opens with a login instead of a form. */
export async function setUpOwner({ url }: Pick<RunningN8n, 'url'>): Promise<void> {
  const answer = await fetch(`${url}/rest/owner/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...OWNER, firstName: 'Kore', lastName: 'Notify' }),
  });
  if (!answer.ok) throw new Error(`n8n did not take its owner: ${answer.status} ${await answer.text()}`);
}
