import type { Agent, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * How long a free connection is kept. Many servers close idle connections after some whole seconds without announcing
 * it. A request on a connection that closes at that moment is lost. So a connection is kept for less than a second,
 * and longer only if the server announces a time.
 */
const KEPT_MS = 900;
const MOST_KEPT_MS = 4_000;
/** A connection is dropped this long before the announced time. */
const MARGIN_MS = 1_000;

/** What servers announced about the connections of an agent. */
export interface KeptSockets {
  /** Reads from an answer how long the server keeps its connection. */
  hear(answer: IncomingMessage): void;
}

/** Makes an agent keep free connections only as long as the server certainly does. */
export function keepBriefly(agent: Agent): KeptSockets {
  const keptMs = new WeakMap<object, number>();
  const keep: (socket: Socket) => unknown = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  // Node answers with true or false here; its type says nothing.
  agent.keepSocketAlive = (socket: Socket): boolean => {
    const ms = keptMs.get(socket) ?? KEPT_MS;
    if (keep(socket) === false || ms <= 0) return false;
    ENDS.set(socket, performance.now() + ms);
    socket.setTimeout(ms);
    socket.once('timeout', destroyIt);
    return true;
  };
  agent.reuseSocket = (socket: Socket, request) => {
    socket.removeListener('timeout', destroyIt);
    socket.setTimeout(0);
    reuse(socket, request);
  };
  return {
    hear({ headers, socket }) {
      keptMs.set(socket, keptMsFor(headers['keep-alive']?.toString()));
    },
  };
}

/** For how many milliseconds a connection is kept after an answer with this `Keep-Alive` header. */
export function keptMsFor(header = ''): number {
  const seconds = /\btimeout\s*=\s*(\d+)/i.exec(header)?.[1];
  if (seconds === undefined) return KEPT_MS;
  const announcedMs = Number(seconds) * 1_000;
  return Math.min(Math.max(announcedMs - MARGIN_MS, announcedMs / 2), MOST_KEPT_MS);
}

/** When a free connection is too old, also if its timer is late. */
const ENDS = new WeakMap<object, number>();

function destroyIt(this: Socket): void {
  this.destroy();
}

/** Whether the next request would go over a connection that was kept. */
export function hasKept(agent: Agent): boolean {
  for (const _ in agent.freeSockets) return true;
  return false;
}

/** The first turn of the event loop may be over before it reads; in another one, what this process itself closes is closed. */
const TURNS = 3;

/** Lets everything that has arrived be read, and then drops each free connection that has ended or is too old. */
export async function dropEnded(agent: Agent): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  const nowMs = performance.now();
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) {
      // Bytes that nobody asked for are the words with which some servers close.
      const isUsable = socket.writable && !socket.readableEnded && socket.readableLength === 0;
      if (!isUsable || nowMs >= (ENDS.get(socket) ?? Infinity)) socket.destroy();
    }
}
