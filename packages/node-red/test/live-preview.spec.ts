import assert from 'node:assert/strict';
import { appOf, flowAround, helper, startFlow } from './flow.ts';
import { withSimulator } from './with-simulator.ts';

const FOREIGN: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
const HEADERS = { ...FOREIGN, 'x-kore-notify': 'test' };
const SAMPLE = '{"email":"ann@example.com","First Name":"Ann"}';

/** What the dialog is told. */
interface Preview {
  readonly fields: readonly string[];
  readonly identity?: string;
  readonly text?: string;
  readonly problems: readonly string[];
}

describe('The live preview of a send node', () => {
  const suite = withSimulator();
  const typed = { nodeId: 'node', channel: 'msteams', messageType: 'text', message: 'Hello {First Name}' };
  const send = {
    type: 'kore-send-v2',
    channel: 'msteams',
    channelSource: 'choice',
    message: 'Hello',
    recipients: 'payload',
    recipientsSource: 'msg',
  };
  const ask = async (
    body: object,
    headers: Readonly<Record<string, string>> = HEADERS,
    type = 'kore-send-v2',
  ): Promise<Preview> =>
    (await helper.request().post(`/${type}/preview`).set(headers).send(body)).body as Preview;
  beforeEach(() => startFlow(flowAround(send, appOf(suite.simulator)), suite.credentials));

  it('shows what the first recipient of the sample would read, and sends nothing', async () => {
    const preview = await ask({ ...typed, sample: `[${SAMPLE}, {"email":"nonsense"}]` });
    assert.deepEqual(preview, {
      fields: ['email', 'First Name'],
      identity: 'ann@example.com',
      text: 'Hello Ann',
      problems: [],
    });
    assert.deepEqual(suite.simulator.received(), []);
  });

  it('says what is wrong, and shows no text then', async () => {
    const { text, problems } = await ask({ ...typed, message: 'Hello {Frist Name}', sample: SAMPLE });
    assert.equal(text, undefined);
    assert.match(problems.join(), /Did you mean \{First Name\}\?/);
    const ofV1 = await ask({ ...typed, sample: SAMPLE }, HEADERS, 'kore-send');
    assert.match(ofV1.problems.join(), /Fill/);
    const filled = await ask({ ...typed, sample: SAMPLE, fillEach: true }, HEADERS, 'kore-send');
    assert.equal(filled.text, 'Hello Ann');
  });

  it('knows the names of the fields of the last message, and none of their values', async () => {
    const rows = [{ email: 'ben@example.com', orderId: 'A-1', 'cleo@example.com': 'x', '{odd}': 1 }];
    helper.getNode('node').receive({ payload: rows });
    const giveUpAt = Date.now() + 5_000;
    // Another suite may have had a node of this id.
    let told = await ask({ ...typed, sample: '' });
    while (!told.fields.includes('orderId') && Date.now() < giveUpAt)
      told = await ask({ ...typed, sample: '' });
    assert.deepEqual(told, { fields: ['email', 'orderId'], problems: [] });
  });

  it('answers nobody but the editor, and bears whatever is sent', async () => {
    const refused = await ask({ ...typed, sample: SAMPLE }, FOREIGN);
    assert.equal(refused.text, undefined);
    assert.match(refused.problems.join(), /does not come from the editor/);
    for (const body of [{}, { sample: 5, channel: [] }, { ...typed, sample: '[', isJson: true }, []])
      assert.equal((await ask(body)).text, undefined);
  });
});
