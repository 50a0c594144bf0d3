import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCredential, type N8nHome } from '../../packages/demo/src/n8n-home.ts';
import { type CompressedLimit, type SimulatorProcess, timeScaleOf } from './simulator-process.ts';

/** What an execution of the workflow is asked for. */
export interface LoadRequest {
  readonly recipients: number;
  readonly recipientsPerRequest: number;
  /** As the node's option says. */
  readonly output: 'recipient' | 'request';
}

/** A published workflow that a webhook starts: it sends to recipients that are named after the execution. */
export const LOAD = { id: 'load-on-one-bot', path: 'load-on-one-bot', sendNode: 'Send' } as const;

/** How the identities of an execution begin. */
export function executionOf(identity: string): string {
  return /^x(\d+)-/.exec(identity)?.[1] ?? '';
}

const RECIPIENTS =
  '={{ Array.from({ length: $json.body.recipients }, (_, index) => `x${$execution.id}-${index}@example.com`) }}';

/** Imports the workflow and its credential, and publishes it; n8n must not be running yet. */
export async function importLoadWorkflow(
  home: N8nHome,
  simulator: SimulatorProcess,
  limit: CompressedLimit,
): Promise<void> {
  const credential = { id: 'one-bot', name: 'One bot for all' };
  // Each process is told the whole limit, as people do who did not think about it.
  const settings = {
    advanced: true,
    maxPerMinute: limit.maxPerWindow,
    maxPerHour: 10_000_000,
    timeScale: timeScaleOf(limit),
  };
  await importCredential(home, simulator, { ...credential, settings });
  const workflow = {
    id: LOAD.id,
    name: 'Load on one bot',
    settings: { executionOrder: 'v1' },
    nodes: [
      {
        id: 'load-webhook',
        name: 'Webhook',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        position: [0, 0],
        webhookId: LOAD.path,
        parameters: { httpMethod: 'POST', path: LOAD.path, responseMode: 'onReceived' },
      },
      {
        id: 'load-send',
        name: LOAD.sendNode,
        type: '@kore-notify/n8n-nodes-kore-notify.koreSendNotification',
        typeVersion: 1,
        position: [220, 0],
        parameters: {
          channel: 'msteams',
          message: 'The canteen opens at noon today.',
          recipientsFrom: 'list',
          recipients: RECIPIENTS,
          maxRecipients: 0,
          options: {
            recipientsPerRequest: '={{ $json.body.recipientsPerRequest }}',
            output: '={{ $json.body.output }}',
          },
        },
        credentials: { koreNotifyApi: credential },
      },
    ],
    connections: { Webhook: { main: [[{ node: LOAD.sendNode, type: 'main', index: 0 }]] } },
  };
  const file = join(home.folder, `${LOAD.id}.json`);
  await writeFile(file, JSON.stringify(workflow));
  await home.run('import:workflow', `--input=${file}`);
  await home.run('publish:workflow', `--id=${LOAD.id}`);
}

/** Starts an execution; n8n answers at once. */
export async function startLoad(mainUrl: string, request: LoadRequest): Promise<void> {
  const answer = await fetch(`${mainUrl}/webhook/${LOAD.path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(`The webhook was answered with ${answer.status}: ${await answer.text()}`);
}
