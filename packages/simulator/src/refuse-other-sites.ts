import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readHostHeader } from './allowed-hosts.ts';

/** A page of another site cannot send this header without asking first, and it is never allowed to. */
export const CONTROL_HEADER = 'x-kore-simulator';

/** For every answer that is not the platform's: no page of another site may frame, load or guess at it. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** In the documents' two spellings. */
const PLATFORM = /^\/(api|API)\//;

const MISDIRECTED = 421;
const FORBIDDEN = 403;
const MAX_SHOWN = 100;

/** Why a request is not let in. */
export interface SiteRefusal {
  status: number;
  /** One sentence, then what to do. */
  text: string;
}

/** What may be asked for by whom. */
interface Site {
  isAllowedHost: (header: string | undefined) => boolean;
  /** The inbox page alone may be linked to from elsewhere. */
  isPage: (path: string) => boolean;
  controlPrefix: string;
}

/**
 * Refuses, before anything else happens, what a page of another site had a browser send.
 * @returns the same check, for requests that come to no hook
 */
export function refuseOtherSites(
  server: FastifyInstance,
  site: Site,
): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const isRefused = (request: FastifyRequest, reply: FastifyReply): boolean => {
    const refusal = whyRefused(request.raw, site);
    if (refusal === undefined) return false;
    const { status, text } = refusal;
    const isControl = request.raw.url?.startsWith(site.controlPrefix) === true;
    void reply
      .code(status)
      .headers(PAGE_HEADERS)
      .send(isControl ? { error: text } : { errors: [{ msg: text, code: status }] });
    return true;
  };
  server.addHook('onRequest', (request, reply, done) => {
    if (!isRefused(request, reply)) done();
  });
  return isRefused;
}

function whyRefused(
  { headers, method, url = '' }: IncomingMessage,
  { isAllowedHost, isPage }: Site,
): SiteRefusal | undefined {
  const { host, origin } = headers;
  if (!isAllowedHost(host) && !(PLATFORM.test(url) && neverResolves(host)))
    return {
      status: MISDIRECTED,
      text: `The host "${(host ?? '').slice(0, MAX_SHOWN)}" is not allowed. Use localhost or 127.0.0.1, or allow the name with --allow-host.`,
    };
  if (origin !== undefined && !isOwnOrigin(origin, host)) return fromOtherSite(origin);
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  const isLink =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isLink && isPage(url) ? undefined : fromOtherSite(site);
}

/** No server of names answers for `.invalid`: such a call came by a proxy that was set up for it, never from a web page. */
function neverResolves(host: string | undefined): boolean {
  return host !== undefined && readHostHeader(host)?.endsWith('.invalid') === true;
}

function fromOtherSite(site: string): SiteRefusal {
  return {
    status: FORBIDDEN,
    text: `Requests of other web pages are not allowed (got ${site.slice(0, MAX_SHOWN)}). Open the inbox of the simulator itself.`,
  };
}

/** The port counts too: another server of this machine is another site. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  const own = `${url.protocol}//${host}`;
  return URL.canParse(own) && readHostHeader(host) !== undefined && new URL(own).host === url.host;
}

/** True for a call that a page of another site cannot make a browser send, whatever the browser. */
export function hasProof({ headers, method }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return headers[CONTROL_HEADER] !== undefined || type.trim().toLowerCase() === 'application/json';
}
