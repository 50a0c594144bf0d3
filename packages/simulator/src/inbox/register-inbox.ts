import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { PAGE_HEADERS } from '../refuse-other-sites.ts';

const PAGE_URL = '/';

const FILES = [
  { url: PAGE_URL, file: 'page.html', type: 'text/html; charset=utf-8' },
  { url: '/inbox/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/inbox/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/inbox/page-views.js', file: 'page-views.js', type: 'text/javascript; charset=utf-8' },
  { url: '/inbox/page.svg', file: 'page.svg', type: 'image/svg+xml' },
];

/** True for the page itself, which holds no data. */
export function isInboxPage(url: string): boolean {
  return url === PAGE_URL || url.startsWith(`${PAGE_URL}?`);
}

/** Serves the inbox page, which reads everything from the control API. */
export function registerInbox(server: FastifyInstance): void {
  for (const { url, file, type } of FILES) {
    const content = readFileSync(new URL(file, import.meta.url), 'utf8');
    server.get(url, (_request, reply) => reply.type(type).headers(PAGE_HEADERS).send(content));
  }
}
