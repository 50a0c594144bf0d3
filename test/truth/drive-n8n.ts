import { messageOf, recipientsOf } from './model.ts';
import { FIRST_LOOK_MS, type Script, WAIT_MS } from './script.ts';
import type { Ended, EndedRow, Staged } from './stage.ts';

/** What is used of packages/n8n/test/run-workflow.ts, which is compiled by other rules than this folder. */
interface Engine {
  readonly logLines: readonly string[];
  readonly runNode: (run: {
    readonly type: string;
    readonly executionId: string;
    readonly credential: object;
    readonly parameters: object;
    readonly items: readonly object[];
    readonly settings: object;
    readonly around: <T>(execute: () => Promise<T>) => Promise<T>;
    readonly onStart: (cancel: () => void) => void;
  }) => Promise<{
    readonly run: { readonly status: string };
    readonly outputs: readonly (readonly { readonly json: object }[])[];
    readonly error?: Error & { readonly description?: string | null; readonly httpCode?: string | null };
  }>;
}

const engine = new URL('../../packages/n8n/test/run-workflow.ts', import.meta.url).href;
const { logLines, runNode } = (await import(engine)) as Engine;

let executions = 0;

/** Drives the built nodes in n8n's own engine, with its ways to run a node again. */
export async function driveN8n(staged: Staged): Promise<Ended> {
  const { script, simulator, host, settings } = staged;
  const { onError, maxTries, waitBetweenTriesMs, failsAfterwards } = script.n8n;
  const logged = logLines.length;
  let tries = 0;
  const { run, outputs, error } = await runNode({
    type: script.api === 'v1' ? 'koreSendNotification' : 'koreSendNotificationV2',
    executionId: `truth-${++executions}`,
    credential: {
      host,
      ...simulator.app,
      algorithm: 'HS256',
      useJti: settings.useJti,
      maxPerMinute: settings.maxPerMinute,
      maxPerHour: settings.maxPerHour,
      requestTimeoutSeconds: settings.requestTimeoutMs / 1000,
      timeScale: settings.timeScale,
    },
    parameters: {
      channel: script.channel,
      message: messageOf(script),
      recipientsFrom: 'list',
      recipients: '={{ $json.people }}',
      options: optionsOf(script),
    },
    items: [{ people: recipientsOf(script) as object[] }],
    settings: { onError, retryOnFail: maxTries > 1, maxTries, waitBetweenTries: waitBetweenTriesMs },
    async around(execute) {
      const isLastTry = ++tries >= maxTries;
      const result = await execute();
      // As if something after the node's own work had failed: n8n runs the whole node again.
      if (tries <= failsAfterwards && !isLastTry)
        throw new Error('Something failed after the node had sent.');
      return result;
    },
    onStart: (cancel) => staged.onCancel(cancel),
  });
  const told = withIndices(outputs.flat().map(({ json }) => readRow(json)));
  const words = [error?.message, error?.description, error?.httpCode, error?.stack].join('\n');
  return {
    ...(outputs.length === 0 ? {} : { rows: told }),
    ...(error === undefined ? {} : { error: error.message }),
    ...(outputs.length === 0 && error === undefined ? { error: run.status } : {}),
    shown: [JSON.stringify(told), words, ...logLines.slice(logged)].join('\n'),
  };
}

/** With an error output a row stands under `error`, beside its item's own fields. */
function readRow(json: object): EndedRow {
  const { error } = json as { readonly error?: EndedRow };
  return error ?? (json as EndedRow);
}

/** The rows of an error output say no index; they come in the order of the recipients. */
function withIndices(rows: readonly EndedRow[]): EndedRow[] {
  const known = new Set(rows.flatMap(({ index }) => (index as number | undefined) ?? []));
  const free = rows.map((_row, index) => index).filter((index) => !known.has(index));
  return rows.map((row) =>
    (row.index as number | undefined) === undefined ? { ...row, index: free.shift() ?? -1 } : row,
  );
}

function optionsOf(script: Script) {
  return {
    recipientsPerRequest: script.recipientsPerRequest,
    skipBadRecipients: script.onBadRecipient === 'skip',
    onUnknown: script.onUnknown,
    wait: script.waits,
    firstIntervalSeconds: FIRST_LOOK_MS / 1000,
    waitTimeoutSeconds: WAIT_MS / 1000,
    ...(script.maxPauseMs === undefined ? {} : { maxPauseSeconds: script.maxPauseMs / 1000 }),
    ...(script.paceShare === undefined ? {} : { paceShare: script.paceShare }),
  };
}
