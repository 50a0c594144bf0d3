import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { HttpAnswer, HttpFailure, HttpRequest } from '@kore-notify/core';
import {
  findFreePort,
  type Handler,
  startProxy,
  startRawServer,
  startServer,
  TEST_CERTIFICATE,
} from '../../shared-core/test/node/local-server.ts';

/** What a request comes to in a situation, the same in every host. */
export interface Situation {
  readonly name: string;
  readonly expected: {
    readonly kind: (HttpAnswer | HttpFailure)['kind'];
    readonly endedBy?: HttpFailure['endedBy'];
    /** In the words for people. */
    readonly words?: RegExp;
  };
  /** Requests that the platform saw. @default any number */
  readonly arrived?: number;
  /** Sets the stage, and says where to send to. */
  readonly stage: (servers: Servers) => Promise<Stage>;
}

/** Where to send to, and how. */
export interface Stage {
  readonly url: string;
  /** Of the environment, for https. */
  readonly proxy?: string;
  readonly isTrusted?: boolean;
  readonly request?: Partial<HttpRequest>;
}

/** Servers of one situation, which are closed after it. */
export class Servers {
  readonly #open: { close(): unknown }[] = [];
  #requests: (() => number)[] = [];

  get arrived(): number {
    return this.#requests.reduce((sum, count) => sum + count(), 0);
  }

  async serve(handler: Handler, ...how: [scheme?: 'http' | 'https', options?: object]): Promise<string> {
    const server = this.#opened(await startServer(handler, ...how));
    this.#requests.push(() => server.requests.length);
    return server.origin;
  }

  async raw(...given: Parameters<typeof startRawServer>): Promise<string> {
    return this.#opened(await startRawServer(...given)).origin;
  }

  async proxy(refusal?: string): Promise<string> {
    return this.#opened(await startProxy(refusal)).origin;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0)) await one.close();
  }

  #opened<T extends { close(): unknown }>(one: T): T {
    this.#open.push(one);
    return one;
  }
}

const ok: Handler = (_request, response) => void response.end('{}');
/** Not this machine's, so that the proxy of the environment is used. */
const AWAY = 'https://platform.example';
const away = (origin: string): string => origin.replace('127.0.0.1', 'platform.example');
const withTls = (origin: string): string => origin.replace('http:', 'https:');
const notSent = (words: RegExp, endedBy?: HttpFailure['endedBy']): Situation['expected'] => ({
  kind: 'not-sent',
  words,
  ...(endedBy && { endedBy }),
});
const lost = (endedBy?: HttpFailure['endedBy']): Situation['expected'] => ({
  kind: 'lost',
  ...(endedBy && { endedBy }),
});
const SHORT = { timeoutMs: 300 };

const answers: Situation[] = [200, 204, 302, 401, 429, 500, 503].flatMap((status) => {
  const handler: Handler = (_request, response) => void response.writeHead(status).end();
  const expected = { kind: 'answer' } as const;
  return [
    {
      name: `the platform answers ${status}`,
      expected,
      arrived: 1,
      stage: async (servers) => ({ url: await servers.serve(handler) }),
    },
    {
      name: `the platform answers ${status} with TLS`,
      expected,
      arrived: 1,
      stage: async (servers) => ({ url: await servers.serve(handler, 'https'), isTrusted: true }),
    },
  ];
});

const neverThere: Situation[] = [
  {
    name: 'nothing listens',
    expected: notSent(/nothing listens there/),
    stage: async () => ({ url: `http://127.0.0.1:${await findFreePort()}` }),
  },
  {
    name: 'the host name is not known',
    expected: notSent(/the host name/),
    stage: () => Promise.resolve({ url: 'https://kore-notify.invalid' }),
  },
  {
    name: 'its certificate is not trusted',
    expected: notSent(/self-signed/),
    arrived: 0,
    stage: async (servers) => ({ url: await servers.serve(ok, 'https') }),
  },
  {
    name: 'it does not speak TLS',
    expected: notSent(/does not speak TLS/),
    arrived: 0,
    stage: async (servers) => ({ url: withTls(await servers.serve(ok)) }),
  },
  ...(['end', 'resetAndDestroy'] as const).map((end) => ({
    name: `it ends TLS before that stands (${end})`,
    expected: notSent(/connection/),
    stage: async (servers: Servers) => ({
      url: withTls(await servers.raw((socket) => socket.once('data', () => socket[end]()))),
    }),
  })),
  {
    name: 'TLS does not stand in time',
    expected: notSent(/no connection within 0\.3 s/, 'timeout'),
    stage: async (servers) => ({ url: withTls(await servers.raw(() => undefined)), request: SHORT }),
  },
  ...(['TLSv1.2', 'TLSv1.3'] as const).map((version) => ({
    name: `a gateway wants a client certificate by ${version}`,
    expected: notSent(/client certificate/),
    arrived: 0,
    stage: async (servers: Servers) => ({
      isTrusted: true,
      url: await servers.serve(ok, 'https', {
        requestCert: true,
        rejectUnauthorized: true,
        ca: TEST_CERTIFICATE,
        minVersion: version,
        maxVersion: version,
      }),
    }),
  })),
  {
    name: 'it is cancelled before',
    expected: notSent(/cancelled/, 'cancel'),
    arrived: 0,
    stage: async (servers) => ({ url: await servers.serve(ok), request: { signal: AbortSignal.abort() } }),
  },
  {
    name: 'it is cancelled before TLS stands',
    expected: notSent(/cancelled/, 'cancel'),
    stage: async (servers) => {
      const controller = new AbortController();
      const origin = await servers.raw((socket) => socket.once('data', () => controller.abort()));
      return { url: withTls(origin), request: { signal: controller.signal } };
    },
  },
  {
    name: 'somebody between answers 407',
    expected: notSent(/the proxy refuses the connection \(407\): check its user name and password/),
    stage: async (servers) => ({
      url: await servers.serve((_request, response) => void response.writeHead(407).end()),
    }),
  },
];

