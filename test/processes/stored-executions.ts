import { logIn } from '../n8n/n8n-session.ts';
import type { Execution } from '../n8n/execute-workflow.ts';

/** An execution, as n8n lists it. */
export interface ListedExecution {
  readonly id: string;
  readonly status: string;
}

/** What n8n has stored of its executions: its public API, for the owner. */
export interface StoredExecutions {
  /** Of one workflow, the latest first. */
  list(workflowId: string): Promise<ListedExecution[]>;
  read(id: string): Promise<Execution>;
}

const PAGE = 100;

/** Makes a key for it. */
export async function openStoredExecutions(main: { readonly url: string }): Promise<StoredExecutions> {
  const session = await logIn(main);
  const { rawApiKey } = await session.call<{ rawApiKey: string }>('POST', '/api-keys', {
    label: `tests ${Date.now()}`,
    expiresAt: null,
    scopes: ['execution:read', 'execution:list'],
  });
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${main.url}/api/v1/executions${path}`, {
      headers: { 'X-N8N-API-KEY': rawApiKey },
    });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    async list(workflowId) {
      // The public API does not list those that run.
      const filter = encodeURIComponent(JSON.stringify({ workflowId }));
      const { results } = await session.call<{ results: ListedExecution[] }>(
        'GET',
        `/executions?filter=${filter}&limit=${PAGE}`,
      );
      return results.map(({ id, status }) => ({ id, status }));
    },
    read: (id) => ask(`/${id}?includeData=true`),
  };
}
