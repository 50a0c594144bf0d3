import type { Fault } from './faults.ts';
import type { DirectoryRule } from './options.ts';
import type { ScenarioName } from './scenario-names.ts';

/** What a scenario sets. What it does not name is as at the start. */
export interface Scenario {
  /** One sentence: what happens, for people. */
  readonly description: string;
  readonly faults: readonly Fault[];
  /** Rules ahead of those of the start. */
  readonly directory: readonly DirectoryRule[];
  readonly maxPerMinute?: number;
  readonly maxPerHour?: number;
  readonly jobDurationMs?: number;
}

const BUSY_MS = 1_500;

/** Every scenario, in the order in which they are offered. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  normal: {
    description: 'Everything works, and addresses that start with "nobody" reach nobody.',
    faults: [],
    directory: [],
  },
  'bad-day': {
    description:
      'The first send loses its answer, the next call fails with 503, one call in ten is refused, and people at example.org are not reached.',
    faults: [
      { kind: 'reset-after', call: 'sends', times: 1 },
      {
        kind: 'answer',
        call: 'any',
        times: 1,
        after: 1,
        status: 503,
        body: { errors: [{ msg: 'Service unavailable', code: 503 }] },
      },
      { kind: 'limit', call: 'any', window: 'minute', probability: 0.1 },
    ],
    directory: [{ identity: '*@example.org', outcome: 'undelivered' }],
    jobDurationMs: 6_000,
  },
  limits: {
    description: 'Only 10 calls a minute and 100 an hour are let through for each bot.',
    faults: [],
    directory: [],
    maxPerMinute: 10,
    maxPerHour: 100,
  },
  slow: {
    description: `Each answer takes ${BUSY_MS / 1000} seconds, and a job takes 30 seconds to finish.`,
    faults: [{ kind: 'delay', call: 'any', ms: BUSY_MS, probability: 1 }],
    directory: [],
    jobDurationMs: 30_000,
  },
  flaky: {
    description:
      'One call in five fails: its connection is reset, its answer is cut off, or the platform answers 500.',
    faults: [
      { kind: 'reset-before', call: 'any', probability: 0.07 },
      { kind: 'truncated-body', call: 'status', probability: 0.07 },
      { kind: 'truncated-body', call: 'statusV2', probability: 0.07 },
      {
        kind: 'answer',
        call: 'any',
        probability: 0.07,
        status: 500,
        body: { errors: [{ msg: 'Internal server error', code: 500 }] },
      },
    ],
    directory: [],
  },
};
