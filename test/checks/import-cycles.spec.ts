import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('The check of imports in npm run lint', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kore-notify-cycles-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What it prints of these files, by their names. */
  async function findings(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(root, 'test/checks/dependency-cruiser.mjs');
    try {
      return execFileSync(process.execPath, [program, '--config', config, '.'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  }

  for (const [what, first, second] of [
    ['values', "import { b } from './b.ts';\nexport const a = b;\n", "export { a as b } from './a.ts';\n"],
    [
      'types alone',
      "import type { B } from './b.ts';\nexport type A = B[];\n",
      "export type { A as B } from './a.ts';\n",
    ],
    [
      'a type among values',
      "import { type B } from './b.ts';\nexport type A = B[];\n",
      "import type { A } from './a.ts';\nexport type B = A | 1;\n",
    ],
    [
      'files named without an ending',
      "import { b } from './b';\nexport const a = b;\n",
      "export { a as b } from './a';\n",
    ],
  ] as const)
    it(`finds two files that import each other: ${what}`, async () => {
      assert.match(await findings({ 'a.ts': first, 'b.ts': second }), /error no-cycle: (?:a|b)\.ts/);
    });

  it('finds a cycle of three files', async () => {
    const files = {
      'a.ts': "export * from './b.ts';\n",
      'b.ts': "export * from './c.ts';\n",
      'c.ts': "export * from './a.ts';\n",
    };
    assert.match(await findings(files), /error no-cycle/);
  });

  it('finds nothing where imports go one way', async () => {
    const files = {
      'a.ts': "export * from './b.ts';\n",
      'b.ts': 'export const b = 1;\n',
      'c.ts': "export * from './b.ts';\n",
    };
    assert.match(await findings(files), /no dependency violations found \(3 modules, 2 dependencies/);
  });

  it('looks at every workspace', async () => {
    const { scripts, workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
      readonly workspaces: readonly string[];
    };
    const [, folders = ''] =
      /dependency-cruiser --config test\/checks\/dependency-cruiser\.mjs ([\w ./-]+?)(?: &&|$)/.exec(
        scripts['lint'] ?? '',
      ) ?? [];
    assert.deepEqual(
      folders.split(' ').sort(),
      workspaces.map((workspace) => workspace.replace('/*', '')).sort(),
    );
  });
});
