import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { driveCore } from './drive-core.ts';
import { follow, keptScripts } from './explore.ts';
import type { Cancel, Script } from './script.ts';
import { strikeStages } from './stage.ts';
import { forgetHosts } from './wire-watch.ts';

/** What a script may leave in this process: timers and sockets, by kind. */
function countResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo())
    if (/^(?:Timeout|Immediate|TCPSocketWrap|TCPConnectWrap|GetAddrInfoReqWrap)$/.test(kind))
      counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('After a cancel', () => {
  before(forgetHosts);
  after(strikeStages);
  const [kept] = keptScripts().values();
  const base: Script = { ...kept!, faults: [], recipientsPerRequest: 1 };
  const one: Cancel = { afterRequests: 1, thenMs: 1 };
  const people = Array.from({ length: 12 }, (_, person) => ({ person, form: 'row' as const, name: 0 }));

  const scripts: readonly (readonly [string, Partial<Script>])[] = [
    ['in flight', { faults: [{ what: 'slow answer', call: 'sends', after: 0, times: 4 }] }],
    ['in a pause for the hour', { faults: [{ what: 'hour limit', call: 'sends', after: 0, times: 4 }] }],
    [
      'while the platform is busy',
      { faults: [{ what: '503, come back', call: 'sends', after: 0, times: 4 }] },
    ],
    ['while jobs are waited for', { waits: true, cancel: { afterRequests: 12, thenMs: 30 } }],
    ['while the platform starts again', { outage: { kind: 'restart', afterRequests: 1, downMs: 10 } }],
  ];
  for (const [when, own] of scripts)
    it(`${when} no timer, socket or request remains`, async () => {
      const script = { ...base, recipients: people, maxInFlight: 4, maxAttempts: 30, cancel: one, ...own };
      // What is there once per process is there from here on.
      await follow(script, driveCore);
      await sleep(100);
      const before = countResources();
      await follow(script, driveCore);
      await sleep(100);
      assert.deepEqual(countResources(), before);
    });
});
