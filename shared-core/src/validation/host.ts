import { decode } from '../text/decode.ts';
import { invisibleIn, trimInvisible } from '../text/invisible.ts';
import { mayBeSecret } from '../text/secrets.ts';

const HOST =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<authority>\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)\.?(?<port>:\d{1,5})?(?:[/?#].*)?$/i;
/** Signs that look like one, as people paste them from other writing. */
const AT = /[@\ufe6b\uff20]/;
/** What ends in a number is an address, and has no other form. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * What people paste as a host, as an origin such as `https://platform.kore.ai`, or why it is none. What is wrong with it is
 * never quoted, but for a name that is nothing else.
 */
export function parseOrigin(
  host: string,
  allowHttp: boolean,
): { readonly origin: string } | { readonly why: string } {
  if (AT.test(decode(host))) return { why: 'It holds a user name or password: leave them out.' };
  if (mayBeSecret(host)) return { why: 'It looks like a key or token.' };
  const groups = HOST.exec(tidy(host))?.groups;
  const authority = groups?.['authority']?.toLowerCase();
  if (groups === undefined || authority === undefined) {
    const invisible = invisibleIn(trimInvisible(host));
    const why = 'It is not a host name.';
    return { why: invisible === undefined ? why : `${why} It holds ${invisible}, which cannot be seen.` };
  }
  if (/(?:^|\.)\d+\.?$/.test(authority) && !IPV4.test(authority)) return { why: 'It is not an IP address.' };
  const port = Number(groups['port']?.slice(1) ?? 0);
  if (port > 65_535) return { why: 'Its port is above 65535.' };
  const isLoopback = LOOPBACK.test(authority);
  // Without a scheme this machine means http: nothing here serves https by default.
  const scheme = groups['scheme']?.toLowerCase() ?? (isLoopback ? 'http' : 'https');
  if (scheme !== 'https' && scheme !== 'http') return { why: 'It begins with neither https:// nor http://.' };
  if (scheme === 'http' && !isLoopback && !allowHttp)
    return { why: 'http is not encrypted: the token could be intercepted.' };
  // One way to write each, since what belongs to a platform is found by its origin.
  const isDefault = groups['port'] === undefined || port === (scheme === 'https' ? 443 : 80);
  return { origin: `${scheme}://${authority}${isDefault ? '' : `:${port}`}` };
}

/** Without what stands around an address where it was copied from: blanks, marks that cannot be seen, quotes, brackets. */
function tidy(host: string): string {
  let text = trimInvisible(host);
  for (const [open, close] of PAIRS)
    if (text.startsWith(open) && text.endsWith(close) && text.length > 1)
      text = trimInvisible(text.slice(1, -1));
  return text.replace(/^\/\//, '');
}

const PAIRS = [
  ['"', '"'],
  ["'", "'"],
  ['<', '>'],
  ['“', '”'],
] as const;
