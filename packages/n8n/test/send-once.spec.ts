import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { withSimulator } from './with-simulator.ts';

const type = 'koreSendNotificationV2';
const PEOPLE = ['ada@example.org', 'bob@example.org'];

describe('a send with a key', () => {
  const suite = withSimulator();
  let staticData: IDataObject;
  beforeEach(() => {
    staticData = {};
  });
  const send = (more: Partial<Parameters<typeof suite.run>[0]> = {}, options: IDataObject = {}) =>
    suite.run({
      type,
      parameters: {
        channel: 'msteams',
        message: 'Hello!',
        recipients: PEOPLE.join(),
        options: { onceKey: 'lunch', ...options },
      },
      staticData,
      ...more,
    });
  const fates = (rows: readonly { readonly outcome?: string; readonly reason?: string }[]) =>
    rows.map(({ outcome = '', reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`));
  const ONCE_EACH = Object.fromEntries(PEOPLE.map((identity) => [identity, 1]));
  const processed = () => Object.fromEntries(suite.simulator.processed());

  it('leaves out who got it in an earlier execution, and says by which request', async () => {
    const first = await send();
    const second = await send();
    assert.deepEqual(fates(second.rows), ['unsent: already_sent', 'unsent: already_sent']);
    assert.equal(second.rows[0]?.requestId, first.rows[0]?.requestId);
    assert.deepEqual(processed(), ONCE_EACH);
    assert.equal(second.error, undefined);
  });

  it('sends the rest of a list, and everything under another key or without one', async () => {
    await send();
    const parameters = {
      channel: 'msteams',
      message: 'Hello!',
      recipients: [...PEOPLE, 'cem@example.org'].join(),
      options: { onceKey: 'lunch' },
    };
    assert.deepEqual(fates((await send({ parameters })).rows), [
      'unsent: already_sent',
      'unsent: already_sent',
      'accepted',
    ]);
    assert.deepEqual(fates((await send({}, { onceKey: 'dinner' })).rows), ['accepted', 'accepted']);
  });

  it('warns that a run from the editor is not remembered, and no other', async () => {
    const hintsOf = async (mode: 'manual' | 'trigger', options: IDataObject = {}) => {
      const { run } = await send({ mode }, options);
      const [task] = run.data.resultData.runData['Under Test'] ?? [];
      return (task?.hints ?? []).map(({ message }) => message);
    };
    assert.match((await hintsOf('manual')).join(), /Send Once remembers nothing of this run/);
    assert.deepEqual(await hintsOf('trigger'), []);
  });

  it('keeps no recipient and no key in the static data', async () => {
    await send();
    assert.doesNotMatch(JSON.stringify(staticData), /ada|example|lunch/);
    assert.match(JSON.stringify(staticData), /accepted/);
  });

  it('says accepted, and not already sent, when n8n runs the node again in the same execution', async () => {
    let tries = 0;
    const { rows } = await send({
      settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
      around: async (execute) => {
        const result = await execute();
        if (++tries === 1) throw new Error('Something failed after the node had sent.');
        return result;
      },
    });
    assert.deepEqual(fates(rows), ['accepted', 'accepted']);
    assert.deepEqual(processed(), ONCE_EACH);
  });

  it('gives somebody in two items of one execution both messages, and neither again', async () => {
    const two = {
      items: [{ text: 'One' }, { text: 'Two' }],
      parameters: {
        channel: 'msteams',
        message: '={{ $json.text }}',
        recipients: 'ada@example.org',
        options: { onceKey: 'lunch' },
      },
    };
    assert.deepEqual(fates((await send(two)).rows), ['accepted', 'accepted']);
    assert.deepEqual(fates((await send(two)).rows), ['unsent: already_sent', 'unsent: already_sent']);
    assert.deepEqual(processed(), { 'ada@example.org': 2 });
  });

  it('refuses a key that is empty, and sends nothing', async () => {
    const { error } = await send({}, { onceKey: '' });
    assert.match(`${error?.message ?? ''} ${error?.description ?? ''}`, /key is missing/i);
    assert.deepEqual(processed(), {});
  });

  it('forgets what is older than its hours', async () => {
    await send({}, { onceHours: 0.000_000_1 });
    await sleep(5);
    await send();
    assert.deepEqual(processed(), { 'ada@example.org': 2, 'bob@example.org': 2 });
  });
});
