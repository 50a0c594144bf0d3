import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { answers, freePort, type OwnProcess, startProcess } from '../../packages/demo/src/own-process.ts';
import { paletteFolder, QUIET } from '../bench/embedded-node-red.ts';
import { chromiumPath } from '../n8n/test-tools.ts';
import { startInFolder } from '../processes/in-folder.ts';

/** Who may log in to a Node-RED that asks for it: user names, and what each may do. All have the same password. */
export type Users = Readonly<Record<string, string | readonly string[]>>;
export const PASSWORD = 'a-password-of-this-test';

/** A flow to start with. */
export interface EditorFlow {
  readonly nodes: readonly object[];
  /** By node id. */
  readonly credentials: object;
  /** Without them Node-RED asks for no login, which is its default. */
  readonly users?: Users;
}

/** A real `node-red` with the palette and its editor, in a process of its own. */
export interface NodeRedEditor {
  readonly url: string;
  log(): string;
  stop(): Promise<void>;
}

/** What users chose. Tips off: on a busy machine the first one comes before there is a box for it, which is an error. */
const WITHOUT_TIPS = { _: { editor: { view: { 'view-show-tips': false } } } };

/** Starts Node-RED. */
export async function startNodeRedEditor({ nodes, credentials, users }: EditorFlow): Promise<NodeRedEditor> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running: OwnProcess = await startInFolder('editor', async (folder) => {
    await writeFile(join(folder, 'flows.json'), JSON.stringify(nodes));
    await writeFile(join(folder, 'flows_cred.json'), JSON.stringify(credentials));
    await writeFile(join(folder, 'settings.js'), settingsFor(port, users));
    await writeFile(join(folder, '.config.users.json'), JSON.stringify(WITHOUT_TIPS));
    const nodeRed = createRequire(import.meta.url).resolve('node-red/package.json');
    return startProcess({
      name: 'Node-RED',
      command: process.execPath,
      args: [join(dirname(nodeRed), 'red.js'), '--userDir', folder],
      cwd: folder,
      env: process.env,
      isReady: () => answers(`${url}/auth/login`),
    });
  });
  return { url, log: () => running.log(), stop: () => running.stop() };
}

function settingsFor(port: number, users: Users | undefined): string {
  const settings = {
    flowFile: 'flows.json',
    credentialSecret: false,
    nodesDir: paletteFolder(),
    uiHost: '127.0.0.1',
    uiPort: port,
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    ...QUIET,
    editorTheme: { tours: false, palette: { catalogues: [] } },
  };
  const login = `
const users = ${JSON.stringify(users ?? {})};
const find = async (username) => (users[username] ? { username, permissions: users[username] } : null);
module.exports.adminAuth = {
  type: 'credentials',
  users: find,
  authenticate: async (username, password) => (password === ${JSON.stringify(PASSWORD)} ? find(username) : null),
};`;
  return `module.exports = ${JSON.stringify(settings)};${users === undefined ? '' : login}\n`;
}

/** A name that leads to this machine in the browsers of these tests. */
export const OTHER_SITE = 'other-site.example';

/** Starts a browser that reaches this machine and nothing else. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${OTHER_SITE} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost`,
    ],
  });
}

/** Node-RED's editor, in as far as these tests use it from within the page. */
interface EditorWindow {
  readonly RED: {
    readonly nodes: { node(id: string): unknown; filterNodes(filter: object): readonly unknown[] };
    readonly editor: {
      edit(node: unknown): void;
      editConfig(property: string, type: string, id: string): void;
    };
  };
}

/** A busy machine takes its time with an editor of 10 MB. */
const PATIENCE_MS = 90_000;

/** A colour scheme of the editor. */
export type Theme = 'light' | 'dark';

/** How the editor is opened. */
export interface OpeningOptions {
  /** Who logs in, where that is asked for. */
  readonly user?: string | undefined;
  readonly theme?: Theme;
  /** That the browser asks for. */
  readonly language?: string;
  /** Gets the page before it is loaded. */
  readonly watch?: (page: Page) => void;
}

/** Opens the editor. */
export async function openNodeRedEditor(
  browser: Browser,
  url: string,
  { user, theme = 'light', language = 'en-GB', watch }: OpeningOptions = {},
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    locale: language,
    colorScheme: theme,
  });
  page.setDefaultTimeout(PATIENCE_MS);
  watch?.(page);
  // What a user chooses in the settings of the view.
  await page.addInitScript((chosen) => localStorage.setItem('view-dark-theme', chosen), theme);
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  if (user !== undefined) {
    await page.fill('#node-dialog-login-username', user);
    await page.fill('#node-dialog-login-password', PASSWORD);
    await page.click('#node-dialog-login-submit');
  }
  await page.waitForFunction(
    () => (globalThis as unknown as Partial<EditorWindow>).RED?.nodes.filterNodes({}).length !== 0,
  );
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  return page;
}

/** Opens the dialog of a node, by its id, or of the configuration node `app`. */
export async function openDialog(page: Page, id: string): Promise<void> {
  await page.evaluate((wanted) => {
    const { nodes, editor } = (globalThis as unknown as EditorWindow).RED;
    if (wanted === 'app') editor.editConfig('', 'kore-app', wanted);
    else editor.edit(nodes.node(wanted));
  }, id);
  await page.locator(id === 'app' ? '#node-config-input-host' : '#node-input-name').waitFor();
  // It slides in, and then takes the focus.
  await page.waitForFunction(() => document.activeElement?.closest('.red-ui-tray') !== null);
}

/** Not in git. */
const SCREENSHOTS = fileURLToPath(new URL('../../coverage/node-red-editor/', import.meta.url));

/** Keeps what a person would see. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}
