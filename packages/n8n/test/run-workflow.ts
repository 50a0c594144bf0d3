import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type * as N8nCore from 'n8n-core';
import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  IDataObject,
  INode,
  INodeExecutionData,
  INodeType,
  IRun,
} from 'n8n-workflow';
import { NODE_NAME, openEngine } from './workflow-engine.ts';

const require = createRequire(import.meta.url);

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
/** n8n's engine, whose log goes to `logLines`. */
export const runInEngine = openEngine(require, log);
const { CredentialTestContext, PackageDirectoryLoader } = require('n8n-core') as typeof N8nCore;

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE_NAME = '@kore-notify/n8n-nodes-kore-notify';

/** One node of the palette, run on some input items by n8n's own engine. */
export interface NodeRun {
  /** Without the package: for example koreSendNotification. */
  readonly type: string;
  readonly parameters: INode['parameters'];
  readonly credential: ICredentialDataDecryptedObject;
  /** What n8n computes of the credential for an item; it may throw, as an expression does. @default the same for all */
  readonly credentialOf?: ((item: number) => ICredentialDataDecryptedObject) | undefined;
  readonly items?: readonly INodeExecutionData['json'][];
  /** Settings of the node, such as retryOnFail or onError. */
  readonly settings?: Partial<INode>;
  readonly executionId?: string | undefined;
  /** The workflow's, as n8n's database has it; written anew when the execution has ended. @default none */
  readonly staticData?: IDataObject;
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
  /** Our rows of the first output: under `notification` where an item kept its own fields. */
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
  readonly attempts?: number;
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
  readonly warning?: string;
  readonly channel?: string;
  readonly summary?: string;
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
  const { type, parameters, credential, items = [{}], settings, isTool = false } = options;
  const { mode, onStart, onUi } = options;
  const run = await runInEngine({
    nodeType: wrap(nodeTypes[type]!.type as INodeType, options.around),
    node: {
      type: `${PACKAGE_NAME}.${type}${isTool ? 'Tool' : ''}`,
      // As the editor saves it: a list can be entered only once List is chosen.
      parameters: 'recipients' in parameters ? { recipientsFrom: 'list', ...parameters } : parameters,
      ...settings,
    },
    items,
    credentialType: await loadCredential(),
    credential,
    credentialOf: options.credentialOf,
    executionId: 'executionId' in options ? options.executionId : `execution-${++executions}`,
    staticData: options.staticData,
    mode,
    onUi,
    onStart,
  });
  const { resultData } = run.data;
  const outputs = (resultData.runData[NODE_NAME]?.[0]?.data?.['main'] ?? []).map((output) => output ?? []);
  return {
    run,
    outputs,
    rows: (outputs[0] ?? []).map(ourRow),
    error: resultData.error,
  };
}

/** Our row in an item: under `error` on an error output, under `notification` beside the item's own fields, or all of it. */
export function ourRow({ json }: INodeExecutionData): OutputRow {
  return (json['notification'] ?? json['error'] ?? json) as OutputRow;
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