const proxies: Situation[] = [
  ...(
    ['407 Proxy Authentication Required', '403 Forbidden', '502 Bad Gateway', '204 No Content'] as const
  ).map((refusal) => ({
    name: `the proxy answers ${refusal}`,
    expected: notSent(new RegExp(`the proxy refuses the connection \\(${refusal.slice(0, 3)}\\)`)),
    stage: async (servers: Servers) => ({ url: AWAY, proxy: await servers.proxy(refusal) }),
  })),
  ...(
    [
      ['closes', '', /the proxy ended the connection/],
      ['closes in its answer', 'HTTP/1.1 200 Conn', /the proxy ended the connection/],
      ['speaks something else', '220 mail.example.org ESMTP\r\n\r\n', /the proxy does not answer as a proxy/],
    ] as const
  ).map(([what, answer, words]) => ({
    name: `the proxy ${what}`,
    expected: notSent(words),
    stage: async (servers: Servers) => ({
      url: AWAY,
      proxy: await servers.raw((socket) => socket.once('data', () => void socket.end(answer))),
    }),
  })),
  {
    name: 'nothing listens at the proxy',
    expected: notSent(/nothing listens/),
    stage: async () => ({ url: AWAY, proxy: `http://127.0.0.1:${await findFreePort()}` }),
  },
  {
    name: 'the proxy does not answer in time',
    expected: notSent(/no connection within 0\.3 s/, 'timeout'),
    stage: async (servers) => ({ url: AWAY, proxy: await servers.raw(() => undefined), request: SHORT }),
  },
  {
    name: 'the certificate behind a proxy is for another host',
    expected: notSent(/another host/),
    arrived: 0,
    stage: async (servers) => ({
      url: away(await servers.serve(ok, 'https')),
      proxy: await servers.proxy(),
      isTrusted: true,
    }),
  },
];

const mayHaveArrived: Situation[] = [
  ...(['destroy', 'resetAndDestroy'] as const).flatMap((end) =>
    (end === 'destroy' ? (['http', 'https'] as const) : (['http'] as const)).map((scheme) => ({
      name: `it ends the connection after the request (${end}, ${scheme})`,
      expected: lost(),
      arrived: 1,
      stage: async (servers: Servers) => ({
        url: await servers.serve((_request, _response, socket) => void socket[end](), scheme),
        isTrusted: true,
      }),
    })),
  ),
  {
    name: 'it ends the connection in the middle of the answer',
    expected: lost(),
    arrived: 1,
    stage: async (servers) => ({
      url: await servers.serve((_request, response, socket) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"half":');
        setTimeout(() => socket.destroy(), 5);
      }),
    }),
  },
  {
    name: 'its refusal ends too early',
    expected: lost(),
    arrived: 1,
    stage: async (servers) => ({
      url: await servers.serve((_request, response, socket) => {
        response.writeHead(401, { 'content-length': '100' });
        response.write('{');
        setTimeout(() => socket.destroy(), 5);
      }),
    }),
  },
  {
    name: 'its answer is larger than 5 MB',
    expected: { kind: 'lost', endedBy: 'size', words: /larger than 5 MB/ },
    arrived: 1,
    stage: async (servers) => ({
      url: await servers.serve((_request, response) => void response.end(Buffer.alloc(6_000_000, 'x'))),
    }),
  },
  {
    name: 'its answer is no HTTP',
    expected: lost(),
    stage: async (servers) => ({
      url: await servers.raw((socket) =>
        socket.once('data', () => void socket.end('220 mail ESMTP\r\n\r\n')),
      ),
    }),
  },
  {
    name: 'it does not answer in time',
    expected: lost('timeout'),
    arrived: 1,
    stage: async (servers) => ({ url: await servers.serve(() => undefined), request: SHORT }),
  },
  {
    name: 'its answer drips for longer than the time',
    expected: lost('timeout'),
    arrived: 1,
    stage: async (servers) => ({
      url: await servers.serve((_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      }),
      request: SHORT,
    }),
  },
  {
    name: 'it is cancelled while the answer is waited for',
    expected: lost('cancel'),
    arrived: 1,
    stage: async (servers) => {
      const controller = new AbortController();
      const url = await servers.serve(() => controller.abort());
      return { url, request: { signal: controller.signal } };
    },
  },
];

export const SITUATIONS: readonly Situation[] = [...answers, ...neverThere, ...proxies, ...mayHaveArrived];

/** Runs something while the machine trusts the certificate of these tests, or not, and has this proxy or none. */
export async function inEnvironment<T>(
  { proxy, isTrusted = false }: Stage,
  run: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  const trusted = getCACertificates('default');
  for (const name of Object.keys(before)) if (/proxy/i.test(name)) delete process.env[name];
  if (proxy !== undefined) process.env['https_proxy'] = proxy;
  if (isTrusted) setDefaultCACertificates([...trusted, TEST_CERTIFICATE]);
  try {
    return await run();
  } finally {
    delete process.env['https_proxy'];
    Object.assign(process.env, before);
    if (isTrusted) setDefaultCACertificates(trusted);
  }
}
