import { createCanceller } from '../../scheduling/cancellation.ts';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../../vocabulary/ports.ts';
import { listenedTo } from './clock-contract.ts';
import { type ContractCase, expect, expectEqual } from './contract-case.ts';
import type { HttpServers, Reply } from './http-servers.ts';

/** The way to the platform, as a user has set it up. */
export interface HttpWay {
  /** URL of the proxy through which every other machine is reached. @default none */
  readonly proxy?: string;
  /** Whether the certificate of the servers is trusted. @default false */
  readonly isTrusted?: boolean;
}

/** An adapter of `Http`, and what it is tried with. */
export interface HttpSubject {
  /** Runs something with a new adapter that goes this way, and closes it afterwards. */
  readonly use: <T>(way: HttpWay, run: (http: Http) => Promise<T>) => Promise<T>;
  /** Servers for one case; it closes them. */
  readonly startServers: () => HttpServers;
  /** What stands where the token goes. @default a token that was made up */
  readonly auth?: string;
}

/** A promise of `Http`. */
export interface HttpCase extends ContractCase {
  /** False if a double without a network can keep it: its `serve` need only answer. */
  readonly needsNetwork: boolean;
}

/** Where to send to, and how. */
interface Stage {
  readonly url: string;
  readonly way?: HttpWay;
  readonly request?: Partial<HttpRequest>;
  /** What the servers count as arrived. */
  readonly arrived?: () => number;
}

/** A request, and the one right thing that it comes to. */
interface Situation {
  readonly title: string;
  readonly expected: {
    readonly kind: (HttpAnswer | HttpFailure)['kind'];
    readonly endedBy?: HttpFailure['endedBy'];
    /** In the words for people. */
    readonly words?: RegExp;
  };
  /** Requests that the server got. @default any number */
  readonly arrives?: number;
  readonly stage: (servers: HttpServers) => Promise<Stage>;
}

