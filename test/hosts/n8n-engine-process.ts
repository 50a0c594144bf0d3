// An engine of n8n in a process of its own, which keeps timers that nobody stops, and on the Node that it asks for: bundled for
// that, since an older one reads no TypeScript. Arguments: the folder of the engine, and that of the package.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as N8nCore from 'n8n-core';
import type { ICredentialDataDecryptedObject, INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { NODE_NAME, openEngine } from '../../packages/n8n/test/workflow-engine.ts';

/** One run of a node. */
export interface EngineTask {
  readonly id: number;
  /** Without the package: for example koreSendNotification. */
  readonly type: string;
  readonly parameters: INode['parameters'];
  readonly settings: Partial<INode>;
  readonly items: readonly INodeExecutionData['json'][];
  readonly credential: ICredentialDataDecryptedObject;
}

/** What came of it: the items by output, or the words of the error. */
export interface EngineEnd {
  readonly id: number;
  readonly status: string;
  readonly outputs: readonly (readonly INodeExecutionData[])[];
  readonly error?: string | undefined;
}

/** What the process says first: the names of the nodes that n8n's own loader found. */
export interface EngineReady {
  readonly nodes: readonly string[];
}

const [, , folder = '', packageFolder = ''] = process.argv;
const requireOfEngine = createRequire(join(folder, 'package.json'));
const runInEngine = openEngine(requireOfEngine);
const { PackageDirectoryLoader } = requireOfEngine('n8n-core') as typeof N8nCore;
const loader = new PackageDirectoryLoader(packageFolder);
/** Ways to cancel what runs. */
const running = new Map<number, () => void>();

process.on('message', (message: EngineTask | { readonly cancel: number }) => {
  if ('cancel' in message) running.get(message.cancel)?.();
  else void run(message);
});
void loader.loadAll().then(() => {
  const ready: EngineReady = { nodes: Object.keys(loader.nodeTypes) };
  process.send?.(ready);
});

async function run(task: EngineTask): Promise<void> {
  const { data, status } = await runInEngine({
    ...task,
    nodeType: loader.nodeTypes[task.type]?.type as INodeType,
    node: { type: `test.${task.type}`, parameters: task.parameters, ...task.settings },
    credentialType: loader.credentialTypes['koreNotifyApi']?.type,
    executionId: `engine-${task.id}`,
    onStart: (cancel) => running.set(task.id, cancel),
  });
  const { resultData } = data;
  const outputs = (resultData.runData[NODE_NAME]?.[0]?.data?.['main'] ?? []).map((output) => output ?? []);
  const end: EngineEnd = { id: task.id, status, outputs, error: resultData.error?.message };
  process.send?.(JSON.parse(JSON.stringify(end)));
}
