import assert from 'node:assert/strict';
import { driveCore } from './drive-core.ts';
import { follow, keptScripts } from './explore.ts';
import { CONFIDENTIAL } from './model.ts';
import type { Script } from './script.ts';
import { type Ended, type EndedRow, type Host, strikeStages } from './stage.ts';
import { forgetHosts } from './wire-watch.ts';

describe('The check of a run', () => {
  before(forgetHosts);
  after(strikeStages);
  const [kept] = keptScripts().values();
  const script = (own: Partial<Script> = {}): Script => ({ ...kept!, faults: [], ...own });
  const losing = script({ faults: [{ what: 'reset after', call: 'sends', after: 0, times: 1 }] });

  /** The core, and then something else said of it. */
  const lying =
    (lie: (ended: Ended, rows: readonly EndedRow[]) => Ended): Host =>
    async (staged) => {
      const ended = await driveCore(staged);
      return lie(ended, ended.rows ?? []);
    };
  const firstIs = (outcome: string, reason?: string): Host =>
    lying((ended, [first, ...others]) => ({
      ...ended,
      rows: [{ ...first!, outcome, reason }, ...others],
    }));

  it('lets the truth pass', async () => {
    await follow(script(), driveCore);
    await follow(losing, driveCore);
  });

  const lies: readonly (readonly [string, Script, Host, RegExp])[] = [
    ['somebody who got it is called unsent', script(), firstIs('unsent', 'cancelled'), /processed 1 times/],
    ['somebody who got it is called rejected', script(), firstIs('rejected'), /processed 1 times/],
    ['somebody who got it is called unknown without a reason', script(), firstIs('unknown'), /unknown/],
    ['somebody whose answer was lost is called unsent', losing, firstIs('unsent', 'limit'), /processed 1/],
    [
      'somebody who got nothing is called accepted',
      script({ faults: [{ what: 'reset before', call: 'sends', after: 0, times: 1 }] }),
      firstIs('accepted'),
      /processed 0 times/,
    ],
    [
      'somebody is missing',
      script(),
      lying((ended, rows) => ({ ...ended, rows: rows.slice(1) })),
      /exactly one outcome/,
    ],
    [
      'the rows are lost of a run that was processed',
      script(),
      lying(({ shown }) => ({ error: 'failed', shown })),
      /was processed/,
    ],
    [
      'a message is shown',
      script(),
      lying((ended) => ({ ...ended, shown: `a log of ${CONFIDENTIAL}` })),
      /text of a message/,
    ],
    [
      'a token is shown',
      script(),
      lying((ended) => ({ ...ended, shown: 'auth: eyJhbGciOiJIUzI1NiJ9.e30.x' })),
      /token is shown/,
    ],
    [
      'everybody gets it twice',
      script(),
      async (staged) => {
        await driveCore({ ...staged, onCancel: () => undefined });
        return driveCore(staged);
      },
      /processed 2 times/,
    ],
    [
      'a request follows the end',
      script(),
      async (staged) => {
        const ended = await driveCore(staged);
        setTimeout(() => void driveCore({ ...staged, onCancel: () => undefined }), 3);
        return ended;
      },
      /after the end|twice|2 times|stayed open/,
    ],
  ];
  for (const [what, one, host, words] of lies)
    it(`finds out that ${what}`, async () => {
      await assert.rejects(follow(one, host), words);
    });
});
