import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startBrowser } from './editor-under-test.ts';
import { type Scene, sendEachForm, startScene } from './inbox-scene.ts';

/** Makes the pictures of the simulator's README again: `npm run pictures`. Another folder may be given. */
const folder = process.argv[2] ?? fileURLToPath(new URL('../../packages/simulator/images/', import.meta.url));

const DESKTOP = { width: 1120, height: 860 };
const PHONE = { width: 390, height: 844 };

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

await mkdir(folder, { recursive: true });
const scene = await startScene();
const browser = await startBrowser();
try {
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
