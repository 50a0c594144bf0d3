import assert from 'node:assert/strict';
import { currentVersion, migrate, type Migration } from '../src/config-version.ts';

describe('Versions of a saved configuration', () => {
  const renamed: Migration = ({ text, ...rest }) => ({ ...rest, message: text });
  const doubled: Migration = (config) => ({ ...config, seconds: Number(config['minutes']) * 60 });

  it('takes a configuration through every version from the one that it was saved with', () => {
    const saved = Object.freeze({ configVersion: 1, text: 'Hello', minutes: 2 });
    assert.deepEqual(migrate(saved, [renamed, doubled]), {
      configVersion: 3,
      message: 'Hello',
      minutes: 2,
      seconds: 120,
    });
    assert.deepEqual(migrate({ configVersion: 2, message: 'x', minutes: 1 }, [renamed, doubled]), {
      configVersion: 3,
      message: 'x',
      minutes: 1,
      seconds: 60,
    });
  });

  it('counts a configuration without a version as the first', () => {
    assert.deepEqual(migrate({ text: 'a' }, [renamed]), { configVersion: 2, message: 'a' });
  });

  it('leaves a configuration of the current version as it is', () => {
    assert.equal(currentVersion([]), 1);
    assert.deepEqual(migrate({ configVersion: 1, a: 1 }, []), { configVersion: 1, a: 1 });
  });

  it('refuses a version that it does not know', () => {
    for (const configVersion of [2, 0, 1.5, '1']) {
      assert.throws(() => migrate({ configVersion }, []), /Update the palette/);
    }
  });
});
