import 'reflect-metadata';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
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
const { CredentialTestContext, ExecutionLifecycleHooks, PackageDirectoryLoader, WorkflowExecute } =
  require('n8n-core') as typeof N8nCore;
const { Workflow } = require('n8n-workflow') as typeof N8nWorkflow;

/** What n8n's own services are taken from, as far as tests need one. */
interface Injection {
  readonly Container: { set(service: unknown, value: unknown): void };
}

const requireOfCore = createRequire(require.resolve('n8n-core'));
const { Container } = requireOfCore('@n8n/di') as Injection;
const { Logger } = requireOfCore('@n8n/backend-common') as { readonly Logger: unknown };

/** Every line that n8n or a node logged so far. */
export const logLines: string[] = [];

const listeners = new Set<(line: string) => void>();

/** Tells somebody each line from now on. */
export function onLog(listener: (line: string) => void): void {
  listeners.add(listener);
}

const log = (message: unknown, details: unknown): void => {
  const line = inspect([message, details], { depth: null });
  logLines.push(line);
  for (const listener of listeners) listener(line);
};
const logger = { error: log, warn: log, info: log, debug: log, scoped: () => logger };
Container.set(Logger, logger);

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
  readonly executionId?: string | undefined;
  /** The node as a tool of an agent, whose type n8n derives. */
  readonly isTool?: boolean;
  /** How the workflow was started. @default 'trigger' */
  readonly mode?: 'manual' | 'trigger';
  /** Called with what n8n sends to the editor while the workflow runs. */
  readonly onUi?: (type: string, data: unknown) => void;
  /** Called with the way to cancel the execution, once it has begun. */
  readonly onStart?: (cancel: () => void) => void;
  /** What is run in the node's place: for example the node, and then a failure. */
  readonly around?: (execute: () => Execution) => Execution;
}

type Execution = ReturnType<NonNullable<INodeType['execute']>>;

/** What came out. */
export interface NodeResult {
  readonly run: IRun;
  /** Items by output. */
  readonly outputs: INodeExecutionData[][];
  /** The fields of the items of the first output. */
  readonly rows: OutputRow[];
  readonly error: NodeFailure | undefined;
}

/** The fields of a row, as far as tests look at them. */
export interface OutputRow {
  readonly index?: number;
  readonly identity?: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly recipientCount?: number;
  readonly api?: string;
  readonly jobStatus?: string;
  readonly isFinal?: boolean;
  readonly delivered?: number;
  readonly undelivered?: number;
  readonly userId?: string;
  readonly deviceId?: string;
  readonly osType?: string;
  readonly status?: string;
  readonly message?: string;
}

/** The error of a node, as n8n shows it. */
export type NodeFailure = Error & {
  readonly description?: string | null | undefined;
  readonly httpCode?: string | null | undefined;
  readonly context?: { readonly itemIndex?: number | undefined };
};

let executions = 0;

/** Runs one node of the built package in the real engine, behind a trigger that gives the items. */
export async function runNode(options: NodeRun): Promise<NodeResult> {
  const { nodeTypes } = await loadPackage();
  const {
    type,
    parameters,
    credential,
    items = [{}],
    settings = {},
    onStart,
    onUi,
    isTool = false,
  } = options;
  const { mode = 'trigger' } = options;
  const executionId = 'executionId' in options ? options.executionId : `execution-${++executions}`;
  const nodeType = `${PACKAGE_NAME}.${type}${isTool ? 'Tool' : ''}`;
  const known: Record<string, INodeType> = {
    'test.items': itemsTrigger(items),
    [nodeType]: wrap(nodeTypes[type]!.type as INodeType, options.around),
  };
  const node: INode = {
    id: 'node-under-test',
    name: 'Under Test',
    type: nodeType,
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
    {
      ...additionalData(credential, await loadCredential(), executionId),
      ...(onUi && { sendDataToUI: onUi }),
    } as never,
    mode,
  );
  const running = execution.run({ workflow, startNode: workflow.getNode('Items')! });
  onStart?.(() => running.cancel());
  const run = await running;
  const { resultData } = run.data;
  const outputs = (resultData.runData['Under Test']?.[0]?.data?.['main'] ?? []).map((output) => output ?? []);
  return {
    run,
    outputs,
    rows: (outputs[0] ?? []).map(({ json }) => json as OutputRow),
    error: resultData.error,
  };
}

/** The credential of the built package. */
export async function loadCredential(): Promise<ICredentialType> {
  const { credentialTypes } = await loadPackage();
  return credentialTypes['koreNotifyApi']!.type;
}

/** The nodes of the built package, by name. */
export async function loadNodes(): Promise<Readonly<Record<string, INodeType>>> {
  const { nodeTypes } = await loadPackage();
  return Object.fromEntries(
    Object.entries(nodeTypes).map(([name, { type }]) => [name, type as INodeType] as const),
  );
}

/** Presses the Test button of the credential, as n8n does. */
export async function testCredential(
  data: ICredentialDataDecryptedObject,
): Promise<{ readonly status: string; readonly message: string }> {
  const { koreSendNotification } = await loadNodes();
  const test = koreSendNotification?.methods?.credentialTest?.['testConnection'];
  if (test === undefined) throw new Error('There is no test of the credential.');
  const context = new CredentialTestContext();
  return test.call(context, { id: '1', name: 'Simulator', type: 'koreNotifyApi', data });
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

function wrap(node: INodeType, around: NodeRun['around']): INodeType {
  if (around === undefined) return node;
  return {
    description: node.description,
    execute() {
      return around(() => node.execute!.call(this));
    },
  };
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
  executionId: string | undefined,
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
    hooks: new ExecutionLifecycleHooks('trigger', executionId ?? '', workflowData),
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
