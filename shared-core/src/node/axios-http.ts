import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { getProxyForUrl } from 'proxy-from-env';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../ports.ts';

/** TLS options, as Node's `https.Agent` takes them. */
export type TlsOptions = Pick<
  https.AgentOptions,
  'rejectUnauthorized' | 'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'ALPNProtocols'
>;

/** A proxy to go through. */
export interface ProxyOptions {
  /** For example `http://proxy.example.org:3128`. */
  readonly url: string;
  /** Hosts to reach directly, with their subdomains. */
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
  readonly #axios: AxiosInstance;
  readonly #agents = new Map<string, http.Agent>();

  constructor(options: AxiosHttpOptions = {}) {
    this.#options = options;
    this.#axios = axios.create({
      adapter: 'http',
      proxy: false,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      maxBodyLength: Infinity,
      responseType: 'text',
      transformRequest: [(body: unknown) => body],
      transformResponse: [(body: unknown) => body],
      validateStatus: () => true,
    });
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const { method, url, headers, body, timeoutMs, signal } = request;
    const controller = new AbortController();
    const wire: Wire = { isConnected: false };
    let endedBy: 'timeout' | 'cancel' | undefined;
    const end = (by: 'timeout' | 'cancel'): void => {
      endedBy ??= by;
      controller.abort();
    };
    const cancel = (): void => end('cancel');
    const timer = setTimeout(end, timeoutMs, 'timeout');
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
    try {
      const agent = this.#agentFor(url);
      const response: AxiosResponse<unknown> = await this.#axios.request({
        method,
        url,
        headers: { 'user-agent': 'kore-notify', ...headers },
        ...(body === undefined ? {} : { data: body }),
        httpAgent: agent,
        httpsAgent: agent,
        signal: controller.signal,
        transport: watchWire(url.startsWith('https:') ? https : http, wire),
      });
      return readAnswer(response);
    } catch (error) {
      return describeFailure(error, wire, endedBy, timeoutMs);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Closes the connections that are kept; those in use end with their requests. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  /** One agent an origin: which proxy there is depends on the host. */
  #agentFor(url: string): http.Agent {
    const { origin, hostname, protocol } = new URL(url);
    const known = this.#agents.get(origin);
    if (known !== undefined) return known;
    const { tls = {}, proxy } = this.#options;
    const proxyUrl =
      proxy === undefined ? getProxyForUrl(url) : proxy === false ? '' : proxyFor(hostname, proxy);
    const options = { keepAlive: true, timeout: FREE_SOCKET_MS };
    const isTls = protocol === 'https:';
    const agent =
      proxyUrl === ''
        ? isTls
          ? new https.Agent({ ...tls, ...options })
          : new http.Agent(options)
        : isTls
          ? new HttpsProxyAgent({ ...tls, ...options, proxy: proxyUrl })
          : new HttpProxyAgent({ ...options, proxy: proxyUrl });
    this.#agents.set(origin, agent);
    return agent;
  }
}

function proxyFor(hostname: string, { url, noProxy = [], credentials }: ProxyOptions): string {
  const isDirect = noProxy.some((entry) => {
    const host = entry
      .trim()
      .toLowerCase()
      .replace(/^\*?\./, '');
    return host === '*' || (host !== '' && (hostname === host || hostname.endsWith(`.${host}`)));
  });
  if (isDirect) return '';
  const proxy = new URL(url);
  if (credentials !== undefined) {
    proxy.username = credentials.username;
    proxy.password = credentials.password;
  }
  return proxy.href;
}

/** How far a request got. */
interface Wire {
  /** There was a connection, TLS included, so that something may have been written. */
  isConnected: boolean;
}

/** Node's own transport, watched: axios does not say whether a request that failed had been written. */
function watchWire(transport: typeof http | typeof https, wire: Wire) {
  return {
    request(options: RequestOptions, callback: (answer: IncomingMessage) => void): ClientRequest {
      const request = transport.request(options, callback);
      const connected = (): void => void (wire.isConnected = true);
      request.once('socket', (socket: Socket | TLSSocket) => {
        const isTls = 'encrypted' in socket;
        if (request.reusedSocket || !(socket.connecting || (isTls && socket.getPeerFinished() === undefined)))
          connected();
        else socket.once(isTls ? 'secureConnect' : 'connect', connected);
      });
      return request;
    },
  };
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
  { isConnected }: Wire,
  endedBy: 'timeout' | 'cancel' | undefined,
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
