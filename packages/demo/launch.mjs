// Sets up, and then runs what was asked for with the Node that this repository needs.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, environmentFor, isWritable } from './environment.mjs';
import { SetUpError, setUp } from './set-up.mjs';

/** Tools that write into the repository. */
const WRITES = new Set(['c8', 'lerna', 'prettier', 'eslint']);

/** Does what packages/demo/run.mjs was asked for, and ends this process with its exit code. */
export async function launch(words) {
  const [what = 'setup', ...args] = takeSettings(words);
  try {
    const node = await setUp({ isBuildForced: what === 'build' });
    if (what === 'setup' || what === 'build') return;
    if (WRITES.has(what) && !isWritable(ROOT))
      throw new SetUpError(`This command needs to write into ${ROOT}, which is read-only here.`);
    await run(node, [fileOf(what), ...args]);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Leaves out `NAME=value` at the start, which goes into the environment: Windows' shell has no word for it. */
function takeSettings([word = '', ...others]) {
  const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(word) ?? [];
  if (name === undefined) return word === '' ? [] : [word, ...others];
  process.env[name] = value;
  return takeSettings(others);
}

/** The file itself, or the script of a tool in node_modules. No bin link of npm: on Windows only a shell runs it. */
function fileOf(what) {
  if (/\.m?[jt]s$/.test(what)) return join(ROOT, what);
  const manifest = join(ROOT, 'node_modules', what, 'package.json');
  if (!existsSync(manifest)) throw new SetUpError(`There is no ${what} in ${dirname(dirname(manifest))}.`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[what]);
}

/** Runs Node until it ends. A signal is its to handle. */
function run(node, args) {
  const child = spawn(node.path, args, { stdio: 'inherit', env: environmentFor(node) });
  // Ctrl-C of a terminal reaches both; one that is sent to this process alone is passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? 1;
      if (signal !== null) console.error(`Ended by ${signal}.`);
      resolve();
    });
  });
}
