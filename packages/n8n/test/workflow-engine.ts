import { createRequire } from 'node:module';
import type * as N8nCore from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  ICredentialType,
  IHttpRequestOptions,
  INode,
  INodeExecutionData,
  INodeType,
  IRun,
  WorkflowExecuteMode,
} from 'n8n-workflow';

/** Name of the node that is run, in the workflow and in what comes of it. */
export const NODE_NAME = 'Under Test';

/** One node, run on some input items. */
export interface EngineRun {
  readonly nodeType: INodeType;
  /** Whatever the workflow says of the node. */
  readonly node: Pick<INode, 'type' | 'parameters'> & Partial<INode>;
  readonly items: readonly INodeExecutionData['json'][];
  readonly credentialType?: ICredentialType | undefined;
  readonly credential?: ICredentialDataDecryptedObject | undefined;
  /** What n8n computes of the credential for an item, in the place of `credential`. */
  readonly credentialOf?: ((item: number) => ICredentialDataDecryptedObject) | undefined;
  readonly executionId?: string | undefined;
  /** The workflow's, as n8n's database has it; written anew when the execution has ended. @default none */
  readonly staticData?: IDataObject | undefined;
  /** How the workflow was started. @default 'trigger' */
  readonly mode?: WorkflowExecuteMode | undefined;
  /** Called with what n8n sends to the editor while the workflow runs. */
  readonly onUi?: ((type: string, data: unknown) => void) | undefined;
  /** Called with the way to cancel the execution, once it has begun. */
  readonly onStart?: ((cancel: () => void) => void) | undefined;
}

/** What n8n's own services are taken from, as far as its engine needs one. */
interface Injection {
  readonly Container: { set(service: unknown, value: unknown): void };
}

type RunOfOlder = (
  workflow: N8nWorkflow.Workflow,
  startNode: INode,
) => ReturnType<N8nCore.WorkflowExecute['run']>;

/** What n8n gives to whoever decrypts a credential: last the item that its expressions are computed for. */
type Decryption = [unknown, unknown, unknown, unknown, unknown, unknown, { readonly itemIndex: number }?];

const nothing = (): void => undefined;

/**
 * n8n's own engine, without its server. `require` finds n8n-core and n8n-workflow: nodes load n8n-workflow by require,
 * and one copy of it must serve both. `log` is told each line that n8n or a node logs.
 */
export function openEngine(
  require: NodeJS.Require,
  log: (message: unknown, details: unknown) => void = nothing,
): (run: EngineRun) => Promise<IRun> {
  const requireOfCore = createRequire(require.resolve('n8n-core'));
  requireOfCore('reflect-metadata');
  const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core') as typeof N8nCore;
  const { Workflow } = require('n8n-workflow') as typeof N8nWorkflow;
  const { Container } = requireOfCore('@n8n/di') as Injection;
  const { Logger } = requireOfCore('@n8n/backend-common') as { readonly Logger: unknown };
  const logger = { error: log, warn: log, info: log, debug: log, scoped: () => logger };
  Container.set(Logger, logger);

  /** What n8n's server gives the engine, as far as these nodes use it. */
  function additionalData(run: EngineRun) {
    const { credentialType, credential = {}, credentialOf = () => credential, executionId, onUi } = run;
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
      setExecutionStatus: nothing,
      sendDataToUI: onUi ?? nothing,
      logAiEvent: nothing,
      credentialsHelper: {
        getParentTypes: () => [],
        preAuthentication: () => Promise.resolve(undefined),
        authenticate: (data: ICredentialDataDecryptedObject, _type: string, request: IHttpRequestOptions) =>
          typeof credentialType?.authenticate === 'function'
            ? credentialType.authenticate(data, request)
            : Promise.resolve(request),
        getDecrypted: async (...[, , , , , , resolved]: Decryption) =>
          Promise.resolve(credentialOf(resolved?.itemIndex ?? 0)),
        updateCredentials: () => Promise.resolve(),
        updateCredentialsOauthTokenData: () => Promise.resolve(),
        isCredentialUsedInWorkflow: () => true,
        isCredentialUsableByNode: () => true,
        getCredentialsProperties: () => credentialType?.properties ?? [],
        credentialCanUseExternalSecrets: () => false,
      },
    };
  }

  return async (run) => {
    const { nodeType, node, items, credentialType, staticData = {}, mode = 'trigger', onStart } = run;
    const known: Record<string, INodeType> = { 'test.items': itemsTrigger(items), [node.type]: nodeType };
    const workflow = new Workflow({
      id: 'workflow',
      name: 'test',
      active: false,
      settings: { executionOrder: 'v1' },
      staticData: structuredClone(staticData),
      nodeTypes: {
        getByName: (name: string) => known[name]!,
        getByNameAndVersion: (name: string) => known[name]!,
        getKnownTypes: () => ({}),
      },
      nodes: [
        { id: 'start', name: 'Items', type: 'test.items', typeVersion: 1, position: [0, 0], parameters: {} },
        {
          id: 'node-under-test',
          name: NODE_NAME,
          typeVersion: 1,
          position: [200, 0],
          ...(credentialType && { credentials: { [credentialType.name]: { id: '1', name: 'Simulator' } } }),
          ...node,
        },
      ],
      connections: { Items: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
    });
    const execution = new WorkflowExecute(additionalData(run) as never, mode);
    const startNode = workflow.getNode('Items')!;
    // Before n8n 2.2 it took them one by one.
    const takesOne = execution.run.length < 2;
    const running = takesOne
      ? execution.run({ workflow, startNode })
      : (execution.run as unknown as RunOfOlder).call(execution, workflow, startNode);
    onStart?.(() => running.cancel());
    const ended = await running;
    Object.assign(staticData, JSON.parse(JSON.stringify(workflow.staticData)));
    return ended;
  };
}

/** A trigger that gives the items. */
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
