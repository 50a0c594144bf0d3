import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWNER } from '../../packages/demo/src/start-n8n.ts';
import { chromiumPath, installTestTools } from './test-tools.ts';

/** What the tests use of Playwright, which is no dependency of this repository. */
export interface Locator {
  readonly first: () => Locator;
  readonly locator: (selector: string) => Locator;
  readonly click: (options?: { force?: boolean }) => Promise<void>;
  readonly dblclick: () => Promise<void>;
  readonly fill: (text: string) => Promise<void>;
  readonly waitFor: (options?: { state?: 'visible' | 'hidden'; timeout?: number }) => Promise<void>;
  readonly count: () => Promise<number>;
  readonly allInnerTexts: () => Promise<string[]>;
  readonly innerText: () => Promise<string>;
}
interface Page {
  readonly keyboard: { readonly press: (key: string) => Promise<void> };
  readonly goto: (url: string, options?: object) => Promise<unknown>;
  readonly locator: (selector: string) => Locator;
  readonly on: (event: 'pageerror', listener: (error: Error) => void) => void;
  readonly screenshot: (options: object) => Promise<unknown>;
  readonly waitForURL: (isIt: (url: URL) => boolean) => Promise<void>;
}
interface Browser {
  readonly newContext: (options: object) => Promise<{
    readonly newPage: () => Promise<Page>;
    readonly route: (pattern: string, handler: (route: Route) => Promise<void>) => Promise<void>;
  }>;
  readonly close: () => Promise<void>;
}
interface Route {
  readonly request: () => { readonly url: () => string };
  readonly continue: () => Promise<void>;
  readonly abort: () => Promise<void>;
}

/** Not in git. */
const SCREENSHOTS = fileURLToPath(new URL('../../coverage/n8n-editor/', import.meta.url));
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const QUIET_ARGS = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The editor of n8n in a browser, with the owner logged in. */
export interface EditorPage {
  readonly page: Page;
  /** What went wrong in the page, of itself. */
  readonly errors: readonly string[];
  /** An element by n8n's own name for it. */
  readonly find: (testId: string, more?: string) => Locator;
  /** A node on the canvas. */
  readonly node: (name: string) => Locator;
  readonly openWorkflow: (id: string) => Promise<void>;
  readonly openNewWorkflow: () => Promise<void>;
  readonly openCredential: (id: string) => Promise<void>;
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the editor and logs in. Nothing outside this machine is asked for anything. */
export async function openEditor(url: string): Promise<EditorPage> {
  const tools = createRequire(join(await installTestTools(), 'package.json'));
  const { chromium } = tools('playwright-core') as {
    chromium: { launch: (options: object) => Promise<Browser> };
  };
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...ARGS, ...QUIET_ARGS] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  await context.route('**/*', (route) => {
    const { hostname, protocol } = new URL(route.request().url());
    const isOwn = hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:';
    return isOwn ? route.continue() : route.abort();
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${url}/signin`);
  await page.locator('input[name=emailOrLdapLoginId]').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.locator('[data-test-id="form-submit-button"]').first().click();
  await page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
  await mkdir(SCREENSHOTS, { recursive: true });

  const find = (testId: string, more = ''): Locator => page.locator(`[data-test-id="${testId}"]${more}`);
  return {
    page,
    errors,
    find,
    node: (name) => find('canvas-node', `[data-node-name="${name}"]`),
    async openWorkflow(id) {
      await page.goto(`${url}/workflow/${id}`);
      await find('canvas-node').first().waitFor();
    },
    async openNewWorkflow() {
      await page.goto(`${url}/workflow/new`);
      await find('canvas-add-button').first().waitFor();
    },
    async openCredential(id) {
      await page.goto(`${url}/home/credentials/${id}`);
    },
    async screenshot(name) {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    },
    close: () => browser.close(),
  };
}
