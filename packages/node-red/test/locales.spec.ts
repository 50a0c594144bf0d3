import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANNELS } from '@kore-notify/core';
import { ENGLISH, entriesOf, foldersOf, hashOf, RECORD, SOURCES } from './translations.ts';

/** Those that the dialogs and the help speak beside English. */
const LANGUAGES = readdirSync(join(SOURCES, 'editor/locales')).filter(
  (name) => name !== ENGLISH && !name.includes('.'),
);

/** What a translation keeps as it is: variables, code, and the elements of help. */
function fixedParts(text: string): string[] {
  // A formatter breaks the line within a tag where the language has no blanks.
  const plain = text.replace(/<(\/?\w+)\s+>/g, '<$1>');
  const parts = plain.matchAll(/__\w+__|<code>[\s\S]*?<\/code>|<!-- include \S+|<\/?[a-z]\w*(?=[\s>])/g);
  return Array.from(parts, ([part]) =>
    part.replace(/\s+/g, ' ').replace(/include locales\/[\w-]+/, 'include locales'),
  ).sort();
}

describe('The languages of the dialogs and the help', () => {
  it('are all there', () => {
    assert.deepEqual(LANGUAGES.toSorted(), ['de', 'es-ES', 'fr', 'ja', 'ko', 'pt-BR', 'zh-CN']);
  });

  it('have words for each fixed status, which the editor looks up by its English text', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
    const code = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(SOURCES, file), 'utf8'));
    const fixed = code.flatMap((text) =>
      Array.from(text.matchAll(/shape: '\w+', text: '([^']+)'/g), ([, words = '']) => words),
    );
    assert.ok(fixed.includes('cancelled'));
    const english = entriesOf('editor', ENGLISH);
    for (const text of fixed) assert.equal(english.get(`shared.json ${text}`), text);
  });

  it('say of each channel what has to be set up, in English what the core says', () => {
    const english = entriesOf('editor', ENGLISH);
    for (const { name, setUp } of CHANNELS)
      assert.equal(english.get(`shared.json shared.setUp.${name}`), setUp);
  });

  for (const language of [ENGLISH, ...LANGUAGES])
    it(`find the nodes in the palette by English words too, in ${language}`, () => {
      for (const [type, words] of [
        ['kore-send', ['notification', 'teams', 'slack']],
        ['kore-send-v2', ['notification', 'teams', 'whatsapp']],
        ['kore-status', ['notification', 'status']],
        ['kore-devices', ['push']],
      ] as const) {
        const label = entriesOf(`nodes/${type}`, language).get(`${type}.json ${type}.paletteLabel`) ?? '';
        for (const word of words)
          assert.ok(`${type} ${label}`.toLowerCase().includes(word), `${word}: ${label}`);
      }
    });

  it('are the ones that Node-RED itself has and we mean to have', () => {
    for (const language of LANGUAGES)
      assert.ok(
        existsSync(
          fileURLToPath(import.meta.resolve(`@node-red/editor-client/locales/${language}/editor.json`)),
        ),
        `Node-RED does not know ${language}`,
      );
  });

  for (const language of LANGUAGES)
    describe(language, () => {
      for (const folder of foldersOf())
        it(`says all of ${folder}, and nothing that is not there any more`, () => {
          const english = entriesOf(folder, ENGLISH);
          const translated = entriesOf(folder, language);
          assert.deepEqual([...translated.keys()].sort(), [...english.keys()].sort());
          for (const [key, text] of english) {
            const other = translated.get(key) ?? '';
            assert.ok(text === '' || other.trim() !== '', `${key} is empty`);
            assert.deepEqual(fixedParts(other), fixedParts(text), key);
          }
        });
    });

  it('are translations of the English texts as they are now', () => {
    const record = JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, string>;
    const now = foldersOf().flatMap((folder) =>
      Array.from(entriesOf(folder, ENGLISH), ([key, text]) => [`${folder} ${key}`, hashOf(text)] as const),
    );
    const changed = now.filter(([key, hash]) => record[key] !== hash).map(([key]) => key);
    assert.deepEqual(
      changed,
      [],
      'Translate these again in every language, then run: node packages/demo/run.mjs packages/node-red/test/translations.ts',
    );
    assert.equal(
      Object.keys(record).length,
      now.length,
      'The record has entries that are not there any more',
    );
  });
});
