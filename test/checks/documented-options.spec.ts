import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helpText } from '../../packages/simulator/src/command-line.ts';
import { commandsIn, documents } from './documented-commands.ts';
import { scriptOf, targetOf } from './where-commands-lead.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const READMES = documents(root).filter((document) => document.endsWith('README.md'));
const SIMULATOR = 'packages/simulator/dist/main.js';
const OPTION = /(?<![\w-])--[a-z][\w-]*/g;
/** Of npm and curl, in the commands of the READMEs; those commands are run in fresh clones. */
const OF_OTHER_PROGRAMS = new Set([
  '--workspace',
  '--ignore-scripts',
  '--legacy-peer-deps',
  '--retry',
  '--retry-connrefused',
]);

const optionsIn = (text: string): string[] => [...text.matchAll(OPTION)].map(([option]) => option);

/** Whether a program of the repository takes an option: by its help, or as it reads its command line. */
function takes(program: string, option: string): boolean {
  if (program === SIMULATOR) return optionsIn(helpText()).includes(option);
  const source = read(program);
  const name = option.slice('--'.length);
  return optionsIn(source).includes(option) || new RegExp(`[{,\\s]'?${name}'?: \\{ type:`).test(source);
}

/** What is wrong with the options of a command after ` -- `, which are for the program that npm starts. */
function unknownOptionsOf(line: string): string[] {
  const [command = '', forProgram] = line.split(/ -- /);
  const script = forProgram === undefined ? undefined : scriptOf(command, root);
  const program = script === undefined ? undefined : targetOf(script);
  if (forProgram === undefined || program?.includes('/') !== true) return [];
  return optionsIn(forProgram).filter((option) => !takes(program, option));
}

/** What can be named alone, without its command. */
const programs = [SIMULATOR, 'packages/demo/src/main.ts', 'test/bench/main.ts', 'test/million/main.ts'];
const isKnown = (option: string): boolean =>
  OF_OTHER_PROGRAMS.has(option) ||
  process.allowedNodeEnvironmentFlags.has(option) ||
  programs.some((program) => takes(program, option));

/** Paths in code, without those of packages, patterns and addresses. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([A-Za-z_.][\w.-]*\/[\w./-]*)`/g)].map(([, path = '']) => path);

/** In the copy of the repository, or beside the README. */
const missingFrom = (document: string, paths: readonly string[]): string[] =>
  paths.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(document), path)));

describe('The READMEs', () => {
  for (const document of READMES) {
    it(`${document}: every option that it names exists`, () => {
      const text = read(document);
      assert.deepEqual(
        commandsIn(document, text).flatMap(({ line }) => unknownOptionsOf(line)),
        [],
      );
      assert.deepEqual(
        optionsIn(text).filter((option) => !isKnown(option)),
        [],
      );
    });

    it(`${document}: every path that it names is there, also one beside it`, () => {
      assert.deepEqual(missingFrom(document, pathsIn(read(document))), []);
    });

    it(`${document}: every picture beside it is shown in a README`, () => {
      const folder = join(dirname(document), document === 'README.md' ? 'docs/images' : 'images');
      const pictures = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
      const all = READMES.map(read).join('\n');
      assert.deepEqual(
        pictures.filter((picture) => !all.includes(`images/${picture})`)),
        [],
      );
    });
  }

  it('the one of the simulator names each of its flags', () => {
    const named = new Set(optionsIn(read('packages/simulator/README.md')));
    assert.deepEqual(
      optionsIn(helpText()).filter((flag) => !named.has(flag)),
      [],
    );
  });

  it('the map of the tests names each folder of them, and no other', () => {
    const text = read('test/README.md');
    const named = [...text.matchAll(/^\*\*`([\w-]+)`\*\*/gm)].map(([, folder = '']) => folder);
    const folders = readdirSync(join(root, 'test')).filter(
      (name) => name !== 'node_modules' && statSync(join(root, 'test', name)).isDirectory(),
    );
    assert.deepEqual(named.toSorted(), folders.toSorted());
  });
});

describe('The check of the READMEs', () => {
  it('refuses an option that a program does not take, of the simulator and of others', () => {
    assert.deepEqual(unknownOptionsOf('npm run simulator -- --port 1 --bad-day'), ['--bad-day']);
    assert.deepEqual(unknownOptionsOf('npm start -- --once --twice'), ['--twice']);
    assert.deepEqual(unknownOptionsOf('npm run bench -- --only sign --speed'), ['--speed']);
    assert.equal(isKnown('--no-such-option'), false);
  });

  it('refuses a path that is neither in the repository nor beside the document', () => {
    const paths = pathsIn(
      'See `src/routes.ts`, `src/no-such.ts`, `@kore-notify/core`, `packages/*` and `10.1.2.0/24`.',
    );
    assert.deepEqual(missingFrom('packages/simulator/README.md', paths), ['src/no-such.ts']);
  });
});
