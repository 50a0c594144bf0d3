import assert from 'node:assert/strict';
import { readCountry } from '../../src/validation/country.ts';
import { resolveOptions } from '../../src/connection/resolve-options.ts';
import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';
import { ProblemCollector } from '../../src/vocabulary/problems.ts';
import { ACCEPTED, createBench, textTo } from '../run-client.ts';

describe('A default country', () => {
  for (const given of ['DE', ' de ', 'De'])
    it(`is ${JSON.stringify(given)}`, () => {
      const found = new ProblemCollector();
      assert.equal(readCountry(given, found), 'DE');
      assert.equal(found.count, 0);
    });

  for (const given of [undefined, null, '', '  '])
    it(`is none for ${String(given)}`, () => {
      const found = new ProblemCollector();
      assert.equal(readCountry(given, found), undefined);
      assert.equal(found.count, 0);
    });

  for (const given of ['Germany', '49', '+4', 49, {}])
    it(`is refused as ${JSON.stringify(given)}, in an app and in a send`, async () => {
      const bench = createBench([ACCEPTED]);
      const app = { host: 'localhost', botId: 'st-1', clientId: 'cs-1', country: given as string };
      assert.throws(
        () => resolveOptions(app),
        (error) => isKoreNotifyError(error) && error.problems[0]?.path === 'country',
      );
      const error = await bench.fail(bench.client.send(textTo(['a@x.org']), { country: given as string }));
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        ['country'],
      );
    });
});
