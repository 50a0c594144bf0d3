import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  anchorsOf,
  type Citation,
  citationsIn,
  linksIn,
  reasonItLeadsNowhere,
  sources,
} from './citations.ts';
import { documents } from './documented-commands.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
/** What this check itself is made of cites documents that are not there. */
const isOurs = (file: string): boolean => !file.startsWith('test/checks/citations');

const leadNowhere = (citations: readonly Citation[]): string[] =>
  citations.flatMap((citation) => {
    const reason = reasonItLeadsNowhere(root, citation);
    return reason === undefined ? [] : [`${citation.file}: ${reason}`];
  });

describe('The citations of the documents', () => {
  const files = sources(root).filter(isOurs);
  const citations = files.flatMap((file) => citationsIn(file, read(file)));

  it('in comments name a file and a heading that exist', () => {
    assert.deepEqual(leadNowhere(citations), []);
  });

  it('in the core lead to its contract with Kore.ai', () => {
    const ofTheCore = citations.filter(({ file }) => file.startsWith('shared-core/src/'));
    assert.ok(ofTheCore.some(({ target }) => target === 'docs/kore-ai-api.md'));
    assert.ok(ofTheCore.length >= 30, `only ${ofTheCore.length}`);
  });

  it('name no section of a document that is not in the repository', () => {
    const vague = /\b(?:spec|design) (?:sections?|§)/i;
    assert.deepEqual(
      files.flatMap((file) => (vague.test(read(file)) ? [file] : [])),
      [],
    );
  });
});

describe('The links between documents', () => {
  for (const document of documents(root))
    it(`${document}: each leads to a file and a heading that exist`, () => {
      assert.deepEqual(leadNowhere(linksIn(document, read(document))), []);
    });
});

describe('The check of citations', () => {
  it('finds citations with and without a heading, and none in the middle of a path', () => {
    const text = '/** See docs/a.md#one-two. */ // docs/b/c.md, x/docs/d.md, docs/e.md#f)';
    assert.deepEqual(
      citationsIn('a.ts', text).map(({ target, heading }) => [target, heading]),
      [
        ['docs/a.md', 'one-two'],
        ['docs/b/c.md', ''],
        ['docs/e.md', 'f'],
      ],
    );
  });

  it('finds relative links, from the folder of their document, and none in code', () => {
    const text =
      '[a](../x.md#y) [b](#z) [c](https://example.org/d.md) `[e](f.md)`\n```\n[g](h.md)\n```\n[i](j.md "k")';
    assert.deepEqual(
      linksIn('docs/decisions/one.md', text).map(({ target, heading }) => [target, heading]),
      [
        ['docs/x.md', 'y'],
        ['docs/decisions/one.md', 'z'],
        ['docs/decisions/j.md', ''],
      ],
    );
  });

  it('makes the anchors that GitHub makes', () => {
    const text =
      '# Kore.ai API\n## `not-sent` and `lost`\n## What (one) may\n## [Link](x.md)\n## Twice\n## Twice\n```\n# no\n```\n';
    assert.deepEqual(
      [...anchorsOf(text)],
      ['koreai-api', 'not-sent-and-lost', 'what-one-may', 'link', 'twice', 'twice-1'],
    );
  });

  it('refuses a file and a heading that do not exist', () => {
    const at = (target: string, heading: string): Citation => ({ file: 'a.ts', text: '', target, heading });
    assert.equal(reasonItLeadsNowhere(root, at('docs/none.md', '')), 'docs/none.md does not exist');
    assert.equal(
      reasonItLeadsNowhere(root, at('docs/kore-ai-api.md', 'none')),
      'docs/kore-ai-api.md has no heading #none',
    );
    assert.equal(reasonItLeadsNowhere(root, at('docs/kore-ai-api.md', 'send-v2')), undefined);
  });
});
