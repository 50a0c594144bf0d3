import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { createRequire } from 'node:module';
import { dotOf, FILL_LABEL, inWordsOfNodeRed, LABELS } from '../src/words.ts';
import {
  appOf,
  appOfOwnBot,
  flowAround,
  type FlowNode,
  helper,
  type RunningFlow,
  startFlow,
  until,
} from './flow.ts';
import { withSimulator } from './with-simulator.ts';

const require = createRequire(import.meta.url);
/** What Node-RED puts into the sidebar for a value. */
const { util } = require('@node-red/util') as {
  readonly util: { readonly encodeObject: (of: object) => { readonly msg: string } };
};

interface Caught {
  readonly problems?: unknown;
  readonly error: {
    readonly message: string;
    readonly code: string;
    readonly stack: string;
    readonly cause: Readonly<Record<string, unknown>>;
  };
}

/** A file of words: groups, some with labels. */
type Words = Readonly<Record<string, { readonly label?: Readonly<Record<string, string>> }>>;

/** All labels of the dialogs. */
function wordsOfDialogs(): readonly string[] {
  const files = [
    'editor/locales/en-US/shared.json',
    ...['kore-app', 'kore-send', 'kore-send-v2', 'kore-status', 'kore-devices'].map(
      (type) => `nodes/${type}/locales/en-US/${type}.json`,
    ),
  ];
  return files.flatMap((file) => {
    const words = JSON.parse(readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')) as Words;
    return Object.values(words).flatMap(({ label }) => Object.values(label ?? {}));
  });
}

describe('What an error says in Node-RED', () => {
  const suite = withSimulator();

  const send = {
    type: 'kore-send-v2',
    channel: 'whatsapp',
    channelSource: 'choice',
    message: 'Hello {name}',
    recipients: 'payload',
    recipientsSource: 'msg',
    wait: 'never',
    configVersion: 3,
  };
  const ROW = { phoneNumber: '+441632960001', name: 'Ada' };
  const start = (
    node: object,
    app: FlowNode = appOf(suite.simulator),
    creds = suite.credentials,
  ): Promise<RunningFlow> => startFlow(flowAround({ ...send, ...node }, app), creds);

  it('has a label for what it names that the dialogs have', () => {
    const labels = wordsOfDialogs();
    for (const [name, label] of Object.entries(LABELS))
      assert.ok(labels.includes(label), `${name}: ${label}`);
  });

  for (const [what, node, payload, first, dot] of [
    [
      'a wait of −5 seconds',
      { waitTimeoutSeconds: '-5', wait: 'always' },
      ROW,
      'Maximum wait (seconds): “-5” is out of range.',
      'check maximum wait',
    ],
    [
      '5000 recipients a request',
      { recipientsPerRequest: '5000' },
      ROW,
      'Recipients per request: “5000” is out of range.',
      undefined,
    ],
    ['a share of 0', { paceShare: '0' }, ROW, 'Rate-limit share: “0” is out of range.', undefined],
    [
      'a maximum pause of −1 second',
      { maxPauseSeconds: '-1' },
      ROW,
      'Maximum pause (seconds): “-1” is out of range.',
      'check maximum pause',
    ],
    ['a row without its field', {}, [ROW, { name: 'Bob' }], 'Row 2, phoneNumber: ', 'no phoneNumber'],
    ['a message that is missing', { message: '' }, ROW, 'Message: ', 'no message'],
    ['a channel that is missing', { channel: '' }, ROW, 'Channel: ', 'no channel'],
    [
      'recipients that are missing',
      { recipients: 'payload.people' },
      ROW,
      'Recipients: msg.payload.people has no value.',
      'no recipients',
    ],
    ['a key that is missing', { onceKey: 'campaign', onceKeySource: 'msg' }, ROW, 'Key: ', 'no key'],
  ] as const)
    it(`says first what to correct: ${what}`, async () => {
      const flow = await start(node);
      flow.give({ payload });
      const { error } = (await flow.from('caught')) as unknown as Caught;
      assert.ok(error.message.startsWith(first), error.message);
      assert.match(error.message, /\nNothing was sent\.$/);
      const { fill, text = '' } = flow.statuses.at(-1) ?? {};
      assert.deepEqual([fill, text], ['red', dot ?? 'invalid input']);
      assert.ok(text.length < 20);
      assert.deepEqual(suite.simulator.received(), []);
    });

  for (const [what, app, creds, first, dot] of [
    ['no Bot ID', { botId: '' }, undefined, 'Bot ID: ', 'no Bot ID'],
    ['no Client Secret', {}, { app: {} }, 'Client Secret: ', 'no Client Secret'],
    [
      'a token of 5 seconds',
      { tokenLifetimeSeconds: '5' },
      undefined,
      'Token lifetime: ',
      'check token lifetime',
    ],
    [
      'a timeout of 0 seconds',
      { requestTimeoutSeconds: '0' },
      undefined,
      'Request timeout (seconds): “0”',
      undefined,
    ],
    ['1,000 requests at once', { maxInFlight: '1000' }, undefined, 'Concurrent requests: ', undefined],
    ['quiet hours without an end', { quietFrom: '20:00' }, undefined, 'Until: ', undefined],
  ] as const)
    it(`says first what to correct in the app: ${what}`, async () => {
      const flow = await start({}, appOfOwnBot(suite.simulator, app), creds);
      flow.give({ payload: ROW });
      const { error } = (await flow.from('caught')) as unknown as Caught;
      assert.ok(error.message.startsWith(first), error.message);
      const { text = '' } = flow.statuses.at(-1) ?? {};
      if (dot !== undefined && dot.length < 20) assert.equal(text, dot);
      assert.ok(text.length > 0 && text.length <= 20, text);
    });

  for (const [what, node, row, here] of [
    [
      'a placeholder that kore send does not fill',
      { type: 'kore-send', channel: 'msteams' },
      { email: 'ada@example.com', name: 'Ada' },
      `Use kore send v2, or switch on the option “${FILL_LABEL}”.`,
    ],
    [
      'a channel of the other node',
      { type: 'kore-send', channel: 'whatsapp', message: 'Hello' },
      { email: 'ada@example.com' },
      'whatsapp is a channel of kore send v2.',
    ],
    [
      'parameters that are too long',
      {},
      { ...ROW, parameters: { name: 'x'.repeat(201) } },
      `or switch on “${FILL_LABEL}”`,
    ],
  ] as const)
    it(`names nodes and options as they are called here: ${what}`, async () => {
      const flow = await start(node);
      flow.give({ payload: [row] });
      const { error, problems } = (await flow.from('caught')) as unknown as Caught;
      assert.ok(error.message.includes(here), error.message);
      for (const text of [error.message, JSON.stringify(problems)])
        assert.doesNotMatch(text, /Send Notification|Fill for each recipient/);
    });

  it('names in the warnings of a report nothing of another palette', async () => {
    const flow = await start({ message: 'Hello {{ $json.name }}' });
    flow.give({ payload: [ROW] });
    const { payload } = (await flow.from('out1')) as unknown as {
      readonly payload: { readonly warnings: readonly { readonly rule: string; readonly remedy: string }[] };
    };
    assert.deepEqual(
      payload.warnings.filter(({ rule }) => rule === 'placeholder').map(({ remedy }) => remedy),
      ['For a field of the row write its name in single braces.'],
    );
  });

  it('calls an option as its label begins', () => {
    assert.ok(wordsOfDialogs().some((label) => label.startsWith(FILL_LABEL)));
  });

  it('is a text in the sidebar wherever an object would be, and readable data for a Catch node', async () => {
    const flow = await start({}, appOf(suite.simulator), {
      app: { clientSecret: 'another-secret-that-is-wrong' },
    });
    flow.give({ payload: ROW });
    const { error } = (await flow.from('caught')) as unknown as Caught;
    assert.equal(error.code, 'wrong_credentials');
    assert.doesNotMatch(error.message, /^KoreNotifyError/);
    assert.equal(error.cause['code'], 'wrong_credentials');
    await helper.unload();
    // Without a Catch node it goes to the log, and from there into the sidebar.
    const nodes = flowAround(send, appOf(suite.simulator)).filter(({ type }) => type !== 'catch');
    (await startFlow(nodes, { app: { clientSecret: 'another-secret-that-is-wrong' } })).give({
      payload: ROW,
    });
    const logged = (): unknown[] =>
      helper
        .log()
        .args.map(([line]) => line.msg)
        .filter((msg) => msg instanceof Error);
    await until(() => logged().length > 0, 'an error in the log');
    const shown = util.encodeObject({ msg: logged()[0] }).msg;
    assert.doesNotMatch(shown, /\[object/);
    assert.match(shown, /wrong_credentials, status: 401/);
    assert.doesNotMatch(inspect(logged()[0]), /another-secret/);
  });

  it('leaves a text alone that is about nothing', () => {
    for (const line of ['Nothing was sent.', '… and 3 more.', ': a colon', ''])
      assert.equal(inWordsOfNodeRed(line), line);
    assert.equal(
      inWordsOfNodeRed('email: No: 5 recipients, first recipients[0], recipients[2]. Do.'),
      'email: No: 5 recipients, first row 1, row 3. Do.',
    );
    assert.equal(dotOf({ path: 'options', rule: 'type', message: '', remedy: '' }), undefined);
  });
});
