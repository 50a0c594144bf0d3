import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SendReport } from '@kore-notify/core';
import { answers, freePort, type OwnProcess, startProcess } from '../../packages/demo/src/own-process.ts';
import { paletteFolder, QUIET, sendNode } from '../bench/embedded-node-red.ts';
import { startInFolder } from './in-folder.ts';
import { type CompressedLimit, type SimulatorProcess, timeScaleOf } from './simulator-process.ts';

/** What one Node-RED sends. */
export interface NodeRedLoad {
  /** The identities begin with it. */
  readonly name: string;
  readonly recipients: number;
  readonly recipientsPerRequest: number;
  /** Further settings of the send node. */
  readonly settings?: object;
}

/** A real `node-red` with the palette, in a process of its own and on a folder of its own. */
export interface NodeRedProcess {
  readonly name: string;
  /** Presses the button of the inject node. */
  inject(): Promise<void>;
  /** What the send node put out. @throws Error if it takes too long */
  report(patienceMs: number): Promise<SendReport>;
  stop(): Promise<void>;
  /** Ends it at once, as a crash does; its folder stays as it is. */
  kill(): Promise<void>;
}

const PAUSE_MS = 250;

/** Whose recipient an identity is. */
export function nodeRedOf(identity: string): string {
  return identity.split('-')[0] ?? '';
}

/** Starts it on a temporary folder; nothing is sent yet. */
export async function startNodeRedProcess(
  simulator: SimulatorProcess,
  limit: CompressedLimit,
  load: NodeRedLoad,
): Promise<NodeRedProcess> {
  const port = await freePort();
  const running = await startInFolder('node-red', (folder) =>
    startOn(folder, port, { simulator, limit, load }),
  );
  return control(running, port, load);
}

/** Starts it on a folder that may be used once more afterwards; nothing is sent yet. */
export async function startNodeRedIn(
  folder: string,
  simulator: SimulatorAddress,
  limit: CompressedLimit,
  load: NodeRedLoad,
): Promise<NodeRedProcess> {
  const port = await freePort();
  return control(await startOn(folder, port, { simulator, limit, load }), port, load);
}

/** Where a simulator is, and the app that may use it. */
interface SimulatorAddress {
  readonly url: string;
  readonly app: { readonly botId: string; readonly clientId: string; readonly clientSecret?: string };
}

async function startOn(
  folder: string,
  port: number,
  {
    simulator,
    limit,
    load,
  }: { readonly simulator: SimulatorAddress; readonly limit: CompressedLimit; readonly load: NodeRedLoad },
): Promise<OwnProcess> {
  await writeFile(join(folder, 'flows.json'), JSON.stringify(flowFor(simulator, limit, load)));
  const { clientSecret } = simulator.app;
  await writeFile(join(folder, 'flows_cred.json'), JSON.stringify({ app: { clientSecret } }));
  await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settingsFor(port))};\n`);
  const nodeRed = createRequire(import.meta.url).resolve('node-red/package.json');
  return startProcess({
    name: 'Node-RED',
    command: process.execPath,
    args: [join(dirname(nodeRed), 'red.js'), '--userDir', folder],
    cwd: folder,
    env: process.env,
    isReady: () => answers(`http://127.0.0.1:${port}/report`),
  });
}

function control(running: OwnProcess, port: number, load: NodeRedLoad): NodeRedProcess {
  const url = `http://127.0.0.1:${port}`;
  return {
    name: load.name,
    async inject() {
      const answer = await fetch(`${url}/inject/inject`, { method: 'POST' });
      if (!answer.ok) throw new Error(`The inject node was answered with ${answer.status}.`);
    },
    async report(patienceMs) {
      const giveUpAt = Date.now() + patienceMs;
      for (;;) {
        const report = (await (await fetch(`${url}/report`)).json()) as SendReport | { waiting: true };
        if ('counts' in report) return report;
        if (Date.now() > giveUpAt) throw new Error(`${running.log()}\n${load.name} put out nothing.`);
        await sleep(PAUSE_MS);
      }
    },
    stop: () => running.stop(),
    kill: () => running.kill(),
  };
}

function settingsFor(port: number): object {
  return {
    flowFile: 'flows.json',
    credentialSecret: false,
    nodesDir: paletteFolder(),
    uiHost: '127.0.0.1',
    uiPort: port,
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    ...QUIET,
    editorTheme: { tours: false, palette: { catalogues: [] } },
  };
}

/** Inject → kore send → kept, and a path where it can be fetched. */
function flowFor(
  simulator: SimulatorAddress,
  limit: CompressedLimit,
  { name, recipients, recipientsPerRequest, settings = {} }: NodeRedLoad,
): object[] {
  // Node-RED takes a node without a place for a configuration.
  const place = { z: 'tab', x: 100, y: 100 };
  const people = `[1..${recipients}].("${name}-" & $string($) & "@example.com")`;
  return [
    { id: place.z, type: 'tab', label: name },
    {
      id: 'app',
      type: 'kore-app',
      host: simulator.url,
      botId: simulator.app.botId,
      clientId: simulator.app.clientId,
      // Each process is told the whole limit, as people do who did not think about it.
      maxPerMinute: String(limit.maxPerWindow),
      maxPerHour: '10000000',
      timeScale: String(timeScaleOf(limit)),
      configVersion: 1,
    },
    {
      id: 'inject',
      type: 'inject',
      ...place,
      props: [{ p: 'payload', v: people, vt: 'jsonata' }],
      repeat: '',
      crontab: '',
      once: false,
      onceDelay: 0.1,
      topic: '',
      wires: [['send']],
    },
    {
      ...sendNode('kore-send', 'The canteen opens at noon today.'),
      id: 'send',
      ...place,
      recipientsPerRequest: String(recipientsPerRequest),
      ...settings,
      wires: [['keep'], []],
    },
    { ...place, ...functionNode('keep', 'flow.set("report", msg.payload);', []) },
    { id: 'get', type: 'http in', ...place, url: '/report', method: 'get', wires: [['fetch']] },
    {
      ...place,
      ...functionNode('fetch', 'msg.payload = flow.get("report") ?? { waiting: true }; return msg;', [
        'answer',
      ]),
    },
    { id: 'answer', type: 'http response', ...place, statusCode: '', headers: {}, wires: [] },
  ];
}

function functionNode(id: string, code: string, next: readonly string[]): object {
  return { id, type: 'function', func: code, outputs: next.length, libs: [], wires: [next] };
}
