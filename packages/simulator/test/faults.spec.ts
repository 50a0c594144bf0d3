import assert from 'node:assert/strict';
import { refusalOf, startClient, stopAll, V1_BODY } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';
import type { Fault } from '../src/index.ts';

const MAX_READABLE_BYTES = 5 * 1024 * 1024;
/** Longer than any test lasts: what waits for it has not happened. */
const NEVER_MS = 600_000;

/** The code of the network error that a call ends with, or its status. */
async function resultOf(call: Promise<{ status: number }>): Promise<number | string> {
  try {
    return (await call).status;
  } catch (error) {
    return String(((error as Error).cause as { code?: unknown }).code);
  }
}

describe('a fault', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient();
  });
  afterEach(stopAll);

  const processedCount = () => client.simulator.processed().get('ann@example.com') ?? 0;

  it('of the kind answer takes the place of processing, with its status, body and headers', async () => {
    client.simulator.addFault({
      kind: 'answer',
      status: 503,
      body: { errors: [{ msg: 'Down' }] },
      headers: { 'Retry-After': '2' },
    });
    const answer = await client.send();
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '2');
    assert.deepEqual(answer.body, { errors: [{ msg: 'Down' }] });
    assert.equal(processedCount(), 0);
    assert.equal((await client.send()).status, 200);
  });

  it('of the kind answer sends a text as it is, and nothing if it has no body', async () => {
    const headers = { 'Content-Type': 'text/html' };
    client.simulator.addFault({ kind: 'answer', status: 502, body: '<html>', headers });
    client.simulator.addFault({ kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:1/' } });
    const html = await client.send();
    assert.deepEqual([html.text, html.headers.get('content-type')], ['<html>', 'text/html']);
    const redirect = await fetch(`${client.simulator.url}${client.bot('notify')}`, {
      method: 'POST',
      redirect: 'manual',
    });
    assert.deepEqual([redirect.status, await redirect.text()], [302, '']);
  });

  /** A send that nobody waits for any more once it is left. */
  function startSend(): { readonly left: Promise<unknown>; readonly leave: () => void } {
    const leaving = new AbortController();
    const left = fetch(`${client.simulator.url}${client.bot('notify')}`, {
      method: 'POST',
      headers: { auth: client.sign(), 'content-type': 'application/json' },
      body: JSON.stringify(V1_BODY),
      signal: leaving.signal,
    }).catch((error: unknown) => error);
    return { left, leave: () => leaving.abort() };
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(setImmediate);
  }

  const hasCome = () => client.simulator.received().length === 1;

  it('of the kind delay processes at once', async () => {
    client.simulator.addFault({ kind: 'delay', ms: NEVER_MS });
    const { left, leave } = startSend();
    await until(() => processedCount() === 1);
    assert.equal(client.simulator.received()[0]?.answeredStatus, undefined);
    leave();
    assert.match(String(await left), /AbortError/);
  });

  it('of the kind delay answers late', async () => {
    client.simulator.addFault({ kind: 'delay', ms: 150 });
    const startedAt = performance.now();
    assert.equal((await client.send()).status, 200);
    assert.ok(performance.now() - startedAt >= 145);
  });

  it('of the kind delay can process late too', async () => {
    client.simulator.addFault({ kind: 'delay', ms: NEVER_MS, process: 'after' });
    const { left, leave } = startSend();
    await until(hasCome);
    assert.equal(processedCount(), 0);
    leave();
    assert.match(String(await left), /AbortError/);
    assert.equal(processedCount(), 0);
  });

  it('of the kind delay processes late also when nobody waits any more', async () => {
    client.simulator.addFault({ kind: 'delay', ms: 150, process: 'after' });
    const { left, leave } = startSend();
    await until(hasCome);
    leave();
    assert.match(String(await left), /AbortError/);
    await until(() => processedCount() === 1);
  });

  it('of the kind reset-before resets the connection and processes nothing', async () => {
    client.simulator.addFault({ kind: 'reset-before' });
    assert.equal(await resultOf(client.send()), 'ECONNRESET');
    assert.equal(processedCount(), 0);
    const [request] = client.simulator.received();
    assert.deepEqual(request?.body, V1_BODY);
    assert.equal(request.answeredStatus, undefined);
  });

  it('of the kind reset-after processes exactly once and resets the connection', async () => {
    client.simulator.addFault({ kind: 'reset-after' });
    assert.equal(await resultOf(client.send()), 'ECONNRESET');
    assert.equal(processedCount(), 1);
    assert.equal(client.simulator.received().length, 1);
  });

  it('of the kind truncated-body processes, promises more than it sends and hangs up', async () => {
    client.simulator.addFault({ kind: 'truncated-body' });
    assert.equal(await resultOf(client.send()), 'UND_ERR_SOCKET');
    assert.equal(processedCount(), 1);
    assert.equal(client.simulator.received()[0]?.answeredStatus, 200);
  });

  it('of the kind non-json-body processes and answers 200 with something else', async () => {
    client.simulator.addFault({ kind: 'non-json-body' });
    const answer = await client.send();
    assert.equal(answer.status, 200);
    assert.throws(() => JSON.parse(answer.text) as unknown);
    assert.equal(processedCount(), 1);
  });

  it('of the kind oversized-body processes and answers with more than 5 MB', async () => {
    client.simulator.addFault({ kind: 'oversized-body' });
    const answer = await client.send();
    assert.equal(answer.status, 200);
    assert.ok(answer.text.length > MAX_READABLE_BYTES);
    assert.equal(processedCount(), 1);
  });

  it("of the kind limit refuses in the platform's words, old and new", async () => {
    for (const window of ['minute', 'hour', 'old'] as const)
      client.simulator.addFault({ kind: 'limit', window });
    assert.match(refusalOf(await client.send()), /^429 429 You've exceeded the per-minute rate limit\./);
    assert.match(refusalOf(await client.send()), /^429 429 You've exceeded the hourly rate limit\./);
    assert.match(refusalOf(await client.send()), /^429 429 Rate limit for this API has been reached\./);
    assert.equal(processedCount(), 0);
  });

  it('meets only its call, the given number of times, after those it lets pass', async () => {
    client.simulator.addFault({ kind: 'answer', status: 500, call: 'sends', times: 2, after: 1 });
    client.simulator.addFault({ kind: 'answer', status: 501, call: 'listDevices' });
    const statuses = [
      (await client.devices()).status,
      (await client.send()).status,
      (await client.sendV2()).status,
      (await client.send()).status,
      (await client.sendV2()).status,
      (await client.devices()).status,
    ];
    assert.deepEqual(statuses, [501, 200, 500, 500, 200, 200]);
    assert.deepEqual(client.simulator.faults(), []);
  });

  it('is one of several that come in the order in which they were set', async () => {
    client.simulator.addFault({ kind: 'answer', status: 500 });
    client.simulator.addFault({ kind: 'answer', status: 502, after: 1 });
    client.simulator.addFault({ kind: 'answer', status: 503 });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await client.send()).status);
    assert.deepEqual(statuses, [500, 502, 503, 200]);
  });

  it('with a probability goes on, and comes out the same for the same seed', async () => {
    const runs = [];
    for (const seed of [7, 7, 8]) {
      const seeded = await startClient({ seed });
      seeded.simulator.addFault({ kind: 'answer', status: 500, probability: 0.5 });
      const statuses = [];
      for (let count = 0; count < 20; count += 1) statuses.push((await seeded.devices()).status);
      runs.push(statuses.join(' '));
    }
    assert.equal(runs[0], runs[1]);
    assert.notEqual(runs[0], runs[2]);
    assert.ok(runs[0]?.includes('500') && runs[0].includes('200'));
  });

  it('that answers instead of processing uses up neither the limit nor the jti', async () => {
    const strict = await startClient({ jti: true, maxPerMinute: 1 });
    strict.simulator.addFault({ kind: 'answer', status: 500, times: 3 });
    const token = strict.sign({ jti: 'once' });
    for (let count = 0; count < 3; count += 1) assert.equal((await strict.send(V1_BODY, token)).status, 500);
    assert.equal((await strict.send(V1_BODY, token)).status, 200);
  });

  it('that makes no sense is refused with what is wrong', () => {
    const add = (fault: unknown) => () => client.simulator.addFault(fault as Fault);
    assert.throws(add({ kind: 'explode' }), /A fault needs a kind: one of answer, delay, reset-before/);
    assert.throws(add({ kind: 'answer' }), /must have required property 'status'/);
    assert.throws(add({ kind: 'delay', ms: 1, call: 'sendV3' }), /\/call must be equal to one of/);
    assert.throws(add({ kind: 'reset-before', time: 1 }), /additional properties \(time\)/);
  });

  it('goes away with clearFaults', async () => {
    client.simulator.addFault({ kind: 'answer', status: 500, times: 5 });
    client.simulator.clearFaults();
    assert.equal((await client.send()).status, 200);
  });
});
