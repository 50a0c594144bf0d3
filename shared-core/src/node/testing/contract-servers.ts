import type { ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { ContractServer, HttpServers, Reply, ServerPlan } from '../../testing/contracts/http-servers.ts';
import {
  findFreePort,
  type LocalServer,
  type ServerIdentity,
  startProxy,
  startRawServer,
  startServer,
} from './local-server.ts';

/** Servers for one case of `httpContract`, on this machine alone. */
export class NodeServers implements HttpServers {
  readonly #identity: ServerIdentity;
  readonly #open: { close(): unknown }[] = [];

  /** `identity`: of the https servers; made for 127.0.0.1 and signed by itself, so that nobody trusts it unless told to. */
  constructor(identity: ServerIdentity) {
    this.#identity = identity;
  }

  async serve({
    replies,
    scheme = 'http',
    wantsCertificateBy,
    onRequest,
  }: ServerPlan): Promise<ContractServer> {
    let count = 0;
    const server = await startServer(
      (_request, response, socket) => {
        count++;
        onRequest?.(count);
        const reply = replies[Math.min(count, replies.length) - 1];
        if (reply === undefined) throw new Error('The server has no reply.');
        make(reply, response, socket);
      },
      {
        ...(scheme === 'https' && this.#identity),
        ...(wantsCertificateBy && this.#wanting(wantsCertificateBy)),
      },
    );
    return this.#opened(server, server.requests);
  }

  async listen(reply: Reply, onBytes?: () => void): Promise<ContractServer> {
    const server = await startRawServer((socket) => {
      socket.once('data', () => {
        onBytes?.();
        if (reply.kind === 'words') socket.end(reply.text);
        else if (reply.kind === 'reset') socket.resetAndDestroy();
        else if (reply.kind === 'end') socket.end();
        else if (reply.kind !== 'silence') throw new Error(`${reply.kind} needs HTTP.`);
      });
    });
    return this.#opened(server, []);
  }

  async proxy(refusal?: string): Promise<ContractServer> {
    return this.#opened(await startProxy(refusal), []);
  }

  async unusedOrigin(): Promise<string> {
    return `http://127.0.0.1:${await findFreePort()}`;
  }

  async serveElsewhere(afterMs: number): Promise<{ readonly origin: string }> {
    const worker = new Worker(ANSWERING, { eval: true, workerData: afterMs });
    this.#open.push({ close: () => worker.terminate() });
    const port = await new Promise((resolve) => worker.once('message', resolve));
    return { origin: `http://127.0.0.1:${String(port)}` };
  }

  standStill(ms: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }

  async turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0)) await one.close();
  }

  #wanting(version: 'TLSv1.2' | 'TLSv1.3'): ServerOptions {
    const { cert } = this.#identity;
    return {
      requestCert: true,
      rejectUnauthorized: true,
      ca: cert,
      minVersion: version,
      maxVersion: version,
    };
  }

  #opened(server: Omit<LocalServer, 'requests'>, requests: LocalServer['requests']): ContractServer {
    this.#open.push(server);
    const { origin, connections } = server;
    return {
      origin,
      requests,
      get bytesWritten() {
        return connections.reduce((sum, socket) => sum + socket.bytesWritten, 0);
      },
      async closed() {
        for (const socket of connections)
          if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
      },
    };
  }
}

function make(reply: Reply, response: ServerResponse, socket: Socket): void {
  switch (reply.kind) {
    case 'answer': {
      const { status = 200, headers = {}, body = '', isPacked = false } = reply;
      response.writeHead(status, { ...headers, ...(isPacked && { 'content-encoding': 'gzip' }) });
      response.end(isPacked ? gzipSync(body) : body);
      return;
    }
    case 'torn':
      response.writeHead(reply.status, { 'content-length': '100' });
      response.write('{');
      setTimeout(() => socket.destroy(), 5);
      return;
    case 'drip':
      drip(response);
      return;
    case 'flood':
      flood(response);
      return;
    case 'silence':
      return;
    case 'end':
      socket.destroy();
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'words':
      socket.end(reply.text);
  }
}

function drip(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
}

function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(500_000, 'x');
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  response.on('error', () => undefined);
  write();
}

/** A server in a thread of its own. */
const ANSWERING = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:http').createServer((_request, response) => setTimeout(() => response.end('{}'), workerData));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;
