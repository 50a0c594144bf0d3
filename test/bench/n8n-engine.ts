// The engine of a full n8n, for a node of ours or of its own. It stands outside of this repository, and there is one
// n8n-workflow in a process: that of this n8n.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as N8nCore from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INode,
  INodeExecutionData,
  INodeType,
  IVersionedNodeType,
} from 'n8n-workflow';
import { n8nFolder } from '../../packages/demo/src/install-n8n.ts';

const requireOfN8n = createRequire(join(n8nFolder(), 'package.json'));
const requireOfCore = createRequire(requireOfN8n.resolve('n8n-core'));
requireOfCore('reflect-metadata');
const { ExecutionLifecycleHooks, WorkflowExecute } = requireOfN8n('n8n-core') as typeof N8nCore;
const { Workflow } = requireOfN8n('n8n-workflow') as typeof N8nWorkflow;

interface Injection {
  readonly Container: { set(service: unknown, value: unknown): void };
}
const { Container } = requireOfCore('@n8n/di') as Injection;
const { Logger } = requireOfCore('@n8n/backend-common') as { readonly Logger: unknown };
const nothing = (): void => undefined;
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, scoped: () => logger };
Container.set(Logger, logger);

/** One node and what it is given. */
export interface NodeRun {
  readonly node: INodeType;
  readonly credential?: ICredentialType;
  readonly data?: ICredentialDataDecryptedObject;
  readonly parameters: INode['parameters'];
  readonly items: readonly INodeExecutionData['json'][];
}

/** Milliseconds that the engine counts for the node, and what came out of it. */
export async function timeInNode(
  run: NodeRun,
): Promise<{ readonly ms: number; readonly rows: INodeExecutionData['json'][] }> {
  const { node, parameters, items, credential } = run;
  const [version = 1] = [node.description.version].flat().slice(-1);
  const known: Record<string, INodeType> = { 'bench.items': itemsTrigger(items), 'bench.node': node };
  const workflow = new Workflow({
    id: 'workflow',
    name: 'bench',
    active: false,
    settings: { executionOrder: 'v1' },
    nodeTypes: {
      getByName: (name: string) => known[name]!,
      getByNameAndVersion: (name: string) => known[name]!,
      getKnownTypes: () => ({}),
    },
    nodes: [
      { id: 'start', name: 'Items', type: 'bench.items', typeVersion: 1, position: [0, 0], parameters: {} },
      {
        id: 'node',
        name: 'Node',
        type: 'bench.node',
        typeVersion: version,
        position: [200, 0],
        parameters,
        ...(credential === undefined
          ? {}
          : { credentials: { [credential.name]: { id: '1', name: 'Bench' } } }),
      },
    ],
    connections: { Items: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
  });
  const execution = new WorkflowExecute(additionalData(run) as never, 'trigger');
  const { data } = await execution.run({ workflow, startNode: workflow.getNode('Items')! });
  if (data.resultData.error !== undefined) throw data.resultData.error;
  const [task] = data.resultData.runData['Node'] ?? [];
  const rows = (task?.data?.['main']?.[0] ?? []).map(({ json }) => json);
  return { ms: task?.executionTime ?? NaN, rows };
}

/** A node of ours and the credential, from a copy of the built package that finds this n8n's own n8n-workflow. */
export function useKoreNotify(name: string): {
  readonly node: INodeType;
  readonly credential: ICredentialType;
} {
  const manifest = createRequire(import.meta.url).resolve('@kore-notify/n8n-nodes-kore-notify/package.json');
  const folder = mkdtempSync(join(tmpdir(), 'kore-notify-bench-'));
  try {
    cpSync(join(dirname(manifest), 'dist'), join(folder, 'dist'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    const workflowFolder = dirname(requireOfN8n.resolve('n8n-workflow/package.json'));
    symlinkSync(workflowFolder, join(folder, 'node_modules', 'n8n-workflow'), 'junction');
    const requireOfPackage = createRequire(join(folder, 'package.json'));
    const make = (file: string, className: string): unknown => {
      const Class = (requireOfPackage(file) as Record<string, new () => unknown>)[className]!;
      return new Class();
    };
    return {
      node: make(`./dist/nodes/${name}/${name}.node.js`, name) as INodeType,
      credential: make('./dist/credentials/KoreNotifyApi.credentials.js', 'KoreNotifyApi') as ICredentialType,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** n8n's HTTP Request node, in its newest version. */
export function useHttpRequest(): INodeType {
  const { HttpRequest } = requireOfN8n('n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js') as {
    readonly HttpRequest: new () => IVersionedNodeType;
  };
  return new HttpRequest().getNodeType();
}

function itemsTrigger(items: readonly INodeExecutionData['json'][]): INodeType {
  return {
    description: {
      displayName: 'Items',
      name: 'items',
      group: ['trigger'],
      version: 1,
      description: '',
      defaults: { name: 'Items' },
      inputs: [],
      outputs: ['main'],
      properties: [],
    },
    execute: () => Promise.resolve([items.map((json) => ({ json }))]),
  };
}

/** What n8n's server gives the engine, as far as these nodes use it. */
function additionalData({ credential, data = {} }: NodeRun) {
  const workflowData = {
    id: 'workflow',
    name: 'bench',
    active: false,
    isArchived: false,
    nodes: [],
    connections: {},
    createdAt: new Date(),
    updatedAt: new Date(),
    activeVersionId: null,
  };
  return {
    hooks: new ExecutionLifecycleHooks('trigger', 'execution', workflowData),
    executionId: 'execution',
    variables: {},
    restApiUrl: '',
    instanceBaseUrl: '',
    webhookBaseUrl: '',
    webhookTestBaseUrl: '',
    webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
    formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
    userId: 'user',
    externalSecretsProxy: {},
    setExecutionStatus: nothing,
    sendDataToUI: nothing,
    logAiEvent: nothing,
    credentialsHelper: {
      getParentTypes: () => [],
      preAuthentication: () => Promise.resolve(undefined),
      authenticate: (given: ICredentialDataDecryptedObject, _type: string, request: IHttpRequestOptions) =>
        typeof credential?.authenticate === 'function'
          ? credential.authenticate(given, request)
          : Promise.resolve(request),
      getDecrypted: () => Promise.resolve(data),
      updateCredentials: () => Promise.resolve(),
      updateCredentialsOauthTokenData: () => Promise.resolve(),
      isCredentialUsedInWorkflow: () => true,
      isCredentialUsableByNode: () => true,
      getCredentialsProperties: () => credential?.properties ?? [],
      credentialCanUseExternalSecrets: () => false,
    },
  };
}
