import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resolveOptions } from '../src/options.ts';
import { createSimulation, describeKept } from '../src/simulation.ts';
import type { Simulation } from '../src/simulation.ts';
import { startClient, stopAll, V1_BODY } from './raw-client.ts';

const MB = 1_048_576;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function newSimulation(maxMemoryMb: number): Simulation {
  const settings = resolveOptions({ maxMemoryMb, maxMessages: 1_000_000, jobDurationMs: 0 });
  return createSimulation(settings, new AbortController().signal);
}

/** What the platform does with a send, but for reading its JSON: it records it, and makes a job of it. Both keep the text. */
function takeSend(simulation: Simulation, number: number, letters: Buffer) {
  const headers = { host: 'localhost', 'content-type': 'application/json', auth: `a.${number}.c` };
  const entry = simulation.received.add({
    call: 'send',
    method: 'POST',
    path: '/api/public/bot/b/notify',
    headers,
  });
  letters.write(`${number} `);
  const text = letters.toString('latin1');
  simulation.received.setBody(entry, text);
  const message = { type: 'text' as const, value: text };
  const recipients = [{ identity: `p${number}@example.com` }];
  return simulation.jobs.create({ call: 'send', botId: 'b', channel: 'msteams', message, recipients });
}

describe('the memory', () => {
  afterEach(stopAll);

  for (const { sends, characters, maxMemoryMb } of [
    { sends: 200_000, characters: 5_000, maxMemoryMb: 64 },
    { sends: 3_000, characters: 1_000_000, maxMemoryMb: 256 },
  ])
    it(`stays within ${maxMemoryMb} MB under ${sends} sends of ${characters} characters`, function () {
      this.timeout(240_000);
      const letters = Buffer.alloc(characters, 'x');
      const before = heapBytes();
      const simulation = newSimulation(maxMemoryMb);
      const first = takeSend(simulation, 0, letters);
      let mostBytes = 0;
      for (let number = 1; number < sends; number += 1) {
        takeSend(simulation, number, letters);
        mostBytes = Math.max(mostBytes, simulation.budget.bytes);
        // Somebody still waits for the first one.
        if (number % 50 === 0) simulation.jobs.noteAsked(first);
      }
      const used = heapBytes() - before;
      assert.ok(mostBytes <= maxMemoryMb * MB);
      assert.ok(used < 1.1 * maxMemoryMb * MB, `${Math.round(used / MB)} MB in use`);
      assert.ok(simulation.budget.bytes > 0.95 * maxMemoryMb * MB);

      const { messages, jobs, received } = describeKept(simulation);
      assert.equal(messages.total, sends);
      assert.equal(messages.dropped, sends - jobs.total);
      assert.equal(jobs.dropped, sends - jobs.total);
      assert.ok(messages.dropped > 0 && received.dropped > 0);
      assert.equal(simulation.jobs.find(first.requestId), first);
      const kept = [...simulation.jobs.oldestMessagesFirst()].map(({ number }) => number);
      const oldest = sends - jobs.total + 2;
      assert.deepEqual(kept, [1, ...Array.from({ length: jobs.total - 1 }, (_, index) => oldest + index)]);
    });

  it('counts devices, tokens, request ids and identities too', async () => {
    const client = await startClient({
      maxMemoryMb: 1,
      jti: true,
      maxPerMinute: Infinity,
      maxPerHour: Infinity,
    });
    const { simulator } = client;
    const long = 'x'.repeat(500);
    for (let number = 0; number < 3_000; number += 1)
      simulator.subscribeDevice({ userId: `${long}${number}`, deviceId: `${long}${number}`, osType: 'ios' });
    const { memory, devices } = simulator.kept();
    assert.ok(memory.bytes <= memory.maxBytes);
    assert.equal(devices.total + devices.dropped, 3_000);
    assert.deepEqual(
      simulator.devices().map(({ userId }) => userId.slice(long.length)),
      Array.from({ length: devices.total }, (_, index) => String(devices.dropped + index)),
    );
    for (let number = 0; number < 40; number += 1) {
      const identities = Array.from({ length: 100 }, (_, index) => `${'y'.repeat(100)}${number}-${index}`);
      assert.equal((await client.send({ ...V1_BODY, identities })).status, 200);
      assert.equal((await client.status(`ds-${long}${number}`)).status, 404);
      assert.ok(simulator.kept().memory.bytes <= memory.maxBytes);
    }
    // The truth goes last, and says what it has forgotten.
    const { processed, messages } = simulator.kept();
    assert.equal(simulator.processed().size + processed.dropped, 4_000);
    assert.ok(messages.dropped > 0 && simulator.processed().size > 1_000);
  });

  it('refuses faults, rules and apps that would take too much of it, and drops none', async () => {
    const client = await startClient({ maxMemoryMb: 1 });
    const body = 'x'.repeat(5_000);
    client.simulator.addFault({ kind: 'answer', status: 500, body });
    const refused = await client.control('POST', '/faults', { kind: 'answer', status: 500, body });
    assert.equal(refused.status, 400);
    assert.match(String(refused.body['error']), /^The faults take too much memory\. Use fewer/);
    assert.equal(client.simulator.faults().length, 1);
    client.simulator.clearFaults();
    const rules = Array.from({ length: 200 }, () => ({ identity: 'x'.repeat(100), outcome: 'delivered' }));
    assert.equal((await client.control('PUT', '/directory', rules)).status, 400);
    assert.deepEqual((await client.control('GET', '/directory')).body, { rules: [] });
    const app = { clientId: 'cs-2', botId: 'st-2', clientSecret: 'x'.repeat(10_000) };
    assert.equal((await client.control('POST', '/apps', app)).status, 400);
    assert.equal((await client.send()).status, 200);
  });

  it('says of a job that it dropped it, in the answer to the status and in the lists', async () => {
    const client = await startClient({ maxMemoryMb: 1 });
    const val = 'x'.repeat(100_000);
    const send = () => client.send({ ...V1_BODY, message: { type: 'text', val } });
    const { body } = await send();
    for (let count = 0; count < 12; count += 1) await send();
    const answer = await client.status(body['_id']);
    assert.equal(answer.status, 404);
    const [error] = answer.body['errors'] as { msg: string; details: string[] }[];
    assert.equal(error?.msg, 'Request id not found');
    assert.match(error.details[0] ?? '', /has dropped \d+ older jobs to save memory\. Raise --max-memory/);
    for (const path of ['/messages', '/received', '/jobs'])
      assert.ok(Number((await client.control('GET', path)).body['dropped']) > 0, path);
    const summary = await client.control('GET', '/summary');
    assert.deepEqual(summary.body, client.simulator.kept());
  });
});
