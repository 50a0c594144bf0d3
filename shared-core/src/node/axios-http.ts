import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { Axios, type AxiosResponse } from 'axios';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { getProxyForUrl } from 'proxy-from-env';
import { sendText, type Transport } from './axios-adapter.ts';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../ports.ts';

/** TLS options, as Node's `https.Agent` takes them. */
export type TlsOptions = Pick<
  https.AgentOptions,
  'rejectUnauthorized' | 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername' | 'ALPNProtocols'
>;

/** A proxy to go through. */
export interface ProxyOptions {
  /** For example `http://proxy.example.org:3128`. */
  readonly url: string;
  /** Hosts to reach directly, as in NO_PROXY: `example.org`, `.example.org` for its subdomains, each also with a port. */
  readonly noProxy?: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** How to reach the platform. */
export interface AxiosHttpOptions {
  readonly tls?: TlsOptions;
  /** False for none. @default what the environment says (HTTPS_PROXY, NO_PROXY) */
  readonly proxy?: ProxyOptions | false;
}

/** Answers are capped at 5 MB: a status of 1,000 recipients has about 0.5 MB. */
const MAX_ANSWER_BYTES = 5_000_000;
/** Free sockets are closed before servers tire of them: on a socket that the server just closed an answer is lost. */
const FREE_SOCKET_MS = 3_000;

/** Sends requests with axios, over connections that are kept alive. Uses no global agent and follows no redirect. */
export class AxiosHttp implements Http {
  readonly #options: AxiosHttpOptions;
  readonly #axios: InstanceType<typeof Axios>;
  readonly #origins = new Map<string, Origin>();

