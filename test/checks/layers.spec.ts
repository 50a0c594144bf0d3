import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('The layers of the core', () => {
  const findings = async (file: string, specifier: string): Promise<string[]> => {
    const eslint = new ESLint({
      cwd: root,
      // What the rule is about needs no types, and the file need not be there.
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
      ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
    });
    const filePath = `${root}shared-core/src/${file}`;
    const [result] = await eslint.lintText(`import '${specifier}';\n`, { filePath });
    return result?.messages.map(({ message }) => message) ?? [];
  };

  for (const [file, specifier] of [
    ['text/bound.ts', '../vocabulary/ports.ts'],
    ['wire/send.ts', '../calls/call-platform.ts'],
    ['calls/call-platform.ts', '../send/plan.ts'],
    ['recipients/list/read-list.ts', '../../devices/call-devices.ts'],
    ['status/watch-jobs.ts', '../client.ts'],
    ['pace/pacer.ts', '../node/system-clock.ts'],
  ] as const)
    it(`do not let ${file} import ${specifier}`, async () => {
      const [message = ''] = await findings(file, specifier);
      assert.match(message, /may import from .* only/);
    });

  for (const [file, specifier] of [
    ['recipients/list/read-list.ts', '../../wire/identity-key.ts'],
    ['calls/call-platform.ts', '../pace/pacer.ts'],
    ['validation/explain.ts', '../generated/validators.ts'],
  ] as const)
    it(`let ${file} import ${specifier}`, async () => {
      assert.deepEqual(await findings(file, specifier), []);
    });
});
