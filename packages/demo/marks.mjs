// Whether this repository is installed and built, told by what is there and not by dates.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment.mjs';

const MODULES = join(ROOT, 'node_modules');
const LOCK = join(ROOT, 'package-lock.json');
/** npm writes it at the end of an install. */
const INSTALLED_LOCK = join(MODULES, '.package-lock.json');
const INSTALLED_MARK = join(MODULES, '.kore-notify-installed');
const BUILT_MARK = join(MODULES, '.kore-notify-built');

const PACKAGES = ['shared-core', 'packages/simulator', 'packages/node-red', 'packages/n8n'];
const BUILT_FROM = [...PACKAGES, 'package-lock.json', 'tsconfig.base.json'];
const NOT_SOURCE = new Set(['dist', 'node_modules', 'test', 'coverage']);

/** Whether everything that the lock file asks for is there, for this platform. */
export function isInstalled() {
  if (!existsSync(INSTALLED_LOCK)) return false;
  const wanted = packagesOf(LOCK);
  const present = installedPackages();
  if (present === undefined) return false;
  // An optional package may be missing after an install that was complete for npm.
  const isOurs = read(INSTALLED_MARK) === installedMark();
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.extraneous === true) return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true && (isOurs || !isForThisMachine(entry));
    return found.version === entry.version && existsSync(join(ROOT, path, 'package.json'));
  });
}

/** Whether what was built last is there, unchanged, and from the same sources. */
export function isBuilt() {
  return read(BUILT_MARK) === builtMark();
}

/** To be called after an install. */
export function markInstalled() {
  writeFileSync(INSTALLED_MARK, installedMark());
}

/** To be called after a build. */
export function markBuilt() {
  writeFileSync(BUILT_MARK, builtMark());
}

/** To be called before an install: npm may be stopped while it removes the one that is there. */
export function unmark() {
  for (const path of [INSTALLED_MARK, BUILT_MARK, INSTALLED_LOCK]) rmSync(path, { force: true });
}

/** To be called before a build. After one that was broken off the compiler takes for done what is not. */
export function removeBuild() {
  const isWhole = existsSync(BUILT_MARK) && read(BUILT_MARK).split(' ')[1] === outputsMark();
  rmSync(BUILT_MARK, { force: true });
  if (isWhole) return;
  for (const folder of PACKAGES) rmSync(join(ROOT, folder, 'dist'), { recursive: true, force: true });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch (error) {
    throw new Error(`${lockFile} cannot be read.`, { cause: error });
  }
}

/** Undefined while npm writes the file, and after a kill meanwhile. */
function installedPackages() {
  try {
    return packagesOf(INSTALLED_LOCK);
  } catch {
    return undefined;
  }
}

/** Without those for one C library: which one is here is npm's to know. Those without a platform come with another. */
function isForThisMachine({ os, cpu, libc }) {
  const fits = (names, name) => names !== undefined && [names].flat().includes(name);
  return libc === undefined && fits(os, process.platform) && fits(cpu, process.arch);
}

function installedMark() {
  const hash = createHash('sha256').update(readFileSync(LOCK)).update(readFileSync(INSTALLED_LOCK));
  return `${process.platform} ${process.arch} ${hash.digest('hex')}`;
}

function builtMark() {
  const hash = createHash('sha256');
  for (const path of BUILT_FROM.flatMap(sourcesIn)) hash.update(path).update(readFileSync(join(ROOT, path)));
  return `${hash.digest('hex')} ${outputsMark()}`;
}

function outputsMark() {
  const hash = createHash('sha256');
  for (const folder of PACKAGES) {
    const dist = join(ROOT, folder, 'dist');
    if (!existsSync(dist)) continue;
    for (const name of readdirSync(dist, { recursive: true }).sort()) {
      const entry = statSync(join(dist, name));
      if (entry.isFile()) hash.update(`${folder}/${name} ${entry.size}\n`);
    }
  }
  return hash.digest('hex');
}

/** The files of a folder of this repository that a build reads, or the path itself if it is a file. */
function sourcesIn(path) {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path))
    .filter((name) => !NOT_SOURCE.has(name) && !/\.(tsbuildinfo|tgz|md)$/.test(name))
    .sort()
    .flatMap((name) => sourcesIn(`${path}/${name}`));
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
