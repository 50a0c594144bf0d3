import assert from 'node:assert/strict';
import { ourRow } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

describe('the send nodes in n8n', () => {
  const suite = withSimulator();
  const toItems = { channel: 'msteams', message: 'Hello {name}!', recipientsFrom: 'items' };
  const toList = { channel: 'msteams', message: 'Hello!', recipientsFrom: 'list' };
  const v2 = 'koreSendNotificationV2';

  it('combine 2,500 input items into 3 requests, and pair each of 2,500 rows to its item', async () => {
    const items = Array.from({ length: 2500 }, (_, n) => ({
      email: `p${n}@example.com`,
      name: `Person ${n}`,
    }));
    const parameters = { ...toItems, maxRecipients: 2500 };
    const { outputs, error } = await suite.run({ type: v2, parameters, items });
    assert.equal(error, undefined);
    assert.deepEqual(suite.wire(), ['sendV2 200', 'sendV2 200', 'sendV2 200']);
    assert.deepEqual(
      suite.wireRecipients().map((recipients) => recipients.length),
      [1000, 1000, 500],
    );
    assert.equal(outputs[0]?.length, 2500);
    for (const [n, row] of outputs[0].entries()) {
      assert.deepEqual(row.pairedItem, { item: n });
      const { notification, ...fields } = row.json;
      assert.deepEqual(fields, items[n]);
      const { identity, outcome } = notification as { readonly identity: string; readonly outcome: string };
      assert.deepEqual([identity, outcome], [`p${n}@example.com`, 'accepted']);
    }
  });

  it('fill placeholders from the fields of each item, and send no other field', async () => {
    await suite.run({
      type: v2,
      parameters: toItems,
      items: [
        { email: 'ada@example.org', name: 'Ada', salary: 1 },
        { email: 'bob@example.org', name: 'Bob' },
      ],
    });
    assert.deepEqual(suite.simulator.received()[0]?.body, {
      channel: 'msteams',
      userIdentityType: 'resolve',
      message: { type: 'text', value: 'Hello {name}!' },
      identities: [
        { email: 'ada@example.org', parameters: { name: 'Ada' } },
        { email: 'bob@example.org', parameters: { name: 'Bob' } },
      ],
    });
    assert.deepEqual(
      suite.simulator.messages().map(({ text }) => text),
      ['Hello Ada!', 'Hello Bob!'],
    );
  });

  it('put items with the same message together, and keep the rows in the order of messages', async () => {
    const items = ['a', 'b', 'a', 'b', 'c'].map((word, n) => ({ email: `p${n}@example.org`, word }));
    const { outputs } = await suite.run({
      type: v2,
      parameters: { ...toItems, message: '=Your word is {{ $json.word }}' },
      items,
    });
    assert.deepEqual(suite.wireRecipients().sort(), [
      ['p0@example.org', 'p2@example.org'],
      ['p1@example.org', 'p3@example.org'],
      ['p4@example.org'],
    ]);
    assert.deepEqual(
      outputs[0]?.map((item) => [ourRow(item).identity, item.pairedItem]),
      [0, 2, 1, 3, 4].map((item) => [`p${item}@example.org`, { item }]),
    );
    assert.deepEqual(
      Object.fromEntries(suite.simulator.messages().map(({ identity, text }) => [identity, text])),
      Object.fromEntries(items.map(({ email, word }) => [email, `Your word is ${word}`])),
    );
  });

  it('evaluate the channel and the message for each item', async () => {
    await suite.run({
      type: v2,
      parameters: { ...toItems, channel: '={{ $json.channel }}', message: 'Hi', identityField: 'to' },
      items: [
        { channel: 'whatsapp', to: '+49 151 1234567' },
        { channel: 'hangouts', to: 'spaces/AAA' },
      ],
    });
    assert.deepEqual(
      suite.simulator
        .received()
        .map(({ body }) => (body as { channel: string }).channel)
        .sort(),
      ['hangouts', 'whatsapp'],
    );
    assert.deepEqual(suite.wireRecipients().sort(), [['+491511234567'], ['AAA']]);
  });

  const lists: readonly (readonly [string, unknown])[] = [
    ['a text', 'ada@example.org; bob@example.org,\ncleo@example.org'],
    [
      'an expression that gives an array',
      '={{ ["ada@example.org", "bob@example.org", "cleo@example.org"] }}',
    ],
    ['JSON text', '["ada@example.org", "bob@example.org", { "email": "cleo@example.org" }]'],
    ['an expression that gives rows', '={{ $json.people }}'],
  ];
  for (const [what, recipients] of lists)
    it(`take a list as ${what}`, async () => {
      const { rows, outputs } = await suite.run({
        type: v2,
        parameters: { ...toList, recipients: recipients as string },
        items: [{ people: ['ada', 'bob', 'cleo'].map((name) => ({ email: `${name}@example.org` })) }],
      });
      assert.deepEqual(suite.wireRecipients(), [['ada@example.org', 'bob@example.org', 'cleo@example.org']]);
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['accepted', 'accepted', 'accepted'],
      );
      assert.deepEqual(
        outputs[0]?.map(({ pairedItem }) => pairedItem),
        [{ item: 0 }, { item: 0 }, { item: 0 }],
      );
    });

  it('send a list that many items repeat only once, and say so of the others', async () => {
    const { rows, outputs } = await suite.run({
      type: v2,
      parameters: { ...toList, recipients: 'ada@example.org, bob@example.org' },
      items: Array.from({ length: 100 }, (_, n) => ({ n })),
    });
    assert.deepEqual(suite.wireRecipients(), [['ada@example.org', 'bob@example.org']]);
    assert.equal(rows.length, 200);
    assert.equal(rows.filter(({ outcome }) => outcome === 'accepted').length, 2);
    assert.equal(
      rows.filter(({ outcome, reason }) => outcome === 'unsent' && reason === 'duplicate').length,
      198,
    );
    assert.deepEqual(outputs[0]?.at(-1)?.pairedItem, { item: 99 });
  });

  it('pass over an item whose list is empty', async () => {
    const { rows, error } = await suite.run({
      type: v2,
      parameters: { ...toList, recipients: '={{ $json.guests }}', message: '=Meeting {{ $json.n }}' },
      items: [
        { n: 1, guests: [] },
        { n: 2, guests: ['ada@example.org'] },
      ],
    });
    assert.equal(error, undefined);
    assert.deepEqual(
      rows.map(({ identity }) => identity),
      ['ada@example.org'],
    );
  });

  it('send one message to Slack with V1, script as it is', async () => {
    const { rows } = await suite.run({
      type: 'koreSendNotification',
      parameters: {
        channel: 'slack',
        messageType: 'script',
        message: 'print("{name}");',
        recipients: 'any identity',
      },
    });
    assert.deepEqual(
      suite.simulator.received().map(({ method, path, body }) => [method, path, body]),
      [
        [
          'POST',
          `/api/public/bot/${suite.simulator.app.botId}/notify`,
          {
            channel: 'slack',
            userIdentityType: 'resolve',
            message: { type: 'script', val: 'print("{name}");' },
            identities: ['any identity'],
          },
        ],
      ],
    );
    const { requestId, ...row } = rows[0] ?? {};
    assert.match(requestId ?? '', /^ds-/);
    assert.deepEqual(row, {
      index: 0,
      identity: 'any identity',
      outcome: 'accepted',
      api: 'v1',
      channel: 'slack',
    });
  });

  it('give a row a request, paired to the items of all its recipients', async () => {
    const { outputs } = await suite.run({
      type: v2,
      parameters: { ...toItems, options: { output: 'request', recipientsPerRequest: 2 } },
      items: ['ada', 'bob', 'cleo'].map((name) => ({ email: `${name}@example.org`, name })),
    });
    assert.deepEqual(
      outputs[0]?.map(({ json, pairedItem }) => [
        json['number'],
        json['outcome'],
        json['recipientCount'],
        pairedItem,
      ]),
      [
        [1, 'accepted', 2, [{ item: 0 }, { item: 1 }]],
        [2, 'accepted', 1, { item: 2 }],
      ],
    );
    assert.equal(new Set(outputs[0].map(({ json }) => json['requestId'])).size, 2);
  });

  it('give skipped recipients rows of their own beside those of requests', async () => {
    const { rows } = await suite.run({
      type: v2,
      parameters: {
        ...toList,
        recipients: 'ada@example.org, nonsense',
        options: { output: 'request', skipBadRecipients: true },
      },
    });
    assert.deepEqual(
      rows.map(({ outcome, identity, reason }) => [outcome, identity, reason]),
      [
        ['accepted', undefined, undefined],
        ['unsent', 'nonsense', 'invalid'],
      ],
    );
  });

  it('wait for delivery, and tell who got it', async () => {
    const { rows } = await suite.run({
      type: v2,
      parameters: {
        ...toList,
        operation: 'sendAndTrack',
        recipients: 'ada@example.org, nobody@example.org',
        options: { firstIntervalSeconds: 1 },
      },
    });
    assert.deepEqual(suite.wire(), ['sendV2 200', 'statusV2 200']);
    assert.deepEqual(
      rows.map(({ outcome, reason }) => [outcome, reason]),
      [
        ['delivered', undefined],
        ['undelivered', 'not_delivered'],
      ],
    );
  });

  it('say in each row why a wait was not told who got it', async () => {
    suite.simulator.addFault({
      kind: 'answer',
      call: 'statusV2',
      status: 401,
      body: { errors: [{ msg: 'Permission denied. Scope is incorrect!', code: 4002 }] },
      times: 9,
    });
    for (const output of ['recipient', 'request']) {
      const { rows } = await suite.run({
        type: 'koreSendNotificationV2',
        parameters: {
          channel: 'msteams',
          message: 'Hi',
          operation: 'sendAndTrack',
          recipients: 'ada@example.org',
          options: { firstIntervalSeconds: 1, output },
        },
      });
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['accepted'],
      );
      assert.match(rows[0]?.detail ?? '', /The app may not make this call\..*Scope is incorrect!/);
    }
  });

  it('end a wait at its time-out with the request id, so that it can be taken up again', async () => {
    suite.simulator.addFault({
      kind: 'answer',
      call: 'statusV2',
      status: 200,
      body: { status: 'IN_PROGRESS', statusLogs: [], count: 0, streamId: 'st-1' },
      times: 99,
    });
    const { rows, error } = await suite.run({
      type: v2,
      parameters: {
        ...toList,
        recipients: 'ada@example.org',
        operation: 'sendAndTrack',
        options: { waitTimeoutSeconds: 1 },
      },
    });
    assert.equal(error, undefined);
    assert.equal(rows[0]?.outcome, 'accepted');
    assert.match(rows[0].requestId ?? '', /^ds-/);
  });

  it('try only the first of many messages if the platform cannot be reached', async () => {
    const { rows } = await suite.run({
      type: v2,
      credential: suite.credential({ host: 'http://127.0.0.1:1' }),
      parameters: {
        channel: 'msteams',
        message: '={{ $json.message }}',
        recipientsFrom: 'items',
        options: { output: 'request' },
      },
      items: Array.from({ length: 12 }, (_, n) => ({ email: `p${n}@example.org`, message: `Message ${n}` })),
      settings: { onError: 'continueRegularOutput' },
    });
    assert.deepEqual(
      rows.map(({ outcome, reason, attempts }) => [outcome, reason, attempts]),
      Array.from({ length: 12 }, (_, n) => ['unsent', 'unreachable', n === 0 ? 5 : 0]),
    );
  });
});
