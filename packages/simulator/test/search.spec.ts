import assert from 'node:assert/strict';
import { resolveOptions } from '../src/options.ts';
import { createSimulator } from '../src/index.ts';
import { startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';

/** On a machine that is busy with other things. */
const SLOW_MS = 120_000;

const MAX_FIRST_PAGE_MS = 200;
const MAX_ANSWER_BYTES = 1_000_000;

const numbersOf = (rows: unknown): number[] => (rows as { number: number }[]).map(({ number }) => number);

async function found(client: RawClient, query: string): Promise<number[]> {
  const numbers: number[] = [];
  for (let next: string | undefined = `/messages?${query}`; next !== undefined;) {
    const { body, status, text } = await client.control('GET', next.replace(/^\/_simulator/, ''));
    assert.equal(status, 200, text);
    numbers.unshift(...numbersOf(body['messages']));
    next = body['next'] as string | undefined;
  }
  return numbers;
}

describe('the search of the inbox', () => {
  afterEach(stopAll);

  it('finds by recipient, job, channel, outcome and text, as it is read', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const { body } = await client.send({ ...V1_BODY, identities: ['ann@example.com', 'nobody@example.com'] });
    await client.sendV2({
      ...V2_BODY,
      message: { type: 'text', value: 'Order {id} left.' },
      identities: [
        { phoneNumber: '+49111111', parameters: { id: 'A-1' } },
        { phoneNumber: '+49222222', parameters: { id: 'B-2' } },
        { phoneNumber: '+49333333' },
      ],
    });
    assert.deepEqual(await found(client, 'recipient=ann%40example.com'), [1]);
    assert.deepEqual(await found(client, 'recipient=ann'), []);
    assert.deepEqual(await found(client, `job=${String(body['_id'])}`), [1, 2]);
    assert.deepEqual(await found(client, `job=${String(body['_id'])}&limit=1`), [1, 2]);
    assert.deepEqual(await found(client, 'job=ds-0'), []);
    assert.deepEqual(await found(client, 'channel=whatsapp'), [3, 4, 5]);
    assert.deepEqual(await found(client, 'outcome=undelivered'), [2]);
    assert.deepEqual(await found(client, 'search=ORDER+b-2'), [4]);
    assert.deepEqual(await found(client, 'search=%7Bid%7D'), [5]);
    assert.deepEqual(await found(client, 'search=password'), [1, 2]);
    assert.deepEqual(await found(client, 'search=nobody&channel=whatsapp'), []);
    assert.deepEqual(await found(client, 'search=&limit=2'), [1, 2, 3, 4, 5]);
    assert.equal((await client.control('GET', '/messages?outcome=lost')).status, 400);
  });

  it('lists recipients, the latest last, page by page, and finds some', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const identities = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`);
    await client.send({ ...V1_BODY, identities });
    await client.send({ ...V1_BODY, identities: ['a@example.com'] });
    const read = async (path: string) => {
      const { body } = await client.control('GET', path);
      return (body['recipients'] as { identity: string; messages: number }[]).map(
        ({ identity, messages }) => `${identity} ${messages}`,
      );
    };
    assert.deepEqual(await read('/recipients?limit=2'), ['c@example.com 1', 'd@example.com 1']);
    assert.deepEqual(await read('/recipients?limit=2&before=3'), ['a@example.com 2', 'b@example.com 1']);
    assert.deepEqual(await read('/recipients?search=B%40'), ['b@example.com 1']);
  });

  it('with 200,000 messages held stays within the memory, below 1 MB and under 200 ms a page', async function () {
    this.timeout(SLOW_MS);
    const client = await startClient({
      jobDurationMs: 0,
      maxMessages: 1_000_000,
      maxPerMinute: Infinity,
      maxPerHour: Infinity,
    });
    for (let sends = 0; sends < 200; sends += 1) {
      const identities = Array.from({ length: 1_000 }, (_, index) => `p${sends}-${index}@example.com`);
      const message = { type: 'text', val: `Hello number ${sends}` };
      assert.equal((await client.send({ ...V1_BODY, message, identities })).status, 200);
    }
    const { memory, messages } = client.simulator.kept();
    assert.deepEqual(messages, { total: 200_000, dropped: 0 });
    assert.ok(
      memory.bytes <= memory.maxBytes && memory.maxBytes === resolveOptions({}).maxMemoryMb * 1_048_576,
    );

    for (const path of [
      '/messages?limit=100',
      '/messages?limit=1000',
      '/messages?before=100000',
      '/messages?recipient=p199-5%40example.com',
      '/messages?search=number+199',
      '/messages?search=not+there',
      '/recipients?limit=200',
      '/recipients?search=p0-',
      '/jobs',
      '/received',
    ]) {
      let fastest = Infinity;
      for (let run = 0; run < 3; run += 1) {
        const startedAt = performance.now();
        const { text, status } = await client.control('GET', path);
        fastest = Math.min(fastest, performance.now() - startedAt);
        assert.equal(status, 200, path);
        assert.ok(Buffer.byteLength(text) < MAX_ANSWER_BYTES, path);
      }
      assert.ok(fastest < MAX_FIRST_PAGE_MS, `${path}: ${Math.round(fastest)} ms`);
    }
    assert.deepEqual(await found(client, 'search=p0-7%40'), [8]);
  });
});

describe('the events', () => {
  afterEach(stopAll);

  it('tell of each change within a second, also of one that a program made, and end with the simulator', async () => {
    const simulator = await createSimulator({ jobDurationMs: 0 });
    const answer = await fetch(`${simulator.url}/_simulator/events`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader);
    let text = '';
    const totals = () => [...text.matchAll(/"devices":\{"total":(\d+)/g)].map(([, total]) => Number(total));
    const until = async (total: number) => {
      while (totals().at(-1) !== total) {
        const { value, done } = await reader.read();
        assert.ok(!done);
        text += value;
      }
    };
    await until(0);
    const startedAt = performance.now();
    simulator.subscribeDevice({ userId: 'u-1', deviceId: 'd-1', osType: 'ios' });
    await until(1);
    assert.ok(performance.now() - startedAt < 1_000);
    await simulator.stop();
    const isOver = await reader.read().then(
      ({ done }) => done,
      () => true,
    );
    assert.ok(isOver);
  });
});
