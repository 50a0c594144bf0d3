import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Key and certificate that no program trusts; for servers of these tests alone. */
const TEST_KEY = readTls('test-only-key.pem');
export const TEST_CERTIFICATE = readTls('test-only-certificate.pem');

function readTls(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
}

/** A request as a server of these tests saw it. */
export interface ServedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Handler = (request: ServedRequest, response: ServerResponse, socket: Socket) => void;

/** A server on this machine, and what it saw. */
export interface LocalServer {
  readonly origin: string;
  readonly port: number;
  readonly requests: ServedRequest[];
  /** Connections so far. */
  readonly connections: Socket[];
  close(): Promise<void>;
}

/** Starts an http server, or an https server with the certificate of these tests. */
export async function startServer(
  handler: Handler,
  scheme: 'http' | 'https' = 'http',
  options: https.ServerOptions = {},
): Promise<LocalServer> {
  const requests: ServedRequest[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method, url, headers, socket } = request;
      const served = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(served);
      handler(served, response, socket);
    });
  };
  const server =
    scheme === 'http'
      ? http.createServer(options, listener)
      : https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE, ...options }, listener);
  return { requests, ...(await listen(server, scheme)) };
}

/** Starts a server that gets bare connections. */
export async function startRawServer(
  handler: (socket: Socket) => void,
): Promise<Omit<LocalServer, 'requests'>> {
  return listen(createServer(handler), 'http');
}

/** A proxy and the targets it was asked to connect to. */
export interface LocalProxy extends Omit<LocalServer, 'requests'> {
  readonly targets: string[];
  readonly credentials: (string | undefined)[];
}

/** Starts a proxy that connects every name to this machine, at the port asked for; or refuses with a status. */
export async function startProxy(refusal?: string): Promise<LocalProxy> {
  const targets: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server = http.createServer((_request, response) => response.writeHead(501).end());
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    targets.push(request.url ?? '');
    credentials.push(request.headers['proxy-authorization']);
    client.on('error', () => undefined);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const target = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  return { targets, credentials, ...(await listen(server, 'http')) };
}

/** A port of this machine at which nothing listens. */
export async function findFreePort(): Promise<number> {
  const { port, close } = await listen(createServer(), 'http');
  await close();
  return port;
}

async function listen(server: Server, scheme: string): Promise<Omit<LocalServer, 'requests'>> {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    connections.push(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    port,
    connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}
