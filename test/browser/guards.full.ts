import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import {
  keepScreenshot,
  type NodeRedEditor,
  openDialog,
  openNodeRedEditor,
  startBrowser,
  startNodeRedEditor,
} from './editor-under-test.ts';

type SavedNode = Readonly<Record<string, unknown>> & { readonly id: string };

interface EditorWindow {
  readonly RED: { readonly nodes: { createCompleteNodeSet(): readonly SavedNode[] } };
  readonly $: (selector: string) => { typedInput(property: string, value?: string): string };
}

describe('Guards and test sends, in the editor of Node-RED', function () {
  this.timeout(240_000);
  let browser: Browser;
  let editor: NodeRedEditor;
  let page: Page;

  before(async () => {
    browser = await startBrowser();
    const app = {
      id: 'app',
      type: 'kore-app',
      name: '',
      host: 'platform.kore.ai',
      botId: 'st-1',
      clientId: 'cs-1',
    };
    const send = { id: 'send', type: 'kore-send-v2', z: 'tab', app: 'app', x: 200, y: 100, wires: [[], []] };
    editor = await startNodeRedEditor({
      nodes: [{ id: 'tab', type: 'tab', label: 'Test' }, app, send],
      credentials: {},
    });
    page = await openNodeRedEditor(browser, editor.url);
  });
  after(async () => {
    await browser.close();
    await editor.stop();
  });

  const saved = async (id: string): Promise<SavedNode | undefined> => {
    const nodes = await page.evaluate(() =>
      (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet(),
    );
    return nodes.find((node) => node.id === id);
  };

  it('are typed in on a tab of the app, and saved', async () => {
    await openDialog(page, 'app');
    await page.locator('#kore-tabs a').nth(2).click();
    assert.equal(await page.locator('#kore-tab-guards').isVisible(), true);
    await page.fill('#node-config-input-only', '@example.com\n+49');
    await page.fill('#node-config-input-perDay', '500');
    await page.fill('#node-config-input-quietFrom', '20:00');
    await page.fill('#node-config-input-quietTo', '08:00');
    await page.fill('#node-config-input-timeZone', 'Europe/Berlin');
    await page.check('#node-config-input-hold');
    await keepScreenshot(page, 'guards');
    await page.click('#node-config-dialog-ok');
    await page.locator('#node-config-input-host').waitFor({ state: 'detached' });
    const { only, perDay, quietFrom, quietTo, timeZone, hold }: Partial<SavedNode> =
      (await saved('app')) ?? {};
    assert.deepEqual(
      { only, perDay, quietFrom, quietTo, timeZone, hold },
      {
        only: '@example.com\n+49',
        perDay: '500',
        quietFrom: '20:00',
        quietTo: '08:00',
        timeZone: 'Europe/Berlin',
        hold: true,
      },
    );
  });

  it('ask for an address only where the messages go there', async () => {
    await openDialog(page, 'send');
    const isShown = (): Promise<boolean> => page.locator('#kore-send-to-row').isVisible();
    const choose = (mode: string): Promise<void> =>
      page.evaluate((value) => {
        (globalThis as unknown as EditorWindow).$('#node-input-mode').typedInput('value', value);
      }, mode);
    assert.equal(await isShown(), false);
    await choose('preview');
    assert.equal(await isShown(), false);
    await choose('instead');
    assert.equal(await isShown(), true);
    await page.locator('#kore-send-to-row').scrollIntoViewIfNeeded();
    await keepScreenshot(page, 'send to me instead');
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
    assert.equal((await saved('send'))?.['mode'], 'instead');
  });
});
