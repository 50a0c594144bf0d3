import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { AxiosHttp } from '../../src/node/index.ts';
import { keptMsFor } from '../../src/node/kept-sockets.ts';
import type { HttpAnswer, HttpFailure, HttpRequest } from '../../src/vocabulary/ports.ts';
import { type LocalServer, startRawServer, startServer, TEST_CERTIFICATE } from './local-server.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n';

describe('AxiosHttp', () => {
  const open: { close(): unknown }[] = [];

  function opened<T extends { close(): unknown }>(one: T): T {
    open.push(one);
    return one;
  }

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const create = (): AxiosHttp => opened(new AxiosHttp({ proxy: false, tls: { ca: TEST_CERTIFICATE } }));

  function post(url: string, timeoutMs = 5_000): HttpRequest {
    return { method: 'POST', url, headers: { auth: 'token' }, body: '{}', timeoutMs };
  }

  const kindOf = (result: HttpAnswer | HttpFailure): string =>
    result.kind === 'answer' ? String(result.status) : `${result.kind} ${result.endedBy ?? ''}`.trim();

  describe('keeps a connection', () => {
    /** A server that answers with this header, and counts connections. */
    const serve = async (header?: string): Promise<LocalServer> =>
      opened(
        await startServer(
          (_request, response) => {
            if (header !== undefined) response.setHeader('keep-alive', header);
            response.end('{}');
          },
          'http',
          { keepAliveTimeout: 0 },
        ),
      );

    it('for the next request', async () => {
      const server = await serve();
      const http = create();
      for (let request = 0; request < 5; request++) await http.send(post(server.origin));
      assert.equal(server.connections.length, 1);
    });

    it('not for ever if the server does not say for how long', async () => {
      const server = await serve();
      await create().send(post(server.origin));
      await closed(server.connections[0]);
    });

    it('less long than the server says, and never for long', () => {
      const kept = [
        'timeout=1',
        'timeout=2',
        'timeout=5, max=100',
        'max=100, Timeout = 60',
        'timeout=99999999999999',
      ];
      assert.deepEqual(kept.map(keptMsFor), [500, 1_000, 4_000, 4_000, 4_000]);
      for (const unclear of [undefined, '', 'max=100', 'timeout=x', 'timeout=-1'])
        assert.ok(keptMsFor(unclear) < 1_000, unclear);
      assert.equal(keptMsFor('timeout=0'), 0);
    });

    it('for no time if the server says so', async () => {
      for (const header of ['timeout=0', 'max=5, timeout=0']) {
        const server = await serve(header);
        const http = create();
        for (let request = 0; request < 3; request++) await http.send(post(server.origin));
        assert.equal(server.connections.length, 3, header);
      }
    });

    it('but not one that has grown too old while the process stood still', async () => {
      const server = await startAnswering(0);
      const http = create();
      assert.equal(kindOf(await http.send(post(server.origin))), '200');
      standStill(1_100);
      assert.equal(kindOf(await http.send(post(server.origin))), '200');
      assert.equal(await server.connections(), 2);
    });

    for (const [what, end] of [
      ['ended', (socket: Socket) => void socket.end()],
      ['reset', (socket: Socket) => void socket.resetAndDestroy()],
      [
        'ended with words that nobody asked for',
        (socket: Socket) => void socket.end('HTTP/1.1 408 \r\n\r\n'),
      ],
    ] as const)
      it(`but not one that the server has ${what}`, async () => {
        const sockets: Socket[] = [];
        const server = opened(
          await startRawServer((socket) => {
            sockets.push(socket);
            socket.on('data', () => socket.write(`${ANSWER}\r\n{}`));
          }),
        );
        const http = create();
        for (let request = 0; request < 20; request++) {
          assert.equal(kindOf(await http.send(post(server.origin))), '200');
          const last = sockets.at(-1);
          assert.ok(last);
          end(last);
        }
        assert.equal(sockets.length, 20);
      });

    it('and looks at it although the send is cancelled meanwhile', async () => {
      const server = await serve();
      const http = create();
      await http.send(post(server.origin));
      const controller = new AbortController();
      const result = http.send({ ...post(server.origin), signal: controller.signal });
      controller.abort();
      assert.equal(kindOf(await result), 'not-sent cancel');
      assert.equal(server.requests.length, 1);
    });
  });

  /** A server in a thread of its own, which answers although this one stands still. */
  async function startAnswering(
    afterMs: number,
  ): Promise<{ readonly origin: string; connections(): Promise<number> }> {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { createServer } = require('node:net');
       let connections = 0;
       const server = createServer((socket) => {
         connections++;
         socket.on('error', () => undefined);
         socket.on('data', () => setTimeout(() => socket.write(workerData.answer), workerData.afterMs));
       });
       server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
       parentPort.on('message', () => parentPort.postMessage(connections));`,
      { eval: true, workerData: { afterMs, answer: `${ANSWER}\r\n{}` } },
    );
    opened({ close: () => worker.terminate() });
    const message = (): Promise<number> => new Promise((resolve) => worker.once('message', resolve));
    const port = await message();
    return {
      origin: `http://127.0.0.1:${port}`,
      connections: () => {
        const count = message();
        worker.postMessage('connections');
        return count;
      },
    };
  }
});

/** Holds up the event loop. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function closed(socket: Socket | undefined): Promise<void> {
  if (socket !== undefined && !socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}
