import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../packages/demo/src/run-command.ts';
import type { FreshCase, Step } from './case.ts';
import type { Machine } from './machine.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A user that every Linux has and that owns nothing. */
const NOBODY = 65_534;

/** Of the environment of this process, what a new shell of the user would have too. */
const KEPT =
  /^(HOME|USER|LANG|LC_\w+|TERM|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|(npm_config_)?https_proxy|npm_config_registry)$/i;

/** Runs the steps of a case on a new clone of the commit. @throws Error with what a step printed, if it is not as it must be */
export async function runCase(
  freshCase: FreshCase,
  machine: Machine,
  options: { readonly isLong: boolean; readonly say: (line: string) => void },
): Promise<void> {
  const home = join(machine.folder, 'home');
  const clone = join(machine.folder, freshCase.folder ?? 'clone');
  await runCommand('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], { cwd: machine.folder });
  await mkdir(home, { recursive: true });
  await chown(home, ...ownerOf(true));
  if (freshCase.isOthers === true)
    await runCommand('chown', ['-R', ownerOf(true).join(':'), clone], { cwd: machine.folder });
  const blockers = await Promise.all((freshCase.takenPorts ?? []).map(occupy));
  try {
    for (const step of freshCase.steps) {
      if (step.isLong === true && !options.isLong) continue;
      options.say(`  ${step.run}`);
      await step.before?.(clone);
      await checkStep(step, freshCase, { machine, clone, home });
    }
  } finally {
    for (const blocker of blockers) blocker.close();
    await rm(clone, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Place {
  readonly machine: Machine;
  readonly clone: string;
  /** Of the user that is not this one. */
  readonly home: string;
}

async function checkStep(step: Step, freshCase: FreshCase, place: Place): Promise<void> {
  const { code, text } = await runStep(step, freshCase, place);
  const { proxied } = place.machine;
  const problems = [
    step.kill === undefined && code !== (step.code ?? 0) ? `ended with ${String(code)}` : undefined,
    step.kill === undefined && step.prints !== undefined && !step.prints.test(text)
      ? `did not print ${String(step.prints)}`
      : undefined,
    step.printsNot?.test(text) === true ? `printed ${String(step.printsNot)}` : undefined,
    proxied.length > 0 ? `asked the proxy for ${proxied.join(', ')}` : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(`${text}\n${step.run}: ${problems.join('; ')}`);
}

async function runStep(
  step: Step,
  { node, manager, env, isOthers }: FreshCase,
  { machine, clone, home }: Place,
): Promise<{ readonly code: unknown; readonly text: string }> {
  const isOther = isOthers === true || step.isReader === true;
  const [uid, gid] = ownerOf(isOther);
  const bin = await machine.binOf(step.node ?? node, manager);
  const child = spawn('/bin/sh', ['-c', step.run], {
    cwd: clone,
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name))),
      ...(isOther ? { HOME: home } : {}),
      PATH: [bin, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      ...env?.(machine),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to be killed with all that it started.
    detached: true,
    ...(isOther ? { uid, gid } : {}),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close');
  if (step.kill !== undefined) {
    const { words, afterMs } = step.kill;
    while (!text.includes(words) && child.exitCode === null) await sleep(50);
    await sleep(afterMs);
    if (child.exitCode !== null) throw new Error(`${text}\n${step.run} ended before it could be killed.`);
    process.kill(-child.pid!, 'SIGKILL');
  }
  const [code] = (await ended) as unknown[];
  return { code, text };
}

/** User and group. @throws Error if this process may not run anything as another user */
function ownerOf(isOther: boolean): [number, number] {
  const own = process.getuid?.() ?? 0;
  if (isOther && own === 0) return [NOBODY, NOBODY];
  return [own, process.getgid?.() ?? 0];
}

async function occupy(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  // Something else may hold the port already, which does as well.
  await Promise.race([once(server, 'listening'), new Promise((resolve) => server.once('error', resolve))]);
  return server;
}
