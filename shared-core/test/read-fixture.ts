import { readFileSync } from 'node:fs';

/** A fixture of this folder; the caller names the type that its file has. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the type of a file is not known here
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as T;
}
