import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusalOf, startClient, stopAll, V1_BODY } from './raw-client.ts';
import type { RawAnswer } from './raw-client.ts';

const MINUTE_REFUSED =
  "429 429 You've exceeded the per-minute rate limit. Please wait for sometime before retrying.";
const HOUR_REFUSED =
  "429 429 You've exceeded the hourly rate limit. Please wait for sometime before retrying.";

async function times(count: number, call: () => Promise<RawAnswer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await call()).status);
  return statuses;
}

describe('the rolling limits', () => {
  afterEach(stopAll);

  it('are 600 a minute and 18,000 an hour per bot, and none per request ID, unless set otherwise', async () => {
    const { DEFAULTS } = await import('../src/index.ts');
    const { maxPerMinute, maxPerHour, maxStatusPerMinute, maxStatusPerHour } = DEFAULTS;
    assert.deepEqual(
      { maxPerMinute, maxPerHour, maxStatusPerMinute, maxStatusPerHour },
      { maxPerMinute: 600, maxPerHour: 18_000, maxStatusPerMinute: Infinity, maxStatusPerHour: Infinity },
    );
  });

  it('count all seven calls of a bot together', async () => {
    const client = await startClient({ maxPerMinute: 4 });
    await client.send();
    await client.sendV2();
    await client.subscribe();
    await client.devices();
    assert.equal(refusalOf(await client.unsubscribe({ unsubscribe: 'all', userId: 'u-1' })), MINUTE_REFUSED);
  });

  it('count each bot for itself', async () => {
    const client = await startClient({ maxPerMinute: 1 });
    client.simulator.addApp({ clientId: 'cs-2', clientSecret: 's', botId: 'st-2' });
    assert.deepEqual(await times(2, () => client.send()), [200, 429]);
    const token = client.sign({ appId: 'cs-2' }, 's');
    const path = '/api/public/bot/st-2/notify';
    assert.equal((await client.request({ method: 'POST', path, body: V1_BODY, token })).status, 200);
  });

  it("let calls pass again when the minute's window frees, and do not count refused ones", async () => {
    // A minute in 600 ms.
    const client = await startClient({ maxPerMinute: 2, timeScale: 100 });
    assert.deepEqual(await times(5, () => client.send()), [200, 200, 429, 429, 429]);
    await sleep(620);
    assert.deepEqual(await times(2, () => client.send()), [200, 200]);
    assert.equal(client.simulator.jobs().length, 4);
  });

  it('have an hourly window with its own words', async () => {
    // A minute in 10 ms, an hour in 600 ms.
    const client = await startClient({ maxPerHour: 2, timeScale: 6_000 });
    assert.deepEqual(await times(2, () => client.send()), [200, 200]);
    assert.equal(refusalOf(await client.send()), HOUR_REFUSED);
    await sleep(620);
    assert.equal((await client.send()).status, 200);
  });

  it('stop polling one request id without stopping another', async () => {
    const client = await startClient({ maxStatusPerMinute: 2 });
    const first = (await client.send()).body['_id'];
    const second = (await client.send()).body['_id'];
    assert.deepEqual(await times(3, () => client.status(first)), [200, 200, 429]);
    assert.equal((await client.status(second)).status, 200);
  });

  it('stop polling a request id by the hour too', async () => {
    const client = await startClient({ maxStatusPerHour: 1 });
    const requestId = (await client.sendV2()).body['_id'];
    assert.equal((await client.statusV2(requestId)).status, 200);
    assert.equal(refusalOf(await client.statusV2(requestId)), HOUR_REFUSED);
  });

  it('come after the token and before the body', async () => {
    const client = await startClient({ maxPerMinute: 2 });
    assert.equal((await client.send(V1_BODY, 'x')).status, 401);
    assert.deepEqual(await times(3, () => client.send({})), [412, 412, 429]);
    assert.equal((await client.send(V1_BODY, 'x')).status, 401);
  });

  it('name the seconds to wait only if asked to, after time compression', async () => {
    const silent = await startClient({ maxPerMinute: 1 });
    assert.deepEqual(await times(2, () => silent.send()), [200, 429]);
    assert.equal((await silent.send()).headers.get('retry-after'), null);
    const client = await startClient({ maxPerMinute: 1, timeScale: 10, sendRetryAfter: true });
    await client.send();
    assert.equal((await client.send()).headers.get('retry-after'), '6');
  });

  it('can be taken away', async () => {
    const client = await startClient({ maxPerMinute: Infinity, maxPerHour: Infinity });
    assert.equal((await client.send()).status, 200);
  });

  it('do not count the control API', async () => {
    const client = await startClient({ maxPerMinute: 1 });
    await times(3, () => client.control('GET', '/app'));
    assert.equal((await client.send()).status, 200);
  });
});