/** What every adapter of `Http` promises: above all, which request was certainly not sent. */
export function httpContract(subject: HttpSubject): HttpCase[] {
  const { auth = TOKEN } = subject;
  const onNetwork = (title: string, run: (servers: HttpServers) => Promise<void>): HttpCase => ({
    title,
    needsNetwork: true,
    async run() {
      const servers = subject.startServers();
      try {
        await run(servers);
      } finally {
        await servers.close();
      }
    },
  });
  const anywhere = (title: string, run: (servers: HttpServers) => Promise<void>): HttpCase => ({
    ...onNetwork(title, run),
    needsNetwork: false,
  });
  const requestOf = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
    method: 'POST',
    url,
    headers: { auth, 'content-type': 'application/json' },
    body: BODY,
    timeoutMs: 5_000,
    ...more,
  });
  const send = (url: string, more?: Partial<HttpRequest>, way: HttpWay = {}) =>
    subject.use(way, (http) => http.send(requestOf(url, more)));
  const answered = async (servers: HttpServers, reply: Partial<Reply & { kind: 'answer' }>) => {
    const { origin } = await servers.serve({ replies: [{ kind: 'answer', ...reply }] });
    return asAnswer(await send(origin));
  };
  const situation = ({ title, expected, arrives, stage }: Situation): HttpCase =>
    onNetwork(title, async (servers) => {
      const { url, way, request, arrived } = await stage(servers);
      expectResult(await send(url, request, way), expected);
      if (arrives !== undefined) expectEqual(arrived?.(), arrives, 'The number of requests that arrived');
    });

  return [
    anywhere('sends method, path, headers and body as they are given', async (servers) => {
      const server = await servers.serve({ replies: [OK] });
      for (const method of ['POST', 'DELETE'] as const)
        asAnswer(await send(`${server.origin}/a%2Fb?c=%20d`, { method }));
      for (const [index, method] of ['POST', 'DELETE'].entries()) {
        const { headers, ...served } = server.requests[index] ?? fail('It did not arrive.');
        expectEqual(served, { method, url: '/a%2Fb?c=%20d', body: BODY }, 'The request');
        expectEqual(headers['content-type'], 'application/json', 'The type');
        expect(typeof headers['auth'] === 'string', 'There is no token.');
        expectEqual(headers['authorization'], undefined, 'Another header with credentials');
      }
    }),
    onNetwork('sends the length of a body in bytes', async (servers) => {
      const server = await servers.serve({ replies: [OK] });
      asAnswer(await send(server.origin));
      expectEqual(server.requests[0]?.headers['content-length'], String(BODY_BYTES), 'The length');
    }),
    anywhere('sends no body with GET', async (servers) => {
      const server = await servers.serve({ replies: [OK] });
      const request = { method: 'GET', url: server.origin, headers: { auth }, timeoutMs: 5_000 } as const;
      asAnswer(await subject.use({}, (http) => http.send(request)));
      const { body, headers } = server.requests[0] ?? fail('It did not arrive.');
      expectEqual([body, headers['content-type']], ['', undefined], 'Body and type');
    }),
    ...[200, 204, 302, 400, 401, 413, 429, 500, 503].map((status) =>
      anywhere(`gives the answer ${status} whole, with names of headers in lower case`, async (servers) => {
        const body = status === 204 ? '' : '{"ä": 1}';
        const headers = { 'Retry-After': '7', 'X-Odd': 'é' };
        const answer = await answered(servers, { status, headers, body });
        expectEqual(
          [answer.status, answer.headers['retry-after'], answer.body],
          [status, '7', body],
          'The answer',
        );
      }),
    ),
    ...[200, 401, 500].map((status) =>
      situation({
        title: `gives the answer ${status} with TLS`,
        expected: { kind: 'answer' },
        arrives: 1,
        stage: (servers) => serving(servers, { kind: 'answer', status }, 'https'),
      }),
    ),
    onNetwork('gives the date of an answer, by which clocks are compared', async (servers) => {
      const { headers } = await answered(servers, {});
      expect(
        /^\w{3}, \d{2} \w{3} \d{4} /.test(headers['date'] ?? ''),
        `The date is ${String(headers['date'])}.`,
      );
    }),
    onNetwork('follows no redirect', async (servers) => {
      const other = await servers.serve({ replies: [OK] });
      const answer = await answered(servers, {
        status: 302,
        headers: { location: `${other.origin}/elsewhere` },
      });
      expectEqual([answer.status, other.requests.length], [302, 0], 'Status, and requests elsewhere');
    }),
    anywhere('gives JSON as text, not parsed', async (servers) => {
      const { body } = await answered(servers, {
        headers: { 'content-type': 'application/json' },
        body: '{"a": 1}',
      });
      expectEqual(body, '{"a": 1}', 'The body');
    }),
    onNetwork('unpacks a body that the server packed', async (servers) => {
      expectEqual((await answered(servers, { body: '{"ä":1}', isPacked: true })).body, '{"ä":1}', 'The body');
    }),
    onNetwork('takes off a byte order mark', async (servers) => {
      expectEqual((await answered(servers, { body: '\uFEFF{"a":1}' })).body, '{"a":1}', 'The body');
    }),
    onNetwork('gives an answer of 1 MB', async (servers) => {
      expectEqual(
        (await answered(servers, { body: 'x'.repeat(1_000_000) })).body.length,
        1_000_000,
        'The length',
      );
    }),
    ...NEVER_THERE.map(situation),
    ...throughProxies().map(situation),
    ...MAY_HAVE_ARRIVED.map(situation),
    anywhere('does not send what is cancelled before, and sends the next request', async (servers) => {
      const server = await servers.serve({ replies: [OK] });
      const { signal, cancel } = createCanceller();
      cancel();
      await subject.use({}, async (http) => {
        expectResult(await http.send(requestOf(server.origin, { signal })), {
          kind: 'not-sent',
          endedBy: 'cancel',
          words: /cancelled/,
        });
        asAnswer(await http.send(requestOf(server.origin)));
      });
      expectEqual(server.requests.length, 1, 'The number of requests that arrived');
    }),
    anywhere('leaves no listener at a signal that never aborts', async (servers) => {
      const { origin } = await servers.serve({ replies: [OK] });
      const { signal, listeners } = listenedTo();
      asAnswer(await send(origin, { signal }));
      expectEqual(listeners.size, 0, 'The number of listeners');
    }),
    ...(['reset', 'end'] as const).map((kind) =>
      onNetwork(
        `calls the answer lost if the connection that was used before goes (${kind})`,
        async (servers) => {
          const { origin } = await servers.serve({ replies: [OK, { kind }] });
          await subject.use({}, async (http) => {
            asAnswer(await http.send(requestOf(origin)));
            expectResult(await http.send(requestOf(origin)), { kind: 'lost' });
          });
        },
      ),
    ),
    onNetwork(
      'calls the answer lost if it is cancelled on a connection that was used before',
      async (servers) => {
        const { signal, cancel } = createCanceller();
        const onRequest = (count: number): void => {
          if (count === 2) cancel();
        };
        const { origin } = await servers.serve({ replies: [OK, { kind: 'silence' }], onRequest });
        await subject.use({}, async (http) => {
          asAnswer(await http.send(requestOf(origin)));
          expectResult(await http.send(requestOf(origin, { signal })), { kind: 'lost', endedBy: 'cancel' });
        });
      },
    ),
    ...(
      [
        ['the time is over', 'silence'],
        ['the time is over while the answer comes', 'drip'],
      ] as const
    ).map(([title, kind]) =>
      onNetwork(
        `closes the connection when ${title}, and leaves nothing that fails later`,
        async (servers) => {
          const server = await servers.serve({ replies: [{ kind }] });
          for (let call = 0; call < 5; call++)
            expectResult(await send(server.origin, { timeoutMs: 100 }), { kind: 'lost', endedBy: 'timeout' });
          await server.closed();
        },
      ),
    ),
    onNetwork('closes the connection when it is cancelled', async (servers) => {
      const { signal, cancel } = createCanceller();
      const server = await servers.serve({ replies: [{ kind: 'silence' }], onRequest: cancel });
      await subject.use({}, async (http) => {
        expectResult(await http.send(requestOf(server.origin, { signal })), {
          kind: 'lost',
          endedBy: 'cancel',
        });
        await server.closed();
      });
    }),
    onNetwork('reads no more of an answer without end than it takes', async (servers) => {
      const server = await servers.serve({ replies: [{ kind: 'flood' }] });
      await subject.use({}, async (http) => {
        expectResult(await http.send(requestOf(server.origin)), TOO_LARGE);
        await server.closed();
      });
      expect(server.bytesWritten < 50_000_000, `${server.bytesWritten} bytes were read.`);
    }),
    ...(
      [
        ['a name of a header is none', { headers: { auth: '{}', 'x odd': '1' } }],
        ['the path is none', { url: 'http://127.0.0.1:9/a b\u0001\n' }],
        ['the port is none', { url: 'http://127.0.0.1:0/' }],
      ] as const
    ).map(([title, request]) =>
      situation({
        title: `does not send, and does not reject, if ${title}`,
        expected: { kind: 'not-sent' },
        arrives: 0,
        stage: async (servers) => {
          const stage = await serving(servers, OK);
          return { ...stage, request, ...('url' in request && { url: request.url }) };
        },
      }),
    ),
    onNetwork('takes the answer that came while the process stood still beyond the time', async (servers) => {
      const { origin } = await servers.serveElsewhere(50);
      await subject.use({}, async (http) => {
        asAnswer(await http.send(requestOf(origin)));
        for (const turns of [0, 5, 20]) {
          const result = http.send(requestOf(origin, { timeoutMs: 500 }));
          await servers.turns(turns);
          servers.standStill(750);
          asAnswer(await result);
        }
      });
    }),
    onNetwork(
      'takes the answer that comes after the process stood still again and again',
      async (servers) => {
        const { origin } = await servers.serveElsewhere(150);
        await subject.use({}, async (http) => {
          const result = http.send(requestOf(origin, { timeoutMs: 500 }));
          for (let stall = 0; stall < 2; stall++) {
            servers.standStill(750);
            await servers.turns(3);
          }
          asAnswer(await result);
        });
      },
    ),
    onNetwork('ends without an answer though the process stands still again and again', async (servers) => {
      const { origin } = await servers.listen({ kind: 'silence' });
      await subject.use({}, async (http) => {
        const result = http.send(requestOf(origin, { timeoutMs: 200 }));
        const over = result.then(() => true);
        let stalls = 0;
        for (; stalls < MAX_STALLS; stalls++) {
          servers.standStill(120);
          if (await Promise.race([over, servers.turns(3).then(() => false)])) break;
        }
        expect(stalls < MAX_STALLS, 'It did not end.');
        expectResult(await result, { kind: 'lost', endedBy: 'timeout' });
      });
    }),
  ];
}

