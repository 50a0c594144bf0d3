import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { Axios, type AxiosResponse } from 'axios';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../vocabulary/ports.ts';
import { describeConnectionFailure } from '../calls/describe-connection-failure.ts';
import { TimeLimit } from '../scheduling/time-limit.ts';
import { sendText, type Transport } from './axios-adapter.ts';
import { createAgent, ProxyFailure, type ProxyOptions, type TlsOptions } from './create-agent.ts';
import { dropEnded, hasKept, keepBriefly, type KeptSockets } from './kept-sockets.ts';

export type { ProxyOptions, TlsOptions } from './create-agent.ts';

/** How to reach the platform. */
export interface AxiosHttpOptions {
  /** Certificates to trust or to present. @default those of Node */
  readonly tls?: TlsOptions;
  /** `false` for none. @default as the environment says (HTTPS_PROXY, NO_PROXY) */
  readonly proxy?: ProxyOptions | false;
}

/** Maximum size of an answer: the status of 1,000 recipients has about 0.5 MB. */
const MAX_ANSWER_BYTES = 5_000_000;

/**
 * The port `Http` with axios, over connections that are kept alive. Uses no global agent, follows no redirect, never
 * retries; reads answers up to 5 MB. The reasons: docs/decisions/axios.md.
 */
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
      if (by === 'timeout' && wire?.isAnswered === true) return;
      endedBy ??= by;
      wire?.cut();
      // A request that still waits for its connection does not say that it was cut.
      stop();
    };
    const cancel = (): void => end('cancel');
    const stopTimer = startTimer(timeoutMs, () => end('timeout'));
    signal?.addEventListener('abort', cancel);
    try {
      const [root = ''] = ROOT.exec(url) ?? [];
      if (signal?.aborted === true) cancel();
      else if (hasKept(this.#origin(root).agent)) await dropEnded(this.#origin(root).agent);
      if (endedBy !== undefined) throw new Error(endedBy);
      const transport = new Wire(this.#origin(root));
      wire = transport;
      const response = await new Promise<AxiosResponse<unknown>>((resolve, reject) => {
        stop = () => reject(new Error(endedBy));
        const path = url.slice(root.length) || '/';
        const data = body === undefined ? {} : { data: body };
        this.#axios.request({ method, url: path, headers, ...data, transport }).then(resolve, reject);
      });
      return readAnswer(response);
    } catch (error) {
      const isOfProxy = error instanceof Error && error.cause instanceof ProxyFailure;
      return describeConnectionFailure({
        error,
        stage: wire?.stage ?? 'connecting',
        isOfProxy: isOfProxy || error instanceof ProxyFailure,
        timeoutMs,
        endedBy,
      });
    } finally {
      stopTimer();
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Closes every connection. The answer of a request in flight is lost; a later request opens a new connection. */
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
    const agent = createAgent(url, this.#options);
    const kept = keepBriefly(agent);
    const isTls = url.protocol === 'https:';
    const origin = { hostname, port, agent, kept, request: isTls ? https.request : http.request };
    this.#origins.set(root, origin);
    return origin;
  }
}

/** Calls back once the time is over; a process that stood still reads first what has arrived meanwhile. */
function startTimer(timeoutMs: number, onOver: () => void): () => void {
  const limit = new TimeLimit(timeoutMs);
  let sinceMs = performance.now();
  let lastTurn: NodeJS.Immediate | undefined;
  const look = (): void => {
    const nowMs = performance.now();
    const isOver = limit.isReachedAfter(nowMs - sinceMs);
    sinceMs = nowMs;
    // Timers run before sockets are read.
    if (isOver) lastTurn = setImmediate(onOver);
    else timer = setTimeout(look, limit.nextMs);
  };
  let timer = setTimeout(look, limit.nextMs);
  return () => {
    clearTimeout(timer);
    clearImmediate(lastTurn);
  };
}

const PROXY_REFUSES = 407;

/** Scheme, host and port of a URL. */
const ROOT = /^https?:\/\/[^/?#]+/i;

/** Where requests go, and how. */
interface Origin {
  readonly hostname: string | null | undefined;
  readonly port: string | number | null | undefined;
  readonly agent: http.Agent;
  readonly kept: KeptSockets;
  readonly request: typeof http.request;
}

/** Watches the connection of one request: nothing else shows whether a failed request was written. */
class Wire implements Transport {
  /** How far the request got: once there is a connection, TLS included, something may have been written. */
  stage: 'connecting' | 'first' | 'kept' = 'connecting';
  /** The answer is here to its last byte. */
  isAnswered = false;
  readonly #origin: Origin;
  #request: ClientRequest | undefined;
  #isCut = false;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  request(options: RequestOptions, callback: (answer: IncomingMessage) => void): ClientRequest {
    const { hostname, port, agent, kept, request: open } = this.#origin;
    const request = open({ ...options, hostname, port, agent }, (answer) => {
      kept.hear(answer);
      answer.once('end', () => (this.isAnswered = true));
      callback(answer);
    });
    this.#request = request;
    if (this.#isCut) request.destroy();
    request.once('socket', (socket: Socket | TLSSocket) => {
      const isTls = 'encrypted' in socket;
      if (request.reusedSocket) this.stage = 'kept';
      else if (!(socket.connecting || (isTls && socket.getPeerFinished() === undefined)))
        this.stage = 'first';
      else socket.once(isTls ? 'secureConnect' : 'connect', () => void (this.stage = 'first'));
    });
    return request;
  }

  /** Ends the request, at any time. */
  cut(): void {
    this.#isCut = true;
    this.#request?.destroy();
  }
}

function readAnswer({ status, headers, data }: AxiosResponse<unknown>): HttpAnswer | HttpFailure {
  // This status always comes from a proxy.
  if (status === PROXY_REFUSES) return describeConnectionFailure({ proxyStatus: status, timeoutMs: 0 });
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
