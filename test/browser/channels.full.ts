import assert from 'node:assert/strict';
import { CHANNELS, HOSTS, sampleFor } from '@kore-notify/core';
import type { Browser, Page } from 'playwright-core';
import {
  keepScreenshot,
  type NodeRedEditor,
  openDialog,
  openNodeRedEditor,
  startBrowser,
  startNodeRedEditor,
} from './editor-under-test.ts';

/** A node as it is saved. */
type SavedNode = Readonly<Record<string, unknown>> & { readonly id: string };

interface EditorWindow {
  readonly RED: {
    readonly nodes: {
      createCompleteNodeSet(): readonly SavedNode[];
    };
  };
  readonly monaco: {
    readonly editor: { getModels(): readonly { getValue(): string }[] };
  };
  readonly $: (selector: string) => { typedInput(property: string, value?: string): string };
}

const APP = {
  id: 'app',
  type: 'kore-app',
  name: '',
  host: 'platform.kore.ai',
  botId: 'st-1',
  clientId: 'cs-1',
};
const TAB = { id: 'tab', type: 'tab', label: 'Channels' };
const node = (type: string, channel: string): object => ({
  id: type,
  type,
  z: 'tab',
  x: 200,
  y: type === 'kore-send' ? 100 : 200,
  app: 'app',
  configVersion: 2,
  channel,
  channelSource: 'choice',
  messageType: 'text',
  messageTypeSource: 'choice',
  message: '',
  messageSource: 'str',
  recipients: 'payload',
  recipientsSource: 'msg',
  wires: [[], []],
});

describe('The dialogs of the send nodes, in the editor of Node-RED', function () {
  this.timeout(300_000);
  let browser: Browser;
  let editor: NodeRedEditor;
  let page: Page;

  before(async () => {
    browser = await startBrowser();
    const nodes = [TAB, APP, node('kore-send', 'msteams'), node('kore-send-v2', 'whatsapp')];
    editor = await startNodeRedEditor({ nodes, credentials: {} });
    page = await openNodeRedEditor(browser, editor.url);
  });
  after(async () => {
    await browser.close();
    await editor.stop();
  });

  const choose = (field: string, value: string, type = 'choice'): Promise<void> =>
    page.evaluate(
      ([name, chosen, source]) => {
        const { $ } = globalThis as unknown as EditorWindow;
        $(`#node-input-${name}`).typedInput('type', source);
        $(`#node-input-${name}`).typedInput('value', chosen);
      },
      [field, value, type] as const,
    );
  const isShown = (row: string): Promise<boolean> => page.locator(`#kore-${row}-row`).isVisible();
  const note = (): Promise<string> => page.locator('#kore-channel-note').innerText();
  const text = async (): Promise<string> => {
    const plain = page.locator('#kore-message-text');
    if (await plain.isVisible()) return plain.inputValue();
    return page.evaluate(() => {
      const { monaco } = globalThis as unknown as EditorWindow;
      return monaco.editor.getModels().at(-1)?.getValue() ?? '';
    });
  };
  const insert = (): Promise<void> => page.locator('#kore-insert-sample').click();
  async function close(): Promise<void> {
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
  }

  it('say what the channel needs, and ask for name and key of another one', async () => {
    await openDialog(page, 'kore-send-v2');
    for (const { name, setUp, apis } of CHANNELS.filter((one) => one.apis.includes('v2'))) {
      assert.ok(apis.length > 0);
      await choose('channel', name);
      assert.equal(await note(), setUp);
      assert.deepEqual([await isShown('other-channel'), await isShown('identity-key')], [false, false], name);
    }
    await choose('channel', 'other');
    assert.match(await note(), /Not documented by Kore\.ai/);
    assert.deepEqual([await isShown('other-channel'), await isShown('identity-key')], [true, true]);
    await keepScreenshot(page, 'other-channel');
    await choose('channel', 'channel', 'msg');
    assert.deepEqual([await isShown('other-channel'), await isShown('identity-key')], [false, true]);
    await choose('channel', 'other');
    await page.evaluate(() => {
      const { $ } = globalThis as unknown as EditorWindow;
      $('#node-input-otherChannel').typedInput('value', 'rcs');
      $('#node-input-identityKey').typedInput('value', 'msisdn');
    });
    await insert();
    await close();
    const saved = await page.evaluate(() =>
      (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet(),
    );
    const { channel, channelSource, otherChannel, identityKey }: Partial<SavedNode> =
      saved.find(({ id }) => id === 'kore-send-v2') ?? {};
    assert.deepEqual(
      { channel, channelSource, otherChannel, identityKey },
      { channel: 'other', channelSource: 'choice', otherChannel: 'rcs', identityKey: 'msisdn' },
    );
  });

  it('insert a sample for the channel and the type, and keep what somebody typed', async () => {
    await openDialog(page, 'kore-send');
    await insert();
    assert.equal(await text(), sampleFor('v1', 'msteams', 'text')?.message);
    await choose('messageType', 'card');
    await insert();
    assert.equal(await text(), sampleFor('v1', 'msteams', 'card')?.message);
    await keepScreenshot(page, 'sample-card');
    await choose('messageType', 'text');
    await page.locator('#kore-message-text').fill('My own words');
    await choose('messageType', 'script');
    await insert();
    const both = await text();
    assert.ok(
      both.includes('My own words') && both.includes(sampleFor('v1', 'msteams', 'script')?.message ?? '-'),
    );
    await close();
  });

  it('offer Card (JSON) in kore send and Webhook / IVR in kore send v2', async () => {
    await openDialog(page, 'kore-send-v2');
    await choose('channel', 'ivr');
    assert.match(await page.locator('.form-row:has(#node-input-channel)').innerText(), /Webhook \/ IVR/);
    await close();
    await openDialog(page, 'kore-send');
    await choose('messageType', 'card');
    assert.match(await page.locator('.form-row:has(#node-input-messageType)').innerText(), /Card \(JSON\)/);
    await close();
  });

  it('of the app suggest the hosts of Kore.ai', async () => {
    await openDialog(page, 'app');
    const offered = await page
      .locator('#kore-hosts option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    assert.deepEqual(
      offered,
      HOSTS.map(({ host }) => host),
    );
    assert.equal(await page.locator('#node-config-input-host').getAttribute('list'), 'kore-hosts');
    await keepScreenshot(page, 'hosts');
  });
});
