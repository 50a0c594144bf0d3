import type { SendReport } from '@kore-notify/core';
import { NODES } from './demo-flow.ts';
import type { DemoSend, Person } from './describe-run.ts';
import type { SentMessage } from './start-node-red.ts';

/** How one run of the demo flow ended. */
export type RunEnd = { readonly sends: readonly DemoSend[] } | { readonly problem: string };

/** Longer than the flow's own waits for delivery. */
const PATIENCE_MS = 90_000;

/** Follows one run of the demo flow by the messages that its nodes send. */
export function watchRun(): {
  readonly onSend: (sent: SentMessage) => void;
  readonly ended: Promise<RunEnd>;
} {
  const { promise: ended, resolve } = Promise.withResolvers<RunEnd>();
  const sends: DemoSend[] = [];
  let notReached: readonly Person[] | undefined;
  setTimeout(resolve, PATIENCE_MS, {
    problem: 'The flow did not end: look at its nodes in the editor.',
  }).unref();

  const settle = (): void => {
    if (sends.length === 2 || (sends.length === 1 && notReached === undefined)) resolve({ sends });
  };
  const onSend = ({ nodeId, output, msg }: SentMessage): void => {
    if (nodeId === NODES.problem)
      resolve({ problem: (msg as { error?: { message?: string } }).error?.message ?? '' });
    if (nodeId === NODES.first && output === 1) notReached = msg.payload as readonly Person[];
    if ((nodeId === NODES.first || nodeId === NODES.second) && output === 0)
      sends.push({ report: msg.payload as SendReport, people: notReached ?? [] });
    // What a node sends by both outputs is told one after the other.
    setImmediate(settle);
  };
  return { onSend, ended };
}
