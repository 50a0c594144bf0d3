import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startClient, stopAll } from './raw-client.ts';

/** The other half: a customer's server that takes what is posted. */
async function startWebhook(status = 200): Promise<{ url: string; server: Server; bodies: unknown[] }> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`, server, bodies };
}

describe('a push message', () => {
  afterEach(stopAll);

  it('is posted to the webhook for the devices of the user, and its answer is kept', async () => {
    const { url, server, bodies } = await startWebhook(202);
    const client = await startClient({ pushWebhook: url });
    const { simulator } = client;
    for (const deviceId of ['d-1', 'd-2'])
      simulator.subscribeDevice({ userId: 'u-1', deviceId, osType: 'Android' });
    simulator.subscribeDevice({ userId: 'u-2', deviceId: 'd-3', osType: 'ios' });
    const { status, body } = await client.control('POST', '/push', { userId: 'u-1', message: 'Shipped' });
    assert.deepEqual([status, body['answeredStatus']], [200, 202]);
    const { sentAt, ...posted } = bodies[0] as Record<string, unknown>;
    assert.ok(Date.parse(String(sentAt)) > 0);
    assert.deepEqual(posted, {
      botId: simulator.app.botId,
      userId: 'u-1',
      message: 'Shipped',
      devices: [
        { deviceId: 'd-1', osType: 'Android' },
        { deviceId: 'd-2', osType: 'Android' },
      ],
    });
    server.close();
    server.closeAllConnections();
    const push = await simulator.push({ userId: 'u-2', message: 'Again' });
    assert.equal(push.problem, 'Nothing listens at this address.');
    assert.equal(simulator.pushes().length, 2);
    simulator.reset();
    assert.deepEqual((await client.control('GET', '/push')).body, { webhook: url, total: 0, pushes: [] });
  });

  it('goes to this machine alone, unless another name is allowed', async () => {
    const client = await startClient({ allowedHosts: ['palette'] });
    const set = (url: string) => client.control('PUT', '/push', { url });
    for (const url of ['https://push.example/x', 'file:///etc/passwd', 'x', 'http://127.0.0.1@push.example/'])
      assert.equal((await set(url)).status, 400, url);
    for (const url of ['http://palette:1880/push', 'http://localhost:1/', 'http://[::1]:1/', ''])
      assert.equal((await set(url)).status, 200, url);
    const { status, body } = await client.control('POST', '/push', { userId: 'u-1', message: 'x' });
    assert.equal(status, 400);
    assert.match(String(body['error']), /There is no push webhook/);
    await set('http://localhost:1/');
    const none = await client.control('POST', '/push', { userId: 'u-1', message: 'x' });
    assert.match(String(none.body['error']), /has no subscribed device/);
  });
});
