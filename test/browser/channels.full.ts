import assert from 'node:assert/strict';
import { CHANNELS, HOSTS, sampleFor } from '@kore-notify/core';
import { keepScreenshot } from './editor-under-test.ts';
import { APP, TAB, withEditor } from './with-editor.ts';

interface EditorWindow {
  readonly monaco: {
    readonly editor: { getModels(): readonly { getValue(): string }[] };
  };
}

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
  const suite = withEditor(() => ({
    nodes: [TAB, APP, node('kore-send', 'msteams'), node('kore-send-v2', 'whatsapp')],
    credentials: {},
  }));
  const isShown = (row: string): Promise<boolean> => suite.page.locator(`#kore-${row}-row`).isVisible();
  const note = (): Promise<string> => suite.page.locator('#kore-channel-note').innerText();
  const text = async (): Promise<string> => {
    const plain = suite.page.locator('#kore-message-text');
    if (await plain.isVisible()) return plain.inputValue();
    return suite.page.evaluate(() => {
      const { monaco } = globalThis as unknown as EditorWindow;
      return monaco.editor.getModels().at(-1)?.getValue() ?? '';
    });
  };
  const insert = (): Promise<void> => suite.page.locator('#kore-insert-sample').click();

  it('say what the channel needs, and ask for name and key of another one', async () => {
    const { editor, page } = suite;
    await editor.open('kore-send-v2');
    for (const { name, setUp, apis } of CHANNELS.filter((one) => one.apis.includes('v2'))) {
      assert.ok(apis.length > 0);
      await editor.choose('channel', name);
      assert.equal(await note(), setUp);
      assert.deepEqual([await isShown('other-channel'), await isShown('identity-key')], [false, false], name);
    }
    await editor.choose('channel', 'other');
    assert.match(await note(), /Not documented by Kore\.ai/);
    assert.deepEqual([await isShown('other-channel'), await isShown('identity-key')], [true, true]);
    await keepScreenshot(page, 'other-channel');
    await editor.choose('channel', 'channel', 'msg');
    assert.deepEqual([await isShown('other-channel'), await isShown('identity-key')], [false, true]);
    await editor.choose('channel', 'other');
    await editor.choose('otherChannel', 'rcs', 'str');
    await editor.choose('identityKey', 'msisdn', 'str');
    await insert();
    await editor.close('ok');
    const { channel, channelSource, otherChannel, identityKey } = await editor.saved('kore-send-v2');
    assert.deepEqual(
      { channel, channelSource, otherChannel, identityKey },
      { channel: 'other', channelSource: 'choice', otherChannel: 'rcs', identityKey: 'msisdn' },
    );
  });

  it('insert a sample for the channel and the type, and keep what somebody typed', async () => {
    const { editor, page } = suite;
    await editor.open('kore-send');
    await insert();
    assert.equal(await text(), sampleFor('v1', 'msteams', 'text')?.message);
    await editor.choose('messageType', 'card');
    await insert();
    assert.equal(await text(), sampleFor('v1', 'msteams', 'card')?.message);
    await keepScreenshot(page, 'sample-card');
    await editor.choose('messageType', 'text');
    await page.locator('#kore-message-text').fill('My own words');
    await editor.choose('messageType', 'script');
    await insert();
    const both = await text();
    assert.ok(
      both.includes('My own words') && both.includes(sampleFor('v1', 'msteams', 'script')?.message ?? '-'),
    );
    await editor.close('ok');
  });

  it('offer Card (JSON) in kore send and Webhook / IVR in kore send v2', async () => {
    const { editor, page } = suite;
    await editor.open('kore-send-v2');
    await editor.choose('channel', 'ivr');
    assert.match(await page.locator('.form-row:has(#node-input-channel)').innerText(), /Webhook \/ IVR/);
    await editor.close('ok');
    await editor.open('kore-send');
    await editor.choose('messageType', 'card');
    assert.match(await page.locator('.form-row:has(#node-input-messageType)').innerText(), /Card \(JSON\)/);
    await editor.close('ok');
  });

  it('of the app suggest the hosts of Kore.ai', async () => {
    const { editor, page } = suite;
    await editor.open('app');
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
