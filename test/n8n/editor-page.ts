import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { OWNER } from '../../packages/demo/src/start-n8n.ts';
import { startBrowser } from '../browser/editor-under-test.ts';

/** Not in git. */
const SCREENSHOTS = fileURLToPath(new URL('../../coverage/n8n-editor/', import.meta.url));
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
  const browser = await startBrowser();
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // n8n lets nobody approve anything who is a robot by name, as a browser without a window is.
    userAgent: `Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`,
  });
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
