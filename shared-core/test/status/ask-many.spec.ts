import assert from 'node:assert/strict';
import { askMany, type StatusRequestRow } from '../../src/status/ask-many.ts';
import { jsonAnswer } from '../../src/testing/index.ts';
import { KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { createBench, refusal, type TestBench } from '../run-client.ts';

const DONE = jsonAnswer(200, { status: 'SUCCESS', statusLogs: [] });

describe('Asking for the jobs of many rows', () => {
  const row = (
    { client }: TestBench,
    source: number,
    requests: unknown,
    more: Partial<StatusRequestRow> = {},
  ): StatusRequestRow => ({
    source,
    asker: client,
    input: { requests: requests as string },
    isWaiting: false,
    options: {},
    ...more,
  });

  it('asks once for a job that several rows name, and knows whose it is', async () => {
    const bench = createBench([DONE]);
    const { jobs, failed, failure } = await bench.run(
      askMany([row(bench, 0, 'ds-1'), row(bench, 1, ['ds-2', 'ds-1']), row(bench, 2, [])]),
    );
    assert.deepEqual(
      jobs.map(({ sources, job }) => [job.requestId, sources]),
      [
        ['ds-1', [0, 1]],
        ['ds-2', [1]],
      ],
    );
    assert.deepEqual([failed, failure, bench.http.requests.length], [[], undefined, 2]);
  });

  it('lets a row that names something else fail alone, or keeps all from being asked', async () => {
    const rows = (bench: TestBench) => [row(bench, 0, 'ds-1'), row(bench, 3, '..')];
    const lenient = createBench([DONE]);
    const { jobs, failed, failure } = await lenient.run(askMany(rows(lenient)));
    assert.deepEqual([jobs.length, failed.map(({ source }) => source), failure], [1, [3], undefined]);
    const strict = createBench([DONE]);
    const stopped = await strict.run(askMany(rows(strict), { onBadRow: 'stop' }));
    assert.deepEqual([stopped.failure?.source, strict.http.requests.length], [3, 0]);
  });

  it('waits for those that are to be waited for, and looks once at the others', async () => {
    const bench = createBench([jsonAnswer(200, { status: 'IN_PROGRESS' })]);
    const waiting = { isWaiting: true, options: { timeoutMs: 3_000 } };
    const { jobs } = await bench.run(askMany([row(bench, 0, 'ds-1'), row(bench, 1, 'ds-2', waiting)]));
    assert.deepEqual(
      jobs.map(({ job }) => job.isFinal),
      [false, false],
    );
    const looks = (id: string): number => bench.http.requests.filter(({ url }) => url.endsWith(id)).length;
    assert.deepEqual([looks('ds-1'), looks('ds-2')], [1, 3]);
  });

  it('is a failure as a whole only if nothing is known of any job', async () => {
    const bench = createBench([refusal(404, 'No such request', 404)]);
    const refused = {
      asker: { refusal: new KoreNotifyError({ code: 'invalid_options', message: 'No key.' }) },
    };
    const { failed, failure } = await bench.run(
      askMany([row(bench, 5, 'ds-1'), row(bench, 6, 'ds-2', refused)]),
    );
    assert.deepEqual(
      failed.map(({ source, error }) => [source, error.code]),
      [[6, 'invalid_options']],
    );
    assert.deepEqual([failure?.source, failure?.error.code], [5, 'not_found']);
  });

  it('says that there is no request id if no row names one', async () => {
    const bench = createBench([DONE]);
    const { failure } = await bench.run(askMany([row(bench, 0, []), row(bench, 1, '')]));
    assert.equal(failure?.error.code, 'invalid_input');
    assert.equal(bench.http.requests.length, 0);
  });
});
