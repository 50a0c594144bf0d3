import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.nx']);
const SOURCES = /\.(?:ts|mjs|cjs|js|html|css)$/;

/** Something that points to a file, and often to one of its headings. */
export interface Citation {
  /** File that it stands in, from the root. */
  readonly file: string;
  /** As it is written, for example `docs/kore-ai-api.md#send-v2`. */
  readonly text: string;
  /** File that it points to, from the root. */
  readonly target: string;
  /** Without the number sign; empty for the whole file. */
  readonly heading: string;
}

/** Every file with comments, by its path from the root. */
export function sources(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sources(root, path);
    return SOURCES.test(entry.name) ? [path] : [];
  });
}

/** Citations of the documents in a source file. They are written from the root, wherever the file is. */
export function citationsIn(file: string, text: string): Citation[] {
  return [...text.matchAll(/(?<![\w/.-])(docs\/[\w/.-]*\w)(?:#([\w-]*))?/g)].map(
    ([whole, target = '', heading = '']) => ({ file, text: whole, target, heading }),
  );
}

/** Links of a document to other files and to headings of its own. Code is not looked at. */
export function linksIn(file: string, text: string): Citation[] {
  const prose = withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]*)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', heading = ''] = link.split('#');
      return { file, text: link, target: path === '' ? file : normalize(join(dirname(file), path)), heading };
    });
}

/** The anchors that GitHub gives the headings of a document; of equal ones the second ends in -1. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of withoutBlocks(text).split('\n')) {
    if (!/^#{1,6} /.test(line)) continue;
    const heading = line.replace(/^#+ /, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const anchor = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let unique = anchor;
    for (let number = 1; anchors.has(unique); number++) unique = `${anchor}-${number}`;
    anchors.add(unique);
  }
  return anchors;
}

/** The text without its fenced blocks. */
function withoutBlocks(text: string): string {
  let isCode = false;
  return text
    .split('\n')
    .filter((line) => {
      const isFence = line.startsWith('```');
      if (isFence) isCode = !isCode;
      return !isFence && !isCode;
    })
    .join('\n');
}

/** Why a citation leads nowhere; undefined if it leads somewhere. */
export function reasonItLeadsNowhere(root: string, { target, heading }: Citation): string | undefined {
  const path = join(root, target);
  if (!existsSync(path)) return `${target} does not exist`;
  if (heading === '' || !target.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(path, 'utf8')).has(heading)
    ? undefined
    : `${target} has no heading #${heading}`;
}
