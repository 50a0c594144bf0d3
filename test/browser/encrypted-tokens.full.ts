import assert from 'node:assert/strict';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { keepScreenshot } from './editor-under-test.ts';
import { APP, TAB, withEditor } from './with-editor.ts';

describe('The dialog of a kore-app that enforces JWE, in the editor of Node-RED', function () {
  this.timeout(240_000);
  let simulator: Simulator;

  before(async () => {
    simulator = await createSimulator({ jwe: true });
  });
  const suite = withEditor(() => {
    const { botId, clientId } = simulator.app;
    const app = { ...APP, host: simulator.url, botId, clientId, algorithm: 'HS256' };
    const send = { id: 'send', type: 'kore-send', z: 'tab', app: 'app', x: 200, y: 100, wires: [[], []] };
    return { nodes: [TAB, app, send], credentials: {} };
  });
  after(() => simulator.stop());

  const isShown = (selector: string): Promise<boolean> => suite.page.locator(selector).isVisible();

  it('asks for the public key in place of secret and algorithm, marks a wrong one, and tests the right one', async () => {
    const { editor, page } = suite;
    await editor.open('app');
    assert.deepEqual([await isShown('#kore-secret-row'), await isShown('#kore-jwe-key-row')], [true, false]);
    await editor.tab(1);
    assert.equal(await isShown('#kore-content-encryption-row'), false);
    await page.check('#node-config-input-useJwe');
    assert.deepEqual(
      [await isShown('#kore-algorithm-row'), await isShown('#kore-content-encryption-row')],
      [false, true],
    );
    assert.equal(await page.locator('#node-config-input-contentEncryption').inputValue(), 'A128CBC-HS256');
    await keepScreenshot(page, 'encrypted tokens, advanced');
    await editor.tab(0);
    assert.deepEqual([await isShown('#kore-secret-row'), await isShown('#kore-jwe-key-row')], [false, true]);

    const field = page.locator('#kore-jwe-key');
    const jwk = JSON.stringify(simulator.publicJwk(), null, 2);
    for (const [typed, isWrong] of [
      ['no key', true],
      [jwk.slice(0, 100), true],
      ['${JWK}', false],
      [jwk, false],
    ] as const) {
      await field.fill(typed);
      const classes = (await field.getAttribute('class')) ?? '';
      assert.deepEqual([typed, classes.includes('input-error')], [typed, isWrong]);
    }
    await page.click('#kore-test');
    await page.locator('.kore-test-success, .kore-test-failure').waitFor();
    assert.match(await page.locator('#kore-test-result').innerText(), /^Connected to http/);
    await keepScreenshot(page, 'encrypted tokens');
    await editor.close('ok');
  });

  it('saves the choice in the flow, and not the key', async () => {
    const { editor, page } = suite;
    const app = await editor.saved('app');
    assert.deepEqual([app['useJwe'], app['contentEncryption']], [true, 'A128CBC-HS256']);
    const exported = await page.evaluate(() => {
      const { RED } = globalThis as unknown as {
        readonly RED: {
          readonly nodes: { createExportableNodeSet(nodes: unknown[]): unknown; node(id: string): unknown };
        };
      };
      return JSON.stringify(RED.nodes.createExportableNodeSet([RED.nodes.node('app')]));
    });
    assert.ok(!exported.includes(simulator.publicJwk()?.n ?? '?'));
  });
});
