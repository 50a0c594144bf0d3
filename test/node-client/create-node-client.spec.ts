import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeClient, type NodeClient, type NodeClientOptions } from '@kore-notify/core/node';
import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';
import { startProxy, startServer, TEST_CERTIFICATE } from '../../shared-core/test/node/local-server.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const RSA_APP = { clientId: 'cs-rsa', botId: 'st-rsa', publicKey };

const TO_TWO = {
  channel: 'msteams',
  message: 'The office is closed today.',
  recipients: ['ann@example.com', 'nobody@example.com'],
} as const;

describe('A client of a Node program', () => {
  const closers: (() => Promise<void>)[] = [];
  const simulate = async (options: SimulatorOptions = {}): Promise<Simulator> => {
    const simulator = await createSimulator({ timeScale: 60, ...options });
    closers.push(() => simulator.stop());
    return simulator;
  };
  const connect = (
    { url, app: { botId, clientId, clientSecret } }: Simulator,
    options: Partial<NodeClientOptions> = {},
  ): NodeClient => {
    const key = options.privateKey === undefined ? { clientSecret } : {};
    const client = createNodeClient({ host: url, botId, clientId, timeScale: 60, ...key, ...options });
    closers.push(() => client.close());
    return client;
  };
  const makeFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'kore-notify-node-client-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  };

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  it('sends and waits for delivery with nothing but its connection', async () => {
    const simulator = await simulate({ jobDurationMs: 0 });
    const report = await connect(simulator).send(TO_TWO, { wait: { firstIntervalMs: 1_000 } });
    assert.deepEqual(
      report.recipients.map(({ identity, outcome }) => [identity, outcome]),
      [
        ['ann@example.com', 'delivered'],
        ['nobody@example.com', 'undelivered'],
      ],
    );
    assert.equal(simulator.received()[0]?.call, 'send');
  });

  for (const algorithm of [undefined, 'RS256', 'RS512'] as const)
    it(`signs with a private key, algorithm ${algorithm ?? 'not given'}`, async () => {
      const simulator = await simulate({ apps: [{ ...RSA_APP, algorithm: algorithm ?? 'RS256' }] });
      const { botId, clientId } = RSA_APP;
      const options = { botId, clientId, privateKey, ...(algorithm && { algorithm }) };
      const { ok } = await connect(simulator, options).checkConnection();
      assert.equal(ok, true);
    });

  it('signs with HS512 where the app says so', async () => {
    const app = {
      clientId: 'cs-512',
      botId: 'st-512',
      clientSecret: 'another secret',
      algorithm: 'HS512',
    } as const;
    const simulator = await simulate({ apps: [app] });
    assert.equal((await connect(simulator, app).checkConnection()).ok, true);
  });

  describe('of an app that enforces JWE', () => {
    for (const contentEncryption of ['A128CBC-HS256', 'A128GCM', 'A256GCM'] as const)
      it(`encrypts its tokens with ${contentEncryption}, and uses one for several requests`, async () => {
        const simulator = await simulate({ jwe: true });
        const publicKey = JSON.stringify(simulator.publicJwk());
        const { clientSecret, ...app } = simulator.app;
        const client = createNodeClient({
          host: simulator.url,
          ...app,
          timeScale: 60,
          tokenEncryption: { publicKey, contentEncryption },
        });
        closers.push(() => client.close());
        await client.send(TO_TWO, { recipientsPerRequest: 1 });
        const requests = simulator.received();
        assert.deepEqual(
          requests.map(({ answeredStatus }) => answeredStatus),
          [200, 200],
        );
        assert.deepEqual(requests[0]?.claims, requests[1]?.claims);
        assert.ok(clientSecret && !JSON.stringify(requests).includes(clientSecret));
      });

    it('encrypts a fresh token for each request with JTI', async () => {
      const simulator = await simulate({ jwe: true, jti: true });
      const { botId, clientId } = simulator.app;
      const publicKey = { ...simulator.publicJwk() };
      const options = { host: simulator.url, botId, clientId, timeScale: 60, useJti: true };
      const client = createNodeClient({ ...options, tokenEncryption: { publicKey } });
      closers.push(() => client.close());
      const report = await client.send(TO_TWO, { recipientsPerRequest: 1 });
      assert.equal(report.counts.accepted, 2);
      const ids = simulator.received().map(({ claims }) => claims?.['jti']);
      assert.equal(new Set(ids).size, 2);
    });

    it('is told what to check if it signs', async () => {
      const simulator = await simulate({ jwe: true });
      const { ok, message } = await connect(simulator).checkConnection();
      assert.equal(ok, false);
      assert.match(message, /Enforce JWE/);
    });
  });

  it('shares the pace of its bot with the other clients of the process', async () => {
    const simulator = await simulate();
    const options = { maxPerMinute: 2 };
    await connect(simulator, options).send(TO_TWO, { recipientsPerRequest: 1 });
    const other = await connect(simulator, options).send(TO_TWO, { maxPauseMs: 0 });
    assert.deepEqual(other.counts.unsent, 2);
    assert.equal(simulator.received().length, 2);
  });

  it('keeps its limits from others no longer than until it is closed', async () => {
    const simulator = await simulate();
    const strict = connect(simulator, { maxPerMinute: 1 });
    await strict.send(TO_TWO);
    await strict.close();
    assert.equal((await connect(simulator).send(TO_TWO, { maxPauseMs: 0 })).counts.accepted, 2);
  });

  it('sends once under a key, kept in its folder also after it was closed', async () => {
    const simulator = await simulate();
    const journalFolder = await makeFolder();
    const first = connect(simulator, { journalFolder });
    await first.send(TO_TWO, { once: { key: 'closing' } });
    await first.close();
    const report = await connect(simulator, { journalFolder }).send(TO_TWO, { once: { key: 'closing' } });
    assert.deepEqual(
      report.recipients.map(({ reason }) => reason),
      ['already_sent', 'already_sent'],
    );
    assert.equal(simulator.received().length, 1);
  });

  it('lets one of two clients with the same folder send at a time', async () => {
    const simulator = await simulate();
    const journalFolder = await makeFolder();
    const clients = [connect(simulator, { journalFolder }), connect(simulator, { journalFolder })];
    await Promise.all(clients.map((client) => client.send(TO_TWO, { once: { key: 'closing' } })));
    assert.deepEqual([...simulator.processed().values()], [1, 1]);
  });

  it('goes through the proxy that it is given', async () => {
    const simulator = await simulate({ allowedHosts: ['platform.invalid'] });
    const proxy = await startProxy();
    closers.push(() => proxy.close());
    const client = connect(simulator, {
      host: `http://platform.invalid:${simulator.port}`,
      allowHttp: true,
      proxy: { url: proxy.origin },
    });
    assert.equal((await client.checkConnection()).ok, true);
    assert.deepEqual(proxy.targets, [`platform.invalid:${simulator.port}`]);
  });

  it('trusts the authority that it is given, and closes its connections, twice if asked to', async () => {
    const simulator = await simulate();
    const server = await startServer((_request, response) => response.writeHead(404).end(), 'https');
    closers.push(() => server.close());
    const client = connect(simulator, { host: server.origin, tls: { ca: TEST_CERTIFICATE } });
    await client.checkConnection();
    const [socket] = server.connections;
    assert.equal(server.requests.length > 0, true);
    assert.equal(socket?.closed, false);
    const isClosed = once(socket, 'close');
    await client.close();
    await isClosed;
    await client.close();
  });

  it('takes a file in the place of the folder of its journal for a problem', async () => {
    const simulator = await simulate();
    const journalFolder = join(await makeFolder(), 'a-file');
    await writeFile(journalFolder, '');
    assert.throws(() => connect(simulator, { journalFolder }), /journalFolder: It is not a folder\./);
  });
});
