import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { type RunningN8n, setUpOwner, startN8n } from '../../packages/demo/src/start-n8n.ts';
import { type EditorPage, openEditor } from './editor-page.ts';
import { EXAMPLE_NAMES, type N8nUnderTest, prepareN8n, readExample } from './n8n-under-test.ts';
import { logIn } from './n8n-session.ts';

const PACKAGE = '@kore-notify/n8n-nodes-kore-notify.';
/** As the panel shows them, each with what to press to have it placed. */
const NODES = [
  { name: 'Kore Check Status', press: 'Get the status of notifications' },
  { name: 'Kore Manage Devices', press: 'Get the devices of a user' },
  { name: 'Kore Send Notification', press: 'Send a notification' },
  { name: 'Kore Send Notification V2', press: 'Send a notification' },
];
const TOOLS = [
  'koreCheckStatusTool',
  'koreManageDevicesTool',
  'koreSendNotificationTool',
  'koreSendNotificationV2Tool',
];
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

describe('The editor of n8n', function () {
  this.timeout(90_000);
  let n8n: N8nUnderTest;
  let server: RunningN8n | undefined;
  let editor: EditorPage | undefined;

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
    server = await startN8n(n8n.home);
    await setUpOwner(server);
    editor = await openEditor(server.url);
  });
  beforeEach(() => n8n.simulator.reset());
  afterEach(() => assert.deepEqual(editor?.errors, [], 'the page has errors'));
  after(async () => {
    await editor?.close();
    await server?.stop();
    await n8n.end();
  });

  const until = async (what: string, isSo: () => Promise<boolean> | boolean): Promise<void> => {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!(await isSo())) {
      assert.ok(Date.now() < giveUpAt, what);
      await sleep(PAUSE_MS);
    }
  };

  for (const { name, press } of NODES)
    it(`offers ${name} in its panel, and places it`, async () => {
      const { page, find, openNewWorkflow, screenshot } = editor!;
      await openNewWorkflow();
      await find('node-creator-plus-button').first().click();
      await find('node-creator-search-bar').fill('Kore');
      await until('the four are found', async () => {
        const found = await find('node-creator-item-name').allInnerTexts();
        return NODES.every((each) => found.includes(each.name));
      });
      await page.locator(`[data-test-id="node-creator-item-name"]:text-is("${name}")`).click();
      await page.locator(`text="${press}"`).click();
      await find('node-parameters').waitFor();
      assert.equal(await find('node-credentials-select').count(), 1);
      await screenshot(`placed ${name}`);
      await page.keyboard.press('Escape');
      await until(
        'it is on the canvas, behind a trigger',
        async () => (await find('canvas-node').count()) === 2,
      );
    });

  it('suggests recipients by channel, says what a channel needs, and takes one that is typed in', async () => {
    const { page, find, openNewWorkflow, screenshot } = editor!;
    await openNewWorkflow();
    await find('node-creator-plus-button').first().click();
    await find('node-creator-search-bar').fill('Kore');
    await page
      .locator('[data-test-id="node-creator-item-name"]:text-is("Kore Send Notification V2")')
      .click();
    await page.locator('text="Send a notification"').click();
    const dialog = find('node-parameters');
    await dialog.waitFor();
    const field = (name: string): Locator =>
      find('node-parameters', ` [data-test-id="parameter-input-${name}"]`);
    const choose = async (name: string, parameter = 'channel'): Promise<void> => {
      await find('node-parameters', ` [data-test-id="parameter-input-${parameter}"]`).click();
      await page
        .locator(`[role="option"]:has-text("${name}"), .el-select-dropdown__item:has-text("${name}")`)
        .first()
        .click();
    };
    assert.match(await dialog.innerText(), /24 hours after the last message/);
    await choose('List', 'recipientsFrom');
    await page.locator('[data-test-id="node-parameters"] [placeholder*="+447700900123"]').first().waitFor();
    await screenshot('channel WhatsApp');
    await choose('Webhook / IVR');
    await until('its notice', async () =>
      (await dialog.innerText()).includes('asynchronous, with API version 2.0'),
    );
    assert.equal(await field('webhookInstanceName').count(), 1);
    await page.locator('[data-test-id="node-parameters"] [placeholder*="ann@example.com"]').first().waitFor();
    await choose('Other Channel');
    await field('otherChannel').waitFor();
    assert.equal(await field('identityKey').count(), 1);
    assert.equal(await field('webhookInstanceName').count(), 0);
    await screenshot('channel Other Channel');
    await page.keyboard.press('Escape');
  });

  it('opens the credential and tests it with its button', async () => {
    const { find, openCredential, screenshot } = editor!;
    await openCredential('kore-simulator');
    await find('credentials-config-container-test-success').waitFor();
    await screenshot('credential');
  });

  for (const name of EXAMPLE_NAMES)
    it(`opens the example ${name} and each of its Kore nodes without a complaint`, async () => {
      const { page, find, node, openWorkflow, screenshot } = editor!;
      await openWorkflow(`kore-notify-${name}`);
      const { nodes } = await readExample(name);
      const ours = nodes.filter(({ type }) => type.startsWith(PACKAGE));
      await node(ours[0]!.name).waitFor();
      await screenshot(name);
      for (const { name: title } of ours) {
        // Of other nodes only a model has one: it needs an account.
        assert.equal(await node(title).locator('[data-test-id="node-issues"]').count(), 0, title);
        await node(title).dblclick();
        await find('node-parameters').waitFor();
        assert.equal(await find('parameter-issues').count(), 0, title);
        assert.equal(await find('node-credentials-select').count(), 1, title);
        await screenshot(`${name} - ${title}`);
        await page.keyboard.press('Escape');
        await find('node-parameters').waitFor({ state: 'hidden' });
      }
    });

  for (const [name, last, calls] of [
    ['second-channel', 'Send on WhatsApp', ['sendV2', 'sendV2']],
    ['send-notification', 'Check Status', ['send']],
    ['manage-devices', 'Unsubscribe', ['subscribeDevice', 'listDevices', 'unsubscribeDevices']],
  ] as const)
    it(`executes the example ${name} by its button`, async () => {
      const { find, node, openWorkflow, screenshot } = editor!;
      await openWorkflow(`kore-notify-${name}`);
      await find('execute-workflow-button').first().click();
      await node(last).locator('[data-test-id="canvas-node-status-success"]').waitFor();
      await screenshot(`${name} executed`);
      const received = n8n.simulator.received().map(({ call }) => call);
      assert.deepEqual(
        received.filter((call) => call !== 'status' && call !== 'statusV2'),
        calls,
      );
    });

  it('shows the refusal of the platform at the node, in words', async () => {
    n8n.simulator.addFault({
      kind: 'answer',
      status: 400,
      body: { errors: [{ msg: 'Scope is incorrect!' }] },
      call: 'send',
      times: 5,
    });
    const { page, find, node, openWorkflow, screenshot } = editor!;
    await openWorkflow('kore-notify-send-notification');
    await find('execute-workflow-button').first().click();
    await node('Send Notification').locator('[data-test-id="node-issues"]').waitFor();
    await node('Send Notification').dblclick();
    await find('node-error-message').waitFor();
    await screenshot('refused');
    assert.match(await find('node-error-message').innerText(), /The platform says: Scope is incorrect!/);
    await page.keyboard.press('Escape');
  });

  it('knows the nodes as tools of an AI agent', async () => {
    const types = await (await logIn(server!)).nodeTypes();
    const found = types
      .map(({ name }) => name)
      .filter((name) => name.startsWith(PACKAGE) && name.endsWith('Tool'));
    assert.deepEqual(
      found.sort(),
      TOOLS.map((name) => `${PACKAGE}${name}`),
    );
  });
});
