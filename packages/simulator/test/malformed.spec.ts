import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Fault } from '../src/index.ts';
import { refusalOf, startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';

/** Sends bytes as they are, and resolves with the first line of the answer. */
function sendRaw({ simulator }: RawClient, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(simulator.port, simulator.host, () => socket.end(text));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    // A reset is an answer too.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
  });
}

describe('what makes no sense', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient();
  });
  afterEach(stopAll);

  it('as HTTP ends its connection, and nothing else', async () => {
    const requests = [
      '\0\0\0',
      'GET',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n',
      'GET / HTTP/1.0\r\n\r\n',
      'CONNECT evil.test:443 HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'GET http://evil.test/_simulator/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      'POST /_simulator/faults HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{',
      'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: \x01\r\nContent-Length: 0\r\n\r\n',
    ];
    for (const text of requests) assert.doesNotMatch(await sendRaw(client, text), / 500 /, text.slice(0, 60));
    assert.equal((await client.send()).status, 200);
    assert.ok(!JSON.stringify(client.simulator.received()).includes('"token"'));
  });

  it('as JSON is refused: nested without end, or wrong in 300,000 places', async function () {
    this.timeout(120_000);
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    for (const levels of [300, 100_000]) {
      const template = JSON.stringify({ ...V2_BODY, message: { type: 'template', value: 0 } });
      const answer = await client.sendV2(template.replace('"value":0', `"value":${deep(levels)}`));
      assert.match(refusalOf(answer), /^412 /);
      assert.equal((await client.control('POST', '/faults', deep(levels))).status, 400);
      assert.equal((await client.control('PUT', '/directory', deep(levels))).status, 400);
    }
    const many = `[${'{},'.repeat(300_000)}1]`;
    const wrong = JSON.stringify({ ...V1_BODY, identities: 0 }).replace(
      '"identities":0',
      `"identities":${many}`,
    );
    assert.match(refusalOf(await client.send(wrong)), /^412 /);
    assert.equal((await client.control('PUT', '/directory', many)).status, 400);
    assert.equal(client.simulator.received().length, 3);
    for (const path of ['/messages', '/received', '/jobs', '/faults', '/directory'])
      assert.equal((await client.control('GET', path)).status, 200, path);
  });

  it('as a token is refused, and listed', async () => {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const tokens = [
      '..',
      'a.b.c',
      `${part('{}')}.${part('['.repeat(4_000))}.x`,
      `${part('null')}.${part('null')}.x`,
    ];
    const names = `${part('{"alg":"HS256"}')}.${part('{"__proto__":{"appId":"x"},"appId":{}}')}.x`;
    for (const token of [...tokens, names])
      assert.equal((await client.send(V1_BODY, token)).status, 401, token);
    assert.equal(client.simulator.received().length, 5);
  });

  it('as a fault is refused before it can be met', () => {
    const add = (fault: unknown) => () => client.simulator.addFault(fault as Fault);
    for (const headers of [{ '': 'x' }, { 'a b': 'x' }, { x: 'a\nb' }, { x: '€' }, { Trailer: 'x' }])
      assert.throws(add({ kind: 'answer', status: 200, headers }), TypeError);
    assert.throws(add({ kind: 'delay', ms: 1e12 }), TypeError);
    assert.deepEqual(client.simulator.faults(), []);
  });
});
