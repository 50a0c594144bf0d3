import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import typescript from 'typescript';
import { makeFolder, pack, PACKAGES, unpack } from './packages.ts';

/**
 * Findings that are meant. Node-RED and n8n load no types. The simulator is a server that is ESM only, and every Node that it
 * supports can import it. Of `type`: three packages are CommonJS whose sources and tests Node runs as TypeScript modules, which
 * it would not do beside `"type": "commonjs"`.
 */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'shared-core': ['suggestion: USE_TYPE'],
  'packages/node-red': ['suggestion: USE_TYPE'],
  'packages/simulator': ['CJSResolvesToESM . node16-cjs'],
  'packages/n8n': ['suggestion: USE_TYPE'],
};

/** Uses each entry; the errors expected prove that the types have not become any. */
const CONSUMER = `
import { createClient, isKoreNotifyError, type Client, type SendReport, type wire } from '@kore-notify/core';
import { createNodeClient, type NodeClient } from '@kore-notify/core/node';
import { makeSigningKeys } from '@kore-notify/core/node-testing';
import { FakeClock, FakeSigner, ScriptedHttp, signerContract } from '@kore-notify/core/testing';

const client: NodeClient = createNodeClient({ host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1', clientSecret: 's' });
export const report: Promise<SendReport> = client.send({ channel: 'msteams', message: 'Hi', recipients: 'a@example.com' });
const clock = new FakeClock();
const http = new ScriptedHttp(clock, []);
export const other: Client = createClient({ http, clock, signer: new FakeSigner() }, { host: 'h', botId: 'b', clientId: 'c' });
export const channel: wire.SendRequest['channel'] = 'msteams';
export const titles: string[] = signerContract({ makeSigner: () => new FakeSigner(), keys: makeSigningKeys() }).map(({ title }) => title);
export const isOurs: boolean = isKoreNotifyError(new Error());
// @ts-expect-error -- a host is text
createNodeClient({ host: 5 });
// @ts-expect-error -- it is typed, not any
clock.nothing();
// @ts-expect-error -- it is typed, not any
other.nothing();
`;

type TypeScript = typeof typescript;

const load = createRequire(import.meta.url);
/** An older compiler, which comes with the checker of types. */
const older = createRequire(load.resolve('@arethetypeswrong/core'))('typescript') as TypeScript;

describe('The types of the packed tarball', function () {
  this.timeout(120_000);
  let folder: string;
  const tarballs = new Map<string, string>();

  before(async () => {
    folder = await makeFolder();
    for (const { folder: from } of PACKAGES) tarballs.set(from, (await pack(from, folder)).tarball);
    await unpack(tarballs.get('shared-core') ?? '', join(folder, 'node_modules/@kore-notify/core'));
    await writeFile(join(folder, 'package.json'), '{}');
    await writeFile(join(folder, 'consumer.ts'), CONSUMER);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const { folder: from } of PACKAGES)
    it(`of ${from} resolve wherever its code does, and its package.json says what is there`, async () => {
      const tarball = Uint8Array.from(await readFile(tarballs.get(from) ?? ''));
      const result = await checkPackage(createPackageFromTarballData(tarball));
      const ofTypes = (result.types === false ? [] : result.problems).map((problem) =>
        [problem.kind, ...('entrypoint' in problem ? [problem.entrypoint, problem.resolutionKind] : [])].join(
          ' ',
        ),
      );
      const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
      const ofPackage = messages.map(({ type, code }) => `${type}: ${code}`);
      assert.deepEqual([...ofTypes, ...ofPackage], MEANT[from]);
    });

  for (const [compiler, module, moduleResolution] of [
    [typescript, 'NodeNext', 'NodeNext'],
    [typescript, 'ESNext', 'Bundler'],
    [older, 'Node16', 'Node16'],
    [older, 'NodeNext', 'NodeNext'],
    [older, 'ESNext', 'Bundler'],
    [older, 'CommonJS', 'Node10'],
  ] as const)
    it(`of the core serve TypeScript ${compiler.version}, resolving as ${moduleResolution}`, () => {
      const program = compiler.createProgram({
        rootNames: [join(folder, 'consumer.ts')],
        options: {
          module: compiler.ModuleKind[module],
          moduleResolution: compiler.ModuleResolutionKind[moduleResolution],
          target: compiler.ScriptTarget.ES2022,
          lib: ['lib.es2022.d.ts'],
          types: ['node'],
          strict: true,
          noEmit: true,
          skipLibCheck: false,
        },
      });
      // Only ours are checked: the types of Node are not for each compiler.
      const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder));
      const found = files.flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]);
      const errors = [...program.getOptionsDiagnostics(), ...found].map(({ file, messageText }) => [
        file?.fileName.slice(folder.length),
        compiler.flattenDiagnosticMessageText(messageText, '\n'),
      ]);
      assert.ok(files.length > 20);
      assert.deepEqual(errors, []);
    });
});
