import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const fragments = join(import.meta.dirname, '../src/editor');

/** The file, with each `<!-- include x.html -->` replaced by that file of src/editor. */
export function readWithIncludes(file) {
  return readFileSync(file, 'utf8').replace(/^ *<!-- include (\S+) -->$/gm, (_, name) =>
    readWithIncludes(join(fragments, name)),
  );
}
