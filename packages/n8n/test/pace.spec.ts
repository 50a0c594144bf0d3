import assert from 'node:assert/strict';
import { withSimulator } from './with-simulator.ts';

const MAX_PER_MINUTE = 20;
const TIME_SCALE = 120;

describe('the pace of a bot in n8n', () => {
  const suite = withSimulator({ maxPerMinute: MAX_PER_MINUTE, timeScale: TIME_SCALE });
  const limited = () => suite.credential({ maxPerMinute: MAX_PER_MINUTE, timeScale: TIME_SCALE });
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ email: `p${from + n}@example.org` }));

  it('is shared by all executions of a process: together they are never refused', async () => {
    const send = (from: number) =>
      suite.run({
        type: 'koreSendNotificationV2',
        credential: limited(),
        parameters: {
          channel: 'msteams',
          message: 'Hello!',
          recipientsFrom: 'items',
          options: { recipientsPerRequest: 1 },
        },
        items: people(from, 12),
      });
    const results = await Promise.all([0, 100, 200, 300].map(send));
    for (const { rows } of results)
      assert.deepEqual(new Set(rows.map(({ outcome }) => outcome)), new Set(['accepted']));
    assert.deepEqual(new Set(suite.wire()), new Set(['sendV2 200']));
    assert.equal(suite.wire().length, 48);
    const times = suite.simulator.received().map(({ at }) => at);
    // 48 requests of 20 a window need two whole windows.
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) >= (2 * 60_000) / TIME_SCALE - 50);
  });

  it('is shared by sends, looks and device calls', async () => {
    const { rows } = await suite.run({
      type: 'koreSendNotificationV2',
      credential: limited(),
      parameters: {
        channel: 'msteams',
        message: 'Hello!',
        recipientsFrom: 'items',
        options: { recipientsPerRequest: 1 },
      },
      items: people(400, 15),
    });
    const looks = suite.run({
      type: 'koreCheckStatus',
      credential: limited(),
      parameters: {},
      items: rows.map((row) => ({ ...row })),
    });
    const lists = suite.run({
      type: 'koreManageDevices',
      credential: limited(),
      parameters: { operation: 'getAll', userId: '={{ $json.email }}' },
      items: people(400, 15),
    });
    assert.equal((await looks).error, undefined);
    assert.equal((await lists).error, undefined);
    assert.equal(suite.wire().length, 45);
    assert.ok(
      suite.wire().every((answer) => answer.endsWith(' 200')),
      suite.wire().join(),
    );
  });

  it('is one for all credentials of a bot, whatever limits they state: the smallest counts', async () => {
    const strict = suite.credentialOfOwnBot({ maxPerMinute: MAX_PER_MINUTE, timeScale: TIME_SCALE });
    const generous = {
      ...strict,
      host: suite.simulator.url.toUpperCase(),
      maxPerMinute: 600,
      maxPerHour: 17_000,
    };
    const send = (credential: typeof strict, from: number) =>
      suite.run({
        type: 'koreSendNotificationV2',
        credential,
        parameters: {
          channel: 'msteams',
          message: 'Hello!',
          recipientsFrom: 'items',
          options: { recipientsPerRequest: 1 },
        },
        items: people(from, 15),
      });
    await send(strict, 0);
    await Promise.all([send(generous, 100), send(strict, 200)]);
    await send(generous, 300);
    assert.equal(suite.wire().length, 60);
    assert.deepEqual(new Set(suite.wire()), new Set(['sendV2 200']));
  });

  it('is left to others by executions with a share, which take it together', async () => {
    const credential = suite.credentialOfOwnBot({ maxPerMinute: MAX_PER_MINUTE, timeScale: TIME_SCALE });
    const send = (from: number, count: number, options: object) =>
      suite.run({
        type: 'koreSendNotificationV2',
        credential,
        parameters: {
          channel: 'msteams',
          message: 'Hello!',
          recipientsFrom: 'items',
          options: { recipientsPerRequest: 1, ...options },
        },
        items: people(from, count),
      });
    const results = await Promise.all([
      send(600, 12, { paceShare: 50 }),
      send(700, 12, { paceShare: 50 }),
      send(800, 10, { maxPauseSeconds: 0 }),
    ]);
    for (const { rows } of results)
      assert.deepEqual(new Set(rows.map(({ outcome }) => outcome)), new Set(['accepted']));
    const times = suite.simulator
      .received()
      .filter(({ body }) => !JSON.stringify(body).includes('p80'))
      .map(({ at }) => at);
    assert.equal(times.length, 24);
    // A campaign of 24 requests with 10 a window needs two whole windows.
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) >= (2 * 60_000) / TIME_SCALE - 50);
    assert.deepEqual(new Set(suite.wire()), new Set(['sendV2 200']));
  });

  it('tells of a share that is none, and sends nothing', async () => {
    const { error } = await suite.run({
      type: 'koreSendNotification',
      parameters: {
        channel: 'slack',
        message: 'Hello!',
        recipients: 'ada@example.org',
        options: { paceShare: '={{ 0 }}' },
      },
    });
    assert.match(
      error?.description ?? '',
      /Rate Limit Share \(%\): “0” is out of range. Enter a whole number of percent/,
    );
    assert.deepEqual(suite.wire(), []);
  });

  it('leaves what the limit would keep longer than the patience unsent, to be sent later', async () => {
    const { rows, error } = await suite.run({
      type: 'koreSendNotificationV2',
      credential: suite.credentialOfOwnBot({ maxPerMinute: 2, timeScale: 1 }),
      parameters: {
        channel: 'msteams',
        message: 'Hello!',
        recipientsFrom: 'items',
        options: { recipientsPerRequest: 1, maxPauseSeconds: 0.1 },
      },
      items: people(500, 4),
    });
    assert.equal(error, undefined);
    assert.deepEqual(
      rows.map(({ outcome, reason }) => [outcome, reason]),
      [
        ['accepted', undefined],
        ['accepted', undefined],
        ['unsent', 'limit'],
        ['unsent', 'limit'],
      ],
    );
  });
});
