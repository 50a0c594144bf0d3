import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type N8nHome, createN8nHome } from '../../packages/demo/src/n8n-home.ts';
import { installN8n } from '../../packages/demo/src/install-n8n.ts';
import { installTestTools } from './test-tools.ts';

const SOURCE = fileURLToPath(new URL('../../packages/n8n', import.meta.url));
/** What the gate looks at in a published tarball. */
const SHIPPED = ['**/*.js', 'package.json'];

/** What the tests use of the gate that n8n lets packages through, and of the ESLint that it brings. */
interface Scanner {
  readonly SOURCE_FILE_PATTERNS: readonly string[];
  analyzePackage(
    folder: string,
    patterns: readonly string[],
  ): Promise<{ readonly passed: boolean; readonly details?: string }>;
  buildScanConfig(): Promise<unknown>;
}
interface Linter {
  lintFiles(patterns: readonly string[]): Promise<readonly LintedFile[]>;
}
interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

describe("n8n's gate for verified packages", function () {
  this.timeout(120_000);
  let scanner: Scanner;
  let ESLint: new (options: object) => Linter;
  let home: N8nHome;

  before(async function () {
    // The first time, this installs the gate.
    this.timeout(900_000);
    const folder = await installTestTools();
    const scan = join(folder, 'node_modules', '@n8n', 'scan-community-package', 'scanner', 'scanner.mjs');
    scanner = (await import(pathToFileURL(scan).href)) as Scanner;
    ({ ESLint } = createRequire(scan)('eslint') as { ESLint: typeof ESLint });
    home = await createN8nHome(await installN8n((line) => void process.stderr.write(`${line}\n`)));
  });
  after(() => home.remove());

  /** Errors and warnings; the gate itself passes warnings over. */
  const complaintsAbout = async (folder: string, patterns: readonly string[]): Promise<string[]> => {
    const linter = new ESLint({
      cwd: folder,
      allowInlineConfig: false,
      overrideConfigFile: true,
      overrideConfig: await scanner.buildScanConfig(),
      errorOnUnmatchedPattern: false,
    });
    const files = await linter.lintFiles(patterns);
    assert.ok(files.length > 0);
    return files.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message }) => `${filePath}: ${ruleId ?? ''} ${message}`),
    );
  };

  it('finds neither error nor warning in the source', async () => {
    const { passed, details } = await scanner.analyzePackage(SOURCE, scanner.SOURCE_FILE_PATTERNS);
    assert.ok(passed, details);
    assert.deepEqual(await complaintsAbout(SOURCE, scanner.SOURCE_FILE_PATTERNS), []);
  });

  it('finds neither error nor warning in the unpacked tarball', async () => {
    const shipped = join(
      home.folder,
      '.n8n',
      'nodes',
      'node_modules',
      '@kore-notify',
      'n8n-nodes-kore-notify',
    );
    const { passed, details } = await scanner.analyzePackage(shipped, SHIPPED);
    assert.ok(passed, details);
    assert.deepEqual(await complaintsAbout(shipped, SHIPPED), []);
  });
});
