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
import { seriousFaults } from './serious-faults.ts';

type SavedNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

interface EditorWindow {
  readonly RED: { readonly nodes: { createCompleteNodeSet(): readonly SavedNode[] } };
  readonly $: (selector: string) => { typedInput(property: string, value?: string): string };
}

const KINDS = ['kore-send', 'kore-send-v2', 'kore-status', 'kore-devices'] as const;

describe('The dialogs of the nodes, in the editor of Node-RED', function () {
  this.timeout(240_000);
  let browser: Browser;
  let editor: NodeRedEditor;
  let page: Page;
  /** Of a node of each kind. */
  const ids = new Map<string, string>();

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
    editor = await startNodeRedEditor({
      nodes: [
        { id: 'tab', type: 'tab', label: 'Test' },
        app,
        { id: 'note', type: 'comment', z: 'tab', x: 100, y: 40 },
      ],
      credentials: {},
    });
    page = await openNodeRedEditor(browser, editor.url);
  });
  after(async () => {
    await browser.close();
    await editor.stop();
  });

  const savedNodes = (): Promise<readonly SavedNode[]> =>
    page.evaluate(() => (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet());
  const saved = async (type: string): Promise<SavedNode | undefined> =>
    (await savedNodes()).find(({ id }) => id === ids.get(type));
  const choose = (field: string, value: string): Promise<unknown> =>
    page.evaluate(
      ([name, chosen]) => {
        const { $ } = globalThis as unknown as EditorWindow;
        $(`#node-input-${name}`).typedInput('value', chosen);
      },
      [field, value] as const,
    );
  const close = async (button: 'ok' | 'cancel'): Promise<void> => {
    await page.click(`#node-dialog-${button}`);
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
  };

  it('finds the nodes by what people search for, and gives a new one the only app', async () => {
    for (const [word, type] of [
      ['whatsapp', 'kore-send-v2'],
      ['slack', 'kore-send'],
      ['teams', 'kore-send'],
      ['push', 'kore-devices'],
      ['notification', 'kore-status'],
    ] as const) {
      await page.fill('#red-ui-palette-search input', word);
      await page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`).waitFor({ state: 'visible' });
    }
    await keepScreenshot(page, 'palette');
    await page.fill('#red-ui-palette-search input', '');
    for (const [position, type] of KINDS.entries()) {
      const before = await savedNodes();
      await page
        .locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
        .dragTo(page.locator('#red-ui-workspace-chart'), {
          targetPosition: { x: 400, y: 60 + 80 * position },
        });
      await page.waitForFunction(
        (count) => (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet().length > count,
        before.length,
      );
      const added = (await savedNodes()).find(({ id }) => before.every((node) => node.id !== id));
      assert.equal(added?.['app'], 'app');
      ids.set(type, added.id);
    }
    await keepScreenshot(page, 'canvas');
  });

  for (const kind of KINDS)
    it(`of ${kind} ties each label to what it labels, and can be used by everybody`, async () => {
      await openDialog(page, ids.get(kind)!);
      const untied = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLLabelElement>('.kore-form label[for]')]
          .filter((label) => label.offsetParent !== null)
          .filter(({ control }) => control === null || control.getAttribute('type') === 'hidden')
          .map(({ textContent }) => textContent.trim()),
      );
      assert.deepEqual(untied, []);
      assert.deepEqual(await seriousFaults(page, '.kore-form'), []);
      await keepScreenshot(page, kind);
      if ((await page.locator('#kore-tabs a').count()) > 1) {
        await page.locator('#kore-tabs a').nth(1).click();
        assert.deepEqual(await seriousFaults(page, '.kore-form'), []);
        await keepScreenshot(page, `${kind}-options`);
      }
      await close('cancel');
    });

  it('shows where people look that the message is missing, and what a number may be', async () => {
    await openDialog(page, ids.get('kore-send-v2')!);
    const text = page.locator('#kore-message-text');
    assert.match((await text.getAttribute('class')) ?? '', /input-error/);
    await text.fill('Hello {name}');
    assert.doesNotMatch((await text.getAttribute('class')) ?? '', /input-error/);
    await page.locator('#kore-tabs a').nth(1).click();
    const perRequest = page.locator('#node-input-recipientsPerRequest');
    await perRequest.pressSequentially('5000');
    assert.match((await perRequest.getAttribute('class')) ?? '', /input-error/);
    await perRequest.hover();
    await page.locator('.red-ui-popover', { hasText: 'from 1 to 1000' }).waitFor();
    await keepScreenshot(page, 'number-out-of-range');
    await close('cancel');
  });

  it('gives a card a JSON editor, a script a code editor, and keeps what was typed', async () => {
    await openDialog(page, ids.get('kore-send-v2')!);
    await page.fill('#kore-message-text', '{"type":"AdaptiveCard","body":[]}');
    await choose('messageType', 'template');
    const code = page.locator('#kore-message-code');
    await code.waitFor({ state: 'visible' });
    assert.equal(await page.locator('#kore-message-text').isVisible(), false);
    await page.click('#kore-format-message');
    await keepScreenshot(page, 'json-editor');
    await choose('messageType', 'script');
    assert.equal(await page.locator('#kore-format-message').isVisible(), false);
    await close('ok');
    assert.equal((await saved('kore-send-v2'))?.['message'], '{\n  "type": "AdaptiveCard",\n  "body": []\n}');
    await openDialog(page, ids.get('kore-send-v2')!);
    await code.waitFor({ state: 'visible' });
    await choose('messageType', 'text');
    assert.match(await page.locator('#kore-message-text').inputValue(), /AdaptiveCard/);
    await close('cancel');
  });

  it('asks for the webhook instance beside the channel that has one', async () => {
    await openDialog(page, ids.get('kore-send-v2')!);
    assert.equal(await page.locator('#kore-webhook-row').isVisible(), false);
    const identityField = page.locator('#node-input-identityField-typed');
    assert.equal(await identityField.getAttribute('placeholder'), 'phoneNumber');
    await choose('channel', 'ivr');
    assert.equal(await page.locator('#kore-webhook-row').isVisible(), true);
    assert.equal(await identityField.getAttribute('placeholder'), 'email');
    await close('cancel');
  });

  it('shows what the first recipient of a pasted sample would read, and offers its fields', async () => {
    const id = ids.get('kore-send-v2')!;
    await openDialog(page, id);
    await choose('channel', 'msteams');
    await choose('messageType', 'text');
    await page.fill('#kore-message-text', 'Hello ');
    await page.locator('#kore-preview summary').click();
    await page.fill('#kore-sample', '{"email":"ann@example.com","First Name":"Ann"}');
    await page
      .locator('#kore-insert-field option', { hasText: '{First Name}' })
      .waitFor({ state: 'attached' });
    await page.selectOption('#kore-insert-field', 'First Name');
    assert.equal(await page.locator('#kore-message-text').inputValue(), 'Hello {First Name}');
    await page.locator('#kore-preview-text', { hasText: 'Hello Ann' }).waitFor();
    assert.equal(await page.locator('#kore-preview-to').innerText(), 'ann@example.com');
    await keepScreenshot(page, 'live-preview');
    await page.fill('#kore-message-text', 'Hello {Frist Name}');
    await page.locator('#kore-preview-problems', { hasText: 'Did you mean {First Name}?' }).waitFor();
    await keepScreenshot(page, 'live-preview-problem');
    await close('ok');
    assert.doesNotMatch(JSON.stringify(await saved('kore-send-v2')), /ann@example/);
  });

  it('offers the operating systems of a device', async () => {
    await openDialog(page, ids.get('kore-devices')!);
    await choose('operation', 'subscribe');
    await choose('osType', 'iOS');
    await keepScreenshot(page, 'os-type');
    await close('ok');
    const { osType, osTypeSource }: Partial<SavedNode> = (await saved('kore-devices')) ?? {};
    assert.deepEqual({ osType, osTypeSource }, { osType: 'iOS', osTypeSource: 'choice' });
  });
});
