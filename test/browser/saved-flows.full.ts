import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { keepScreenshot } from './editor-under-test.ts';
import { OpenEditor, type SavedNode } from './with-editor.ts';

interface EditorWindow {
  readonly RED: {
    readonly nodes: { node(id: string): { readonly changed?: boolean; readonly valid?: boolean } };
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
  let editor: OpenEditor;
  afterEach(() => editor.stop());

  async function open(version: number): Promise<void> {
    editor = await OpenEditor.start({ nodes: savedFlow(version), credentials: {} });
  }
  const ours = (): SavedNode[] =>
    savedFlow(NEWEST).filter(({ x, type }) => x !== undefined && type.startsWith('kore-'));
  const isMarked = (id: string): Promise<{ isChanged: boolean; isValid: boolean }> =>
    editor.page.evaluate((wanted) => {
      const { changed, valid } = (globalThis as unknown as EditorWindow).RED.nodes.node(wanted);
      return { isChanged: changed === true, isValid: valid !== false };
    }, id);
  const byId = (nodes: readonly SavedNode[], id: string): SavedNode | undefined =>
    nodes.find((node) => node.id === id);

  for (let version = 1; version <= NEWEST; version++)
    it(`opens what version ${version} saved, and saves it as the newest version does`, async () => {
      await open(version);
      for (const wanted of ours()) {
        const old = byId(savedFlow(version), wanted.id);
        await editor.open(wanted.id);
        await keepScreenshot(editor.page, `version-${version}-${wanted.id}`);
        await editor.close('ok');
        assert.deepEqual(await editor.saved(wanted.id), wanted);
        const isOlder = old?.['configVersion'] !== wanted['configVersion'];
        assert.deepEqual(await isMarked(wanted.id), { isChanged: isOlder, isValid: true }, wanted.id);
      }
    });

  it('leaves a node as it is saved if its dialog is cancelled', async () => {
    await open(1);
    for (const { id } of ours()) {
      await editor.open(id);
      await editor.close('cancel');
      assert.deepEqual(await editor.saved(id), byId(savedFlow(1), id));
    }
  });

  it('shows the choice of an older version by its name of today', async () => {
    await open(1);
    await editor.open('golden-v2');
    await editor.tab(1);
    assert.equal(await editor.page.locator('#node-input-onUnknown').inputValue(), 'send_again');
    assert.ok(await editor.page.locator('#kore-send-again-warning').isVisible());
    await keepScreenshot(editor.page, 'options');
    await editor.close('cancel');
    await editor.open('golden-chosen');
    const shown = await editor.page
      .locator('.red-ui-typedInput-option-label, .red-ui-typedInput-option-trigger')
      .allInnerTexts();
    assert.match(shown.join('\n'), /Unsubscribe all of a user's devices/);
    await editor.close('cancel');
  });

  it('marks a number that the core would refuse, and none that it takes', async () => {
    await open(NEWEST);
    await editor.open('golden-v2');
    await editor.tab(1);
    const field = editor.page.locator('#node-input-paceShare');
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
    await editor.close('cancel');
  });
});