  constructor(options: AxiosHttpOptions = {}) {
    this.#options = options;
    // Not axios.create, whose defaults would be merged into each request anew.
    this.#axios = new Axios({ adapter: sendText, maxContentLength: MAX_ANSWER_BYTES });
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const { method, url, headers, body, timeoutMs, signal } = request;
    let wire: Wire | undefined;
    let endedBy: HttpFailure['endedBy'];
    let stop = (): void => undefined;
    const end = (by: 'timeout' | 'cancel'): void => {
      endedBy ??= by;
      wire?.cut();
      // A request that still waits for its connection does not say that it was cut.
      stop();
    };
    const cancel = (): void => end('cancel');
    const timer = setTimeout(end, timeoutMs, 'timeout');
    signal?.addEventListener('abort', cancel);
    try {
      const [root = ''] = ROOT.exec(url) ?? [];
      const transport = new Wire(this.#origin(root));
      wire = transport;
      if (signal?.aborted === true) cancel();
      const response = await new Promise<AxiosResponse<unknown>>((resolve, reject) => {
        stop = () => reject(new Error(endedBy));
        const path = url.slice(root.length) || '/';
        const data = body === undefined ? {} : { data: body };
        this.#axios.request({ method, url: path, headers, ...data, transport }).then(resolve, reject);
      });
      return readAnswer(response);
    } catch (error) {
      return describeFailure(error, wire?.isConnected === true, endedBy, timeoutMs);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Closes every connection: the answer of a request that is under way is lost. A later request opens another. */
  close(): void {
    for (const { agent } of this.#origins.values()) agent.destroy();
    this.#origins.clear();
  }

  /** The way to an origin. Each has its own agent: which proxy there is depends on the host. */
  #origin(root: string): Origin {
    const known = this.#origins.get(root);
    if (known !== undefined) return known;
    const url = new URL(root);
    const { hostname, port } = urlToHttpOptions(url);
    const { tls = {}, proxy } = this.#options;
    const proxyUrl = proxy === undefined ? getProxyForUrl(root) : proxy === false ? '' : proxyFor(url, proxy);
    const options = { keepAlive: true, timeout: FREE_SOCKET_MS };
    const isTls = url.protocol === 'https:';
    const agent =
      proxyUrl === ''
        ? isTls
          ? new https.Agent({ ...tls, ...options })
          : new http.Agent(options)
        : isTls
          ? new HttpsProxyAgent({ ...tls, ...options, proxy: proxyUrl })
          : new HttpProxyAgent({ ...options, proxy: proxyUrl });
    const origin = { hostname, port, agent, request: isTls ? https.request : http.request };
    this.#origins.set(root, origin);
    return origin;
  }
}

/** Scheme, host and port of a URL. */
const ROOT = /^https?:\/\/[^/?#]+/i;

/** Where requests go, and how. */
interface Origin {
  readonly hostname: string | null | undefined;
  readonly port: string | number | null | undefined;
  readonly agent: http.Agent;
  readonly request: typeof http.request;
}

/** Whether a host is to be reached without the proxy, by the rules of NO_PROXY. */
function isDirect({ hostname, port, protocol }: URL, noProxy: readonly string[]): boolean {
  return noProxy.some((entry) => {
    const [, host = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (wanted !== undefined && wanted !== (port || (protocol === 'https:' ? '443' : '80'))) return false;
    return /^[.*]/.test(host) ? hostname.endsWith(host.replace(/^\*/, '')) : host !== '' && hostname === host;
  });
}

function proxyFor(target: URL, { url, noProxy = [], credentials }: ProxyOptions): string {
  if (isDirect(target, noProxy)) return '';
  const proxy = new URL(url);
  if (credentials !== undefined) {
    proxy.username = credentials.username;
    proxy.password = credentials.password;
  }
  return proxy.href;
}

/** The way to an origin for one request, watched: nothing else says whether a request that failed had been written. */
class Wire implements Transport {
  /** There was a connection, TLS included, so that something may have been written. */
  isConnected = false;
  readonly #origin: Origin;
  #request: ClientRequest | undefined;
  #isCut = false;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  request(options: RequestOptions, callback: (answer: IncomingMessage) => void): ClientRequest {
    const { hostname, port, agent, request: open } = this.#origin;
    const request = open({ ...options, hostname, port, agent }, callback);
    this.#request = request;
    if (this.#isCut) request.destroy();
    const connected = (): void => void (this.isConnected = true);
    request.once('socket', (socket: Socket | TLSSocket) => {
      const isTls = 'encrypted' in socket;
      if (request.reusedSocket || !(socket.connecting || (isTls && socket.getPeerFinished() === undefined)))
        connected();
      else socket.once(isTls ? 'secureConnect' : 'connect', connected);
    });
    return request;
  }

  /** Ends the request, at any time. */
  cut(): void {
    this.#isCut = true;
    this.#request?.destroy();
  }
}

function readAnswer({ status, headers, data }: AxiosResponse<unknown>): HttpAnswer {
  const entries = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return {
    kind: 'answer',
    status,
    headers: Object.fromEntries(entries),
    body: typeof data === 'string' ? data : '',
  };
}

function describeFailure(
  error: unknown,
  isConnected: boolean,
  endedBy: HttpFailure['endedBy'],
  timeoutMs: number,
): HttpFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = isConnected ? 'answer' : 'connection';
  const reason =
    endedBy === 'timeout'
      ? `no ${where} within ${timeoutMs / 1000} s.`
      : endedBy === 'cancel'
        ? 'the request was cancelled.'
        : (REASONS[code] ?? `the ${where} failed${code === '' ? '' : ` (${code})`}.`);
  return { kind: isConnected ? 'lost' : 'not-sent', reason, ...(endedBy === undefined ? {} : { endedBy }) };
}

/** Only codes are shown, never messages: those of axios can quote the request. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known (ENOTFOUND).',
  EAI_AGAIN: 'the host name could not be looked up (EAI_AGAIN).',
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED).',
  ECONNRESET: 'the connection was reset (ECONNRESET).',
  EHOSTUNREACH: 'there is no way to the host (EHOSTUNREACH).',
  ENETUNREACH: 'there is no way to the network (ENETUNREACH).',
  CERT_HAS_EXPIRED: 'its certificate has expired (CERT_HAS_EXPIRED).',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT).',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain is self-signed (SELF_SIGNED_CERT_IN_CHAIN).',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified (UNABLE_TO_VERIFY_LEAF_SIGNATURE).',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID).',
  EPROTO: 'it does not speak TLS as expected (EPROTO).',
  ERR_BAD_RESPONSE: 'the answer was too large or broken off.',
};
