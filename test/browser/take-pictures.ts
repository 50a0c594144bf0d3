import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { DIRECTORY, NODES } from '../../packages/demo/src/demo-flow.ts';
import { openDialog, openNodeRedEditor, startBrowser, startNodeRedEditor } from './editor-under-test.ts';
import { type Scene, sendEachForm, startScene } from './inbox-scene.ts';

/** Makes the pictures of the READMEs again: `npm run pictures`. Another folder for those of the simulator may be given. */
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const folder = process.argv[2] ?? path('packages/simulator/images/');
const docs = path('docs/images/');

const DESKTOP = { width: 1120, height: 860 };
const PHONE = { width: 390, height: 844 };
/** Of the editor as it is opened, and as it shows a report. */
const EDITOR = { width: 1280, height: 900 };
const TALL = 1_200;
/** The place of Leo Lopez among the six on WhatsApp. */
const NOT_REACHED = '1';

interface DemoNode {
  readonly type: string;
}

interface EditorWithSidebar {
  readonly RED: { readonly sidebar: { show(tab: string): void } };
}

interface Picture {
  name: string;
  hash: string;
  theme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  prepare?: (page: Page) => Promise<void>;
  path?: string;
}

const PICTURES: readonly Picture[] = [
  { name: 'inbox', hash: '#messages' },
  { name: 'inbox-dark', hash: '#messages?by=recipient&recipient=ann%40example.com', theme: 'dark' },
  { name: 'inbox-phone', hash: '#messages', viewport: PHONE },
  { name: 'faults', hash: '#faults' },
  {
    name: 'api-viewer',
    hash: '',
    path: '/api-viewer',
    prepare: (page) => page.locator('.opblock').first().waitFor(),
  },
];

async function prepareScene(scene: Scene): Promise<void> {
  await sendEachForm(scene);
  const { simulator } = scene;
  simulator.subscribeDevice({ userId: 'u-1', deviceId: 'e0f1', osType: 'Android' });
  simulator.addFault({ kind: 'reset-after', call: 'sends', times: 2 });
  simulator.addFault({ kind: 'limit', window: 'minute', call: 'any', probability: 0.1 });
  simulator.setDirectory([
    { identity: '*@example.org', channel: 'msteams', outcome: 'undelivered', comment: 'No such user' },
  ]);
}

/** The flow of `npm start` on the canvas, the dialog of its first send, and what came out of a run. */
async function takeFlow(): Promise<void> {
  const nodes = JSON.parse(
    await readFile(path('packages/node-red/examples/demo.json'), 'utf8'),
  ) as DemoNode[];
  const demo = await startScene({ directory: DIRECTORY });
  const { simulator } = demo;
  const editor = await startNodeRedEditor({
    nodes: nodes.map((node) => (node.type === 'kore-app' ? { ...node, host: simulator.url } : node)),
    credentials: { 'demo-app': { clientSecret: simulator.app.clientSecret } },
  });
  try {
    const page = await openNodeRedEditor(browser, editor.url);
    await page.screenshot({
      path: `${docs}/flow.png`,
      clip: { x: 218, y: 42, width: 740, height: 560 },
      animations: 'disabled',
    });
    await takeReport(page, editor.url);
    await openDialog(page, 'demo-send-first');
    // It slides in.
    await page.waitForTimeout(600);
    await page.screenshot({
      path: `${docs}/dialog.png`,
      clip: { x: 20, y: 48, width: 952, height: 812 },
      animations: 'disabled',
    });
    await page.close();
  } finally {
    await editor.stop();
    await demo.stop();
  }
}

/** Runs the flow: the canvas says how many got it, and the debug sidebar who did not, and why. */
async function takeReport(page: Page, url: string): Promise<void> {
  await page.setViewportSize({ ...EDITOR, height: TALL });
  await page.evaluate(() => (globalThis as unknown as EditorWithSidebar).RED.sidebar.show('debug'));
  await fetch(`${url}/inject/${NODES.inject}`, { method: 'POST' });
  const messages = page.locator('.red-ui-debug-msg');
  await messages.filter({ hasText: 'reached on neither' }).waitFor();
  const report = messages.filter({ hasText: 'report of WhatsApp' });
  // The whole of it, its list of recipients, and one whom it did not reach.
  await report.locator('.red-ui-debug-msg-expandable:visible').first().click();
  for (const key of ['recipients', NOT_REACHED])
    await report
      .locator('.red-ui-debug-msg-expandable:visible')
      .filter({ has: page.locator('.red-ui-debug-msg-object-key', { hasText: new RegExp(`^${key}$`) }) })
      .last()
      .click();
  await report.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await page.waitForTimeout(600);
  await page.screenshot({
    path: `${docs}/report.png`,
    clip: { x: 218, y: 42, width: EDITOR.width - 218, height: TALL - 90 },
    animations: 'disabled',
  });
  await page.setViewportSize(EDITOR);
}

await mkdir(folder, { recursive: true });
await mkdir(docs, { recursive: true });
const scene = await startScene();
const browser = await startBrowser();
try {
  await takeFlow();
  await prepareScene(scene);
  for (const { name, hash, theme = 'light', viewport = DESKTOP, prepare, path = '/' } of PICTURES) {
    const page = await browser.newPage({ viewport, colorScheme: theme, locale: 'en-GB' });
    await page.goto(`${scene.simulator.url}${path}${hash}`);
    if (path === '/') await page.locator('#live.on').waitFor();
    await prepare?.(page);
    await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
    await page.close();
  }
} finally {
  await browser.close();
  await scene.stop();
}
