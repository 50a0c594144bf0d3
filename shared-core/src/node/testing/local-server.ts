import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as sendRequest,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Key and certificate of an https server, as PEM. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

/** A request as a local server saw it. */
export interface ServedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
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

/** Starts an http server, or an https server if the options hold its key and certificate. */
export async function startServer(handler: Handler, options: ServerOptions = {}): Promise<LocalServer> {
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
  const isTls = options.cert !== undefined;
  const server = isTls ? createHttpsServer(options, listener) : createHttpServer(options, listener);
  return { requests, ...(await listen(server, isTls ? 'https' : 'http')) };
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
  const server = createHttpServer((request, response) => {
    // Without TLS some ask for the whole URL.
    const { host, port, pathname, search } = new URL(request.url ?? '');
    targets.push(host);
    const { method, headers } = request;
    const onward = sendRequest({ host: '127.0.0.1', port, path: `${pathname}${search}`, method, headers });
    onward.on('response', (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? BAD_GATEWAY, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
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

const BAD_GATEWAY = 502;

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
