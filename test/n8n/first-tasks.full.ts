import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningN8n, setUpOwner, startN8n } from '../../packages/demo/src/start-n8n.ts';
import { type EditorPage, openEditor } from './editor-page.ts';
import { type Effort, EditorUser } from './editor-user.ts';
import { logIn, type N8nSession } from './n8n-session.ts';
import { type N8nUnderTest, prepareN8n } from './n8n-under-test.ts';

const FIGURES = new URL('../../docs/first-tasks.md', import.meta.url);
const CARD =
  '{ "type": "AdaptiveCard", "version": "1.4", "body": [{ "type": "TextBlock", "text": "Hello {name}" }] }';
const USER = 'u-11111111-2222-5333-8444-555555555555';
const PATIENCE_MS = 90_000;

/** The nodes of the user, before ours: a trigger, and what gives the data. */
const START = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
const WEBHOOK = {
  name: 'Webhook',
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  webhookId: 'first-tasks',
  parameters: { httpMethod: 'POST', path: 'first-tasks', responseMode: 'lastNode', options: {} },
};
const rows = (json: unknown) => ({
  name: 'Rows',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: { jsCode: `return ${JSON.stringify(json)};` },
});

describe('The first five tasks of a new user, in the editor of n8n', function () {
  this.timeout(300_000);
  let n8n: N8nUnderTest;
  let server: RunningN8n;
  let session: N8nSession;
  let editor: EditorPage;
  let user: EditorUser;
  const efforts: Record<string, Effort> = {};

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
    server = await startN8n(n8n.home);
    await setUpOwner(server);
    session = await logIn(server);
    editor = await openEditor(server.url);
    editor.page.setDefaultTimeout(PATIENCE_MS);
  });
  beforeEach(() => {
    n8n.simulator.reset();
    user = new EditorUser(editor);
  });
  afterEach(async function () {
    const title = String(this.currentTest?.title);
    await editor.screenshot(`task - ${title}`);
    if (user.effort.fields > 0) efforts[title] = user.effort;
  });
  after(async () => {
    await editor.close();
    await server.stop();
    await n8n.end();
  });

  /** Opens a workflow that has the nodes of the user in a row. */
  async function openWith(...nodes: readonly { readonly name: string }[]): Promise<void> {
    const { id } = await session.call<{ id: string }>('POST', '/workflows', {
      name: 'First tasks',
      settings: {},
      nodes: nodes.map((node, place) => ({ id: node.name, position: [place * 220, 0], ...node })),
      connections: Object.fromEntries(
        nodes
          .slice(1)
          .map(({ name }, before) => [
            nodes[before]?.name ?? '',
            { main: [[{ node: name, type: 'main', index: 0 }]] },
          ]),
      ),
    });
    await editor.openWorkflow(id);
    await editor.node(nodes.at(-1)?.name ?? '').waitFor();
  }

  it('a CSV file to WhatsApp, and MS Teams for those not reached', async () => {
    await openWith(
      START,
      rows([
        { json: { name: 'Ann', mobile: '+49 30 5550 1001', email: 'ann@example.com' } },
        { json: { name: 'Ben', mobile: '+49 30 5550 0000', email: 'ben@example.com' } },
      ]),
    );
    await user.add(
      { behind: 'Rows' },
      {
        search: 'whatsapp',
        name: 'Kore Send Notification V2',
        action: 'Send a notification and wait for delivery',
      },
    );
    await user.fill('message', 'Hello {name}, your order left.', /Write \{field\}/);
    await user.fill('identityField', 'mobile', /Identity Field[\s\S]*e\.g\. contact\.mobile/);
    await user.splitErrors();
    await user.closeDialog();
    await user.add(
      { behind: 'Kore Send Notification V2', output: 1 },
      { search: 'teams', name: 'Kore Send Notification V2', action: 'Send a notification' },
    );
    await user.choose('channel', 'Microsoft Teams');
    await user.fill('message', 'Hello {name}, your order left.', /Write \{field\}/);
    await user.closeDialog();
    await user.run('Kore Send Notification V21');
    assert.deepEqual(
      n8n.simulator.messages().map(({ channel, identity, outcome }) => [channel, identity, outcome]),
      [
        ['whatsapp', '+493055501001', 'delivered'],
        ['whatsapp', '+493055500000', 'undelivered'],
        ['msteams', 'ben@example.com', 'delivered'],
      ],
    );
    assert.equal(n8n.simulator.messages().at(-1)?.text, 'Hello Ben, your order left.');
  });

  it('an HTTP endpoint that sends what it is given', async () => {
    await openWith(WEBHOOK);
    await user.add(
      { behind: 'Webhook' },
      { search: 'notify', name: 'Kore Send Notification', action: 'Send a notification' },
    );
    await user.fill('message', '={{ $json.body.message }}', /Message/);
    await user.fill('recipients', '={{ $json.body.recipients }}', /ann@example\.com, bob@example\.com/);
    await user.closeDialog();
    const running = user.run('Kore Send Notification');
    const answer = await postUntilHeard({
      message: 'The office is closed.',
      recipients: ['ann@example.com'],
    });
    await running;
    assert.equal((answer as { outcome?: string }).outcome, 'accepted');
    assert.deepEqual(
      n8n.simulator.messages().map(({ identity, text }) => [identity, text]),
      [['ann@example.com', 'The office is closed.']],
    );
  });

  it('a card to MS Teams', async () => {
    await openWith(START, rows([{ json: { name: 'Ann', email: 'ann@example.com' } }]));
    await user.add(
      { behind: 'Rows' },
      { search: 'card', name: 'Kore Send Notification V2', action: 'Send a notification' },
    );
    await user.choose('channel', 'Microsoft Teams');
    await user.choose('messageType', 'Template');
    await user.fill('message', CARD, /AdaptiveCard/);
    await user.closeDialog();
    await user.run('Kore Send Notification V2');
    const [message] = n8n.simulator.messages();
    assert.equal(message?.kind, 'template');
    assert.match(message.text, /Hello Ann/);
  });

  it('the devices of somebody who left', async () => {
    for (const deviceId of ['phone', 'tablet'])
      n8n.simulator.subscribeDevice({ userId: USER, deviceId, osType: 'Android' });
    await openWith(START, rows([{ json: { user: USER } }]));
    await user.add(
      { behind: 'Rows' },
      { search: 'device', name: 'Kore Manage Devices', action: 'Unsubscribe all devices of a user' },
    );
    await user.fill('userId', '={{ $json.user }}', /e\.g\. u-/);
    await user.closeDialog();
    await user.run('Kore Manage Devices');
    assert.deepEqual(n8n.simulator.devices(), []);
  });

  it("who got yesterday's message", async () => {
    const requestId = await sendYesterday();
    await openWith(START);
    await user.add(
      { behind: 'Start' },
      { search: 'status', name: 'Kore Check Status', action: 'Get the status of notifications' },
    );
    await user.fill('requests', `=${requestId}`, /Request IDs/);
    await user.addOption('Output');
    await user.choose('output', 'One Row per Recipient');
    await user.closeDialog();
    await user.run('Kore Check Status');
    await editor.node('Kore Check Status').dblclick();
    const output = editor.find('output-panel');
    for (const words of [/ann@example\.com[\s\S]*delivered/, /nobody@example\.com[\s\S]*undelivered/])
      await output.filter({ hasText: words }).waitFor();
  });

  it('took what the documents say, and no more than one look-up', async () => {
    const lines = (await readFile(FIGURES, 'utf8'))
      .split('\n')
      .filter((line) => /^\| .* \d+ +\|$/.test(line));
    const told = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    const found = Object.entries(efforts).map(([task, { fields, lookUps, failedRuns }]) => [
      task,
      ...[fields, lookUps, failedRuns].map(String),
    ]);
    assert.deepEqual(
      found,
      told.map((cells) => cells.slice(1, -1)),
    );
    for (const { lookUps, failedRuns } of Object.values(efforts))
      assert.ok(lookUps <= 1 && failedRuns === 0, `${lookUps} look-ups, ${failedRuns} failed runs`);
  });

  async function sendYesterday(): Promise<string> {
    const { url, app } = n8n.simulator;
    const { token } = (await (await fetch(`${url}/_simulator/token`)).json()) as { token: string };
    const answer = await fetch(`${url}/api/public/bot/${app.botId}/notify`, {
      method: 'POST',
      headers: { auth: token, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        channel: 'msteams',
        userIdentityType: 'resolve',
        message: { type: 'text', val: 'Yesterday' },
        identities: ['ann@example.com', 'nobody@example.com'],
      }),
    });
    return ((await answer.json()) as { _id: string })._id;
  }

  /** n8n listens for one call, a moment after the button. */
  async function postUntilHeard(body: unknown): Promise<unknown> {
    for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt;) {
      const answer = await fetch(`${server.url}/webhook-test/first-tasks`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (answer.status !== 404) return answer.json();
      await sleep(500);
    }
    throw new Error('The webhook was never heard.');
  }
});
