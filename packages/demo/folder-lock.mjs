// One process at a time installs into a folder. Plain JavaScript without dependencies, since it is needed before anything
// is installed.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often whoever has a lock shows that it lives, by the time of the file. */
const BEAT_MS = 1_000;
const LOOK_MS = 200;
const STILL_AFTER_MS = 10_000;

/**
 * How long a lock must be silent before it is taken from its holder. Measured by the clock of who waits, since the times
 * of a shared folder may be those of another machine.
 */
const SILENT_MS = {
  /** Its processes ended. */
  ended: 5_000,
  /** It is of another machine or container, whose processes cannot be seen. */
  elsewhere: 30_000,
  /** One of its processes runs: npm, whose parent was killed, or something else with its number. */
  running: 15 * 60_000,
};

/** A guard that is older was left by a process that was killed. */
const GUARD_MS = 60_000;

/**
 * Does some work while no other process does work under the same lock file. `waiting` is said once if another one has it,
 * and then every 10 s how long this has waited. The work is given a function that takes the number of a process which it
 * started: the lock counts as long as that one runs, also if this one is killed.
 */
export async function withFolderLock({ path, say, waiting, signal }, work) {
  const lock = { owner: randomUUID(), host: hostname(), pids: [process.pid] };
  await take({ path, say, waiting, signal }, lock);
  const beat = setInterval(() => {
    const now = new Date();
    // Whoever took it away has another file here, or none.
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  try {
    return await work((pid) => {
      lock.pids.push(pid);
      try {
        writeFileSync(path, JSON.stringify(lock));
      } catch {
        // The work goes on: only after a kill of this process it would not be known that npm runs.
      }
    });
  } finally {
    clearInterval(beat);
    const { owner } = contentOf((await look(path)) ?? { text: '' });
    if (owner === lock.owner) await rm(path, { force: true });
  }
}

async function take({ path, say, waiting, signal }, lock) {
  const startedAt = performance.now();
  let seen = '';
  let changedAt = startedAt;
  let saidAt;
  while (!(await create(path, lock))) {
    const now = performance.now();
    const found = await look(path);
    if (found !== undefined) {
      if (saidAt === undefined || now - saidAt >= STILL_AFTER_MS) {
        say(saidAt === undefined ? waiting : `  ${Math.round((now - startedAt) / 1000)} s …`);
        saidAt = now;
      }
      if (found.mark !== seen) changedAt = now;
      seen = found.mark;
      if (now - changedAt >= SILENT_MS[holderOf(found)]) await remove(path, found.mark);
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** Whether it was there for the taking. */
async function create(path, lock) {
  try {
    await writeFile(path, JSON.stringify(lock), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The lock file as it is now; undefined if there is none. */
async function look(path) {
  try {
    const { mtimeMs } = await stat(path);
    const text = await readFile(path, 'utf8');
    return { text, mark: `${mtimeMs} ${text}` };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Of a file whose writer was killed nothing can be read. */
function contentOf({ text }) {
  try {
    const { owner = '', host = '', pids = [] } = JSON.parse(text);
    return { owner, host, pids };
  } catch {
    return { owner: '', host: hostname(), pids: [] };
  }
}

function holderOf(found) {
  const { host, pids } = contentOf(found);
  if (host !== hostname()) return 'elsewhere';
  return pids.some(isRunning) ? 'running' : 'ended';
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It may be of another user.
    return error.code === 'EPERM';
  }
  // In a container nobody may ask for the end of a process whose parent was killed: it stays, and does nothing.
  return process.platform !== 'linux' || !/\) Z /.test(statusOf(pid));
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // It ended meanwhile, or this machine does not show it.
    return '';
  }
}

/** Removes a lock if it is still the one that was looked at: another one who waits may have it by now. */
async function remove(path, mark) {
  const guard = `${path}-guard`;
  try {
    await mkdir(guard);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const left = await stat(guard).catch(() => undefined);
    // Whoever else removes it does as well.
    if (left !== undefined && Date.now() - left.mtimeMs > GUARD_MS) await rmdir(guard).catch(() => undefined);
    return;
  }
  try {
    const found = await look(path);
    if (found?.mark === mark) await rm(path, { force: true });
  } finally {
    await rmdir(guard);
  }
}
