import assert from 'node:assert/strict';
import { jsonAnswer } from '../../src/testing/index.ts';
import { notReachedIndices } from '../../src/vocabulary/read-report.ts';
import { ACCEPTED, assertAccounted, createBench, fates, textTo } from '../run-client.ts';

const entry = (originalId: unknown, status: unknown) => ({ originalId, status });

async function wait(answer: object) {
  const bench = createBench([ACCEPTED, jsonAnswer(200, answer)]);
  const report = await bench.run(bench.client.send(textTo(['a@b.co', 'c@d.co']), { wait: true }));
  assertAccounted(report, 2);
  return report;
}
const UNDELIVERED = 'undelivered: not_delivered';

describe('Recipients whom the log of a failed job does not name', () => {
  for (const [what, answer] of [
    ['there is no log', { status: 'FAILURE' }],
    ['the log is empty', { status: 'FAILURE', statusLogs: [], count: 0 }],
    ['the log is null', { status: 'failure', statusLogs: null }],
    [
      'the log is whole by its count',
      { status: 'FAILURE', count: 1, statusLogs: [entry('a@b.co', 'FAILURE')] },
    ],
    ['the log has no count', { status: 'FAILURE', statusLogs: [entry(' A@B.co', 'FAILURE')] }],
    [
      'the log names somebody twice',
      { status: 'FAILURE', statusLogs: [entry('a@b.co', 'FAILURE'), entry('a@b.co', 'FAILURE')] },
    ],
  ] as const)
    it(`did not get it if ${what}`, async () => {
      const report = await wait(answer);
      assert.deepEqual(fates(report), [UNDELIVERED, UNDELIVERED]);
      assert.deepEqual(report.warnings, []);
    });

  for (const [what, log, first] of [
    ['lacks an entry by its count', { count: 2, statusLogs: [entry('a@b.co', 'FAILURE')] }, UNDELIVERED],
    [
      'lacks an entry by its count as a text',
      { count: '2', statusLogs: [entry('a@b.co', 'FAILURE')] },
      UNDELIVERED,
    ],
    ['is late', { count: 2, statusLogs: [] }, 'accepted'],
    [
      'masks people',
      { count: 2, statusLogs: [entry('a***@b.co', 'SUCCESS'), entry('a@b.co', 'FAILURE')] },
      UNDELIVERED,
    ],
    [
      'names people by something else',
      { statusLogs: [entry('u-1', 'SUCCESS'), entry('u-2', 'FAILURE')] },
      'accepted',
    ],
    ['names them in another field', { statusLogs: [{ identity: 'a@b.co', status: 'SUCCESS' }] }, 'accepted'],
    ['has an entry that cannot be read', { statusLogs: [entry('a@b.co', 'FAILURE'), null] }, UNDELIVERED],
    [
      'has an entry without a word',
      { statusLogs: [entry('c@d.co', ''), entry('a@b.co', 'FAILURE')] },
      UNDELIVERED,
    ],
    ['is an object', { statusLogs: { 'a@b.co': 'SUCCESS' } }, 'accepted'],
    ['is a text', { statusLogs: 'a@b.co: SUCCESS' }, 'accepted'],
  ] as const)
    it(`may have got it if the log ${what}`, async () => {
      const report = await wait({ status: 'FAILURE', ...log });
      assert.deepEqual(fates(report), [first, 'accepted']);
      // Nobody goes to a second channel who may have been reached.
      assert.deepEqual(notReachedIndices(report), first === 'accepted' ? [] : [0]);
      assert.match(report.recipients[1]?.detail ?? '', /FAILURE.*not name this recipient.*may have/s);
      assert.equal(report.warnings.length, 1, JSON.stringify(report.warnings));
      assert.match(`${report.warnings[0]?.message} ${report.warnings[0]?.remedy}`, /log.*ds-1/s);
    });
});
