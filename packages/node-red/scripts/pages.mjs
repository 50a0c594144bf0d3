// The help of each node → docs/nodes/<node>.md, a page to read without Node-RED. With --check: fails if the committed pages differ.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { readWithIncludes } from './read-with-includes.mjs';

const nodes = join(import.meta.dirname, '../src/nodes');
const pages = join(import.meta.dirname, '../../../docs/nodes');
const BANNER = '<!-- Made by `npm run generate` from the help of the node. -->';
const isCheck = process.argv.includes('--check');

/** The help as a tree: texts, and elements with a tag and children. */
function treeOf(html) {
  const root = { tag: 'root', children: [] };
  const open = [root];
  for (const [, end, tag, text] of html.matchAll(/<(\/?)(\w+)(?:\s[^>]*)?>|([^<]+)/g)) {
    if (text !== undefined) open.at(-1).children.push(text.replaceAll(/\s+/g, ' '));
    else if (end) open.pop();
    else {
      const element = { tag, children: [] };
      open.at(-1).children.push(element);
      open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`The help does not close <${open.at(-1).tag}>.`);
  return root;
}

const decode = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function inline(node) {
  if (typeof node === 'string') return node.replaceAll(/[*_]/g, String.raw`\$&`);
  if (node.tag === 'code') return `\`${decode(node.children.join(''))}\``;
  const inside = node.children.map(inline).join('');
  if (node.tag === 'i' || node.tag === 'span') return `_${inside.trim()}_`;
  if (node.tag === 'b') return `**${inside.trim()}**`;
  throw new Error(`The pages cannot show <${node.tag}>.`);
}

const BLOCKS = ['p', 'h3', 'h4', 'dl', 'ul', 'ol'];
const isBlock = (node) => typeof node !== 'string' && BLOCKS.includes(node.tag);
const elements = (node) => node.children.filter((child) => typeof child !== 'string');
const item = (mark, text) => `${mark} ${text.replaceAll('\n', `\n${' '.repeat(mark.length + 1)}`)}`;

function definitions(list) {
  const items = [];
  for (const { tag, children } of elements(list)) {
    if (tag === 'dt')
      items.push(
        `**${children
          .filter((child) => child.tag !== 'span')
          .map(inline)
          .join('')
          .trim()}**${typeOf(children)}`,
      );
    else items.push(`${items.pop()}: ${blocks(children)}`);
  }
  return items.map((text) => item('-', text)).join('\n');
}

function typeOf(children) {
  const type = children.find(({ tag }) => tag === 'span');
  return type === undefined ? '' : ` (${inline(type)})`;
}

function block(node) {
  if (node.tag === 'h3') return `## ${node.children.map(inline).join('')}`;
  if (node.tag === 'h4') return `### ${node.children.map(inline).join('')}`;
  if (node.tag === 'dl') return definitions(node);
  if (node.tag === 'p') return node.children.map(inline).join('').trim();
  return elements(node)
    .map(({ children }, index) => item(node.tag === 'ol' ? `${index + 1}.` : '-', blocks(children)))
    .join('\n');
}

/** Blocks, and what stands between them as paragraphs. */
function blocks(children) {
  const parts = [];
  let words = '';
  const endWords = () => {
    if (words.trim() !== '') parts.push(words.trim());
    words = '';
  };
  for (const child of children)
    if (isBlock(child)) {
      endWords();
      parts.push(block(child));
    } else words += inline(child);
  endWords();
  return parts.join('\n\n');
}

async function pageOf(name) {
  const locale = join(nodes, name, 'locales/en-US');
  const words = JSON.parse(readFileSync(join(locale, `${name}.json`), 'utf8'));
  const help = blocks(treeOf(readWithIncludes(join(locale, `${name}.html`))).children);
  const file = join(pages, `${name}.md`);
  const config = await prettier.resolveConfig(file);
  const text = `${BANNER}\n\n# ${words[name].nodeLabel ?? name}\n\n${help}\n`;
  return { file, text: await prettier.format(text, { ...config, parser: 'markdown' }) };
}

for (const name of readdirSync(nodes)) {
  const { file, text } = await pageOf(name);
  if (!isCheck) {
    mkdirSync(pages, { recursive: true });
    writeFileSync(file, text);
  } else if (readCommitted(file) !== text) {
    console.error(`docs/nodes/${name}.md is not what the help of the node says: run npm run generate`);
    process.exitCode = 1;
  }
}

function readCommitted(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
