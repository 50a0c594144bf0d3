// The licences of what a bundle brings along: they ask for their text in each copy.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const RULE = '='.repeat(80);

/** Writes one file with the licence of each package that the bundler took something of; `inputs` are the files it read. */
export function writeLicenses(inputs, file) {
  const folders = new Set(inputs.flatMap((input) => PACKAGE.exec(resolve(input))?.[0] ?? []));
  const parts = [...folders].map(licenseOf).sort();
  writeFileSync(file, `What is bundled here, and its licences.\n\n${parts.join('\n')}`);
}

/** What such a file names: `{ name, version, license }` of each package. */
export function readLicenses(file) {
  return [...readFileSync(file, 'utf8').matchAll(HEADING)].map(({ groups }) => ({ ...groups }));
}

/** Up to the name of a package, which may have a scope. */
const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;
const HEADING = /^(?<name>@?[^@\s]+)@(?<version>\S+) \((?<license>.+)\)\n=+$/gm;

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no text of its licence.`);
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name}@${version} (${license})\n${RULE}\n\n${text}\n`;
}
