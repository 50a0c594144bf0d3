import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepScreenshot } from './editor-under-test.ts';
import { APP, TAB, withEditor } from './with-editor.ts';

const LOCALES = join(import.meta.dirname, '../../packages/node-red/src/editor/locales');
const LANGUAGES = readdirSync(LOCALES).filter((name) => name !== 'en-US' && !name.includes('.'));
const KINDS = ['kore-send', 'kore-send-v2', 'kore-status', 'kore-devices'] as const;

/** The words that the dialogs share, in as far as they are looked for here. */
interface SharedWords {
  readonly shared: { readonly label: { readonly name: string }; readonly tab: { readonly advanced: string } };
  readonly cancelled: string;
}

interface EditorWindow {
  readonly RED: { readonly nodes: { node(id: string): { _(key: string): string } } };
}

/** Runs in the page. */
function faultsOfDialog(): string[] {
  const faults: string[] = [];
  const form = document.querySelector('.kore-form');
  if (form === null) return ['there is no dialog'];
  const attributes = [...form.querySelectorAll('[placeholder], [title], [aria-label]')].flatMap((element) =>
    ['placeholder', 'title', 'aria-label'].map((name) => element.getAttribute(name) ?? ''),
  );
  for (const text of [form.textContent, ...attributes]) {
    const [key] = /\b(?:shared|kore-(?:app|send|send-v2|status|devices))\.\w+\.[\w.]+/.exec(text) ?? [];
    if (key !== undefined) faults.push(`shows the key ${key}`);
  }
  for (const part of form.querySelectorAll<HTMLElement>('label, button, #kore-tabs a, .kore-below, h4')) {
    // What is inline has no width of its own, and is never cut off.
    if (part.offsetParent === null || part.clientWidth === 0) continue;
    if (part.scrollWidth > part.clientWidth) faults.push(`cuts off ${part.textContent.trim()}`);
  }
  return faults;
}

for (const language of LANGUAGES)
  describe(`The dialogs in ${language}, in the editor of Node-RED`, function () {
    this.timeout(240_000);
    const words = JSON.parse(readFileSync(join(LOCALES, language, 'shared.json'), 'utf8')) as SharedWords;
    const suite = withEditor(
      () => ({
        nodes: [
          TAB,
          APP,
          ...KINDS.map((type, row) => ({
            id: type,
            type,
            z: 'tab',
            app: 'app',
            x: 200,
            y: 60 + 80 * row,
            wires: [],
          })),
        ],
        credentials: {},
      }),
      { language },
    );

    for (const id of ['app', ...KINDS])
      it(`say all of ${id} in words that are not cut off`, async () => {
        const { editor, page } = suite;
        await editor.open(id);
        const shown = (await page.locator('.kore-form').textContent()) ?? '';
        assert.ok(shown.includes(words.shared.label.name), `the dialog is in ${language}`);
        const tabs = await page.locator('#kore-tabs a').count();
        for (let tab = 0; tab < Math.max(tabs, 1); tab += 1) {
          if (tabs > 0) await editor.tab(tab);
          await keepScreenshot(page, `${language} ${id} ${tab}`);
          assert.deepEqual(await page.evaluate(faultsOfDialog), []);
        }
        await editor.close('cancel');
      });

    it('translate a fixed status, which a node sends in English', async () => {
      const shown = await suite.page.evaluate(() =>
        (globalThis as unknown as EditorWindow).RED.nodes.node('kore-send')._('cancelled'),
      );
      assert.equal(shown, words.cancelled);
    });
  });
