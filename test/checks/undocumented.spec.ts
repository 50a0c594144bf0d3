import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { ENTRIES, undocumentedIn } from './undocumented.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('What the core exports', function () {
  this.timeout(60_000);

  for (const entry of ENTRIES)
    it(`has a comment at each name and member of ${entry}`, () => {
      assert.deepEqual(undocumentedIn(root, [entry]), []);
    });
});
