import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program in a document. */
export interface Snippet {
  /** For a title: the document, and the heading above the program. */
  readonly name: string;
  readonly code: string;
  /** What it prints, line by line, as the comments behind its `console.log` say. */
  readonly prints: readonly string[];
}

/** What a program made of itself. */
export interface Ended {
  readonly code: number | null;
  /** Lines of its output. */
  readonly lines: readonly string[];
  readonly errors: string;
}

/** The address at which the documents expect a simulator. */
export const DOCUMENTED_HOST = 'http://127.0.0.1:4747';

/** The fenced blocks of TypeScript in a document, in order. */
export function snippetsIn(document: string, text: string): Snippet[] {
  const snippets: Snippet[] = [];
  let heading = '';
  let block: string[] | undefined;
  for (const line of text.split('\n')) {
    if (block !== undefined && line === '```') {
      snippets.push(toSnippet(`${document}, ${heading}`, block));
      block = undefined;
    } else if (block !== undefined) block.push(line);
    else if (line === '```ts') block = [];
    else if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
  }
  return snippets;
}

function toSnippet(name: string, block: readonly string[]): Snippet {
  const prints = block.flatMap((line) => {
    const [, printed] = /console\.log\(.*\); \/\/ (.+)$/.exec(line) ?? [];
    return printed === undefined ? [] : [printed];
  });
  return { name, code: `${block.join('\n')}\n`, prints };
}

/**
 * The program as a reader would run it: one that uses the client of the first program without making it gets it, up to where
 * it is made, and closes it at its end.
 */
export function complete({ code }: Snippet, first: Snippet): string {
  if (code === first.code || !/\bclient\./.test(code)) return code;
  const end = '\n});\n';
  const making = first.code.slice(0, first.code.indexOf(end) + end.length);
  return `${making}${code}await client.close();\n`;
}

/** A folder in which programs find the packages of the repository, and TypeScript its settings. */
export class SnippetFolder {
  readonly #root: string;
  readonly #path: string;

  private constructor(root: string, path: string) {
    this.#root = root;
    this.#path = path;
  }

  static async make(root: string): Promise<SnippetFolder> {
    const path = await mkdtemp(join(tmpdir(), 'kore-notify-snippets-'));
    await symlink(join(root, 'node_modules'), join(path, 'node_modules'), 'dir');
    await writeFile(join(path, 'package.json'), '{ "type": "module" }\n');
    const compilerOptions = {
      target: 'ES2023',
      module: 'NodeNext',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      erasableSyntaxOnly: true,
      noEmit: true,
      types: ['node'],
    };
    await writeFile(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    return new SnippetFolder(root, path);
  }

  async write(file: string, code: string): Promise<void> {
    await writeFile(join(this.#path, file), code);
  }

  /** Runs a program of the folder, by stripping its types. */
  run(file: string): Promise<Ended> {
    return this.#start([file]);
  }

  /** What TypeScript finds wrong with the programs of the folder. */
  async typecheck(): Promise<readonly string[]> {
    const { lines } = await this.#start([join(this.#root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
    return lines;
  }

  remove(): Promise<void> {
    return rm(this.#path, { recursive: true, force: true });
  }

  async #start(args: readonly string[]): Promise<Ended> {
    const child = spawn(process.execPath, args, { cwd: this.#path, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, lines: output.split('\n').filter((line) => line !== ''), errors };
  }
}
