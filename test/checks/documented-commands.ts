import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A command that a document tells its readers to type. */
export interface DocumentedCommand {
  readonly document: string;
  /** Without its comment, and in one line. */
  readonly line: string;
}

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.nx']);
/** A fenced block: its language and its text. Those of other languages too, since one's end looks like another's start. */
const BLOCK = /^```(\w*)\n([\s\S]*?)^```/gm;
const SHELLS = new Set(['', 'sh', 'bash', 'console']);
/** In text, what starts like this is meant to be typed. */
const TYPED = /`((?:sudo )?(?:npm|npx|node|pnpm|pnpx|yarn|corepack|bun|bunx) [^`\n]+)`/g;

/** Every document of the repository, by its path from the root. */
export function documents(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : documents(root, path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The commands in the blocks of a document, and then those in its text. */
export function commandsIn(document: string, text: string): DocumentedCommand[] {
  const blocks = [...text.matchAll(BLOCK)]
    .filter(([, language = '']) => SHELLS.has(language))
    .flatMap(([, , block = '']) => block.replaceAll(/\\\n\s*/g, '').split('\n'));
  const typed = [...text.replaceAll(BLOCK, '').matchAll(TYPED)].map(([, line = '']) => line);
  return [...blocks, ...typed]
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => ({ document, line }));
}
