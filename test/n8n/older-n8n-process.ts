// An older engine of n8n in a process of its own: it keeps timers that nobody stops.
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
} from 'n8n-workflow';
import { NODE_NAME, openEngine } from '../../packages/n8n/test/workflow-engine.ts';

/** One run of Kore Send Notification V2. */
export interface OlderRun {
  readonly id: number;
  readonly parameters: INode['parameters'];
  readonly settings: Partial<INode>;
  readonly items: readonly INodeExecutionData['json'][];
  readonly credential: ICredentialDataDecryptedObject;
}

/** What came of it: the items by output, or the words of the error. */
export interface OlderEnd {
  readonly id: number;
  readonly outputs: readonly (readonly INodeExecutionData[])[];
  readonly error?: string | undefined;
}

const [, , folder = ''] = process.argv;
const requireOfCore = createRequire(join(folder, 'package.json'));
const runInEngine = openEngine(requireOfCore);
const { node, credential } = usePackage(dirname(requireOfCore.resolve('n8n-workflow/package.json')));

process.on('message', (run: OlderRun) => {
  void runInEngine({
    ...run,
    nodeType: node,
    node: { type: 'older.koreSendNotificationV2', parameters: run.parameters, ...run.settings },
    credentialType: credential,
    executionId: `older-${run.id}`,
  }).then(({ data: { resultData } }) => {
    const outputs = (resultData.runData[NODE_NAME]?.[0]?.data?.['main'] ?? []).map((output) => output ?? []);
    const end: OlderEnd = { id: run.id, outputs, error: resultData.error?.message };
    process.send?.(JSON.parse(JSON.stringify(end)));
  });
});

/** A node and the credential, from a copy of the built package that finds an n8n-workflow of its own. */
function usePackage(workflowFolder: string): {
  readonly node: INodeType;
  readonly credential: ICredentialType;
} {
  const manifest = createRequire(import.meta.url).resolve('@kore-notify/n8n-nodes-kore-notify/package.json');
  const copy = mkdtempSync(join(tmpdir(), 'kore-notify-older-'));
  try {
    cpSync(join(dirname(manifest), 'dist'), join(copy, 'dist'), { recursive: true });
    mkdirSync(join(copy, 'node_modules'));
    symlinkSync(workflowFolder, join(copy, 'node_modules', 'n8n-workflow'), 'junction');
    const requireOfPackage = createRequire(join(copy, 'package.json'));
    const make = (file: string, name: string): unknown => {
      const Class = (requireOfPackage(file) as Record<string, new () => unknown>)[name];
      if (Class === undefined) throw new Error(`There is no ${name}.`);
      return new Class();
    };
    const name = 'KoreSendNotificationV2V1';
    return {
      node: make(`./dist/nodes/KoreSendNotificationV2/${name}.node.js`, name) as INodeType,
      credential: make('./dist/credentials/KoreNotifyApi.credentials.js', 'KoreNotifyApi') as ICredentialType,
    };
  } finally {
    rmSync(copy, { recursive: true });
  }
}
