import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';
import { installN8n } from '../../packages/demo/src/install-n8n.ts';
import { createN8nHome, EXAMPLES, importExamples, type N8nHome } from '../../packages/demo/src/n8n-home.ts';

/** The example workflows, by file name without ending; each is imported with the id `kore-notify-` and its name. */
export const EXAMPLE_NAMES = [
  'agent-with-approval',
  'csv-two-channels',
  'durable-wait',
  'manage-devices',
  'second-channel',
  'send-notification',
  'simulator-scenarios',
  'webhook-endpoint',
] as const;

/** A workflow, as far as the tests change it. */
export interface Workflow {
  id: string;
  name: string;
  nodes: { name: string; type: string; typeVersion: number; parameters: Record<string, unknown> }[];
}

/** An n8n with the packed palette, the examples and their credential, and the simulator behind them. */
export interface N8nUnderTest {
  readonly home: N8nHome;
  readonly simulator: Simulator;
  end(): Promise<void>;
}

/** Prepares it; nothing runs yet but the simulator. */
export async function prepareN8n(options: SimulatorOptions = { jobDurationMs: 0 }): Promise<N8nUnderTest> {
  const installation = await installN8n((line) => void process.stderr.write(`${line}\n`));
  const home = await createN8nHome(installation);
  const simulator = await createSimulator(options);
  await importExamples(home, simulator);
  return {
    home,
    simulator,
    async end() {
      await simulator.stop();
      await home.remove();
    },
  };
}

/** An example as it stands in the package. */
export async function readExample(name: (typeof EXAMPLE_NAMES)[number]): Promise<Workflow> {
  return JSON.parse(await readFile(join(EXAMPLES, `${name}.json`), 'utf8')) as Workflow;
}

/** Imports a changed copy of an example under an id of its own. */
export async function importChanged(
  home: N8nHome,
  options: { readonly example: (typeof EXAMPLE_NAMES)[number]; readonly id: string },
  change: (workflow: Workflow) => void,
): Promise<void> {
  const workflow = await readExample(options.example);
  Object.assign(workflow, { id: options.id, name: options.id });
  change(workflow);
  const file = join(home.folder, `${options.id}.json`);
  await writeFile(file, JSON.stringify(workflow));
  await home.run('import:workflow', `--input=${file}`);
}
