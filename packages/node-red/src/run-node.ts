import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CancelSignal, Client, Progress } from '@kore-notify/core';
import { bound, createCanceller } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import { appOf } from './app-of.ts';
import { closeGaps } from './close-gaps.ts';
import type { Migration, SavedConfig } from './config-version.ts';
import { migrate } from './config-version.ts';
import type { FieldValues } from './evaluate-fields.ts';
import { evaluateFields } from './evaluate-fields.ts';
import type { FlowError } from './flow-error.ts';
import { failureStatus, toFlowError } from './flow-error.ts';
import { refuseMissingVariables, typedValues } from './missing-variables.ts';
import { createRunStatus } from './run-status.ts';
import type { WaitingLine } from './waiting-line.ts';
import { createWaitingLine } from './waiting-line.ts';

/** What a node is given to work on one message. */
export interface Run {
  /** As it came. */
  readonly msg: NodeMessageInFlow;
  readonly client: Client;
  readonly fields: FieldValues;
  /** Aborts when the run is cancelled, or the node is closed: by a deploy, or because Node-RED stops. */
  readonly signal: CancelSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What a message that leaves has besides what came. */
export interface Outgoing {
  readonly payload: unknown;
  readonly [property: string]: unknown;
}

/** Several messages that leave by one output, in turns with other work. */
export interface Many {
  readonly count: number;
  /** What each has besides its own: the message that came. */
  readonly base: NodeMessageInFlow;
  at(position: number): Outgoing;
}

/** How the work on one message ended. */
export interface RunEnd {
  /** What goes out, one entry an output; null sends nothing there. */
  readonly payloads: readonly (Outgoing | Many | null)[];
  readonly status: NodeStatus;
  /** Goes to Catch nodes, after the payloads were sent. */
  readonly error?: FlowError;
  /** Logged as a warning: what the flow might not see any more. */
  readonly warning?: string;
}

/** What sets one kind of node apart from the others. */
export interface NodeKind {
  /** Fields to read for each message. */
  readonly fields: readonly string[];
  run(run: Run): Promise<RunEnd>;
}

/** Everything that `runNode` is given. */
export interface NodeWiring {
  readonly RED: NodeAPI;
  readonly node: Node;
  /** As the editor saved it, in whatever version. */
  readonly saved: NodeDef;
  readonly migrations: readonly Migration[];
  /** Called once, with the configuration in its newest version. */
  readonly kindOf: (config: SavedConfig) => NodeKind;
}

/** The end of a run that sends nothing. */
export function failed(error: FlowError): RunEnd {
  return { payloads: [], status: failureStatus(error), error };
}

/**
 * Whether a run needs its place in the line no more: its first request is over, or the rate limit makes it wait, which the
 * pacer handles for all runs. A wait for a busy platform keeps the place: only the call that was answered knows of it.
 */
function wasAdmitted({ phase, requestsDone, pausedBy }: Progress): boolean {
  const isAnswered = requestsDone > 0 || (phase === 'waiting' && pausedBy === undefined);
  return isAnswered || pausedBy === 'limit';
}

/** Shows at once, before any message comes, that a node or its app cannot be used; or takes away that it could not. */
function showApp(RED: NodeAPI, node: Node, config: SavedConfig): void {
  try {
    appOf(RED, config).open();
    refuseMissingVariables(typedValues(config));
    node.status({});
  } catch (error) {
    node.status(failureStatus(toFlowError(error)));
  }
}

type Work = (msg: NodeMessageInFlow, run: Pick<Run, 'signal' | 'onProgress'>) => Promise<RunEnd>;

/** The work on one message, from its fields to its end; never rejects. */
function workOf({ RED, node, saved, migrations, kindOf }: NodeWiring): Work {
  try {
    const config = migrate({ ...saved }, migrations);
    const kind = kindOf(config);
    showApp(RED, node, config);
    // Each node has its own: one that sends with a small share of the pace must not stand in the way of the others.
    let line: WaitingLine | undefined;
    return async (msg, { signal, onProgress }) => {
      let makeRoom = (): void => undefined;
      try {
        const { client, maxInFlight } = appOf(RED, config).open();
        refuseMissingVariables(typedValues(config));
        line ??= createWaitingLine(maxInFlight * 2);
        makeRoom = await line.enter(signal);
        const fields = await evaluateFields({ RED, node, config, msg }, kind.fields);
        const pass = (progress: Progress): void => {
          if (wasAdmitted(progress)) makeRoom();
          onProgress(progress);
        };
        return await kind.run({ msg, client, fields, signal, onProgress: pass });
      } catch (error) {
        closeGaps({ RED, config, msg }, kind.fields);
        return failed(toFlowError(error));
      } finally {
        makeRoom();
      }
    };
  } catch (error) {
    const end = failed(toFlowError(error));
    node.status(end.status);
    return () => Promise.resolve(end);
  }
}

/** What ends the runs of a node, by the node. */
const cancellers = new WeakMap<Node, () => void>();

/**
 * Ends what a node is working on, as a message with `cancel` does: each run reports how far it came. False for a node that
 * is none of ours.
 */
export function cancelRunsOf(node: Node): boolean {
  const cancelRuns = cancellers.get(node);
  cancelRuns?.();
  return cancelRuns !== undefined;
}

function asksToCancel(msg: NodeMessageInFlow): boolean {
  return Boolean(msg['cancel']);
}

/** Messages of one output that are sent between two turns of other work: Node-RED copies each. */
const SENT_AT_ONCE = 500;

function isMany(out: Outgoing | Many | null): out is Many {
  return out !== null && 'at' in out;
}

/** Sends to all outputs together, so that what leaves them is copied only once. */
async function sendAll(
  outputs: RunEnd['payloads'],
  {
    msg,
    send,
  }: {
    readonly msg: NodeMessageInFlow;
    readonly send: (messages: (NodeMessage | NodeMessage[] | null)[]) => void;
  },
): Promise<void> {
  const most = Math.max(1, ...outputs.map((out) => (isMany(out) ? out.count : 1)));
  for (let from = 0; from < most; from += SENT_AT_ONCE) {
    if (from > 0) await nextTurn();
    const messages = outputs.map((out): NodeMessage | NodeMessage[] | null => {
      if (!isMany(out)) return from === 0 && out !== null ? { ...msg, ...out } : null;
      const length = Math.max(0, Math.min(SENT_AT_ONCE, out.count - from));
      return Array.from({ length }, (_, offset) => ({ ...out.base, ...out.at(from + offset) }));
    });
    if (messages.some((message) => message !== null)) send(messages);
  }
}

/**
 * Handles the messages of a node: reads its fields, runs it, shows its status, sends, and calls `done` exactly once.
 * When the node is closed, every run is cancelled and has sent its report before the close is done.
 */
export function runNode(wiring: NodeWiring): void {
  const { node } = wiring;
  const status = createRunStatus(node, Date.now, () => performance.now());
  let runs = createCanceller();
  const underWay = new Set<Promise<void>>();
  const work = workOf(wiring);
  const cancelRuns = (): void => {
    runs.cancel();
    // Messages that come later are none of it.
    runs = createCanceller();
  };
  cancellers.set(node, cancelRuns);

  node.on('input', (msg, send, done) => {
    if (asksToCancel(msg)) {
      cancelRuns();
      done();
      return;
    }
    const shown = status.begin();
    const handle = async (): Promise<void> => {
      try {
        const end = await work(msg, {
          signal: runs.signal,
          onProgress: (progress) => shown.progress(progress),
        });
        shown.end(end.status);
        await sendAll(end.payloads, { msg, send });
        if (end.warning !== undefined) node.warn(bound(end.warning));
        if (end.error?.problems) msg['problems'] = end.error.problems;
        done(end.error);
      } catch (error) {
        // Only Node-RED's own send or done can fail here; unhandled, that would end the whole process.
        node.error(error);
      }
    };
    const handled = handle().finally(() => underWay.delete(handled));
    underWay.add(handled);
  });

  node.on('close', (closed: () => void) => {
    runs.cancel();
    void Promise.allSettled([...underWay]).then(() => {
      status.stop();
      closed();
    });
  });
}
