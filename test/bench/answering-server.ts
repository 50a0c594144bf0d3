// A platform that accepts every send at once and remembers nothing, so that the contestants are measured and not it.
// In a process of its own; says its address when it listens, and what it saw when it is asked.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server saw in its life. */
export interface ServerSight {
  readonly requests: number;
  readonly bodyBytes: number;
  /** Most connections open at once. */
  readonly openSockets: number;
}

const ANSWER = JSON.stringify({ _id: 'ds-1', status: 'IN_PROGRESS', percentageComplete: 0, statusLogs: [] });
const HEADERS = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ANSWER) };
/** A contestant may open thousands of connections at once; a queue too short would turn that into pauses of seconds. */
const BACKLOG = 8_192;

let requests = 0;
let bodyBytes = 0;
let open = 0;
let openSockets = 0;

const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => (bodyBytes += chunk.length));
  request.on('end', () => {
    requests++;
    response.writeHead(200, HEADERS);
    response.end(ANSWER);
  });
});
server.on('connection', (socket) => {
  openSockets = Math.max(openSockets, ++open);
  socket.on('close', () => open--);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('message', () => {
  const sight: ServerSight = { requests, bodyBytes, openSockets };
  process.send?.(sight);
});
process.on('disconnect', () => process.exit());
