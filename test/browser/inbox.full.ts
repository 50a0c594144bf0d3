import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { keepScreenshot, startBrowser } from './editor-under-test.ts';
import { type Scene, sendEachForm, startScene } from './inbox-scene.ts';
import { seriousFaults } from './serious-faults.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
const MAX_LIVE_MS = 2_000;

describe('The pages of the simulator', function () {
  this.timeout(300_000);
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let scene: Scene;
  let asked: string[];
  let problems: string[];

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    scene = await startScene();
    context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB' });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    [asked, problems] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    await scene.stop();
    const elsewhere = asked.filter((url) => !url.startsWith(scene.simulator.url) && !url.startsWith('data:'));
    assert.deepEqual(elsewhere, [], 'a page asks another machine for nothing');
    assert.deepEqual(problems, [], 'a page has no error of its own');
  });

  const open = async (hash = ''): Promise<void> => {
    await page.goto(`${scene.simulator.url}/${hash}`);
    await page.locator('#live.on').waitFor();
  };
  const cards = () => page.locator('#message-list > article');

  it('show each form of a message as its channel would, with the parameters filled', async () => {
    await sendEachForm(scene);
    await open();
    await cards().first().waitFor();
    assert.equal(await cards().count(), 10);
    const card = cards().filter({ hasText: 'ann@example.com' }).first();
    assert.match(
      await card.locator('.adaptive-card').innerText(),
      /Order A-1001 has been shipped[\s\S]*\[Picture: a parcel\]/,
    );
    assert.equal(await card.locator('.adaptive-card button').innerText(), 'Track the parcel');
    assert.equal(await page.locator('img').count(), 0);
    const template = cards().filter({ hasText: 'order_shipped' }).last();
    assert.match(await template.locator('.bubble').innerText(), /\{\{1\}\} Ann\s+\{\{2\}\} A-1001/);
    const post = cards().filter({ hasText: 'Webhook / IVR' });
    assert.match(await post.innerText(), /POST[\s\S]*"message": "Hello Ann, your order A-1001 left\."/);
    const script = cards().filter({ hasText: 'Kore.ai runs this script' });
    assert.equal(await script.count(), 1);
    await card.getByText('As JSON').click();
    assert.match(await card.locator('.raw pre').innerText(), /"type": "AdaptiveCard"/);
  });

  it('find by recipient, job, channel, outcome and text, and keep it in the address', async () => {
    await sendEachForm(scene);
    await open();
    await page.keyboard.press('/');
    await page.keyboard.type('order_shipped');
    await page.waitForFunction(() => document.querySelectorAll('#message-list > article').length === 2);
    assert.match(page.url(), /search=order_shipped/);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('#message-list > article').length === 10);
    await page.getByRole('button', { name: 'By recipient' }).click();
    await page.locator('.people .choices button', { hasText: 'ben@example.com' }).click();
    await page.waitForFunction(() => document.querySelectorAll('#message-list > article').length === 2);
    await page.reload();
    await page.locator('#live.on').waitFor();
    assert.equal(await cards().count(), 2);
    await page.getByLabel('Channel', { exact: true }).selectOption('slack');
    await page.waitForFunction(() => document.querySelectorAll('#message-list > article').length === 1);
    await cards()
      .first()
      .getByRole('button', { name: /Show the job/ })
      .click();
    await page.waitForFunction(() => document.querySelectorAll('#message-list > article').length === 3);
    await page.getByLabel('Outcome', { exact: true }).selectOption('undelivered');
    await page.waitForFunction(() => document.querySelectorAll('#message-list > article').length === 1);
    assert.match(await cards().innerText(), /nobody@example\.com/);
  });

  it('show what comes while somebody looks, and leave alone what the reader holds', async () => {
    await sendEachForm(scene);
    await open();
    const first = cards().first();
    await first.getByText('As JSON').click();
    await first.locator('.raw summary').focus();
    const startedAt = Date.now();
    await scene.send('notify', {
      channel: 'slack',
      userIdentityType: 'resolve',
      message: { type: 'text', val: 'Live' },
      identities: ['new@example.com'],
    });
    await page.locator('article', { hasText: 'new@example.com' }).waitFor();
    assert.ok(Date.now() - startedAt < MAX_LIVE_MS, `${Date.now() - startedAt} ms`);
    assert.equal(await page.locator('#count-messages').innerText(), '11');
    assert.equal(await page.locator('details.raw[open]').count(), 1);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY');
    await page.keyboard.press('j');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'ARTICLE');
  });

  it('go from message to message by the keys j and k, and stay at the ends', async () => {
    await sendEachForm(scene);
    await open();
    await cards().first().waitFor();
    const focused = (): Promise<number> =>
      page.evaluate(() =>
        [...(document.querySelector('#message-list')?.children ?? [])].indexOf(document.activeElement!),
      );
    const press = async (keys: string): Promise<number> => {
      for (const key of keys) await page.keyboard.press(key);
      return focused();
    };
    assert.equal(await focused(), -1);
    assert.equal(await press('j'), 0);
    assert.equal(await press('jj'), 2);
    assert.equal(await press('k'), 1);
    assert.equal(await press('kkk'), 0);
    assert.equal(await press('j'.repeat(12)), 9);
    // In the search they are letters.
    await page.keyboard.press('/');
    await page.keyboard.type('jk');
    assert.equal(await page.locator('#search').inputValue(), 'jk');
  });

  it('can be used with the keyboard alone: a tab, a menu, and Reset, which Escape leaves', async () => {
    await sendEachForm(scene);
    await open();
    await cards().first().waitFor();
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        const text = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText);
        if (text?.startsWith(name) === true) return;
      }
      assert.fail(`Tab does not lead to ${name}`);
    };
    await tabTo('Reset');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(scene.simulator.messages().length, 10);
    await tabTo('Faults');
    await page.keyboard.press('Enter');
    await page.getByLabel('What happens').waitFor();
    await page.getByLabel('What happens').focus();
    await page.keyboard.press('r');
    await tabTo('Add');
    await page.keyboard.press('Enter');
    await page.locator('#pending-faults td').first().waitFor();
    assert.equal(scene.simulator.faults().length, 1);
  });

  it('ask before Reset', async () => {
    await sendEachForm(scene);
    await open();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal(scene.simulator.messages().length, 10);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('heading', { name: 'No messages yet' }).waitFor();
    assert.equal(scene.simulator.messages().length, 0);
  });

  it('change an outcome after the fact', async () => {
    await sendEachForm(scene);
    await open('#messages?search=parcel');
    await cards().first().locator('select').selectOption('undelivered');
    await page.locator('#message-list .badge.undelivered').first().waitFor();
    assert.equal(scene.simulator.messages().at(-1)?.outcome, 'undelivered');
    assert.equal(scene.simulator.messages().at(-2)?.outcome, 'delivered');
  });

  it('choose, script and watch faults, and edit who can be reached', async () => {
    await open('#faults');
    await page.getByLabel('What happens').selectOption('reset-after');
    await page.getByLabel('To', { exact: true }).selectOption('sends');
    await page.getByLabel('How often').fill('2');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('#pending-faults td', { hasText: '2 times' }).waitFor();
    assert.deepEqual(
      scene.simulator.faults().map(({ fault }) => fault),
      [{ kind: 'reset-after', call: 'sends', times: 2 }],
    );
    const body = {
      channel: 'slack',
      userIdentityType: 'resolve',
      message: { type: 'text', val: 'x' },
      identities: ['ann@example.org'],
    };
    await assert.rejects(scene.send('notify', body));
    await page.locator('#pending-faults td', { hasText: 'once' }).waitFor();
    await page.locator('#met-faults td', { hasText: 'Do it, then reset the connection' }).waitFor();

    await page.locator('section', { hasText: 'Add a fault' }).getByText('As JSON').click();
    await page.getByLabel('Faults as JSON').fill('[{ "kind": "no" }]');
    await page.getByRole('button', { name: 'Add these' }).click();
    await page.getByText('A fault needs a kind').waitFor();
    problems.splice(0); // A refused call is an error to the browser's console.
    await page
      .getByLabel('Faults as JSON')
      .fill('[{ "kind": "delay", "ms": 5 }, { "kind": "reset-before" }]');
    await page.getByRole('button', { name: 'Add these' }).click();
    await page.getByText('The faults were added.').waitFor();
    assert.equal(scene.simulator.faults().length, 3);

    await page.getByRole('radio', { name: /limits/ }).check();
    await page.getByText('Scenario: limits.').waitFor();
    assert.deepEqual(scene.simulator.faults(), []);

    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByRole('textbox', { name: 'Recipient' }).fill('*@example.org');
    await page.getByLabel('Comment').fill('No such user');
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('The rules were saved.').waitFor();
    await scene.send('notify', body);
    assert.deepEqual(
      scene.simulator
        .messages()
        .map(({ outcome, comment }) => [outcome, comment])
        .at(-1),
      ['undelivered', 'No such user'],
    );
  });

  it('post a push message to a webhook', async () => {
    scene.simulator.subscribeDevice({ userId: 'u-1', deviceId: 'd-1', osType: 'ios' });
    await open('#devices');
    await page.getByLabel('Push webhook').fill(`${scene.simulator.url}/`);
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Push messages are posted to').waitFor();
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText(/The webhook answered \d+/).waitFor();
    assert.equal(scene.simulator.pushes()[0]?.body.userId, 'u-1');
  });

  it('describe the API, and try it out without a word about tokens', async () => {
    await page.goto(`${scene.simulator.url}/api-viewer`);
    const operations = page.locator('.opblock');
    await operations.first().waitFor();
    assert.ok((await operations.count()) > 25);
    const operation = page.locator('.opblock[id$="-listDevices"]');
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    const inputs = operation.locator('.parameters input');
    await inputs.nth(0).fill(scene.simulator.app.botId);
    await inputs.nth(1).fill('u-1');
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    assert.equal(scene.simulator.received().at(-1)?.call, 'listDevices');
  });

  for (const theme of ['light', 'dark'] as const)
    it(`describe the API without a serious fault of accessibility, in the ${theme} theme, on a phone too`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      for (const viewport of [DESKTOP, PHONE]) {
        await page.setViewportSize(viewport);
        await page.goto(`${scene.simulator.url}/api-viewer`);
        await page.locator('.opblock').first().waitFor();
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(luminance(background) < 0.5, theme === 'dark', background);
        // One of each method, opened: with a body, with parameters, tried out.
        for (const id of ['sendV2', 'listDevices', 'putDirectory', 'deleteFaults'])
          await page.locator(`.opblock[id$="-${id}"] .opblock-summary-control`).click();
        await page.locator('.opblock[id$="-sendV2"]').getByText('"Hello {name}!"').waitFor();
        const devices = page.locator('.opblock[id$="-listDevices"]');
        await devices.getByRole('button', { name: 'Try it out' }).click();
        await devices.locator('.parameters input').nth(0).fill(scene.simulator.app.botId);
        await devices.locator('.parameters input').nth(1).fill('u-1');
        await devices.getByRole('button', { name: 'Execute' }).click();
        await devices.locator('.live-responses-table').waitFor();
        assert.equal(await page.locator('.errors-wrapper').count(), 0);
        assert.deepEqual(await seriousFaults(page), [], `${theme} at ${viewport.width}`);
        await keepScreenshot(page, `api-viewer-${theme}-${viewport.width}`);
      }
    });

  for (const theme of ['light', 'dark'] as const)
    it(`have no serious fault of accessibility, in the ${theme} theme, on a phone too`, async () => {
      await sendEachForm(scene);
      scene.simulator.subscribeDevice({ userId: 'u-1', deviceId: 'd-1', osType: 'ios' });
      scene.simulator.addFault({ kind: 'delay', ms: 1, after: 5 });
      scene.simulator.setDirectory([{ identity: '*@example.org', outcome: 'undelivered' }]);
      await page.emulateMedia({ colorScheme: theme });
      for (const viewport of [DESKTOP, PHONE]) {
        await page.setViewportSize(viewport);
        for (const hash of [
          '#messages',
          '#messages?by=recipient',
          '#jobs',
          '#devices',
          '#received',
          '#faults',
          '#connect',
        ]) {
          await open(hash);
          // Wait until the tab is drawn: the address changes within one page.
          await page.waitForFunction(() => document.querySelector('main')?.textContent !== '');
          assert.deepEqual(await seriousFaults(page), [], `${hash} at ${viewport.width}`);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${hash} is ${overflow} px too wide at ${viewport.width}`);
          const name = hash.replaceAll(/[^a-z]+/g, '-');
          await keepScreenshot(page, `inbox${name}-${theme}-${viewport.width}`);
        }
      }
    });

  it('show the first page of 200,000 messages at once', async () => {
    await scene.stop();
    scene = await startScene({ maxMessages: 1_000_000 });
    for (let sends = 0; sends < 200; sends += 1)
      await scene.send('notify', {
        channel: 'slack',
        userIdentityType: 'resolve',
        message: { type: 'text', val: `Hello ${sends}` },
        identities: Array.from({ length: 1_000 }, (_, index) => `p${sends}-${index}@example.com`),
      });
    const { memory, messages } = scene.simulator.kept();
    assert.deepEqual(messages, { total: 200_000, dropped: 0 });
    assert.ok(memory.bytes < memory.maxBytes);
    const sizes: number[] = [];
    page.on('response', (response) => {
      if (!response.url().includes('/_simulator/messages')) return;
      void response.body().then((body) => sizes.push(body.length));
    });
    await open('#messages?by=recipient');
    await cards().first().waitFor();
    assert.equal(await cards().count(), 100);
    const readMs = await page.evaluate(async () => {
      const startedAt = performance.now();
      await (await fetch('/_simulator/messages?limit=100')).text();
      return performance.now() - startedAt;
    });
    assert.ok(readMs < 200, `${readMs} ms`);
    assert.ok(sizes.length > 0 && Math.max(...sizes) < 1_000_000, `${Math.max(...sizes)} bytes`);
    await page.locator('#search').fill('p0-7@');
    await page.locator('article', { hasText: 'p0-7@example.com' }).waitFor();
    assert.equal(await cards().count(), 1);
  });
});

/** From 0, black, to 1, white: of a colour as the browser computes it, by the mean of its parts. */
function luminance(colour: string): number {
  const parts = [...colour.matchAll(/[\d.]+/g)].slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / (3 * 255);
}
