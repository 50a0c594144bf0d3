import assert from 'node:assert/strict';
import { keepScreenshot } from './editor-under-test.ts';
import { seriousFaults } from './serious-faults.ts';
import { APP, type SavedNode, TAB, withEditor } from './with-editor.ts';

const KINDS = ['kore-send', 'kore-send-v2', 'kore-status', 'kore-devices'] as const;

describe('The dialogs of the nodes, in the editor of Node-RED', function () {
  this.timeout(240_000);
  const suite = withEditor(() => ({
    nodes: [TAB, APP, { id: 'note', type: 'comment', z: 'tab', x: 100, y: 40 }],
    credentials: {},
  }));
  /** Of a node of each kind. */
  const ids = new Map<string, string>();
  const saved = (type: string): Promise<Partial<SavedNode>> => suite.editor.saved(ids.get(type)!);

  it('finds the nodes by what people search for, and gives a new one the only app', async () => {
    const { editor, page } = suite;
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
      ids.set(type, await editor.drop(type, 400, 60 + 80 * position));
      assert.equal((await saved(type))['app'], 'app');
    }
    await keepScreenshot(page, 'canvas');
  });

  for (const kind of KINDS)
    it(`of ${kind} ties each label to what it labels, and can be used by everybody`, async () => {
      const { editor, page } = suite;
      await editor.open(ids.get(kind)!);
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
        await editor.tab(1);
        assert.deepEqual(await seriousFaults(page, '.kore-form'), []);
        await keepScreenshot(page, `${kind}-options`);
      }
      await editor.close('cancel');
    });

  it('shows where people look that the message is missing, and what a number may be', async () => {
    const { editor, page } = suite;
    await editor.open(ids.get('kore-send-v2')!);
    const text = page.locator('#kore-message-text');
    assert.match((await text.getAttribute('class')) ?? '', /input-error/);
    await text.fill('Hello {name}');
    assert.doesNotMatch((await text.getAttribute('class')) ?? '', /input-error/);
    await editor.tab(1);
    const perRequest = page.locator('#node-input-recipientsPerRequest');
    await perRequest.pressSequentially('5000');
    assert.match((await perRequest.getAttribute('class')) ?? '', /input-error/);
    await perRequest.hover();
    await page.locator('.red-ui-popover', { hasText: 'from 1 to 1000' }).waitFor();
    await keepScreenshot(page, 'number-out-of-range');
    await editor.close('cancel');
  });

  it('gives a card a JSON editor, a script a code editor, and keeps what was typed', async () => {
    const { editor, page } = suite;
    await editor.open(ids.get('kore-send-v2')!);
    await page.fill('#kore-message-text', '{"type":"AdaptiveCard","body":[]}');
    await editor.choose('messageType', 'template');
    const code = page.locator('#kore-message-code');
    await code.waitFor({ state: 'visible' });
    assert.equal(await page.locator('#kore-message-text').isVisible(), false);
    await page.click('#kore-format-message');
    await keepScreenshot(page, 'json-editor');
    await editor.choose('messageType', 'script');
    assert.equal(await page.locator('#kore-format-message').isVisible(), false);
    await editor.close('ok');
    assert.equal((await saved('kore-send-v2'))['message'], '{\n  "type": "AdaptiveCard",\n  "body": []\n}');
    await editor.open(ids.get('kore-send-v2')!);
    await code.waitFor({ state: 'visible' });
    await editor.choose('messageType', 'text');
    assert.match(await page.locator('#kore-message-text').inputValue(), /AdaptiveCard/);
    await editor.close('cancel');
  });

  it('says beside a card why it cannot be sent, while it is typed', async () => {
    const { editor, page } = suite;
    for (const [kind, type] of [
      ['kore-send', 'card'],
      ['kore-send-v2', 'template'],
    ] as const) {
      await editor.open(ids.get(kind)!);
      const fault = page.locator('#kore-message-fault');
      const code = page.locator('#kore-message-code');
      await editor.choose('messageType', 'text');
      await page.fill('#kore-message-text', '{"type":"AdaptiveCard", oops');
      await editor.choose('messageType', type);
      await fault.filter({ hasText: 'It looks like JSON, but cannot be read as such.' }).waitFor();
      assert.match((await code.getAttribute('class')) ?? '', /input-error/);
      assert.deepEqual(await seriousFaults(page, '.kore-form'), []);
      await keepScreenshot(page, `${kind}-no-json`);
      await editor.choose('messageType', 'text');
      await page.fill('#kore-message-text', '{"type":"AdaptiveCard"}');
      await editor.choose('messageType', type);
      await fault.waitFor({ state: 'hidden' });
      assert.doesNotMatch((await code.getAttribute('class')) ?? '', /input-error/);
      await editor.close('cancel');
    }
  });

  it('asks for nothing more once it is closed', async () => {
    const { editor, page } = suite;
    await editor.open(ids.get('kore-send-v2')!);
    await page.waitForLoadState('networkidle');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/preview')) asked.push(request.url());
    });
    // At once: a machine may take longer to click than the preview waits.
    await page.evaluate(() => {
      document.querySelector('#kore-message-text')?.dispatchEvent(new Event('input', { bubbles: true }));
      document.querySelector<HTMLElement>('#node-dialog-cancel')?.click();
    });
    await page.locator('.kore-form').waitFor({ state: 'detached' });
    await page.waitForTimeout(600);
    assert.deepEqual(asked, []);
  });

  it('asks for the webhook instance beside the channel that has one', async () => {
    const { editor, page } = suite;
    await editor.open(ids.get('kore-send-v2')!);
    assert.equal(await page.locator('#kore-webhook-row').isVisible(), false);
    const identityField = page.locator('#node-input-identityField-typed');
    assert.equal(await identityField.getAttribute('placeholder'), 'phoneNumber');
    await editor.choose('channel', 'ivr');
    assert.equal(await page.locator('#kore-webhook-row').isVisible(), true);
    assert.equal(await identityField.getAttribute('placeholder'), 'email');
    await editor.close('cancel');
  });

  it('shows what the first recipient of a pasted sample would read, and offers its fields', async () => {
    const { editor, page } = suite;
    const id = ids.get('kore-send-v2')!;
    await editor.open(id);
    await editor.choose('channel', 'msteams');
    await editor.choose('messageType', 'text');
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
    await editor.close('ok');
    assert.doesNotMatch(JSON.stringify(await saved('kore-send-v2')), /ann@example/);
  });

  it('offers the operating systems of a device', async () => {
    const { editor, page } = suite;
    await editor.open(ids.get('kore-devices')!);
    await editor.choose('operation', 'subscribe');
    await editor.choose('osType', 'iOS');
    await keepScreenshot(page, 'os-type');
    await editor.close('ok');
    const { osType, osTypeSource } = await saved('kore-devices');
    assert.deepEqual({ osType, osTypeSource }, { osType: 'iOS', osTypeSource: 'choice' });
  });
});
