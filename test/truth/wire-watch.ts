import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** One request and what the server made of it, as seen in the server itself. */
export interface Exchange {
  readonly startedAt: number;
  /** The answer was handed to the network whole. */
  readonly finishedAt?: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Watched {
  exchange: Exchange;
  isOpen: boolean;
}

/** The exchanges of one server; a restarted simulator is another one. */
interface Life {
  readonly watched: Watched[];
  readonly sockets: Set<Socket>;
  readonly port: number;
}

// Every HTTP server and client of this process is watched from inside Node. That shows what neither side of a call tells
// of itself: how far an answer really got, which sockets are open, and when a request began.

const CONTROL = '/_simulator/';

const lives = new WeakMap<Server, Life>();
const livesAt = new Map<number, Life[]>();
const listeners = new Map<number, (count: number) => void>();

interface StartMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server: Server;
}

diagnostics.subscribe('http.server.request.start', (message) => {
  const { request, response, socket, server } = message as StartMessage;
  if (request.url?.startsWith(CONTROL) === true) return;
  const life = lifeOf(server);
  if (life === undefined) return;
  const watched: Watched = {
    exchange: { startedAt: Date.now(), status: 0, headers: {} },
    isOpen: true,
  };
  life.watched.push(watched);
  if (!life.sockets.has(socket)) {
    life.sockets.add(socket);
    socket.once('close', () => life.sockets.delete(socket));
  }
  // Once there was a header, Node keeps those of writeHead where they can be read.
  response.setHeader('x-watched', '');
  response.removeHeader('x-watched');
  response.once('finish', () => {
    watched.exchange = {
      ...watched.exchange,
      finishedAt: Date.now(),
      status: response.statusCode,
      headers: response.getHeaders(),
    };
  });
  response.once('close', () => (watched.isOpen = false));
  listeners.get(life.port)?.(exchangesOf(life.port).flat().length);
});

/** When requests to each host began, from wherever in this process. */
const begunAt = new Map<string, number[]>();

diagnostics.subscribe('http.client.request.start', (message) => {
  const { request } = message as { readonly request: ClientRequest };
  const host = String(request.getHeader('host'));
  begunAt.set(host, [...(begunAt.get(host) ?? []), Date.now()]);
});

/** Other tests of this process have hosts of their own: what they called is none of ours. */
export function forgetHosts(): void {
  begunAt.clear();
}

/** Hosts that requests of this process went to, but for the ports that are watched. */
export function otherHostsCalled(): string[] {
  return [...begunAt.keys()].filter((host) => !ports.has(Number(/^127\.0\.0\.1:(\d+)$/.exec(host)?.[1])));
}

const ports = new Set<number>();

/** How many requests to a port of this machine began after a time, in milliseconds since 1970. */
export function begunAfter(port: number, time: number): number {
  return (begunAt.get(`127.0.0.1:${port}`) ?? []).filter((at) => at > time).length;
}

function lifeOf(server: Server): Life | undefined {
  const known = lives.get(server);
  if (known !== undefined) return known;
  const address = server.address() as AddressInfo | null;
  if (address === null) return undefined;
  const life = { watched: [], sockets: new Set<Socket>(), port: address.port };
  lives.set(server, life);
  livesAt.set(address.port, [...(livesAt.get(address.port) ?? []), life]);
  return life;
}

/** The exchanges at a port, by server, in the order in which they began. */
export function exchangesOf(port: number): Exchange[][] {
  return (livesAt.get(port) ?? []).map(({ watched }) => watched.map(({ exchange }) => exchange));
}

/** Requests without an end, and sockets, at a port. */
export function openAt(port: number): { readonly requests: number; readonly sockets: number } {
  const all = livesAt.get(port) ?? [];
  return {
    requests: all.flatMap(({ watched }) => watched.filter(({ isOpen }) => isOpen)).length,
    sockets: all.reduce((sum, { sockets }) => sum + sockets.size, 0),
  };
}

/** Forgets what was at a port, and tells of each request that comes from now on. */
export function watchPort(port: number, onRequest: (count: number) => void): void {
  ports.add(port);
  for (const { watched } of livesAt.get(port) ?? []) watched.length = 0;
  begunAt.delete(`127.0.0.1:${port}`);
  // Servers that are gone go; the one that lives is the latest.
  livesAt.set(port, (livesAt.get(port) ?? []).slice(-1));
  listeners.set(port, onRequest);
}

/**
 * Resolves once the server at a port has accepted every connection made so far: one after the other, and each may wait
 * for the answers to those before.
 */
export function allAccepted(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.end(`GET ${CONTROL} HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\n\r\n`),
    );
    socket
      .on('error', reject)
      .on('close', () => resolve())
      .resume();
  });
}
