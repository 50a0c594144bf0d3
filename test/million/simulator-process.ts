// The simulator in a process of its own: node simulator-process.ts <scenario as JSON>. Says where it listens and what its
// app is, and at the next message what it saw.
import { createSimulator } from '@kore-notify/simulator';
import type { Scenario } from './scenario.ts';

/** How to reach a simulator that runs in another process. */
export interface Platform {
  readonly url: string;
  readonly app: { readonly botId: string; readonly clientId: string; readonly clientSecret: string };
}

/** The truth about a run. */
export interface PlatformSight {
  readonly requests: number;
  /** By status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Different identities that were sent a message. */
  readonly reached: number;
  /** Identities that were sent more than one. */
  readonly reachedTwice: number;
}

const { maxPerMinute, maxPerHour, timeScale } = JSON.parse(process.argv[2] ?? '{}') as Scenario;
const simulator = await createSimulator({ maxPerMinute, maxPerHour, timeScale, jobDurationMs: 0 });
const platform: Platform = { url: simulator.url, app: { ...simulator.app } };
process.send?.(platform);

process.on('message', () => {
  const answers: Record<string, number> = {};
  const received = simulator.received();
  for (const { answeredStatus = 'none' } of received)
    answers[answeredStatus] = (answers[answeredStatus] ?? 0) + 1;
  let reachedTwice = 0;
  const processed = simulator.processed();
  for (const times of processed.values()) if (times > 1) reachedTwice++;
  const sight: PlatformSight = { requests: received.length, answers, reached: processed.size, reachedTwice };
  process.send?.(sight);
});
process.on('disconnect', () => process.exit());
