// dist/**/*.d.ts → etc/{core,node,node-testing,testing}.api.md: the public surface of each entry. With --check: fails if the committed
// files differ, if a signature names a type that no entry exports, or if a type is exported that no signature names.
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import prettier from 'prettier';

const root = fileURLToPath(new URL('../', import.meta.url));
const isCheck = process.argv.includes('--check');
const ENTRIES = {
  core: 'index',
  node: 'node/index',
  'node-testing': 'node/testing/index',
  testing: 'testing/index',
};

/** What is wrong with the public surface. */
const faults = [];
/** Types that signatures of an entry name, and that this entry does not export. */
const forgotten = new Set();

function configure(name, folder) {
  const silent = { default: { logLevel: 'none' } };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, 'dist', `${ENTRIES[name]}.d.ts`),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          extends: join(root, '../tsconfig.base.json'),
          compilerOptions: { types: ['node'] },
          include: [join(root, 'dist/**/*.d.ts')],
        },
      },
      apiReport: { enabled: true, reportFileName: name, reportFolder: folder, reportTempFolder: folder },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'none' },
          'ae-forgotten-export': { logLevel: 'warning' },
        },
        tsdocMessageReporting: silent,
      },
    },
  });
}

/** The report of an entry, as text. */
function extract(name, { folder, compilerState }) {
  const { succeeded } = Extractor.invoke(configure(name, folder), {
    localBuild: true,
    compilerState,
    messageCallback(message) {
      message.handled = message.logLevel !== 'error';
      if (message.messageId !== 'ae-forgotten-export') return;
      forgotten.add(/symbol "([^"]+)"/.exec(message.text)[1]);
    },
  });
  if (!succeeded) throw new Error(`The API of ${ENTRIES[name]} cannot be read.`);
  return readFile(join(folder, `${name}.api.md`), 'utf8');
}

/** Types by name that the reports declare as exported. */
function exportedTypes(text) {
  return [...text.matchAll(/^export (?:interface|type|class) (\w+)/gm)].map(([, name]) => name);
}

function findUnused(text) {
  const declarations = text.split(/\n\n(?=\/\/ @)/);
  for (const name of exportedTypes(text)) {
    const isDeclared = new RegExp(`^export (?:interface|type|class) ${name}\\b`, 'm');
    const isNamed = new RegExp(`\\b${name}\\b`);
    if (/^export class/m.test(declarations.find((one) => isDeclared.test(one)))) continue;
    if (!declarations.some((one) => !isDeclared.test(one) && isNamed.test(one)))
      faults.push(`${name} is exported, and no exported signature names it`);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'kore-notify-api-'));
try {
  const config = await prettier.resolveConfig(join(root, 'src/index.ts'));
  await mkdir(join(root, 'etc'), { recursive: true });
  const additionalEntryPoints = Object.values(ENTRIES).map((entry) => join(root, 'dist', `${entry}.d.ts`));
  const compilerState = CompilerState.create(configure('core', folder), { additionalEntryPoints });
  const texts = [];
  for (const name of Object.keys(ENTRIES)) {
    const report = await extract(name, { folder, compilerState });
    const text = await prettier.format(report, { ...config, parser: 'markdown' });
    texts.push(text);
    const path = join(root, 'etc', `${name}.api.md`);
    if (!isCheck) await writeFile(path, text);
    else if ((await readFile(path, 'utf8').catch(() => '')) !== text)
      faults.push(
        `the public API is not what etc/${name}.api.md says: run npm run generate, and look at the difference`,
      );
  }
  const all = texts.join('\n');
  findUnused(all);
  const exported = new Set(exportedTypes(all));
  for (const name of forgotten)
    if (!exported.has(name))
      faults.push(`${name} is named by an exported signature, and no entry exports it`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(`shared-core: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
