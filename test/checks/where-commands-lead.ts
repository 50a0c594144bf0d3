import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of the system that start nothing of ours. */
const HARMLESS = new Set(['cd', 'mkdir', 'curl', 'export']);
/** They ask a registry for whatever is not installed: somebody may own the name. */
const ASKS_REGISTRY = 'asks the registry for a name that others may own';

/** Why nobody should be told to type a command; undefined if all that it starts is in the repository. */
export function reasonNotToType(line: string, root: string): string | undefined {
  return line
    .split('&&')
    .map((part) => reasonAgainst(part.trim().split(/\s+/), root))
    .find((reason) => reason !== undefined);
}

/** What an npm script runs, as package.json has it: of `npm start`, `npm test` and `npm run …`. */
export function scriptOf(line: string, root: string): string | undefined {
  const [, command = '', ...words] = line.split(/\s+/);
  const name = command === 'run' ? words.find((word) => !word.startsWith('-')) : command;
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return name === undefined ? undefined : scripts[name];
}

/** What the launcher is asked for: a file, a tool, or a word of its own. */
export function targetOf(script: string): string | undefined {
  const [, words] = /^node packages\/demo\/run\.mjs((?: .*)?)$/.exec(script) ?? [];
  return words
    ?.trim()
    .split(/\s+/)
    .find((word) => !/^[A-Z_]+=/.test(word));
}

function reasonAgainst(words: readonly string[], root: string): string | undefined {
  const [program = '', ...args] = words;
  if (HARMLESS.has(program)) return undefined;
  if (program === 'npm') return reasonAgainstNpm(args, root);
  const path = program === 'node' ? args.find((word) => !word.startsWith('-')) : program;
  if (path?.includes('/') === true) return missing(path, root);
  return `${program} ${ASKS_REGISTRY}, or is not in the repository`;
}

function reasonAgainstNpm(args: readonly string[], root: string): string | undefined {
  const [command = '', ...words] = args;
  const named = words.filter((word) => !word.startsWith('-'));
  switch (command) {
    case 'start':
    case 'test':
    case 'run':
      return reasonAgainstScript(scriptOf(`npm ${args.join(' ')}`, root), root);
    case 'ci':
      return undefined;
    case 'pack':
      return named.map((folder) => missing(folder, root)).find((reason) => reason !== undefined);
    case 'install':
      // A file that the reader has made; an install of this repository.
      return named.every((word) => /^[./~].*\.tgz$/.test(word)) ? undefined : `npm install ${ASKS_REGISTRY}`;
    default:
      return `npm ${command} ${ASKS_REGISTRY}, or is not known to this check`;
  }
}

function reasonAgainstScript(script: string | undefined, root: string): string | undefined {
  if (script === undefined) return 'is no script of package.json';
  return script
    .split('&&')
    .map((part) => reasonAgainstPart(part.trim(), root))
    .find((reason) => reason !== undefined);
}

function reasonAgainstPart(part: string, root: string): string | undefined {
  if (part.startsWith('npm ')) return reasonAgainstNpm(part.split(/\s+/).slice(1), root);
  const target = targetOf(part);
  if (target === undefined) return `${part} does not go through packages/demo/run.mjs`;
  if (['', 'build'].includes(target)) return undefined;
  return missing(target.includes('/') ? target : `node_modules/${target}/package.json`, root);
}

function missing(path: string, root: string): string | undefined {
  return existsSync(join(root, path)) ? undefined : `there is no ${path}`;
}
