// The compiler leaves the inbox page behind; this takes it along.
import { cpSync, readdirSync } from 'node:fs';

const from = new URL('../src/inbox/', import.meta.url);
const to = new URL('../dist/inbox/', import.meta.url);

for (const name of readdirSync(from))
  if (/^page[.-]/.test(name)) cpSync(new URL(name, from), new URL(name, to));
