import assert from 'node:assert/strict';
import { keepScreenshot } from './editor-under-test.ts';
import { APP, TAB, withEditor } from './with-editor.ts';

describe('Guards and test sends, in the editor of Node-RED', function () {
  this.timeout(240_000);
  const suite = withEditor(() => ({
    nodes: [
      TAB,
      APP,
      { id: 'send', type: 'kore-send-v2', z: 'tab', app: 'app', x: 200, y: 100, wires: [[], []] },
    ],
    credentials: {},
  }));

  it('are typed in on a tab of the app, and saved', async () => {
    const { editor, page } = suite;
    await editor.open('app');
    await editor.tab(2);
    assert.equal(await page.locator('#kore-tab-guards').isVisible(), true);
    await page.fill('#node-config-input-only', '@example.com\n+49');
    await page.fill('#node-config-input-perDay', '500');
    await page.fill('#node-config-input-quietFrom', '20:00');
    await page.fill('#node-config-input-quietTo', '08:00');
    await page.fill('#node-config-input-timeZone', 'Europe/Berlin');
    await page.check('#node-config-input-hold');
    await keepScreenshot(page, 'guards');
    await editor.close('ok');
    const { only, perDay, quietFrom, quietTo, timeZone, hold } = await editor.saved('app');
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
    const { editor, page } = suite;
    await editor.open('send');
    const isShown = (): Promise<boolean> => page.locator('#kore-send-to-row').isVisible();
    assert.equal(await isShown(), false);
    await editor.choose('mode', 'preview');
    assert.equal(await isShown(), false);
    await editor.choose('mode', 'instead');
    assert.equal(await isShown(), true);
    await page.locator('#kore-send-to-row').scrollIntoViewIfNeeded();
    await keepScreenshot(page, 'send to me instead');
    await editor.close('ok');
    assert.equal((await editor.saved('send'))['mode'], 'instead');
  });
});
