import assert from 'node:assert/strict';
import type { INodeExecutionData } from 'n8n-workflow';
import type { OutputRow } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const type = 'koreCheckStatus';

describe('Kore Check Status in n8n', () => {
  const suite = withSimulator();
  const byRecipient = { options: { output: 'recipient' } };

  /** Sends, and gives the rows. */
  async function send(
    recipients: string,
    node = 'koreSendNotificationV2',
    options = {},
  ): Promise<OutputRow[]> {
    const { rows, error } = await suite.run({
      type: node,
      parameters: { channel: 'msteams', message: 'Hello!', recipients, options },
    });
    assert.equal(error, undefined);
    return rows;
  }
  const looks = () => suite.wire().filter((answer) => answer.startsWith('status'));
  const asItems = (rows: readonly OutputRow[]) =>
    rows.map((row) => ({ ...row })) as INodeExecutionData['json'][];

  const IN_PROGRESS = {
    kind: 'answer',
    call: 'statusV2',
    status: 200,
    body: { status: 'IN_PROGRESS', statusLogs: [], count: 0, streamId: 'st-1' },
  } as const;

  it('asks once for a job that many rows of a send name, and pairs its row to all of them', async () => {
    const rows = await send('ada@example.org, bob@example.org, nobody@example.org');
    const { outputs } = await suite.run({ type, parameters: {}, items: asItems(rows) });
    assert.deepEqual(looks(), ['statusV2 200']);
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [json, pairedItem]),
      [
        [
          {
            requestId: rows[0]?.requestId,
            api: 'v2',
            jobStatus: 'PARTIAL_SUCCESS',
            isFinal: true,
            delivered: 2,
            undelivered: 1,
          },
          [{ item: 0 }, { item: 1 }, { item: 2 }],
        ],
      ],
    );
  });

  it('finds each row of a send its own again', async () => {
    const rows = await send('ada@example.org, bob@example.org, nobody@example.org');
    const { outputs } = await suite.run({ type, parameters: byRecipient, items: asItems(rows) });
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [json['identity'], json['outcome'], pairedItem]),
      [
        ['ada@example.org', 'delivered', { item: 0 }],
        ['bob@example.org', 'delivered', { item: 1 }],
        ['nobody@example.org', 'undelivered', { item: 2 }],
      ],
    );
  });

  const given: readonly (readonly [string, string])[] = [
    ['an id', '={{ $json.ids[0] }}'],
    ['ids separated by commas', '={{ $json.ids.join(", ") }}'],
    ['an array of ids', '={{ $json.ids }}'],
    ['rows', '={{ $json.ids.map((requestId) => ({ requestId, api: "v2" })) }}'],
  ];
  for (const [what, requests] of given)
    it(`takes ${what}`, async () => {
      const rows = await send('ada@example.org, bob@example.org', 'koreSendNotificationV2', {
        recipientsPerRequest: 1,
      });
      const ids = rows.map(({ requestId }) => requestId ?? '');
      const found = await suite.run({ type, parameters: { requests }, items: [{ ids }] });
      assert.deepEqual(
        found.rows.map(({ requestId }) => requestId),
        what === 'an id' ? ids.slice(0, 1) : ids,
      );
    });

  it('keeps jobs of V1 and V2 apart', async () => {
    const rows = [
      ...(await send('ada@example.org', 'koreSendNotification')),
      ...(await send('bob@example.org')),
    ];
    const found = await suite.run({ type, parameters: {}, items: asItems(rows) });
    assert.deepEqual(looks().sort(), ['status 200', 'statusV2 200']);
    assert.deepEqual(
      found.rows.map(({ api, delivered }) => [api, delivered]),
      [
        ['v1', 1],
        ['v2', 1],
      ],
    );
    const chosen = await suite.run({ type, parameters: { api: 'v1', requests: rows[0]?.requestId ?? '' } });
    assert.equal(chosen.rows[0]?.isFinal, true);
  });

  it('passes over rows that were never accepted', async () => {
    const rows = await send('ada@example.org, nonsense', 'koreSendNotificationV2', {
      skipBadRecipients: true,
    });
    const { outputs } = await suite.run({ type, parameters: byRecipient, items: asItems(rows).reverse() });
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [json['identity'], pairedItem]),
      [['ada@example.org', { item: 1 }]],
    );
  });

  it('asks for many jobs, a few at once', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `p${n}@example.org`).join();
    const rows = await send(many, 'koreSendNotificationV2', { recipientsPerRequest: 1 });
    const found = await suite.run({ type, parameters: {}, items: asItems(rows) });
    assert.equal(looks().length, 40);
    assert.deepEqual(
      found.rows.map(({ requestId }) => requestId),
      rows.map(({ requestId }) => requestId),
    );
  });

  it('waits until the job has ended', async () => {
    const rows = await send('ada@example.org');
    suite.simulator.addFault({ kind: 'answer', call: 'statusV2', status: 500 });
    suite.simulator.addFault(IN_PROGRESS);
    const found = await suite.run({
      type,
      parameters: { operation: 'wait', options: { firstIntervalSeconds: 1 } },
      items: asItems(rows),
    });
    assert.equal(found.rows[0]?.isFinal, true);
    assert.deepEqual(looks(), ['statusV2 500', 'statusV2 200', 'statusV2 200']);
  });

  it('ends a wait at its time-out, with what can be waited for again', async () => {
    const rows = await send('ada@example.org');
    suite.simulator.addFault({ ...IN_PROGRESS, times: 99 });
    const found = await suite.run({
      type,
      parameters: { operation: 'wait', options: { waitTimeoutSeconds: 1, output: 'recipient' } },
      items: asItems(rows),
    });
    assert.equal(found.error, undefined);
    const [row] = found.rows;
    assert.deepEqual(
      [row?.identity, row?.requestId, row?.outcome, row?.jobStatus, row?.isFinal],
      ['ada@example.org', rows[0]?.requestId, 'accepted', 'IN_PROGRESS', false],
    );
    suite.simulator.clearFaults();
    const later = await suite.run({ type, parameters: byRecipient, items: asItems(found.rows) });
    assert.equal(later.rows[0]?.outcome, 'delivered');
  });

  it('takes the settings of each item from that item', async () => {
    const items = [
      { ...(await send('ada@example.org'))[0], output: 'request' },
      { ...(await send('bob@example.org'))[0], output: 'recipient' },
    ];
    suite.simulator.addFault({ ...IN_PROGRESS, times: 2 });
    const found = await suite.run({
      type,
      parameters: {
        operation: 'wait',
        options: { output: '={{ $json.output }}', firstIntervalSeconds: 1 },
      },
      items,
    });
    assert.deepEqual(
      found.outputs[0]?.map(({ json, pairedItem }) => [json['identity'], json['isFinal'], pairedItem]),
      [
        [undefined, true, { item: 0 }],
        ['bob@example.org', true, { item: 1 }],
      ],
    );
    assert.equal(looks().length, 4);
  });

  it('asks for nothing if an item with settings of its own names no request id', async () => {
    const [row] = await send('ada@example.org');
    const { error } = await suite.run({
      type,
      parameters: { options: { output: '={{ $itemIndex === 0 ? "request" : "recipient" }}' } },
      items: [{ ...row }, { requestId: '..' }],
    });
    assert.equal(error?.context?.itemIndex, 1);
    assert.deepEqual(looks(), []);
  });

  it('waits for the limit no longer than the longest pause', async () => {
    const rows = await send('ada@example.org, bob@example.org', 'koreSendNotificationV2', {
      recipientsPerRequest: 1,
    });
    suite.simulator.addFault({ kind: 'limit', window: 'hour', headers: { 'retry-after': '3600' } });
    const found = await suite.run({
      type,
      credential: suite.credentialOfOwnBot(),
      parameters: { options: { maxPauseSeconds: 0.1 } },
      items: asItems(rows),
      settings: { onError: 'continueRegularOutput' },
    });
    assert.deepEqual(looks(), ['statusV2 429']);
    assert.deepEqual(
      found.rows.map(({ requestId, isFinal, reason }) => [requestId, isFinal, reason]),
      rows.map(({ requestId }) => [requestId, false, 'rate_limited']),
    );
  });

  it('stops the workflow if the platform tells of no job', async () => {
    const { error } = await suite.run({ type, parameters: { requests: 'ds-unknown' } });
    assert.equal(error?.name, 'NodeApiError');
    assert.equal(error.httpCode, '404');
    assert.match(String(error.description), /request id/);
  });

  it('tells of the jobs that there are beside one that there is not, which goes to the error output', async () => {
    const [row] = await send('ada@example.org');
    const items = [{ requestId: 'ds-unknown' }, { requestId: row?.requestId ?? '' }];
    const both = await suite.run({ type, parameters: {}, items });
    assert.deepEqual(
      both.rows.map(({ isFinal, reason }) => [isFinal, reason]),
      [
        [false, 'not_found'],
        [true, undefined],
      ],
    );
    for (const { error } of both.rows as readonly { error?: unknown }[]) assert.equal(error, undefined);
    const { outputs } = await suite.run({
      type,
      parameters: {},
      items,
      settings: { onError: 'continueErrorOutput' },
    });
    assert.deepEqual(
      outputs.map((output) => output.map(({ pairedItem }) => pairedItem)),
      [[{ item: 1 }], [{ item: 0 }]],
    );
  });

  it('says at which item there is no request id', async () => {
    const [row] = await send('ada@example.org');
    const items = [{ requestId: row?.requestId ?? '' }, { requestId: '..' }];
    const { error } = await suite.run({ type, parameters: {}, items });
    assert.equal(error?.name, 'NodeOperationError');
    assert.equal(error.context?.itemIndex, 1);
    assert.deepEqual(looks(), []);
  });

  it('asks for nothing if one of several ids of an item is none', async () => {
    const [row] = await send('ada@example.org');
    const { error } = await suite.run({
      type,
      parameters: { requests: '={{ [$json.requestId, "..", 7] }}' },
      items: [{ requestId: row?.requestId ?? '' }],
    });
    assert.match(String(error?.description), /^requests\[1\]: .*\nrequests\[2\]: /);
    assert.deepEqual(looks(), []);
  });

  it('says nothing of an outcome under Continue On Fail, since nobody knows', async () => {
    for (const credential of [
      suite.credential({ clientSecret: 'another' }),
      suite.credential({ host: '' }),
    ]) {
      const { rows } = await suite.run({
        type,
        credential,
        parameters: {},
        items: [{ requestId: 'ds-1' }, { requestId: 'ds-2' }],
        settings: { onError: 'continueRegularOutput' },
      });
      assert.deepEqual(
        rows.map(({ requestId, outcome, isFinal }) => [requestId, outcome, isFinal]),
        [
          ['ds-1', undefined, false],
          ['ds-2', undefined, false],
        ],
      );
      assert.match(rows[0]?.detail ?? '', /credentials|host/);
    }
    assert.deepEqual(new Set(looks()), new Set(['statusV2 401']));
  });

  it('makes one request with wrong credentials, and says what to check', async () => {
    const { error } = await suite.run({
      type,
      credential: suite.credential({ clientSecret: 'another' }),
      parameters: {},
      items: [{ requestId: 'ds-1' }, { requestId: 'ds-1' }],
    });
    assert.equal(error?.httpCode, '401');
    assert.match(String(error.description), /Check client ID/);
    assert.deepEqual(looks(), ['statusV2 401']);
  });
});
