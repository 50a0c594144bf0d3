// The engine of a full n8n, for a node of ours or of its own. It stands outside of this repository, and there is one
// n8n-workflow in a process: that of this n8n.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  INode,
  INodeExecutionData,
  INodeType,
  IVersionedNodeType,
} from 'n8n-workflow';
import { n8nFolder } from '../../packages/demo/src/install-n8n.ts';
import { NODE_NAME, openEngine } from '../../packages/n8n/test/workflow-engine.ts';

const requireOfN8n = createRequire(join(n8nFolder(), 'package.json'));
const runInEngine = openEngine(requireOfN8n);

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
  const { node, parameters, items, credential, data: decrypted } = run;
  const [typeVersion = 1] = [node.description.version].flat().slice(-1);
  const { data } = await runInEngine({
    nodeType: node,
    node: { type: 'bench.node', typeVersion, parameters },
    items,
    credentialType: credential,
    credential: decrypted,
    executionId: 'execution',
  });
  if (data.resultData.error !== undefined) throw data.resultData.error;
  const [task] = data.resultData.runData[NODE_NAME] ?? [];
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
