import assert from 'node:assert/strict';
import {
  describeError,
  type ErrorInfo,
  infoOf,
  isKoreNotifyError,
  KoreNotifyError,
  markAsAffectingAll,
  affectsAllRequests,
  problemsError,
} from '../../src/vocabulary/errors.ts';
import { ProblemCollector } from '../../src/vocabulary/problems.ts';
import { createBench, ivrTo } from '../run-client.ts';

const INFO: ErrorInfo = {
  code: 'wrong_scope',
  message: 'The scope is wrong.',
  hint: 'Add it to the app.',
  status: 401,
  platformCode: '4002',
  platformMessage: 'Permission denied.',
};

describe('An error of the core', () => {
  it('has all that it knows as its own properties, in a copy and in JSON too', () => {
    const error = new KoreNotifyError(INFO);
    for (const name of ['name', 'code', 'hint', 'status', 'platformCode', 'platformMessage'])
      assert.ok(Object.keys(error).includes(name), name);
    const { message, ...facts } = INFO;
    const copy: object = Object.assign({}, error);
    assert.deepEqual(copy, { name: 'KoreNotifyError', ...facts, problems: [], problemCount: 0 });
    // What a host does that hands an error on as data.
    assert.deepEqual(structuredClone(copy), copy);
    assert.deepEqual(JSON.parse(JSON.stringify(error)), { name: 'KoreNotifyError', message, ...facts });
    assert.deepEqual(infoOf(error), INFO);
  });

  it('has no property for what it does not know', () => {
    const error = new KoreNotifyError({ code: 'cancelled', message: 'It was cancelled.' });
    assert.deepEqual(Object.keys(error), ['name', 'code', 'problems', 'problemCount']);
    assert.equal('hint' in error, false);
    assert.deepEqual(infoOf(error), { code: 'cancelled', message: 'It was cancelled.' });
  });

  it('says what failed in its message, and what to do in its hint', () => {
    const error = new KoreNotifyError(INFO);
    assert.equal(error.message, INFO.message);
    assert.equal(String(error), 'KoreNotifyError: The scope is wrong.');
    assert.equal(describeError(error), 'The scope is wrong. Add it to the app.');
    assert.equal(describeError({ message: 'No.' }), 'No.');
  });

  it('bounds message and hint', () => {
    const text = 'x'.repeat(100_000);
    const error = new KoreNotifyError({ code: 'refused', message: text, hint: text });
    assert.ok(error.message.length <= 2_000 && (error.hint?.length ?? 0) <= 2_000);
  });

  it('lists its problems, the first fifty, with their number, in JSON too', async () => {
    const bench = createBench([]);
    const error = await bench.fail(bench.client.sendV2(ivrTo(Array<string>(60).fill('ann'))));
    assert.deepEqual([error.problems.length, error.problemCount], [50, 60]);
    const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>;
    assert.deepEqual(
      [json['code'], json['problems'], json['problemCount']],
      ['invalid_input', error.problems, 60],
    );
    const found = new ProblemCollector();
    found.add({ path: 'host', rule: 'required', message: 'It is missing.', remedy: 'Fill it in.' });
    assert.equal(
      problemsError('invalid_options', 'The connection is not set up.', found).message,
      'The connection is not set up.\nhost: It is missing. Fill it in.',
    );
  });

  it('that every other call would meet is known to the core, and shows nothing of that', () => {
    const [one, other] = [new KoreNotifyError(INFO), new KoreNotifyError(INFO)];
    assert.equal(markAsAffectingAll(one), one);
    assert.deepEqual([affectsAllRequests(one), affectsAllRequests(other)], [true, false]);
    assert.equal(JSON.stringify(one), JSON.stringify(other));
  });

  it('is known by its name and code, also from another copy of the core', () => {
    const error = new KoreNotifyError(INFO);
    assert.equal(isKoreNotifyError(error), true);
    assert.equal(isKoreNotifyError(Object.assign(new Error('x'), error)), true);
    const named = Object.assign(new Error('x'), { name: 'KoreNotifyError' });
    for (const stranger of [new Error('x'), named, undefined, null, Object.assign({}, error)])
      assert.equal(isKoreNotifyError(stranger), false);
  });
});
