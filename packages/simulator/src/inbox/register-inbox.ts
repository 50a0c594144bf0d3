import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { PAGE_HEADERS } from '../refuse-other-sites.ts';

const PAGE_URL = '/';
const VIEWER_URL = '/api-viewer';

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const HTML = 'text/html; charset=utf-8';

const MODULES = [
  'page',
  'page-elements',
  'page-cards',
  'page-channel',
  'page-messages',
  'page-lists',
  'page-faults',
];

/** Of the pages themselves, and what they show with: copied from its packages into ours when it is built. */
const FILES: { url: string; file: string; type: string }[] = [
  { url: PAGE_URL, file: 'page.html', type: HTML },
  { url: '/inbox/page.css', file: 'page.css', type: CSS },
  ...MODULES.map((name) => ({ url: `/inbox/${name}.js`, file: `${name}.js`, type: JAVASCRIPT })),
  { url: '/inbox/page.svg', file: 'page.svg', type: 'image/svg+xml' },
  { url: VIEWER_URL, file: 'viewer.html', type: HTML },
  { url: '/inbox/viewer.js', file: 'viewer.js', type: JAVASCRIPT },
  { url: '/inbox/viewer.css', file: 'viewer.css', type: CSS },
];
const VENDOR = [
  { url: '/inbox/vendor/adaptivecards.js', file: 'adaptivecards.js', type: JAVASCRIPT },
  { url: '/inbox/vendor/swagger-ui.js', file: 'swagger-ui.js', type: JAVASCRIPT },
  { url: '/inbox/vendor/swagger-ui.css', file: 'swagger-ui.css', type: CSS },
];

/** The viewer draws with styles and small pictures in its own markup; it loads nothing either. */
const VIEWER_POLICY = PAGE_HEADERS['content-security-policy']
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .replace("img-src 'self'", "img-src 'self' data:");

/** True for the pages themselves, which hold no data. */
export function isInboxPage(url: string): boolean {
  return [PAGE_URL, VIEWER_URL].some((page) => url === page || url.startsWith(`${page}?`));
}

/** Serves the inbox page and the viewer of the API, which read everything from the control API. */
export function registerInbox(server: FastifyInstance): void {
  for (const { url, file, type } of FILES) serve(server, { url, type, from: new URL(file, import.meta.url) });
  for (const { url, file, type } of VENDOR)
    serve(server, { url, type, from: new URL(`../../dist/inbox/vendor/${file}`, import.meta.url) });
}

const compress = promisify(gzip);

function serve(server: FastifyInstance, { url, type, from }: { url: string; type: string; from: URL }): void {
  let compressed: Promise<Buffer> | undefined;
  const policy = url === VIEWER_URL ? { 'content-security-policy': VIEWER_POLICY } : {};
  server.route({
    method: ['GET', 'HEAD'],
    url,
    handler: async (request, reply) => {
      reply.type(type).headers({ ...PAGE_HEADERS, ...policy, vary: 'accept-encoding' });
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(readFileSync(from));
      compressed ??= compress(readFileSync(from));
      return reply.header('content-encoding', 'gzip').send(await compressed);
    },
  });
}
