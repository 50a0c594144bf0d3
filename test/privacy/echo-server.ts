import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface Heard {
  readonly body: string;
  readonly token: string;
  /** What it asks for, percent-encoded. */
  readonly path: string;
}

/** What is answered. */
export interface Said {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A platform that answers with what it was sent. */
export interface EchoServer {
  readonly url: string;
  /** Tokens that it got so far. */
  readonly tokens: readonly string[];
  answer: (heard: Heard) => Said;
  stop(): Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function startEchoServer(): Promise<EchoServer> {
  const tokens: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const token = String(request.headers['auth']);
      tokens.push(token);
      const heard = { body: Buffer.concat(parts).toString(), token, path: request.url ?? '' };
      const { status, body, headers } = echo.answer(heard);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const echo: EchoServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    answer: () => ({ status: 500, body: '' }),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return echo;
}
