import type { IncomingHttpHeaders } from 'node:http';
import { TEST_HEADER } from './test-call.ts';

/** Why a call is not answered. */
export interface Refusal {
  /** Of HTTP. */
  readonly status: number;
  readonly message: string;
}

const NOT_THE_EDITOR = 'This call does not come from the editor of this Node-RED.';

/** Whether the page that calls came from the address that it calls. Schemes may differ: a proxy in front takes off the TLS. */
function isOwnPage(origin: string, host: string | undefined): boolean {
  if (host === undefined || !/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}

/**
 * Why a call of the Test button is refused, or undefined if it may come from the editor of this Node-RED. A page of another
 * site can make a browser send a form or a simple request to Node-RED, which by default asks for no password; it cannot
 * make it send JSON or a header of ours without asking Node-RED first, nor pass as another page.
 *
 * A name of another site that was made to lead to this machine cannot be told from a name that the owner gave it. Who has
 * that can deploy flows as well, unless Node-RED asks for a password (`adminAuth`), which is then wanted here too.
 */
export function refuseForeignCall(headers: IncomingHttpHeaders): Refusal | undefined {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') return { status: 415, message: NOT_THE_EDITOR };
  if (headers[TEST_HEADER.name] !== TEST_HEADER.value) return { status: 403, message: NOT_THE_EDITOR };
  const site = headers['sec-fetch-site'];
  // What a browser says of its page no page can change, so it needs no look at names that a proxy may have changed.
  if (site !== undefined)
    return site === 'same-origin' ? undefined : { status: 403, message: NOT_THE_EDITOR };
  const { origin, host } = headers;
  if (origin === undefined || isOwnPage(origin, host)) return undefined;
  return {
    status: 403,
    message: `${NOT_THE_EDITOR} If a reverse proxy is between them, let it pass on the Host header.`,
  };
}
