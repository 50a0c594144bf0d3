import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { answers, freePort, type OwnProcess, startProcess } from '../../packages/demo/src/own-process.ts';
import { runCommand } from '../../packages/demo/src/run-command.ts';
import { QUIET, sendNode } from '../bench/embedded-node-red.ts';
import { openDialog, openNodeRedEditor, startBrowser } from '../browser/editor-under-test.ts';
import { installHost, installNode, packAll } from './host-install.ts';
import { NODE_REDS } from './versions.ts';

const TYPES = ['kore-app', 'kore-devices', 'kore-send', 'kore-send-v2', 'kore-status'];
const PEOPLE = ['ada@example.org', 'bob@example.org', 'cleo@example.org'];
const PLACE = { z: 'tab', x: 100, y: 100 };

/** A part of a set of nodes, as Node-RED tells it. */
interface NodeSet {
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: string;
}

let packed: Awaited<ReturnType<typeof packAll>>;
/** The user's folder with the packed palette, installed as its README says. */
let userDir: string;

before(async function () {
  this.timeout(180_000);
  packed = await packAll(['shared-core', 'packages/node-red']);
  userDir = await mkdtemp(join(packed.home, 'user-'));
  await writeFile(join(userDir, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  await runCommand('npm', ['install', '--no-audit', '--no-fund', ...packed.tarballs], { cwd: userDir });
});
after(() => packed.remove());

for (const { version, node } of NODE_REDS)
  describe(`The palette in Node-RED ${version} on Node ${node}`, function () {
    this.timeout(60_000);
    let simulator: Simulator;
    let nodeRed: OwnProcess | undefined;
    let url: string;

    before(async function () {
      // The first time, this installs Node-RED and Node.
      this.timeout(600_000);
      const folder = await installHost({ 'node-red': version });
      simulator = await createSimulator();
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      await prepare(simulator, port);
      nodeRed = await startProcess({
        name: `Node-RED ${version}`,
        command: await installNode(node),
        args: [join(folder, 'node_modules', 'node-red', 'red.js'), '--userDir', userDir],
        cwd: userDir,
        env: process.env,
        isReady: () => answers(`${url}/rest`),
      });
    });
    beforeEach(() => simulator.reset());
    after(async () => {
      await nodeRed?.stop();
      await simulator.stop();
      for (const file of ['flows.json', 'flows_cred.json']) await rm(join(userDir, file), { force: true });
    });

    /** Gives a message to the send node, and what comes of it: the report, or the code and the words of an error. */
    const send = async (payload: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
      const body = JSON.stringify(payload);
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/send`, { method: 'POST', headers, body });
      return { status: answer.status, body: await answer.json() };
    };

    it('registers its five types', async () => {
      const sets = (await (
        await fetch(`${url}/nodes`, { headers: { accept: 'application/json' } })
      ).json()) as NodeSet[];
      const own = sets.filter(({ module }) => module === '@kore-notify/node-red-kore-notify');
      assert.deepEqual(own.flatMap(({ types }) => types).sort(), TYPES);
      assert.deepEqual(
        own.filter(({ enabled, err }) => !enabled || err !== undefined),
        [],
      );
      const log = nodeRed?.log() ?? '';
      assert.doesNotMatch(log, /\[(warn|error)\].*kore/i);
    });

    it('sends, and gives who was not reached to the second output', async () => {
      simulator.addFault({
        kind: 'answer',
        status: 412,
        body: { errors: [{ msg: 'Invalid arguments', code: 412 }] },
        after: 1,
        times: 1,
      });
      const { status, body } = await send(PEOPLE);
      const { counts } = body as SendReport;
      assert.deepEqual([status, counts.accepted, counts.rejected], [200, 2, 1]);
      assert.equal(simulator.received().length, 3);
      assert.deepEqual(await (await fetch(`${url}/rest`)).json(), ['bob@example.org']);
    });

    it('gives an error to the Catch node', async () => {
      const { status, body } = await send(['no address']);
      const { code, message } = body as { readonly code: string | null; readonly message: string };
      // Node-RED 4.0 hands on the words alone.
      assert.deepEqual([status, code], [500, version.startsWith('4.0.') ? null : 'invalid_input']);
      assert.match(message, /not an e-mail address/);
      assert.equal(simulator.received().length, 0);
    });

    it('ends a send that is cancelled', async () => {
      simulator.addFault({ kind: 'delay', ms: 20_000 });
      const sending = send(PEOPLE);
      while (simulator.received().length === 0) await sleep(10);
      await fetch(`${url}/cancel`);
      const { counts } = (await sending).body as SendReport;
      assert.deepEqual([counts.unknown, counts.unsent], [1, 2]);
    });

    it('opens its dialogs in a browser', async () => {
      const browser = await startBrowser();
      try {
        const faults: string[] = [];
        const page = await openNodeRedEditor(browser, url, {
          watch: (opened) => opened.on('pageerror', ({ message }) => faults.push(message)),
        });
        for (const id of ['sender', 'app']) {
          await openDialog(page, id);
          await page.click('#node-dialog-cancel, #node-config-dialog-cancel');
        }
        assert.deepEqual(faults, []);
      } finally {
        await browser.close();
      }
    });
  });

/** Writes the flow and the settings. */
async function prepare({ url, app }: Simulator, port: number): Promise<void> {
  const flow = [
    { id: 'tab', type: 'tab', label: 'Hosts' },
    {
      id: 'app',
      type: 'kore-app',
      name: 'Simulator',
      host: url,
      botId: app.botId,
      clientId: app.clientId,
      timeScale: '6000',
      configVersion: 1,
    },
    { id: 'in', type: 'http in', ...PLACE, url: '/send', method: 'post', wires: [['sender']] },
    {
      ...sendNode('kore-send-v2', 'Hello!'),
      ...PLACE,
      recipientsPerRequest: '1',
      maxInFlight: '1',
      wait: 'never',
      wires: [['answer'], ['keep']],
    },
    { id: 'keep', type: 'function', ...PLACE, ...functionOf('flow.set("rest", msg.payload);'), wires: [[]] },
    { id: 'catch', type: 'catch', ...PLACE, scope: null, uncaught: false, wires: [['code']] },
    {
      id: 'code',
      type: 'function',
      ...PLACE,
      ...functionOf(
        'msg.statusCode = 500; const { code = null, message } = msg.error; msg.payload = { code, message }; return msg;',
      ),
      wires: [['answer']],
    },
    { id: 'answer', type: 'http response', ...PLACE, statusCode: '', headers: {}, wires: [] },
    { id: 'cancel', type: 'http in', ...PLACE, url: '/cancel', method: 'get', wires: [['stop', 'ok']] },
    {
      id: 'stop',
      type: 'function',
      ...PLACE,
      ...functionOf('return { cancel: true };'),
      wires: [['sender']],
    },
    {
      id: 'ok',
      type: 'function',
      ...PLACE,
      ...functionOf('msg.payload = {}; return msg;'),
      wires: [['answer']],
    },
    { id: 'get', type: 'http in', ...PLACE, url: '/rest', method: 'get', wires: [['give']] },
    {
      id: 'give',
      type: 'function',
      ...PLACE,
      ...functionOf('msg.payload = flow.get("rest") ?? []; return msg;'),
      wires: [['answer']],
    },
  ];
  const settings = {
    flowFile: 'flows.json',
    credentialSecret: false,
    uiHost: '127.0.0.1',
    uiPort: port,
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    ...QUIET,
    editorTheme: { tours: false, palette: { catalogues: [] } },
  };
  const { clientSecret } = app;
  await writeFile(join(userDir, 'flows.json'), JSON.stringify(flow));
  await writeFile(join(userDir, 'flows_cred.json'), JSON.stringify({ app: { clientSecret } }));
  await writeFile(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
}

function functionOf(func: string): object {
  return { func, outputs: 1, libs: [] };
}