const MAX_STALLS = 40;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl';
const BODY = '{"message":"Your salary was changed. — ä"}';
/** The dash has three bytes, the umlaut two. */
const BODY_BYTES = BODY.length + 3;
const OK: Reply = { kind: 'answer', body: '{}' };
const SHORT = { timeoutMs: 300 };
/** Not this machine's, so that a proxy is used. */
const AWAY = 'https://platform.example';
const TOO_LARGE = { kind: 'lost', endedBy: 'size', words: /larger than 5 MB/ } as const;

const away = (origin: string): string => origin.replace('127.0.0.1', 'platform.example');
const withTls = (origin: string): string => origin.replace('http:', 'https:');
const notSent = (words: RegExp, endedBy?: HttpFailure['endedBy']): Situation['expected'] => ({
  kind: 'not-sent',
  words,
  ...(endedBy && { endedBy }),
});

function fail(what: string): never {
  expect(false, what);
}

function asAnswer(result: HttpAnswer | HttpFailure): HttpAnswer {
  expect(result.kind === 'answer', `There is no answer: ${JSON.stringify(result)}`);
  return result;
}

function expectResult(
  result: HttpAnswer | HttpFailure,
  { kind, endedBy, words = /./ }: Situation['expected'],
): void {
  const shown = JSON.stringify(result);
  expect(result.kind === kind, `It is not ${kind}: ${shown}`);
  if (result.kind === 'answer') return;
  expectEqual(result.endedBy, endedBy, 'What ended it');
  const { reason, hint = '' } = result;
  expect(words.test(`${reason} ${hint}`), `It does not say ${String(words)}: ${shown}`);
  expect(reason.endsWith('.'), `The reason does not end as a sentence: ${shown}`);
  for (const hidden of ['eyJ', 'cs-1', 'salary'])
    expect(!shown.includes(hidden), `It quotes the request: ${shown}`);
}

