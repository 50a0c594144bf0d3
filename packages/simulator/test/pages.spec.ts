import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { Simulator } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { createSimulation } from '../src/simulation.ts';
import { listMessages } from '../src/control/control-calls.ts';
import { DEVICE_BODY, startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';

/** On a machine that is busy with other things. */
const SLOW_MS = 120_000;

const MAX_ANSWER_BYTES = 1_000_000;

/** Follows `next` to the last page, each of which must be short enough. */
async function pagesOf(client: RawClient, path: string): Promise<Record<string, unknown>[]> {
  const pages = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer = await client.control('GET', next.replace(/^\/_simulator/, ''));
    assert.equal(answer.status, 200, answer.text);
    assert.ok(Buffer.byteLength(answer.text) < MAX_ANSWER_BYTES, `${next}: ${answer.text.length}`);
    pages.push(answer.body);
    next = answer.body['next'] as string | undefined;
  }
  return pages;
}

const numbersOf = (rows: unknown): number[] => (rows as { number: number }[]).map(({ number }) => number);

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Texts that grow most on their way into JSON. */
const LONG_TEXTS = ['x'.repeat(900_000), '\u0001'.repeat(160_000), '€'.repeat(300_000), '👋'.repeat(200_000)];

describe('the lists', () => {
  afterEach(stopAll);

  it('come in pages, forward and backward, which miss nothing and repeat nothing', async () => {
    const client = await startClient();
    for (let count = 0; count < 7; count += 1) {
      const identities = upTo(5).map((number) => `p${count}-${number}@example.com`);
      await client.send({ ...V1_BODY, identities });
      client.simulator.subscribeDevice({ userId: 'u-1', deviceId: `d${count}`, osType: 'ios' });
      client.simulator.addFault({ kind: 'answer', status: 500, after: 1_000 });
    }
    for (const limit of [1, 2, 3, 35, 36, 999_999_999]) {
      const forward = await pagesOf(client, `/messages?after=0&limit=${limit}`);
      assert.deepEqual(
        forward.flatMap(({ messages }) => numbersOf(messages)),
        upTo(35),
      );
      assert.equal(forward.length, Math.ceil(35 / limit));
      const backward = await pagesOf(client, `/messages?limit=${limit}`);
      assert.deepEqual(
        backward.toReversed().flatMap(({ messages }) => numbersOf(messages)),
        upTo(35),
      );
      const received = await pagesOf(client, `/received?after=0&limit=${limit}`);
      assert.deepEqual(
        received.flatMap((page) => numbersOf(page['received'])),
        upTo(7),
      );
      const newest = await pagesOf(client, `/received?limit=${limit}`);
      assert.deepEqual(
        newest.toReversed().flatMap((page) => numbersOf(page['received'])),
        upTo(7),
      );
      const jobs = await pagesOf(client, `/jobs?limit=${limit}`);
      const ids = jobs.toReversed().flatMap((page) => page['jobs'] as { requestId: string }[]);
      assert.deepEqual(
        ids.map(({ requestId }) => requestId),
        client.simulator.jobs().map((job) => job.requestId),
      );
      const processed = await pagesOf(client, `/processed?limit=${limit}`);
      const entries = processed.flatMap((page) => Object.entries(page['processed'] as object));
      assert.deepEqual(new Map(entries), client.simulator.processed());
      const devices = await pagesOf(client, `/devices?userId=u-1&limit=${limit}`);
      assert.equal(devices.flatMap((page) => page['devices'] as unknown[]).length, 7);
      const faults = await pagesOf(client, `/faults?limit=${limit}`);
      assert.equal(faults.flatMap((page) => page['faults'] as unknown[]).length, 7);
    }
    const none = await client.control('GET', '/messages?after=35');
    assert.deepEqual(none.body, { total: 35, messages: [] });
    for (const wrong of ['limit=0', 'limit=-1', 'after=x', 'before=1e3', 'page=2'])
      assert.equal((await client.control('GET', `/messages?${wrong}`)).status, 400, wrong);
  });

  it('stay below 1 MB whatever was sent, and give the whole of a text piece by piece', async function () {
    this.timeout(SLOW_MS);
    const client = await startClient({ maxBodyBytes: 4_000_000 });
    for (const val of LONG_TEXTS)
      assert.equal((await client.send({ ...V1_BODY, message: { type: 'text', val } })).status, 200);
    await client.send({ ...V1_BODY, identities: upTo(10).map((number) => `${number}`.padEnd(90_000, 'y')) });
    await client.sendV2({
      ...V2_BODY,
      message: { type: 'template', value: { list: '1E20'.repeat(200_000) } },
    });
    const numbers = JSON.stringify({ ...V1_BODY, numbers: 1 }).replace(
      '1}',
      `[${'1E20,'.repeat(150_000)}1]}`,
    );
    await client.send(numbers);
    await client.request({ path: `/${'z'.repeat(14_000)}`, headers: { 'x-long': '\u00ff'.repeat(1_000) } });
    client.simulator.subscribeDevice({
      userId: 'u'.repeat(500_000),
      deviceId: 'd'.repeat(500_000),
      osType: 'ios',
    });
    for (let count = 0; count < 3; count += 1)
      client.simulator.addFault({ kind: 'answer', status: 500, body: 'x'.repeat(400_000), after: 1_000 });
    for (const path of [
      '/messages',
      '/messages?after=0',
      '/received',
      '/received?after=0',
      '/jobs',
      '/processed',
    ])
      await pagesOf(client, path);
    for (const path of ['/devices', '/faults', '/directory', '/summary', '/']) await pagesOf(client, path);

    const sent = client.simulator.messages();
    for (const [index, val] of LONG_TEXTS.entries()) {
      const { body } = await client.control('GET', `/messages?after=${index}&limit=1`);
      const [listed] = body['messages'] as { text: string; isCut?: boolean }[];
      assert.equal(listed?.isCut, true);
      assert.ok(
        listed.text.length <= 4_096 &&
          val.startsWith(listed.text) &&
          Buffer.from(listed.text).toString() === listed.text,
      );
      const pieces = await pagesOf(client, `/messages?number=${index + 1}`);
      const texts = pieces.map(({ messages }) => (messages as { text: string }[])[0]?.text ?? '');
      assert.ok(texts.join('') === val && sent[index]?.text === val, `text ${index}`);
      const bodies = await pagesOf(client, `/received?number=${index + 1}`);
      const parts = bodies.map(({ received }) => (received as { body: unknown }[])[0]?.body);
      const whole =
        parts.length === 1 && typeof parts[0] === 'object' ? JSON.stringify(parts[0]) : parts.join('');
      assert.deepEqual(JSON.parse(whole), { ...V1_BODY, message: { type: 'text', val } });
    }
    const long = await pagesOf(client, '/received?number=7');
    assert.ok(long.length > 0);
    assert.deepEqual((await client.control('GET', '/messages?number=999')).body['messages'], []);
  });

  it('make no more of a message than fits, whatever its placeholders hold', async function () {
    this.timeout(SLOW_MS);
    const client = await startClient();
    const parameters = { n: 'x'.repeat(200) };
    const value = '{n}'.repeat(300_000);
    const messages = [
      { type: 'text', value },
      { type: 'template', value: { body: value } },
      { type: 'template', value: { list: Array.from({ length: 50_000 }, () => [[[['{n}']]]]) } },
    ];
    for (const message of messages) {
      const answer = await client.sendV2({
        ...V2_BODY,
        message,
        identities: [{ phoneNumber: '+4912345', parameters }],
      });
      assert.equal(answer.status, 200, answer.text);
    }
    for (const { text, isCut } of client.simulator.messages()) {
      assert.ok(text.length <= 4_194_304);
      assert.equal(isCut, true);
    }
    await pagesOf(client, '/messages');
    await pagesOf(client, '/messages?number=2');
  });

  it('send nothing again that has not changed', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    await client.send();
    for (const path of ['/messages', '/received', '/jobs', '/devices', '/summary']) {
      const first = await client.control('GET', path);
      const tag = first.headers.get('etag') ?? '';
      const again = () =>
        client.request({ path: `/_simulator${path}`, headers: { 'if-none-match': tag }, token: undefined });
      const same = await again();
      assert.deepEqual([same.status, same.text], [304, '']);
      await client.send();
      await client.subscribe({ ...DEVICE_BODY, deviceId: path });
      assert.equal((await again()).status, 200, path);
    }
  });

  it('show the first page at once with 200,000 messages held', function () {
    this.timeout(SLOW_MS);
    const settings = resolveOptions({ maxMessages: 1_000_000, jobDurationMs: 0 });
    const simulation = createSimulation(settings, new AbortController().signal);
    const send = (number: number) =>
      simulation.jobs.create({
        call: 'send',
        botId: 'b',
        channel: 'msteams',
        message: { type: 'text', value: `Hello ${number}` },
        recipients: [{ identity: `p${number}@example.com` }],
      });
    const context = (query: Record<string, string>) => ({
      simulation,
      url: '',
      platformRoutes: [],
      controlRoutes: [],
      controlPrefix: '',
      path: '/messages',
      query,
      body: undefined,
    });
    const timed = (query: Record<string, string>): number => {
      const startedAt = performance.now();
      assert.equal((listMessages(context(query)) as unknown as { messages: unknown[] }).messages.length, 200);
      return performance.now() - startedAt;
    };
    for (let number = 0; number < 1_000; number += 1) send(number);
    timed({});
    const few = Math.min(timed({}), timed({}), timed({}));
    for (let number = 1_000; number < 200_000; number += 1) send(number);
    assert.equal(simulation.jobs.listedMessages, 200_000);
    const many = Math.min(timed({}), timed({}), timed({}));
    // As fast as with a thousand, but for the noise of a busy machine.
    assert.ok(many < few * 20 + 20, `${many} ms with 200,000, ${few} ms with 1,000`);
    assert.ok(timed({ after: '100000' }) < 1_000);
  });
});

describe('the inbox page', () => {
  afterEach(stopAll);

  it('asks with the header for what it changes', async () => {
    const client = await startClient();
    const { text } = await client.request({ path: '/inbox/page.js', token: undefined });
    assert.match(
      text,
      /fetch\('\/_simulator\/reset', \{ method: 'POST', headers: \{ 'X-Kore-Simulator': '1' \} \}\)/,
    );
  });
});

/** Opens a connection that sends a part of a request and nothing more; resolves when the simulator ends it. */
function dawdle({ host, port }: Simulator): Promise<string> {
  return new Promise((resolve) => {
    const call = request({ host, port, method: 'POST', path: '/api/public/bot/x/notify', agent: false });
    call.setHeader('content-length', 100);
    call.on('response', (answer) => resolve(String(answer.statusCode)));
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    call.write('{');
  });
}

describe('a request that does not end', () => {
  afterEach(stopAll);

  it('is ended, and the next one answered', async () => {
    const client = await startClient({ requestTimeoutMs: 50 });
    assert.equal(await dawdle(client.simulator), '408');
    assert.equal((await client.send()).status, 200);
  });
});
