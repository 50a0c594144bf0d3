import type { Driver } from './host-process.ts';
import { MESSAGE, rowsOf } from './scenario.ts';

/** What is used of packages/n8n/test/run-workflow.ts, which is compiled by other rules than this folder. */
interface Engine {
  readonly onLog: (listener: (line: string) => void) => void;
  readonly loadNodes: () => Promise<unknown>;
  readonly runNode: (run: {
    readonly type: string;
    readonly credential: object;
    readonly parameters: object;
    readonly items: readonly object[];
    readonly around?: () => Promise<object[][]>;
  }) => Promise<{ readonly rows: readonly object[]; readonly error?: Error }>;
}

const engine = new URL('../../packages/n8n/test/run-workflow.ts', import.meta.url).href;

/** n8n's own engine in this process, and one execution with an item for each row. */
export const prepare: Driver = async (scenario, { url, app }, onShown) => {
  const { onLog, loadNodes, runNode } = (await import(engine)) as Engine;
  await loadNodes();
  onLog((line) => {
    const [told] = /'Under Test: (.*)'/.exec(line)?.slice(1) ?? [];
    if (told !== undefined) onShown(told);
  });
  const items = rowsOf(scenario);
  const { maxPerMinute, maxPerHour, timeScale } = scenario;
  const node = {
    type: 'koreSendNotificationV2',
    credential: { host: url, ...app, algorithm: 'HS256', maxPerMinute, maxPerHour, timeScale },
    parameters: { channel: 'msteams', message: MESSAGE, recipientsFrom: 'items', maxRecipients: 0 },
    items,
  };
  return {
    pass: () =>
      runNode({
        ...node,
        around: () => Promise.resolve([items.map((json, item) => ({ json, pairedItem: { item } }))]),
      }),
    async run() {
      const { rows, error } = await runNode(node);
      if (error !== undefined) throw error;
      return rows;
    },
  };
};