/** A server that does the same with every request. */
async function serving(
  servers: HttpServers,
  reply: Reply,
  scheme: 'http' | 'https' = 'http',
): Promise<Stage> {
  const { origin, requests } = await servers.serve({ replies: [reply], scheme });
  return { url: origin, way: { isTrusted: true }, arrived: () => requests.length };
}

const NEVER_THERE: readonly Situation[] = [
  {
    title: 'does not send if nothing listens',
    expected: notSent(/nothing listens there/),
    stage: async (servers) => ({ url: await servers.unusedOrigin() }),
  },
  {
    title: 'does not send if the host name is not known',
    expected: notSent(/the host name/),
    stage: () => Promise.resolve({ url: 'https://kore-notify.invalid' }),
  },
  {
    title: 'does not send if the certificate is not trusted',
    expected: notSent(/self-signed/),
    arrives: 0,
    stage: async (servers) => ({ ...(await serving(servers, OK, 'https')), way: {} }),
  },
  {
    title: 'does not send if the server does not speak TLS',
    expected: notSent(/does not speak TLS/),
    arrives: 0,
    stage: async (servers) => {
      const stage = await serving(servers, OK);
      return { ...stage, url: withTls(stage.url) };
    },
  },
  ...(['end', 'reset'] as const).map((kind) => ({
    title: `does not send if the connection goes before TLS stands (${kind})`,
    expected: notSent(/connection/),
    stage: async (servers: HttpServers) => ({ url: withTls((await servers.listen({ kind })).origin) }),
  })),
  {
    title: 'does not send if TLS does not stand in time',
    expected: notSent(/no connection within 0\.3 s/, 'timeout'),
    stage: async (servers) => ({
      url: withTls((await servers.listen({ kind: 'silence' })).origin),
      request: SHORT,
    }),
  },
  ...(['TLSv1.2', 'TLSv1.3'] as const).map((version) => ({
    title: `does not send if a client certificate is wanted by ${version}`,
    expected: notSent(/client certificate/),
    arrives: 0,
    stage: async (servers: HttpServers) => {
      const server = await servers.serve({ replies: [OK], scheme: 'https', wantsCertificateBy: version });
      return { url: server.origin, way: { isTrusted: true }, arrived: () => server.requests.length };
    },
  })),
  {
    title: 'does not send if it is cancelled before TLS stands',
    expected: notSent(/cancelled/, 'cancel'),
    stage: async (servers) => {
      const { signal, cancel } = createCanceller();
      const { origin } = await servers.listen({ kind: 'silence' }, cancel);
      return { url: withTls(origin), request: { signal } };
    },
  },
  {
    title: 'does not send if somebody between answers 407',
    expected: notSent(/the proxy refuses the connection \(407\): check its user name and password/),
    stage: (servers) => serving(servers, { kind: 'answer', status: 407 }),
  },
];

