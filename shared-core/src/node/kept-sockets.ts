import type { Agent, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * How long a connection is kept for another request. Many servers close one after whole seconds without saying so, and on one
 * that was just closed an answer is lost: so it is kept for less than a second, longer only if the server says for how long.
 */
const KEPT_MS = 900;
const MOST_KEPT_MS = 4_000;
/** Given up this long before the server said that it would close. */
const MARGIN_MS = 1_000;

/** What servers said of the connections of an agent. */
export interface KeptSockets {
  /** Takes note of how long the server keeps the connection that this answer came on. */
  hear(answer: IncomingMessage): void;
}

/** Lets an agent keep free connections only as long as the server surely does. */
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

/** When a free connection is too old; a timer that comes late does not make it younger. */
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
