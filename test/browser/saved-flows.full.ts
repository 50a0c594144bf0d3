import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
type SavedNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

interface EditorWindow {
  readonly RED: {
    readonly nodes: {
      createCompleteNodeSet(): readonly SavedNode[];
      node(id: string): { readonly changed?: boolean; readonly valid?: boolean };
    };
  };
}

const savedFlow = (version: number): SavedNode[] =>
  JSON.parse(
    readFileSync(
      new URL(`../../packages/node-red/test/saved-flows/version-${version}.json`, import.meta.url),
      'utf8',
    ),
  ) as SavedNode[];

const NEWEST = 3;

describe('A flow that an older palette saved, in the editor of Node-RED', function () {
  this.timeout(300_000);
  let browser: Browser;
  let editor: NodeRedEditor;
  let page: Page;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  afterEach(() => editor.stop());

  async function open(version: number): Promise<void> {
    editor = await startNodeRedEditor({ nodes: savedFlow(version), credentials: {} });
    page = await openNodeRedEditor(browser, editor.url);
  }
  const ours = (): SavedNode[] =>
    savedFlow(NEWEST).filter(({ x, type }) => x !== undefined && type.startsWith('kore-'));
  const exported = (): Promise<readonly SavedNode[]> =>
    page.evaluate(() => (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet());
  const isMarked = (id: string): Promise<{ isChanged: boolean; isValid: boolean }> =>
    page.evaluate((wanted) => {
      const { changed, valid } = (globalThis as unknown as EditorWindow).RED.nodes.node(wanted);
      return { isChanged: changed === true, isValid: valid !== false };
    }, id);
  async function close(button: 'ok' | 'cancel'): Promise<void> {
    await page.locator(`#node-dialog-${button}`).click();
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
  }
  const byId = (nodes: readonly SavedNode[], id: string): SavedNode | undefined =>
    nodes.find((node) => node.id === id);

  for (let version = 1; version <= NEWEST; version++)
    it(`opens what version ${version} saved, and saves it as the newest version does`, async () => {
      await open(version);
      for (const wanted of ours()) {
        const old = byId(savedFlow(version), wanted.id);
        await openDialog(page, wanted.id);
        await keepScreenshot(page, `version-${version}-${wanted.id}`);
        await close('ok');
        assert.deepEqual(byId(await exported(), wanted.id), wanted);
        const isOlder = old?.['configVersion'] !== wanted['configVersion'];
        assert.deepEqual(await isMarked(wanted.id), { isChanged: isOlder, isValid: true }, wanted.id);
      }
    });

  it('leaves a node as it is saved if its dialog is cancelled', async () => {
    await open(1);
    for (const { id } of ours()) {
      await openDialog(page, id);
      await close('cancel');
      assert.deepEqual(byId(await exported(), id), byId(savedFlow(1), id));
    }
  });

  it('shows the choice of an older version by its name of today', async () => {
    await open(1);
    await openDialog(page, 'golden-v2');
    await page.locator('#kore-tabs a').nth(1).click();
    assert.equal(await page.locator('#node-input-onUnknown').inputValue(), 'send_again');
    assert.ok(await page.locator('#kore-send-again-warning').isVisible());
    await keepScreenshot(page, 'options');
    await close('cancel');
    await openDialog(page, 'golden-chosen');
    const shown = await page
      .locator('.red-ui-typedInput-option-label, .red-ui-typedInput-option-trigger')
      .allInnerTexts();
    assert.match(shown.join('\n'), /Unsubscribe all of a user's devices/);
    await close('cancel');
  });

  it('marks a number that the core would refuse, and none that it takes', async () => {
    await open(NEWEST);
    await openDialog(page, 'golden-v2');
    await page.locator('#kore-tabs a').nth(1).click();
    const field = page.locator('#node-input-paceShare');
    for (const [typed, isWrong] of [
      ['0', true],
      ['101', true],
      ['2.5', true],
      ['half', true],
      ['100', false],
      ['', false],
      ['${SHARE}', false],
    ] as const) {
      await field.fill(typed);
      await field.dispatchEvent('change');
      const classes = (await field.getAttribute('class')) ?? '';
      assert.deepEqual([typed, classes.includes('input-error')], [typed, isWrong]);
    }
    await close('cancel');
  });
});
