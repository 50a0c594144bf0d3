// The texts of the dialogs and the help, by language. Run as a script it records the English texts as translated: do so once
// every language says what they say now.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ENGLISH = 'en-US';
export const SOURCES = join(import.meta.dirname, '../src');
/** What each English text was when it was translated last, as a hash. */
export const RECORD = join(SOURCES, 'editor/locales/translated.json');

/** Folders with locales, below SOURCES. */
export function foldersOf(): string[] {
  return ['editor', ...readdirSync(join(SOURCES, 'nodes')).map((name) => `nodes/${name}`)];
}

/** The texts of a folder in a language: those of JSON by their path, those of help by their file. */
export function entriesOf(folder: string, language: string): Map<string, string> {
  const from = join(SOURCES, folder, 'locales', language);
  const entries = new Map<string, string>();
  if (!existsSync(from)) return entries;
  for (const file of readdirSync(from).sort()) {
    const text = readFileSync(join(from, file), 'utf8');
    if (!file.endsWith('.json')) entries.set(file, text);
    else for (const [path, words] of leavesOf(JSON.parse(text))) entries.set(`${file} ${path}`, words);
  }
  return entries;
}

function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([name, one]) =>
    leavesOf(one, path === '' ? name : `${path}.${name}`),
  );
}

/** Short, since it only has to differ. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 8);
}

if (process.argv[1] === import.meta.filename) {
  const record = foldersOf().flatMap((folder) =>
    Array.from(entriesOf(folder, ENGLISH), ([key, text]) => [`${folder} ${key}`, hashOf(text)]),
  );
  writeFileSync(RECORD, `${JSON.stringify(Object.fromEntries(record), null, 2)}\n`);
}
