import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import {
  type EditorFlow,
  type NodeRedEditor,
  openDialog,
  openNodeRedEditor,
  startBrowser,
  startNodeRedEditor,
  type OpeningOptions,
} from './editor-under-test.ts';

/** How an editor looks. */
export type Look = Pick<OpeningOptions, 'theme' | 'language'>;

/** A node as it is saved. */
export type SavedNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** Node-RED's editor, in as far as these tests use it from within the page. */
interface EditorWindow {
  readonly RED: { readonly nodes: { createCompleteNodeSet(): readonly SavedNode[] } };
  readonly $: (selector: string) => { typedInput(property: string, value: string): void };
}

/** For flows that need an app, and no answer of it. */
export const APP = {
  id: 'app',
  type: 'kore-app',
  name: '',
  host: 'platform.kore.ai',
  botId: 'st-1',
  clientId: 'cs-1',
};
export const TAB = { id: 'tab', type: 'tab', label: 'Test' };

const OK = '#node-dialog-ok, #node-config-dialog-ok';
const CANCEL = '#node-dialog-cancel, #node-config-dialog-cancel';

/** Node-RED with its editor open in a browser, and what a person does there. */
export class OpenEditor {
  readonly #browser: Browser;
  readonly #nodeRed: NodeRedEditor;
  readonly page: Page;
  /** What the page asked for of another machine, and errors on its console. */
  readonly #faults: readonly string[];

  private constructor(browser: Browser, nodeRed: NodeRedEditor, page: Page, faults: readonly string[]) {
    this.#browser = browser;
    this.#nodeRed = nodeRed;
    this.page = page;
    this.#faults = faults;
  }

  static async start(flow: EditorFlow, look: Look = {}): Promise<OpenEditor> {
    const browser = await startBrowser();
    const nodeRed = await startNodeRedEditor(flow);
    const faults: string[] = [];
    const watch = (page: Page): void => watchFaults(page, faults);
    const page = await openNodeRedEditor(browser, nodeRed.url, { watch, ...look });
    return new OpenEditor(browser, nodeRed, page, faults);
  }

  get url(): string {
    return this.#nodeRed.url;
  }

  /** All nodes, as a deploy would save them. */
  savedNodes(): Promise<readonly SavedNode[]> {
    return this.page.evaluate(() =>
      (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet(),
    );
  }

  /** One node as a deploy would save it; without fields if it does not exist. */
  async saved(id: string): Promise<Partial<SavedNode>> {
    return (await this.savedNodes()).find((node) => node.id === id) ?? {};
  }

  /** Opens the dialog of a node by its id, or of the configuration node `app`. */
  open(id: string): Promise<void> {
    return openDialog(this.page, id);
  }

  /** Closes the dialog. */
  async close(button: 'ok' | 'cancel'): Promise<void> {
    await this.page.locator(button === 'ok' ? OK : CANCEL).click();
    await this.page.locator('.kore-form').waitFor({ state: 'detached' });
  }

  /** Gives a typed field a value without the mouse: its own menus are Node-RED's matter. */
  choose(field: string, value: string, type = 'choice'): Promise<void> {
    return this.page.evaluate(
      ([name, chosen, source]) => {
        const { $ } = globalThis as unknown as EditorWindow;
        $(`#node-input-${name}`).typedInput('type', source);
        $(`#node-input-${name}`).typedInput('value', chosen);
      },
      [field, value, type] as const,
    );
  }

  /** Drags a node of this type from the palette onto the canvas. @returns its id */
  async drop(type: string, x: number, y: number): Promise<string> {
    const before = await this.savedNodes();
    await this.page
      .locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
      .dragTo(this.page.locator('#red-ui-workspace-chart'), { targetPosition: { x, y } });
    await this.page.waitForFunction(
      (count) => (globalThis as unknown as EditorWindow).RED.nodes.createCompleteNodeSet().length > count,
      before.length,
    );
    const added = (await this.savedNodes()).find(({ id }) => before.every((node) => node.id !== id));
    assert.equal(added?.type, type);
    return added.id;
  }

  /** Shows a tab of the dialog, the first being 0. */
  tab(index: number): Promise<void> {
    return this.page.locator('#kore-tabs a').nth(index).click();
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#nodeRed.stop();
    assert.deepEqual(this.#faults, [], 'the editor has no error, and asks no other machine for anything');
  }
}

function watchFaults(page: Page, faults: string[]): void {
  const isHere = (url: string): boolean => /^(?:data:|blob:|(?:http|ws):\/\/127\.0\.0\.1:)/.test(url);
  const ask = (url: string): void => {
    if (!isHere(url)) faults.push(`asks ${url}`);
  };
  page.on('request', (request) => ask(request.url()));
  page.on('websocket', (socket) => ask(socket.url()));
  page.on('pageerror', ({ message, stack }) => faults.push(stack ?? message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`);
  });
}

/** An editor for all tests of a suite. */
export interface EditorSuite {
  /** The editor, once a test runs. */
  readonly editor: OpenEditor;
  /** Its page. */
  readonly page: Page;
}

/** Starts an editor before the tests of a suite, and stops it after them. */
export function withEditor(flowOf: () => EditorFlow, look?: Look): EditorSuite {
  let editor: OpenEditor | undefined;
  before(async () => {
    editor = await OpenEditor.start(flowOf(), look);
  });
  after(() => editor?.stop());
  const started = (): OpenEditor => {
    assert.ok(editor, 'the editor has not started');
    return editor;
  };
  return {
    get editor() {
      return started();
    },
    get page() {
      return started().page;
    },
  };
}
