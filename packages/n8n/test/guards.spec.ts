import assert from 'node:assert/strict';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { withSimulator } from './with-simulator.ts';

const type = 'koreSendNotificationV2';
const ITEMS = ['Ann', 'Bob', 'Cem', 'Dan', 'Eve'].map((name) => ({
  email: `${name.toLowerCase()}@example.org`,
  name,
}));
const parameters = { channel: 'msteams', message: 'Hello {name}', recipientsFrom: 'items' };

describe('The guards of a credential in n8n, and sends that are no sends', () => {
  const suite = withSimulator();
  const run = (more: object = {}, credential: ICredentialDataDecryptedObject = {}, around: object = {}) =>
    suite.run({
      type,
      items: ITEMS,
      parameters: { ...parameters, ...more },
      credential: suite.credential(credential),
      ...around,
    });
  /** Our row, beside the fields of its item. */
  const own = (row: object): Record<string, unknown> =>
    ((row as { notification?: object }).notification ?? row) as Record<string, unknown>;
  const reasons = (rows: readonly object[]): unknown[] => rows.map((row) => own(row)['reason']);
  const processed = (): string[] => [...suite.simulator.processed().keys()].sort();

  it('message only those who are allowed, and never those who are not', async () => {
    const { rows } = await run({}, { only: '@example.org', never: 'BOB@example.org, c*@example.org' });
    assert.deepEqual(reasons(rows), [undefined, 'suppressed', 'suppressed', undefined, undefined]);
    assert.deepEqual(processed(), ['ann@example.org', 'dan@example.org', 'eve@example.org']);
  });

  it('stop a run that has too many recipients, and name the credential', async () => {
    const { error } = await run({}, { perRun: 4 });
    assert.match(String(error?.description), /5 recipients.*maximum is 4/);
    assert.deepEqual(processed(), []);
  });

  it('count the day over executions', async () => {
    const credential = { perDay: 7 };
    assert.deepEqual(reasons((await run({}, credential)).rows), Array(5).fill(undefined));
    assert.deepEqual(reasons((await run({ message: 'Bye {name}' }, credential)).rows), [
      undefined,
      undefined,
      'over_maximum',
      'over_maximum',
      'over_maximum',
    ]);
  });

  it('leave quiet hours alone, and say when they end', async () => {
    const { rows } = await run({}, { quietFrom: '00:00', quietTo: '23:59', timeZone: 'Europe/Berlin' });
    assert.deepEqual(new Set(reasons(rows)), new Set(['quiet_hours']));
    assert.match(JSON.stringify(rows[0]), /23:59/);
    assert.deepEqual(processed(), []);
  });

  it('a preview sends nothing, and gives a row with what each would read', async () => {
    const { rows, error, run: execution } = await run({ operation: 'preview' });
    assert.equal(error, undefined);
    assert.match(JSON.stringify(execution), /It would message 5 recipients in 1 requests/);
    assert.deepEqual(new Set(reasons(rows)), new Set(['preview']));
    assert.deepEqual(
      rows.map((row) => own(row)['text']),
      ITEMS.map(({ name }) => `Hello ${name}`),
    );
    assert.deepEqual(suite.wire(), []);
  });

  it('a preview of a list with somebody invalid gives rows too', async () => {
    const { rows, error } = await run(
      { operation: 'preview' },
      {},
      { items: [...ITEMS, { email: 'bad', name: 'Bad' }] },
    );
    assert.equal(error, undefined);
    assert.equal(rows.length, 6);
    assert.equal(reasons(rows)[5], 'invalid');
    assert.deepEqual(suite.wire(), []);
  });

  it('Send and Wait for Delivery says who got it', async () => {
    const { rows } = await run({ operation: 'sendAndTrack' });
    assert.deepEqual(new Set(rows.map((row) => own(row)['outcome'])), new Set(['delivered']));
  });

  it('send to me instead sends the first three messages there, and to nobody else', async () => {
    const { rows } = await run({ options: { sendTo: 'me@example.org' } }, { never: 'me@example.org' });
    assert.deepEqual(processed(), ['me@example.org']);
    assert.deepEqual(reasons(rows).slice(3), ['preview', 'preview']);
    assert.deepEqual(
      suite.simulator
        .messages()
        .map(({ text }) => text)
        .sort(),
      ['Hello Ann', 'Hello Bob', 'Hello Cem'],
    );
  });

  it('send to me instead sends nothing without an address', async () => {
    const { error } = await run({ options: { sendTo: '' } });
    assert.notEqual(error, undefined);
    assert.deepEqual(suite.wire(), []);
  });

  it('an AI agent sends no scripts, unless that is switched on', async () => {
    const script = {
      channel: 'msteams',
      messageType: 'script',
      message: 'print("Hi")',
      recipientsFrom: 'list',
      recipients: 'ann@example.org',
    };
    const send = (options: object) =>
      suite.run({
        type,
        parameters: { ...script, options } as never,
        isTool: true,
        executionId: `tool-${JSON.stringify(options)}`,
      });
    assert.match(
      JSON.stringify((await send({})).error?.message ?? (await send({})).rows),
      /may not send scripts/,
    );
    assert.deepEqual(suite.wire(), []);
    await send({ allowToolScripts: true });
    assert.equal(suite.wire().length, 1);
  });

  it('an AI agent does not unsubscribe all devices, unless that is switched on', async () => {
    const send = (options: object) =>
      suite.run({
        type: 'koreManageDevices',
        parameters: { operation: 'unsubscribeAll', userId: 'u-1', options } as never,
        isTool: true,
      });
    const { error, rows } = await send({});
    assert.match(JSON.stringify([error?.message, rows]), /may not unsubscribe all/);
    assert.deepEqual(suite.wire(), []);
    await send({ allowToolUnsubscribeAll: true });
    assert.equal(suite.wire().length, 1);
  });
});
