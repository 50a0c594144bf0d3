// Not as a default: its types would need esModuleInterop from whoever imports ours.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { isDirect, proxyFromEnvironment } from './proxy-environment.ts';

/** TLS options, as Node's `https.Agent` takes them. */
export type TlsOptions = Pick<
  AgentOptions,
  'rejectUnauthorized' | 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername' | 'ALPNProtocols'
>;

/** A proxy to go through. */
export interface ProxyOptions {
  /** For example `http://proxy.example.org:3128`. */
  readonly url: string;
  /** Hosts to reach directly, as in NO_PROXY: `example.org`, `.example.org` for its subdomains, each also with a port. */
  readonly noProxy?: readonly string[];
  /** For Basic authentication at the proxy. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** What went wrong at the proxy, before there was a way to the platform. */
export class ProxyFailure extends Error {}

/** What opens connections to an origin, directly or through its proxy. @throws ProxyFailure for a proxy that has no URL. */
export function createAgent(
  target: URL,
  { tls = {}, proxy }: { readonly tls?: TlsOptions; readonly proxy?: ProxyOptions | false },
): HttpAgent {
  const isTls = target.protocol === 'https:';
  const proxyUrl = isThisMachine(target.hostname) ? '' : proxyFor(target, proxy);
  if (proxyUrl === '')
    return isTls ? new HttpsAgent({ ...tls, keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const options = { keepAlive: true, proxy: readUrl(proxyUrl) };
  return nameProxyFailures(isTls ? new HttpsProxyAgent({ ...tls, ...options }) : new HttpProxyAgent(options));
}

/** Whether a text is the URL of a proxy. Without a scheme, a host and a port would be taken for a scheme and a path. */
export function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function readUrl(proxyUrl: string): URL {
  if (isProxyUrl(proxyUrl)) return new URL(proxyUrl);
  throw Object.assign(new ProxyFailure('No URL of a proxy.'), { code: 'ERR_INVALID_URL' });
}

/** What is sent to this machine stays in it: http is allowed there for that reason. `hostname` is as `URL` writes it. */
function isThisMachine(hostname: string): boolean {
  return /^(?:(?:.*\.)?localhost\.?|127(?:\.\d+){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/.test(
    hostname,
  );
}

function proxyFor(target: URL, proxy: ProxyOptions | false | undefined): string {
  if (proxy === undefined) return proxyFromEnvironment(target);
  if (proxy === false || isDirect(target, proxy.noProxy ?? [])) return '';
  return withCredentials(proxy);
}

function withCredentials({ url, credentials }: ProxyOptions): string {
  if (credentials === undefined || !URL.canParse(url)) return url;
  const proxy = new URL(url);
  proxy.username = credentials.username;
  proxy.password = credentials.password;
  return proxy.href;
}

/** An agent as the library makes it: it opens a connection, and calls back. */
interface ConnectingAgent {
  createConnection(options: object, onConnected: (error: Error | null, socket: unknown) => void): unknown;
}

/** The library gives the errors of the proxy alone to this callback; those of TLS with the platform come from the socket. */
function nameProxyFailures(agent: HttpAgent): HttpAgent {
  const connecting = agent as unknown as ConnectingAgent;
  const connect = connecting.createConnection.bind(agent);
  connecting.createConnection = (options, onConnected) =>
    connect(options, (error, socket) =>
      onConnected(error === null ? null : new ProxyFailure(error.message, { cause: error }), socket),
    );
  return agent;
}
