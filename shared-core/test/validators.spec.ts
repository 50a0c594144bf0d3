import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as validators from '../src/generated/validators.ts';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** Every name that a file outside the generated ones imports from the generated validators. */
function importedValidators(): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  const names = new Set<string>();
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.startsWith('generated'))) {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    for (const [, list = ''] of text.matchAll(/import \{([^}]*)\} from '[^']*generated\/validators\.ts'/g))
      for (const name of list.split(',')) names.add(name.trim());
  }
  return names;
}

describe('The generated validators', () => {
  it('are all imported by the source: the list in scripts/generate.mjs names no other', () => {
    const imported = importedValidators();
    assert.ok(imported.size > 0);
    assert.deepEqual(
      Object.keys(validators).filter((name) => !imported.has(name)),
      [],
    );
  });
});
