import assert from 'node:assert/strict';
import type { INode } from 'n8n-workflow';
import { type NodeRun, ourRow } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };
const ERROR_OUTPUT: Partial<INode> = { onError: 'continueErrorOutput' };
const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
const MISSING = "$('Missing').item.json.x";
/** Three items, the second of which no expression of a test can be evaluated for. */
const ITEMS = [
  { email: 'a@example.org', name: 'A' },
  { email: 'b@example.org', name: 'B', bad: true },
  { email: 'c@example.org', name: 'C' },
];
/** An expression that fails for the bad item, and yields something else for the others. */
const unlessBad = (value: string): string => `={{ $json.bad ? ${MISSING} : ${value} }}`;

interface NodeCase {
  readonly type: string;
  readonly title: string;
  readonly parameters: NonNullable<NodeRun['parameters']>;
  /** Parameters and options to spoil, each with what the others have. */
  readonly parts: Readonly<Record<string, string>>;
  readonly reason: string;
}

describe('an item that cannot be read in n8n', () => {
  const suite = withSimulator();
  const toItems = { channel: 'msteams', message: 'Hello!', recipientsFrom: 'items' };
  const SENDS = {
    channel: "'msteams'",
    messageType: "'text'",
    message: "'Hello!'",
    identityField: "'email'",
    maxRecipients: '9',
    'options.recipientsPerRequest': '9',
    'options.output': "'recipient'",
  };
  const CASES: readonly NodeCase[] = [
    { type: 'koreSendNotification', title: 'to items', parameters: toItems, parts: SENDS, reason: 'invalid' },
    {
      type: 'koreSendNotificationV2',
      title: 'to items',
      parameters: toItems,
      parts: { ...SENDS, 'options.userIdentityType': "'resolve'" },
      reason: 'invalid',
    },
    {
      type: 'koreSendNotificationV2',
      title: 'to lists',
      parameters: { ...toItems, recipientsFrom: 'list', recipients: '={{ $json.email }}' },
      parts: { recipients: '$json.email' },
      reason: 'invalid',
    },
    {
      type: 'koreManageDevices',
      title: 'Get Many',
      parameters: { operation: 'getAll', userId: '={{ $json.email }}' },
      parts: { userId: '$json.email', 'options.botLanguage': "'en'" },
      reason: 'invalid_input',
    },
    {
      type: 'koreManageDevices',
      title: 'Unsubscribe',
      parameters: {
        operation: 'unsubscribe',
        userId: 'user-1',
        deviceId: '={{ $json.email }}',
        osType: 'iOS',
      },
      parts: { userId: "'user-1'", deviceId: '$json.email', osType: "'iOS'", 'options.maxPauseSeconds': '9' },
      reason: 'invalid_input',
    },
    {
      type: 'koreCheckStatus',
      title: 'once',
      parameters: { requests: '={{ $json.email }}' },
      parts: {
        requests: '$json.email',
        api: "'v2'",
        'options.output': "'request'",
        'options.maxPauseSeconds': '9',
      },
      reason: 'invalid_input',
    },
  ];
  /** Parameters with one of them, or one option, replaced. */
  const spoilt = (parameters: NodeCase['parameters'], part: string, value: string): NodeCase['parameters'] =>
    part.startsWith('options.')
      ? { ...parameters, options: { [part.slice('options.'.length)]: value } }
      : { ...parameters, [part]: value };
  /** Addresses on the wire, wherever they stand. */
  const named = (): string[] =>
    [
      ...new Set(
        suite.simulator
          .received()
          .flatMap(({ path, body }) =>
            [
              ...`${decodeURIComponent(path)} ${JSON.stringify(body ?? '')}`.matchAll(/[abc]@example\.org/g),
            ].map(([address]) => address),
          ),
      ),
    ].sort();

  for (const { type, title, parameters, parts, reason } of CASES)
    for (const [part, value] of Object.entries(parts))
      describe(`by ${part} of ${type}, ${title}`, () => {
        const run = { type, parameters: spoilt(parameters, part, unlessBad(value)), items: ITEMS };

        it('stops the workflow at that item, before anything is sent', async () => {
          for (const settings of [{}, RETRY]) {
            const { error } = await suite.run({ ...run, settings });
            assert.equal(error?.context?.itemIndex, 1);
            assert.match(error.message, /Missing|doesn't exist/);
            assert.deepEqual(suite.wire(), []);
          }
        });

        it('fails alone under Continue, and on the error output', async () => {
          for (const settings of [
            CONTINUE,
            ERROR_OUTPUT,
            { ...CONTINUE, ...RETRY },
            { ...ERROR_OUTPUT, ...RETRY },
          ]) {
            suite.simulator.reset();
            const { outputs, error } = await suite.run({ ...run, settings });
            assert.equal(error, undefined);
            assert.deepEqual(named(), ['a@example.org', 'c@example.org']);
            const rows = outputs.flat();
            const [own] = rows.filter(({ pairedItem }) => (pairedItem as { item: number }).item === 1);
            assert.ok(own !== undefined);
            assert.equal(ourRow(own).reason, reason);
            assert.match(ourRow(own).detail ?? '', /Missing|doesn't exist/);
            if (reason === 'invalid') assert.equal(ourRow(own).outcome, 'unsent');
            if (settings.onError === 'continueErrorOutput') {
              assert.deepEqual({ ...own.json, error: undefined }, { ...ITEMS[1], error: undefined });
            }
            for (const item of [0, 2]) {
              const [other] = rows.filter(({ pairedItem }) => (pairedItem as { item: number }).item === item);
              // Nobody knows these devices and request ids.
              if (other !== undefined) assert.notEqual(ourRow(other).reason, reason);
              else assert.equal(parameters['operation'], 'getAll');
            }
          }
        });
      });

  describe('by an expression of the credential', () => {
    /** A credential whose client id n8n cannot compute for the bad item. */
    const credentialOf = (item: number) => {
      if (item === 1) throw new Error('The credential has an expression that fails.');
      return suite.credential();
    };

    for (const { type, title, parameters } of CASES)
      it(`fails alone in ${type}, ${title}`, async () => {
        const run = { type, parameters, items: ITEMS, credentialOf };
        const { error } = await suite.run(run);
        assert.equal(error?.context?.itemIndex, 1);
        assert.match(error.message, /an expression that fails/);
        assert.deepEqual(suite.wire(), []);
        for (const settings of [CONTINUE, ERROR_OUTPUT]) {
          suite.simulator.reset();
          const { outputs } = await suite.run({ ...run, settings });
          assert.deepEqual(named(), ['a@example.org', 'c@example.org']);
          const [own] = outputs
            .flat()
            .filter(({ pairedItem }) => (pairedItem as { item: number }).item === 1);
          assert.ok(own !== undefined);
          assert.match(ourRow(own).detail ?? '', /an expression that fails/);
        }
      });

    it('sends the items of each credential with their own', async () => {
      const app = { clientId: 'cs-other', clientSecret: 'other', botId: 'st-other' };
      suite.simulator.addApp({ ...app, scopes: ['notifications'] });
      const { rows } = await suite.run({
        type: 'koreSendNotificationV2',
        parameters: toItems,
        items: ITEMS,
        credentialOf: (item) => suite.credential(item === 1 ? app : {}),
      });
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['accepted', 'accepted', 'accepted'],
      );
      assert.deepEqual(
        Object.fromEntries(
          suite.simulator
            .received()
            .map(({ path, body }) => [
              path.split('/')[4],
              (body as { identities: { email: string }[] }).identities.map(({ email }) => email),
            ]),
        ),
        { [suite.simulator.app.botId]: ['a@example.org', 'c@example.org'], 'st-other': ['b@example.org'] },
      );
    });

    it('fails alone where it is one that cannot sign', async () => {
      const { rows } = await suite.run({
        type: 'koreSendNotificationV2',
        parameters: toItems,
        items: ITEMS,
        credentialOf: (item) => suite.credential(item === 1 ? { host: '' } : {}),
        settings: CONTINUE,
      });
      assert.deepEqual(
        rows.map(({ outcome, reason }) => [outcome, reason]),
        [
          ['accepted', undefined],
          ['accepted', undefined],
          ['unsent', 'stopped'],
        ].sort(),
      );
    });

    it('is read twice for very many items that have the same', async () => {
      let reads = 0;
      const { rows } = await suite.run({
        type: 'koreSendNotificationV2',
        parameters: toItems,
        items: Array.from({ length: 500 }, (_, n) => ({ email: `p${n}@example.org` })),
        credentialOf: () => {
          reads++;
          return suite.credential();
        },
      });
      assert.equal(rows.filter(({ outcome }) => outcome === 'accepted').length, 500);
      assert.equal(reads, 2);
    });
  });

  it('leaves everybody to the error output if none can be read', async () => {
    const { outputs } = await suite.run({
      type: 'koreSendNotificationV2',
      parameters: { ...toItems, message: `={{ ${MISSING} }}` },
      items: ITEMS,
      settings: ERROR_OUTPUT,
    });
    assert.deepEqual(
      outputs.map((output) => output.map(({ pairedItem }) => pairedItem)),
      [[], [{ item: 0 }, { item: 1 }, { item: 2 }]],
    );
  });

  it('is in Check Status also one whose request id is none, and in Unsubscribe one without a device', async () => {
    const status = await suite.run({
      type: 'koreCheckStatus',
      parameters: { requests: '={{ $json.id }}' },
      items: [{ id: 'ds-1' }, { id: '..' }],
      settings: CONTINUE,
    });
    assert.deepEqual(
      status.rows.map(({ reason }) => reason),
      ['not_found', 'invalid_input'],
    );
    const devices = await suite.run({
      type: 'koreManageDevices',
      parameters: {
        operation: 'unsubscribe',
        userId: 'user-1',
        deviceId: '={{ $json.id }}',
        osType: 'iOS',
      },
      items: [{ id: '' }, { id: 'phone-1' }, { id: '' }],
      settings: CONTINUE,
    });
    assert.deepEqual(
      devices.outputs[0]?.map((item) => [ourRow(item).status, item.pairedItem]),
      [
        ['failed', { item: 0 }],
        ['invalid', { item: 1 }],
        ['failed', { item: 2 }],
      ],
    );
  });
});
