import assert from 'node:assert/strict';
import type { SendReport } from '@kore-notify/core';
import { logLines } from './run-workflow.ts';
import { REFUSALS } from './refusals.ts';
import { withSimulator } from './with-simulator.ts';

const type = 'koreSendNotificationV2';

describe('the rows of a send in n8n', () => {
  const suite = withSimulator();
  const toItems = { channel: 'msteams', message: 'Hello {name}!', recipientsFrom: 'items' };
  const toList = { channel: 'msteams', message: 'Hello!', recipientsFrom: 'list' };
  /** Columns that are called as ours are. */
  const ITEMS = ['ada', 'bob', 'cleo'].map((name) => ({
    email: `${name}@example.org`,
    name,
    outcome: 'won',
    reason: 'luck',
    requestId: 'R-17',
    identity: name,
    index: 7,
    details: { chairs: 2 },
    error: 'none',
  }));

  for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)
    it(`leave the fields of each item alone: ${onError}`, async () => {
      const { outputs, error } = await suite.run({
        type,
        parameters: toItems,
        items: ITEMS,
        settings: { onError },
      });
      assert.equal(error, undefined);
      assert.deepEqual(
        outputs[0]?.map(({ json: { notification, ...fields }, pairedItem }) => [
          fields,
          (notification as { outcome: string }).outcome,
          pairedItem,
        ]),
        ITEMS.map((fields, item) => [fields, 'accepted', { item }]),
      );
    });

  it('give back a column called notification inside of ours', async () => {
    const items = [{ email: 'ada@example.org', name: 'Ada', notification: 'by post' }];
    const { outputs } = await suite.run({ type, parameters: toItems, items });
    const { notification, ...fields } = outputs[0]?.[0]?.json ?? {};
    assert.deepEqual(fields, { email: 'ada@example.org', name: 'Ada' });
    assert.deepEqual((notification as { row: unknown }).row, { notification: 'by post' });
  });

  it('do not make n8n run the node again for a column called error', async () => {
    const executionId = 'with-a-column-called-error';
    let tries = 0;
    const { outputs } = await suite.run({
      type,
      executionId,
      parameters: toItems,
      items: ITEMS,
      settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
      around: (execute) => {
        tries++;
        return execute();
      },
    });
    assert.equal(tries, 1);
    for (const { json } of outputs[0] ?? [])
      assert.deepEqual((json['notification'] as { row: unknown }).row, { error: 'none' });
  });

  it('are flat without the fields of the items, from a list, and a row a request', async () => {
    const runs = [
      { parameters: { ...toItems, options: { includeInputFields: false } }, items: ITEMS },
      { parameters: { ...toList, recipients: '={{ $json.email }}' }, items: ITEMS },
      { parameters: { ...toItems, options: { output: 'request' } }, items: ITEMS },
    ];
    for (const run of runs) {
      suite.simulator.reset();
      const { outputs } = await suite.run({ type, ...run });
      for (const { json } of outputs[0] ?? []) {
        assert.equal(json['outcome'], 'accepted');
        assert.ok(!('notification' in json) && !('email' in json));
      }
    }
  });

  it('let the next channel keep what the first said', async () => {
    suite.simulator.addFault({ kind: 'answer', status: 412, body: REFUSALS.arguments });
    const first = await suite.run({
      type,
      parameters: toItems,
      items: ITEMS.map((item) => ({ ...item, phone: '+4915112345678' })),
      settings: { onError: 'continueErrorOutput' },
    });
    const items = first.outputs[1]?.map(({ json }) => json) ?? [];
    assert.equal(items.length, 3);
    const second = await suite.run({
      type,
      parameters: {
        ...toItems,
        channel: 'whatsapp',
        identityField: 'phone',
        message: 'Chairs: {details.chairs}',
      },
      items: items.slice(0, 1),
    });
    assert.equal(second.error, undefined);
    assert.deepEqual(
      second.outputs[0]?.map(({ json }) => [
        (json['error'] as { channel: string }).channel,
        (json['notification'] as { channel: string; outcome: string }).channel,
      ]),
      [['msteams', 'whatsapp']],
    );
  });

  it('of both forms are read by Check Status, and a column called requestId is not', async () => {
    const suffix = { includeInputFields: false };
    for (const options of [{}, suffix]) {
      suite.simulator.reset();
      const sent = await suite.run({ type, parameters: { ...toItems, options }, items: ITEMS });
      const items = sent.outputs[0]?.map(({ json }) => json) ?? [];
      for (const parameters of [
        {},
        { requests: '={{ $json }}' },
        { requests: '={{ $("Items").all().map(({ json }) => json) }}' },
      ]) {
        const { outputs, rows, error } = await suite.run({
          type: 'koreCheckStatus',
          parameters: { ...parameters, options: { output: 'recipient' } },
          items,
        });
        assert.equal(error, undefined);
        assert.deepEqual(
          rows.map(({ identity, outcome, api }, item) => [
            identity,
            outcome,
            api,
            outputs[0]?.[item]?.pairedItem,
          ]),
          ITEMS.map(({ email }, item) => [email, 'delivered', 'v2', { item }]),
        );
        // Whoever comes next finds the fields of the person where they were.
        for (const [item, { json }] of (outputs[0] ?? []).entries())
          assert.equal(json['email'], options === suffix ? undefined : ITEMS[item]?.email);
      }
    }
  });

  it('of nobody who was accepted leave Check Status nothing to ask for', async () => {
    const items = [{ email: 'nonsense', name: 'x', requestId: 'R-17' }];
    const parameters = { ...toItems, options: { skipBadRecipients: true } };
    const sent = await suite.run({ type, parameters, items });
    const { outputs, error } = await suite.run({
      type: 'koreCheckStatus',
      parameters: {},
      items: sent.outputs[0]?.map(({ json }) => json) ?? [],
    });
    assert.deepEqual([outputs, error], [[[]], undefined]);
    assert.deepEqual(suite.wire(), []);
  });

  it('give each person of a job of Check Status who was not reached to the error output', async () => {
    const people = ['nobody@example.org', 'ada@example.org', 'nobody+2@example.org'];
    const items = people.map((email) => ({ email, name: 'x' }));
    const sent = await suite.run({ type, parameters: toItems, items });
    const rows = sent.outputs[0]?.map(({ json }) => json) ?? [];
    const { outputs } = await suite.run({
      type: 'koreCheckStatus',
      parameters: {},
      items: rows,
      settings: { onError: 'continueErrorOutput' },
    });
    assert.deepEqual(
      outputs.map((output) => output.map(({ json }) => json['email'] ?? json['undelivered'])),
      [[2], [people[0], people[2]]],
    );
  });

  describe('and the warnings of the report', () => {
    const FEWER = /of 3 recipients .* only 1/i;
    const takesFewer = () =>
      suite.simulator.addFault({
        kind: 'answer',
        status: 200,
        body: { _id: 'ds-few', status: 'IN_PROGRESS', store: { identitiesCount: 1 } },
        call: 'sendV2',
      });
    const hintsOf = ({
      run,
    }: {
      run: { data: { resultData: { runData: object } } };
    }): { message: string }[] =>
      Object.values(run.data.resultData.runData)
        .flat()
        .flatMap((task) => (task as { hints?: { message: string }[] }).hints ?? []);

    it('about a request stand in all of its rows, and above the output', async () => {
      for (const output of ['recipient', 'request']) {
        takesFewer();
        const result = await suite.run({
          type,
          parameters: { ...toItems, options: { output, recipientsPerRequest: 3 } },
          items: [...ITEMS, { ...ITEMS[0]!, email: 'dan@example.org' }],
        });
        const warnings = result.rows.map(({ warning }) => warning);
        assert.equal(warnings.length, output === 'request' ? 2 : 4);
        for (const warning of warnings.slice(0, -1)) assert.match(String(warning), FEWER);
        assert.equal(warnings.at(-1), undefined);
        const hints = hintsOf(result);
        assert.equal(hints.length, 1);
        assert.match(hints[0]?.message ?? '', FEWER);
      }
    });

    it('about a recipient stand in that person’s row', async () => {
      const items = [{ email: 'ada@example.org', name: 'Ada' }, { email: 'bob@example.org' }];
      const options = { onMissingParameter: 'warning' };
      const result = await suite.run({ type, parameters: { ...toItems, options }, items });
      assert.deepEqual(
        result.rows.map(({ warning }) => warning === undefined),
        [true, false],
      );
      assert.match(result.rows[1]?.warning ?? '', /name/);
      assert.match(hintsOf(result)[0]?.message ?? '', /^Item 1: .*name/);
      const byRequest = await suite.run({
        type,
        parameters: { ...toItems, options: { ...options, output: 'request' } },
        items,
      });
      assert.match(byRequest.rows[0]?.warning ?? '', /name/);
    });

    it('are not there where nothing is wrong', async () => {
      const result = await suite.run({ type, parameters: toItems, items: ITEMS });
      assert.deepEqual(hintsOf(result), []);
      for (const row of result.rows) assert.ok(!('warning' in row));
    });
  });

  describe('say what the report says of', () => {
    const people = [
      'ada@example.org',
      'nobody@example.org',
      'ada@example.org',
      'nonsense',
      'bob@example.org',
    ];
    const options = { skipBadRecipients: true, recipientsPerRequest: 2 };
    const send = (more: object = {}, run: object = {}) =>
      suite.run({
        type,
        parameters: {
          ...toList,
          operation: 'firstIntervalSeconds' in more ? 'sendAndTrack' : 'send',
          recipients: people.join(),
          options: { ...options, ...more },
        },
        ...run,
      });
    const wait = { firstIntervalSeconds: 1, waitTimeoutSeconds: 1 };
    const isRunning = () =>
      suite.simulator.addFault({
        kind: 'answer',
        call: 'statusV2',
        status: 200,
        body: { status: 'IN_PROGRESS', statusLogs: [], count: 0, streamId: 'st-1' },
        times: 99,
      });

    /** How people see each field of a report of the core in n8n; a new field is decided here. */
    const SEEN: Readonly<Record<keyof SendReport, () => Promise<void>>> = {
      api: async () => assert.equal((await send()).rows[0]?.api, 'v2'),
      channel: async () => assert.equal((await send()).rows[0]?.channel, 'msteams'),
      total: async () => assert.equal((await send()).rows.length, people.length),
      sentTo: async () =>
        assert.match(
          JSON.stringify((await send({ sendTo: 'me@example.org' })).run),
          /went to me@example.org/,
        ),
      counts: async () =>
        assert.deepEqual(
          (await send({ firstIntervalSeconds: 1 })).rows.map(({ outcome }) => outcome),
          ['delivered', 'undelivered', 'unsent', 'unsent', 'delivered'],
        ),
      requests: async () =>
        assert.deepEqual(
          (await send({ output: 'request' })).rows.map(({ recipientCount }) => recipientCount),
          [2, 1, undefined],
        ),
      recipients: async () =>
        assert.deepEqual(
          (await send()).rows.map(({ identity }) => identity),
          people,
        ),
      async pendingRequestIds() {
        isRunning();
        const { rows } = await send(wait);
        const accepted = rows.filter(({ outcome }) => outcome === 'accepted');
        assert.equal(accepted.length, 3);
        for (const { requestId } of accepted) assert.match(requestId ?? '', /^ds-/);
      },
      async end() {
        isRunning();
        const { rows } = await send({ ...wait, output: 'request' });
        assert.deepEqual(
          rows.map(({ isFinal }) => isFinal),
          [false, false, undefined],
        );
        const { run } = await send(wait, { onStart: (cancel: () => void) => setTimeout(cancel, 1) });
        assert.equal(run.status, 'canceled');
        const stopped = await send(
          {},
          {
            credential: suite.credential({ clientSecret: 'another' }),
            settings: { onError: 'continueRegularOutput' },
          },
        );
        assert.equal(stopped.rows[4]?.reason, 'stopped');
        assert.match(stopped.rows[4].detail ?? '', /credentials/);
        suite.simulator.reset();
        suite.simulator.addFault({
          kind: 'answer',
          call: 'statusV2',
          status: 401,
          body: { errors: [{ msg: 'Permission denied. Scope is incorrect!', code: 4002 }] },
          times: 9,
        });
        assert.match((await send(wait)).rows[0]?.detail ?? '', /Scope is incorrect!/);
      },
      async problemCount() {
        const rows = (await send()).rows.filter(({ reason }) => reason === 'invalid');
        assert.equal(rows.length, 1);
      },
      async warningCount() {
        suite.simulator.addFault({
          kind: 'answer',
          status: 200,
          body: { _id: 'ds-few', status: 'IN_PROGRESS', store: { identitiesCount: 1 } },
          call: 'sendV2',
          times: 2,
        });
        const { run } = await send({ recipientsPerRequest: 3 });
        const [task] = run.data.resultData.runData['Under Test'] ?? [];
        assert.match(task?.hints?.[0]?.message ?? '', /counted only 1/);
      },
      problems: async () => assert.match((await send()).rows[3]?.detail ?? '', /address/),
      async warnings() {
        suite.simulator.addFault({
          kind: 'answer',
          status: 200,
          body: { _id: 'ds-few', status: 'IN_PROGRESS', store: { identitiesCount: 1 } },
          call: 'sendV2',
        });
        assert.match((await send()).rows[0]?.warning ?? '', /counted only 1/);
      },
      async durationMs() {
        const { run } = await send();
        const [task] = run.data.resultData.runData['Under Test'] ?? [];
        assert.ok((task?.executionTime ?? -1) >= 0, 'n8n shows it of each node');
      },
    };
    for (const [field, check] of Object.entries(SEEN)) it(field, check);
  });

  it('can be found again in n8n’s log after a crash, by request id, without names and texts', async () => {
    const logged = logLines.length;
    const { rows } = await suite.run({
      type,
      executionId: 'execution-17',
      parameters: { ...toItems, message: 'Secret-Text {name}', options: { recipientsPerRequest: 2 } },
      items: ITEMS.map((item) => ({ ...item, name: `Name-${item.name}` })),
    });
    const lines = logLines.slice(logged).filter((line) => line.includes('Kore Notify: '));
    const begun = lines.filter((line) => line.includes('Sending to 3 recipients'));
    assert.equal(begun.length, 1, lines.join('\n'));
    const ids = [...new Set(rows.map(({ requestId = '' }) => requestId))];
    assert.equal(ids.length, 2);
    for (const id of ids) {
      const told = lines.filter((line) => line.includes(id));
      assert.equal(told.length, 1);
      // Usually n8n shows the text of a line alone.
      assert.match(
        told[0] ?? '',
        /'Kore Notify: [^']*Accepted: ds-[^']*execution execution-17, node Under Test'/,
      );
    }
    for (const line of logLines.slice(logged))
      assert.doesNotMatch(line, /example\.org|Secret-Text|Name-|\b(?:ada|cleo)\b/);
  });
});
