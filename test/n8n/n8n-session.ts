import { OWNER, type RunningN8n } from '../../packages/demo/src/start-n8n.ts';

/** The REST API of the editor, for the owner. */
export interface N8nSession {
  /** @throws Error for anything but success */
  call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>;
  /** All node types that the editor knows; a name may come several times, for its versions. */
  nodeTypes(): Promise<NodeType[]>;
}

/** A type of node, as far as the tests look at it. */
export interface NodeType {
  readonly name: string;
  readonly version: number | number[];
}

/** Logs in as the owner. */
export async function logIn({ url }: Pick<RunningN8n, 'url'>): Promise<N8nSession> {
  let cookie = '';
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/rest${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'browser-id': 'tests', cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return (JSON.parse(text) as { data: T }).data;
  };
  await call('POST', '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
  return {
    call,
    async nodeTypes() {
      const answer = await fetch(`${url}/types/nodes.json`, { headers: { cookie } });
      if (!answer.ok) throw new Error(`The node types were answered with ${answer.status}.`);
      return (await answer.json()) as NodeType[];
    },
  };
}

/** Starts a workflow as the editor does, and gives the id of the execution. */
export async function startExecution(session: N8nSession, workflowId: string): Promise<string> {
  const { executionId } = await session.call<{ executionId: string }>(
    'POST',
    `/workflows/${workflowId}/run`,
    { triggerToStartFrom: { name: 'Start' } },
  );
  return executionId;
}

/** Status of an execution: running, waiting, success, error. */
export async function statusOf(session: N8nSession, executionId: string): Promise<string> {
  const { status } = await session.call<{ status: string }>('GET', `/executions/${executionId}`);
  return status;
}