function throughProxies(): Situation[] {
  return [
    {
      title: 'sends through a proxy',
      expected: { kind: 'answer' },
      arrives: 1,
      stage: async (servers) => {
        const stage = await serving(servers, OK);
        return { ...stage, url: away(stage.url), way: { proxy: (await servers.proxy()).origin } };
      },
    },
    ...(
      [
        '407 Proxy Authentication Required',
        '401 Unauthorized\r\nproxy-authenticate: Basic',
        '403 Forbidden',
        '502 Bad Gateway',
        '204 No Content',
        '999 Denied',
      ] as const
    ).map((refusal) => ({
      title: `does not send if the proxy answers ${refusal.split('\r')[0]}`,
      expected: notSent(new RegExp(`the proxy refuses the connection \\(${refusal.slice(0, 3)}\\)`)),
      stage: async (servers: HttpServers) => ({
        url: AWAY,
        way: { proxy: (await servers.proxy(refusal)).origin },
      }),
    })),
    ...(
      [
        ['closes', '', /the proxy ended the connection/],
        ['closes in its answer', 'HTTP/1.1 200 Conn', /the proxy ended the connection/],
        [
          'speaks something else',
          '220 mail.example.org ESMTP\r\n\r\n',
          /the proxy does not answer as a proxy/,
        ],
      ] as const
    ).map(([what, text, words]) => ({
      title: `does not send if the proxy ${what}`,
      expected: notSent(words),
      stage: async (servers: HttpServers) => ({
        url: AWAY,
        way: { proxy: (await servers.listen({ kind: 'words', text })).origin },
      }),
    })),
    {
      title: 'does not send if nothing listens at the proxy',
      expected: notSent(/nothing listens/),
      stage: async (servers) => ({ url: AWAY, way: { proxy: await servers.unusedOrigin() } }),
    },
    {
      title: 'does not send if the proxy does not answer in time',
      expected: notSent(/no connection within 0\.3 s/, 'timeout'),
      stage: async (servers) => ({
        url: AWAY,
        way: { proxy: (await servers.listen({ kind: 'silence' })).origin },
        request: SHORT,
      }),
    },
    {
      title: 'does not send if the certificate behind a proxy is for another host',
      expected: notSent(/another host/),
      arrives: 0,
      stage: async (servers) => {
        const stage = await serving(servers, OK, 'https');
        const way = { proxy: (await servers.proxy()).origin, isTrusted: true };
        return { ...stage, url: away(stage.url), way };
      },
    },
    {
      title: 'does not send if the certificate behind a proxy is not trusted, and does not blame the proxy',
      expected: notSent(/^(?!.*proxy).*self-signed/),
      arrives: 0,
      stage: async (servers) => {
        const stage = await serving(servers, OK, 'https');
        return { ...stage, url: away(stage.url), way: { proxy: (await servers.proxy()).origin } };
      },
    },
  ];
}

const MAY_HAVE_ARRIVED: readonly Situation[] = [
  ...(
    [
      ['end', 'http'],
      ['end', 'https'],
      ['reset', 'http'],
    ] as const
  ).map(([kind, scheme]) => ({
    title: `calls the answer lost if the connection goes after the request (${kind}, ${scheme})`,
    expected: { kind: 'lost' } as const,
    arrives: 1,
    stage: (servers: HttpServers) => serving(servers, { kind }, scheme),
  })),
  ...[200, 401].map((status) => ({
    title: `calls the answer lost if ${status} ends too early`,
    expected: { kind: 'lost' } as const,
    arrives: 1,
    stage: (servers: HttpServers) => serving(servers, { kind: 'torn', status }),
  })),
  {
    title: 'calls an answer of more than 5 MB lost',
    expected: TOO_LARGE,
    arrives: 1,
    stage: (servers) => serving(servers, { kind: 'answer', body: 'x'.repeat(6_000_000) }),
  },
  {
    title: 'calls an answer lost that is more than 5 MB once it is unpacked',
    expected: TOO_LARGE,
    arrives: 1,
    stage: (servers) => serving(servers, { kind: 'answer', body: 'x'.repeat(6_000_000), isPacked: true }),
  },
  {
    title: 'calls an answer lost that cannot be unpacked',
    expected: { kind: 'lost' },
    arrives: 1,
    stage: (servers) =>
      serving(servers, { kind: 'answer', headers: { 'content-encoding': 'gzip' }, body: '{"plain":true}' }),
  },
  {
    title: 'calls an answer lost that is no HTTP',
    expected: { kind: 'lost' },
    stage: async (servers) => ({
      url: (await servers.listen({ kind: 'words', text: '220 mail ESMTP\r\n\r\n' })).origin,
    }),
  },
  {
    title: 'calls the answer lost if none comes in time',
    expected: { kind: 'lost', endedBy: 'timeout', words: /no answer within 0\.3 s/ },
    arrives: 1,
    stage: async (servers) => ({ ...(await serving(servers, { kind: 'silence' })), request: SHORT }),
  },
  {
    title: 'calls the answer lost if it is cancelled while it waits for it',
    expected: { kind: 'lost', endedBy: 'cancel' },
    arrives: 1,
    stage: async (servers) => {
      const { signal, cancel } = createCanceller();
      const server = await servers.serve({ replies: [{ kind: 'silence' }], onRequest: cancel });
      return { url: server.origin, request: { signal }, arrived: () => server.requests.length };
    },
  },
];
