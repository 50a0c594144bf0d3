import assert from 'node:assert/strict';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { type EditorFlow, keepScreenshot } from './editor-under-test.ts';
import { TAB, withEditor } from './with-editor.ts';

describe('A send node on the canvas', function () {
  this.timeout(300_000);
  let simulator: Simulator;

  before(async () => {
    simulator = await createSimulator({ jobDurationMs: 600_000 });
  });
  const suite = withEditor(() => flow());
  after(() => simulator.stop());

  function flow(): EditorFlow {
    const { url, app } = simulator;
    const send = (id: string, y: number, wires: readonly string[][]): object => ({
      id,
      type: 'kore-send',
      z: 'tab',
      name: '',
      app: 'app',
      channel: 'msteams',
      channelSource: 'choice',
      messageType: 'text',
      messageTypeSource: 'choice',
      message: 'Hello',
      messageSource: 'str',
      recipients: 'payload',
      recipientsSource: 'msg',
      wait: 'auto',
      output: 'report',
      configVersion: 3,
      x: 420,
      y,
      wires,
    });
    const place = { z: 'tab', y: 120, wires: [] };
    return {
      nodes: [
        TAB,
        { id: 'app', type: 'kore-app', host: url, botId: app.botId, clientId: app.clientId },
        {
          ...place,
          id: 'press',
          type: 'inject',
          name: 'Send',
          props: [{ p: 'payload' }],
          payload: '["ada@example.org"]',
          payloadType: 'json',
          x: 160,
          wires: [['wired']],
        },
        send('wired', 120, [['out1'], ['out2']]),
        send('unwired', 260, [[], []]),
        { ...place, id: 'out1', type: 'debug', name: 'report', complete: 'payload', x: 680, y: 100 },
        { ...place, id: 'out2', type: 'debug', name: 'not reached', complete: 'payload', x: 680, y: 160 },
      ],
      credentials: { app: { clientSecret: app.clientSecret } },
    };
  }

  for (const [id, note] of [
    ['wired', /^The second output is wired: the node waits/],
    ['unwired', /^The second output is not wired/],
  ] as const)
    it(`says beside Wait for delivery what it does: ${id}`, async () => {
      const { editor, page } = suite;
      await editor.open(id);
      const told = (): Promise<string> => page.locator('#kore-wait-note').innerText();
      assert.equal(await page.locator('#node-input-wait').inputValue(), 'auto');
      assert.match(await told(), note);
      await page.locator('#node-input-wait').selectOption('never');
      const isWarning = await page
        .locator('#kore-wait-note')
        .evaluate((element) => element.classList.contains('kore-warning'));
      assert.equal(isWarning, id === 'wired');
      await page.locator('#node-input-wait').scrollIntoViewIfNeeded();
      await keepScreenshot(page, `wait-for-delivery-${id}`);
      await editor.close('cancel');
    });

  it('has a button that ends a run, while there is one', async () => {
    const { editor, page } = suite;
    const button = page.locator('#wired .red-ui-flow-node-button');
    const status = page.locator('#wired .red-ui-flow-node-status-label');
    await button.waitFor({ state: 'hidden' });
    await fetch(`${editor.url}/inject/press`, { method: 'POST' });
    await button.waitFor({ state: 'visible' });
    await keepScreenshot(page, 'cancel-button');
    await button.click();
    await page.waitForFunction(
      (element) => element.textContent === 'cancelled',
      await status.elementHandle(),
    );
    await button.waitFor({ state: 'hidden' });
    await keepScreenshot(page, 'cancel-button-after');
  });
});
