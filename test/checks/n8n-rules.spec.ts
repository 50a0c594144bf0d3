import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe("n8n's rules for community nodes", () => {
  /** What n8n's rules say of a text in the place of a file of the n8n package. */
  const findings = async (file: string, text: string): Promise<(string | null)[]> => {
    const eslint = new ESLint({
      cwd: root,
      // None of these rules needs types, and the file need not be there.
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
      ruleFilter: ({ ruleId }) => ruleId.startsWith('@n8n/'),
    });
    const [result] = await eslint.lintText(text, { filePath: `${root}packages/n8n/${file}` });
    return result?.messages.map(({ ruleId }) => ruleId) ?? [];
  };

  for (const [file, text, rule] of [
    ['package.json', '{ "name": "n8n-nodes-x", "overrides": { "a": "1" } }', 'no-overrides-field'],
    ['nodes/A/A.node.ts', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['adapters/A.ts', "import fs from 'node:fs';\nfs.statSync('.');", 'no-restricted-imports'],
    ['shared/A.ts', 'export const read = (text: string) => new Function(text);', 'no-dangerous-functions'],
  ] as const)
    it(`are part of lint: ${rule} in ${file}`, async () => {
      assert.ok((await findings(file, text)).includes(`@n8n/community-nodes/${rule}`));
    });
});
