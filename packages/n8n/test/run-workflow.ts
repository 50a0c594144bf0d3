import 'reflect-metadata';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as N8nCore from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INode,
  INodeExecutionData,
  INodeType,
  IRun,
} from 'n8n-workflow';

// n8n-core is CommonJS, and the nodes load n8n-workflow by require: one copy of it must serve both.
const require = createRequire(import.meta.url);
const { ExecutionLifecycleHooks, PackageDirectoryLoader, WorkflowExecute } =
  require('n8n-core') as typeof N8nCore;
const { Workflow } = require('n8n-workflow') as typeof N8nWorkflow;

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE_NAME = '@kore-notify/n8n-nodes-kore-notify';

/** One node of the palette, run on some input items by n8n's own engine. */
export interface NodeRun {
  /** Without the package: for example koreSendNotification. */
  readonly type: string;
  readonly parameters: INode['parameters'];
  readonly credential: ICredentialDataDecryptedObject;
  readonly items?: readonly INodeExecutionData['json'][];
  /** Settings of the node, such as retryOnFail or onError. */
  readonly settings?: Partial<INode>;
  readonly executionId?: string;
  /** Called with the way to cancel the execution, once it has begun. */
  readonly onStart?: (cancel: () => void) => void;
}

/** What came out. */
export interface NodeResult {
  readonly run: IRun;
  /** Items by output. */
  readonly outputs: INodeExecutionData[][];
  readonly error: Error | undefined;
}

let executions = 0;

/** Runs one node of the built package in the real engine, behind a trigger that gives the items. */
export async function runNode(options: NodeRun): Promise<NodeResult> {
  const loader = await loadPackage();
  const { type, parameters, credential, items = [{}], settings = {}, onStart } = options;
  const executionId = options.executionId ?? String(++executions);
  const known: Record<string, INodeType> = { 'test.items': itemsTrigger(items) };
  for (const [name, { type: node }] of Object.entries(loader.nodeTypes))
    known[`${PACKAGE_NAME}.${name}`] = node as INodeType;
  const credentialType = loader.credentialTypes['koreNotifyApi']?.type!;
  const node: INode = {
    id: 'node-under-test',
    name: 'Under Test',
    type: `${PACKAGE_NAME}.${type}`,
    typeVersion: 1,
    position: [200, 0],
    parameters,
    credentials: { koreNotifyApi: { id: '1', name: 'Simulator' } },
    ...settings,
  };
  const workflow = new Workflow({
    id: 'workflow',
    name: 'test',
    active: false,
    settings: { executionOrder: 'v1' },
    nodeTypes: {
      getByName: (name: string) => known[name]!,
      getByNameAndVersion: (name: string) => known[name]!,
      getKnownTypes: () => ({}),
    },
    nodes: [
      { id: 'start', name: 'Items', type: 'test.items', typeVersion: 1, position: [0, 0], parameters: {} },
      node,
    ],
    connections: { Items: { main: [[{ node: 'Under Test', type: 'main', index: 0 }]] } },
  });
  const execution = new WorkflowExecute(
    additionalData(credential, credentialType, executionId) as never,
    'trigger',
  );
  const running = execution.run({ workflow, startNode: workflow.getNode('Items')! });
  onStart?.(() => running.cancel());
  const run = await running;
  const task = run.data.resultData.runData['Under Test']?.[0];
  return {
    run,
    outputs: (task?.data?.['main'] ?? []).map((output) => output ?? []),
    error: run.data.resultData.error,
  };
}

let loading: Promise<InstanceType<typeof PackageDirectoryLoader>> | undefined;

function loadPackage(): Promise<InstanceType<typeof PackageDirectoryLoader>> {
  loading ??= (async () => {
    const loader = new PackageDirectoryLoader(PACKAGE);
    await loader.loadAll();
    return loader;
  })();
  return loading;
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
function additionalData(
  credential: ICredentialDataDecryptedObject,
  credentialType: ICredentialType,
  executionId: string,
) {
  const workflowData = {
    id: 'workflow',
    name: 'test',
    active: false,
    isArchived: false,
    nodes: [],
    connections: {},
    createdAt: new Date(),
    updatedAt: new Date(),
    activeVersionId: null,
  };
  return {
    hooks: new ExecutionLifecycleHooks('trigger', executionId, workflowData),
    executionId,
    variables: {},
    restApiUrl: '',
    instanceBaseUrl: '',
    webhookBaseUrl: '',
    webhookTestBaseUrl: '',
    webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
    formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
    userId: 'user',
    externalSecretsProxy: {},
    setExecutionStatus: () => undefined,
    sendDataToUI: () => undefined,
    logAiEvent: () => undefined,
    credentialsHelper: {
      getParentTypes: () => [],
      preAuthentication: () => Promise.resolve(undefined),
      authenticate: (data: ICredentialDataDecryptedObject, _type: string, request: IHttpRequestOptions) =>
        typeof credentialType.authenticate === 'function'
          ? credentialType.authenticate(data, request)
          : Promise.resolve(request),
      getDecrypted: () => Promise.resolve(credential),
      updateCredentials: () => Promise.resolve(),
      updateCredentialsOauthTokenData: () => Promise.resolve(),
      isCredentialUsedInWorkflow: () => true,
      isCredentialUsableByNode: () => true,
      getCredentialsProperties: () => credentialType.properties,
      credentialCanUseExternalSecrets: () => false,
    },
  };
}
