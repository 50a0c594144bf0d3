import assert from 'node:assert/strict';
import { startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawAnswer } from './raw-client.ts';

const logOf = ({ body }: RawAnswer) =>
  (body['statusLogs'] as { originalId: string; status: string; comments: string }[]).map(
    ({ originalId, status, comments }) => `${originalId} ${status} ${comments}`,
  );

describe('an outcome', () => {
  afterEach(stopAll);

  it('can be changed after the fact: of one recipient, of all, and back to none', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const identities = ['ann@example.com', 'ben@example.com'];
    const { body } = await client.send({ ...V1_BODY, identities });
    const requestId = String(body['_id']);
    const status = () => client.status(requestId);
    assert.equal((await status()).body['status'], 'SUCCESS');

    const change = (rest: object) => client.control('POST', '/outcomes', { requestId, ...rest });
    const changed = await change({
      identity: 'ben@example.com',
      outcome: 'undelivered',
      comment: 'App removed',
    });
    assert.deepEqual(changed.body, { ok: true, changed: 1 });
    assert.equal((await status()).body['status'], 'PARTIAL_SUCCESS');
    assert.deepEqual(logOf(await status()), [
      'ann@example.com SUCCESS Notification has been sent successfully',
      'ben@example.com FAILURE App removed',
    ]);

    await change({ identity: 'ann@example.com', outcome: 'pending' });
    const running = await status();
    assert.equal(running.body['status'], 'IN_PROGRESS');
    assert.equal(running.body['percentageComplete'], 50);
    assert.deepEqual(logOf(running), ['ben@example.com FAILURE App removed']);
    assert.deepEqual(
      client.simulator.messages().map(({ outcome }) => outcome),
      ['pending', 'undelivered'],
    );

    assert.equal(client.simulator.changeOutcome({ requestId, outcome: 'delivered' }), 2);
    assert.equal((await status()).body['status'], 'SUCCESS');
    assert.throws(
      () => client.simulator.changeOutcome({ requestId: 'ds-0', outcome: 'delivered' }),
      TypeError,
    );
    const unknown = await change({ identity: 'nobody@example.com', outcome: 'delivered' });
    assert.equal(unknown.status, 400);
    assert.match(String(unknown.body['error']), /has no recipient nobody@example\.com/);
  });

  it('can come late by a rule, and never', async () => {
    const client = await startClient({
      jobDurationMs: 0,
      timeScale: 1_000,
      directory: [
        { identity: '+49111111', outcome: 'delivered', afterMs: 300_000 },
        { identity: '+49222222', outcome: 'pending' },
      ],
    });
    const identities = ['+49111111', '+49222222', '+49333333'].map((phoneNumber) => ({ phoneNumber }));
    const { body } = await client.sendV2({ ...V2_BODY, identities });
    const requestId = String(body['_id']);
    const outcomes = () => client.simulator.messages().map(({ outcome }) => outcome);
    assert.deepEqual(outcomes(), ['pending', 'pending', 'delivered']);
    assert.equal((await client.statusV2(requestId)).body['status'], 'IN_PROGRESS');
    while (outcomes()[0] === 'pending') await new Promise((resolve) => setTimeout(resolve, 20));
    const late = await client.statusV2(requestId);
    assert.equal(late.body['status'], 'IN_PROGRESS');
    assert.equal(late.body['count'], 2);
    client.simulator.changeOutcome({ requestId, identity: '+49222222', outcome: 'undelivered' });
    assert.equal((await client.statusV2(requestId)).body['status'], 'PARTIAL_SUCCESS');
  });

  it('that is changed is counted in memory', async () => {
    const client = await startClient({ jobDurationMs: 0 });
    const { body } = await client.send();
    const before = client.simulator.kept().memory.bytes;
    const requestId = String(body['_id']);
    client.simulator.changeOutcome({ requestId, outcome: 'undelivered', comment: 'x'.repeat(1_000) });
    assert.ok(client.simulator.kept().memory.bytes >= before + 1_000);
  });
});
