import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type LocalServer, startServer } from '../../../shared-core/test/node/local-server.ts';
import { EngineHttp, signedRequest } from './n8n-http.ts';
import { testCredential } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const requireOfCore = createRequire(createRequire(import.meta.url).resolve('n8n-core'));

describe('a call of n8n that fails', () => {
  describe("by n8n's SSRF protection", () => {
    const suite = withSimulator();
    const send = {
      type: 'koreSendNotificationV2',
      parameters: { channel: 'msteams', message: 'Hello!', recipients: 'ada@example.org, bob@example.org' },
    };
    let config: { enabled: boolean };
    before(() => {
      const { Container } = requireOfCore('@n8n/di') as { Container: { get(service: unknown): unknown } };
      const { SsrfProtectionConfig } = requireOfCore('@n8n/config') as { SsrfProtectionConfig: unknown };
      config = Container.get(SsrfProtectionConfig) as typeof config;
    });
    beforeEach(() => (config.enabled = true));
    afterEach(() => (config.enabled = false));

    const WORDS =
      /SSRF protection blocks this address\. The request was blocked .*127\.0\.0\.1.*N8N_SSRF_ALLOWED_IP_RANGES/s;

    for (const name of ['127.0.0.1', 'localhost'])
      it(`was never sent, and every row says what n8n says of ${name}`, async () => {
        const host = suite.simulator.url.replace('127.0.0.1', name);
        const { rows } = await suite.run({
          ...send,
          credential: suite.credential({ host, maxAttempts: 1 }),
          settings: { onError: 'continueRegularOutput' },
        });
        assert.deepEqual(
          rows.map(({ outcome, reason }) => [outcome, reason]),
          Array(2).fill(['unsent', 'unreachable']),
        );
        for (const { detail } of rows) assert.match(detail ?? '', WORDS);
        assert.deepEqual(suite.wire(), []);
      });

    it('is the error of a node that stops', async () => {
      const { error } = await suite.run(send);
      assert.match(`${error?.message} ${error?.description}`, WORDS);
      assert.deepEqual(suite.wire(), []);
    });

    it('is what the test of the credential says, and a tool', async () => {
      const { status, message } = await testCredential(suite.credential());
      assert.equal(status, 'Error');
      assert.match(message, WORDS);
      const { rows, error } = await suite.run({ ...send, isTool: true });
      assert.match(JSON.stringify([rows, error?.message, error?.description]), WORDS);
      assert.deepEqual(suite.wire(), []);
    });
  });

  describe('before it connects', () => {
    for (const [what, request] of [
      ['a name of a header that is none', { headers: { auth: '{}', 'x odd': '1' } }],
      ['a path that is none', { url: 'http://127.0.0.1:9/a b\u0001\n' }],
      ['a port that is none', { url: 'http://127.0.0.1:0/' }],
      ['a header that the credential does not sign', { headers: {} }],
    ] as const)
      it(`was not sent: ${what}`, async () => {
        const server = await startServer((_request, response) => void response.end('{}'));
        const result = await new EngineHttp().send(signedRequest(server.origin, request));
        await server.close();
        assert.deepEqual([result.kind, server.requests.length], ['not-sent', 0]);
      });
  });

  describe('and is not over', () => {
    let server: LocalServer;
    afterEach(() => server.close());

    it('closes the connection at the time-out, and leaves nothing that fails later', async () => {
      const rejections: unknown[] = [];
      const note = (reason: unknown): void => void rejections.push(reason);
      process.on('unhandledRejection', note);
      server = await startServer((_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      });
      for (let call = 0; call < 5; call++) {
        const result = await new EngineHttp().send(signedRequest(server.origin, { timeoutMs: 200 }));
        assert.ok(result.kind === 'lost' && result.endedBy === 'timeout', JSON.stringify(result));
      }
      while (server.connections.some((socket) => !socket.destroyed)) await sleep(5);
      process.off('unhandledRejection', note);
      assert.deepEqual(rejections, []);
    });

    it('reads no more of a huge answer than it takes', async () => {
      let written = 0;
      server = await startServer((_request, response) => {
        const chunk = Buffer.alloc(500_000, 'x');
        const write = (): void => {
          while (!response.destroyed && response.write(chunk)) written += chunk.length;
          written += chunk.length;
        };
        response.on('drain', write);
        response.on('error', () => undefined);
        write();
      });
      const result = await new EngineHttp().send(signedRequest(server.origin));
      assert.ok(result.kind === 'lost' && result.endedBy === 'size', JSON.stringify(result));
      while (server.connections.some((socket) => !socket.destroyed)) await sleep(5);
      assert.ok(written < 50_000_000, String(written));
    });
  });

  it('takes the answer that arrived while the process stood still for longer than the time-out', async () => {
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       const server = require('node:http').createServer((_request, response) => setTimeout(() => response.end('{}'), 50));
       server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
      { eval: true },
    );
    try {
      const port = await new Promise((resolve) => worker.once('message', resolve));
      const http = new EngineHttp();
      const origin = `http://127.0.0.1:${String(port)}`;
      await http.send(signedRequest(origin));
      for (const waitMs of [5, 30]) {
        const result = http.send(signedRequest(origin, { timeoutMs: 1_000 }));
        await sleep(waitMs);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
        assert.equal((await result).kind, 'answer');
      }
    } finally {
      await worker.terminate();
    }
  });
});
