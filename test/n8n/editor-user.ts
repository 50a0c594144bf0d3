import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { EditorPage } from './editor-page.ts';

const TYPING_PAUSE_MS = 1_000;

/** What a task cost the person who did it. */
export interface Effort {
  /** Fields of our nodes that were filled, chosen or switched. */
  fields: number;
  /** Fields for which the open dialog itself does not show what to enter. */
  lookUps: number;
  failedRuns: number;
}

/** Where a node is put: behind which, and on which of its outputs. */
interface Place {
  readonly behind: string;
  readonly output?: number;
}

/** What is looked for in the panel, which of the nodes found is taken, and what it is to do. */
interface Choice {
  readonly search: string;
  readonly name: string;
  readonly action: string;
}

/** Somebody at the editor, with mouse and keyboard, whose effort is counted. */
export class EditorUser {
  readonly effort: Effort = { fields: 0, lookUps: 0, failedRuns: 0 };
  readonly #editor: EditorPage;

  constructor(editor: EditorPage) {
    this.#editor = editor;
  }

  /** Adds a node by the plus behind another one; its dialog opens. */
  async add({ behind, output = 0 }: Place, { search, name, action }: Choice): Promise<void> {
    const { page, find } = this.#editor;
    const handles = find('canvas-node-output-handle', `[data-node-name="${behind}"][data-index="${output}"]`);
    await handles.locator('[data-test-id="canvas-handle-plus"]').click();
    await find('node-creator-search-bar').fill(search);
    await page.locator(`[data-test-id="node-creator-item-name"]:text-is("${name}")`).click();
    await page.getByText(action, { exact: true }).click();
    await find('node-parameters').waitFor();
  }

  /**
   * Fills a text field. `told` is what the dialog must show for somebody to know what to enter; what n8n itself asks for in
   * every node needs no telling.
   */
  async fill(parameter: string, text: string, told: RegExp): Promise<void> {
    const { page } = this.#editor;
    await this.#count(told);
    const field = this.#field(parameter);
    const input = field.locator('input, textarea').first();
    const code = field.locator('.cm-content').first();
    if (text.startsWith('=') && (await input.count()) > 0) await input.fill('=');
    if ((await input.count()) > 0 && !text.startsWith('=')) {
      await input.fill(text);
      await input.blur();
      return;
    }
    await code.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text.replace(/^=/, ''));
    // The editor of expressions and of JSON hands on what was typed after a pause.
    await page.waitForTimeout(TYPING_PAUSE_MS);
  }

  /** Chooses from a list. */
  async choose(parameter: string, label: string, told = /./): Promise<void> {
    const { page } = this.#editor;
    await this.#count(told);
    await this.#field(parameter).click();
    await page.getByRole('option', { name: label }).first().click();
  }

  /** Adds an option to the collection of options. */
  async addOption(label: string): Promise<void> {
    const { page, find } = this.#editor;
    await find('collection-parameter-add').last().click();
    await page.getByText(label, { exact: true }).last().click();
  }

  /** Has those who were not reached come out at a second output. */
  async splitErrors(): Promise<void> {
    const { find } = this.#editor;
    await find('tab-settings').click();
    await this.choose('onError', 'Continue (using error output)', /not reached[^.]*error output/i);
  }

  async closeDialog(): Promise<void> {
    const { page, find } = this.#editor;
    await find('ndv-close-button').click();
    await page.locator('[data-test-id="node-parameters"]').waitFor({ state: 'hidden' });
  }

  /** Runs the workflow until a node has ended; counts it if any node failed. */
  async run(last: string): Promise<void> {
    const { find, node } = this.#editor;
    await find('execute-workflow-button').first().click();
    const ended = node(last).locator('[data-test-id="canvas-node-status-success"]');
    const failed = find('node-issues').first();
    await ended.or(failed).first().waitFor();
    if ((await failed.count()) > 0) this.effort.failedRuns += 1;
  }

  #field(parameter: string): Locator {
    return this.#editor.find(`parameter-input-${parameter}`).first();
  }

  async #count(told: RegExp): Promise<void> {
    const dialog = this.#editor.find('node-parameters');
    assert.equal(await dialog.count(), 1);
    const placeholders = await dialog
      .locator('[placeholder]')
      .evaluateAll((fields) => fields.map((field) => field.getAttribute('placeholder')));
    const shown = [await dialog.innerText(), ...placeholders].join('\n');
    this.effort.fields += 1;
    if (!told.test(shown)) this.effort.lookUps += 1;
  }
}
