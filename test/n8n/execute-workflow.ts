import type { N8nHome } from '../../packages/demo/src/n8n-home.ts';

/** One output row of a node. */
export interface OutputRow {
  readonly json: Readonly<Record<string, unknown>>;
  readonly pairedItem?: unknown;
}

/** What an execution left, as `n8n execute --rawOutput` prints it. */
export interface Execution {
  readonly status: string;
  readonly data: {
    readonly resultData: {
      readonly runData: Readonly<Record<string, readonly NodeExecution[] | undefined>>;
    };
  };
}

interface NodeExecution {
  readonly executionStatus: string;
  readonly data?: { readonly main: readonly (readonly OutputRow[] | null)[] };
}

/** Runs a workflow by n8n's command line. */
export async function executeWorkflow(home: N8nHome, id: string): Promise<Execution> {
  const printed = await home.run('execute', `--id=${id}`, '--rawOutput');
  // Lines of the log come before it, and sometimes after.
  const [json = ''] = /^\{$[\s\S]+?^\}$/m.exec(printed) ?? [];
  return JSON.parse(json) as Execution;
}

/** The rows of a node by output, of one of its runs, without the pairing. */
export function rowsOf(execution: Execution, node: string, run = 0): Record<string, unknown>[][] {
  const outputs = execution.data.resultData.runData[node]?.[run]?.data?.main ?? [];
  return outputs.map((rows) => (rows ?? []).map(({ json }) => json));
}

/** How often a node ran. */
export function runsOf(execution: Execution, node: string): number {
  return execution.data.resultData.runData[node]?.length ?? 0;
}
