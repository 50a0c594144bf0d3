import assert from 'node:assert/strict';
import { helper } from '../../packages/node-red/test/flow.ts';
import { BAD_INPUT } from '../cases/bad-input.ts';
import type { Case } from '../cases/case.ts';
import { HAPPY_PATHS } from '../cases/happy-paths.ts';
import { OTHER_ROWS } from '../cases/retry-other-calls.ts';
import { SEND_ROWS } from '../cases/retry-sends.ts';
import { type CaseOnHost, type HostEnd, type HostTranscript, runOnHost } from './case-on-a-host.ts';
import { differenceOf, DIFFERENCES, isForHosts, type Palette } from './differences.ts';
import { runInCore } from './run-in-core.ts';
import { runInN8n } from './run-in-n8n.ts';
import { runInNodeRed } from './run-in-node-red.ts';

/** The two sends share their way through a host: one of them stands for both, as one device call does for all. */
const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  'with good input': HAPPY_PATHS,
  'with bad input': BAD_INPUT,
  'of sends': Object.values(SEND_ROWS)
    .flat()
    .filter(({ call }) => call === 'sendV2'),
  'of looks at jobs': [...(OTHER_ROWS['getStatus (v1)'] ?? []), ...(OTHER_ROWS['waiting for jobs'] ?? [])],
  'of device calls': [
    ...(OTHER_ROWS['unsubscribeDevices'] ?? []),
    ...(OTHER_ROWS['an app without scopes'] ?? []),
  ],
};
/** Three hosts at work at once need longer than one: a time-out must not come before its request has gone out. */
function withTimeForHosts(one: Case): Case {
  const { call, options, client } = one;
  return {
    ...one,
    ...(client?.requestTimeoutMs === undefined ? {} : { client: { ...client, requestTimeoutMs: 1_000 } }),
    ...(call === 'waitForStatus' && options?.['timeoutMs'] === 100
      ? { options: { ...options, timeoutMs: 900 } }
      : {}),
  };
}

const GROUPS_OF_HOSTS = Object.fromEntries(
  Object.entries(GROUPS).map(([group, cases]) => [group, cases.filter(isForHosts).map(withTimeForHosts)]),
);
const ALL = Object.values(GROUPS_OF_HOSTS).flat();

/** Few enough that none is kept from its own time-out on a machine of two cores. */
const AT_ONCE = 3;

/** Starts the cases of a host, a few at once; what comes of each is for its own test to say. */
function startAll(
  cases: readonly Case[],
  lanesCount: number,
  runs: (ready: CaseOnHost) => Promise<HostEnd>,
): Map<Case, Promise<HostTranscript>> {
  const lanes = Array.from({ length: lanesCount }, () => Promise.resolve<unknown>(undefined));
  return new Map(
    cases.map((one, index) => {
      const lane = index % lanesCount;
      const run = lanes[lane]!.then(() => runOnHost(one, runs));
      lanes[lane] = run.catch(() => undefined);
      return [one, run];
    }),
  );
}

describe('the core, Node-RED and n8n come to the same', function () {
  // Each waits for its turn.
  this.timeout(180_000);
  let core = new Map<Case, Promise<HostTranscript>>();
  const palettes = new Map<Palette, Map<Case, Promise<HostTranscript>>>();
  const runBy = (palette: Palette): Case[] => ALL.filter((one) => differenceOf(one, palette) === undefined);
  before(async () => {
    await helper.startServer();
    core = startAll(ALL, AT_ONCE, runInCore);
    palettes.set('n8n', startAll(runBy('n8n'), AT_ONCE, runInN8n));
    palettes.set('Node-RED', startAll(runBy('Node-RED'), 1, runInNodeRed));
  });
  after(async () => {
    await Promise.allSettled([...(palettes.get('Node-RED')?.values() ?? [])]);
    await helper.stopServer();
  });

  for (const [group, cases] of Object.entries(GROUPS_OF_HOSTS))
    describe(group, () => {
      for (const one of cases)
        it(one.title, async () => {
          const expected = await core.get(one);
          for (const [palette, runs] of palettes) {
            const run = await runs.get(one);
            if (run !== undefined) assert.deepEqual(tidy(run), tidy(expected!), palette);
          }
        });
    });

  it('but for the differences by design, each of which concerns some case', () => {
    for (const { concerns, reason } of DIFFERENCES) assert.ok(ALL.some(concerns), reason);
  });
});

/** Without what is not there. */
function tidy(transcript: HostTranscript): unknown {
  return JSON.parse(JSON.stringify(transcript));
}
