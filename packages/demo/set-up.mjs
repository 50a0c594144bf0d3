// Installs what is missing and builds what has changed. What was broken off half-way is not believed: the marks of an
// install and of a build are removed before it and written after it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  NEEDS_NODE,
  ROOT,
  environmentFor,
  findNode,
  isWritable,
  mayFindNode,
  npmCommand,
} from './environment.mjs';
import { withFolderLock } from './folder-lock.mjs';
import { isBuilt, isInstalled, markBuilt, markInstalled, removeBuild, unmark } from './marks.mjs';

const STILL_AFTER_MS = 10_000;

/** What a person reads: no fault of the program. */
export class SetUpError extends Error {}

/** Installs and builds if needed. Gives the Node to go on with. @throws SetUpError */
export async function setUp({ isBuildForced }) {
  if (!mayFindNode()) throw new SetUpError(NEEDS_NODE);
  if (!isInstalled()) await alone((note) => (isInstalled() ? undefined : install(note)));
  const node = findNode();
  if (node === undefined) throw new SetUpError(NEEDS_NODE);
  const needsBuild = () => isBuildForced || !isBuilt();
  if (needsBuild()) await alone((note) => (needsBuild() ? build(node, note) : undefined));
  return node;
}

/** Does some work while no other process installs or builds here. */
async function alone(work) {
  checkWritable();
  const waiting = 'Another process is setting up this repository; waiting …';
  await withFolderLock({ path: join(ROOT, '.kore-notify-lock'), say: console.error, waiting }, work);
}

async function install(note) {
  unmark();
  // The tools are development dependencies, and Node itself is an optional one, whatever npm's settings and NODE_ENV say.
  const included = ['--include=dev', '--include=optional', '--include=peer'];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await run({
    title: 'Installing the dependencies, once: 0.9 GB, one to three minutes',
    command: [...npmCommand(), 'ci', ...included, ...quiet],
    env: process.env,
    note,
  });
  markInstalled();
}

async function build(node, note) {
  removeBuild();
  const lerna = join(ROOT, 'node_modules', 'lerna', 'dist', 'cli.js');
  await run({
    title: 'Building',
    command: [node.path, lerna, 'run', 'build', '--loglevel', 'warn'],
    env: environmentFor(node),
    note,
  });
  markBuilt();
}

/** @throws SetUpError if nothing can be installed here */
function checkWritable() {
  const modules = join(ROOT, 'node_modules');
  if (isWritable(ROOT) && (!existsSync(modules) || isWritable(modules))) return;
  throw new SetUpError(
    `${ROOT} is read-only and is not set up. Run "npm run setup" there once as a user who may write to it.`,
  );
}

/**
 * Runs a command, tells every 10 s that it still runs, and shows what it printed only if it failed. `note` is given the
 * number of its process.
 */
function run({ title, command: [command, ...args], env, note }) {
  console.error(`${title} …`);
  const startedAt = Date.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // On Windows npm is a script, which only a shell runs.
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (child.pid !== undefined) note(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output += chunk.toString()));
  const news = setInterval(
    () => console.error(`  ${Math.round((Date.now() - startedAt) / 1000)} s …`),
    STILL_AFTER_MS,
  );
  let isStopped = false;
  const passOn = (signal) => {
    isStopped = true;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(news);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, passOn);
      if (code === 0) resolve();
      else if (isStopped) reject(new SetUpError('Stopped. The next command sets up what is missing.'));
      else reject(new SetUpError(`${output}\n${command} ${args.join(' ')} failed.`));
    });
  });
}
