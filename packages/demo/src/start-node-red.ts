import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import express from 'express';
import type { NodeMessage } from 'node-red';
import RED from 'node-red';
import type { Stage } from './run-demo.ts';

/** What a node sent: which node, by which of its outputs, and the message. */
export interface SentMessage {
  readonly nodeId: string;
  readonly output: number;
  readonly msg: NodeMessage;
}

/** What Node-RED's onSend hook is given, as far as it is used here. */
interface SendEvent {
  readonly source: { readonly id: string; readonly port: number };
  readonly msg: NodeMessage;
}

/** The Node-RED that people know listens here. */
const USUAL_PORT = 1880;
const PALETTE = '@kore-notify/node-red-kore-notify';

/**
 * Starts Node-RED with the palette and its demo flow in this process, on a temporary folder, and on the usual port or,
 * where that is taken, a free one. Gives its address.
 */
export async function startNodeRed(options: {
  /** Where the simulator is. */
  readonly simulatorUrl: string;
  /** The file with those who get a message. */
  readonly csv: string;
  readonly onSend: (sent: SentMessage) => void;
  readonly takeDown: Stage['takeDown'];
}): Promise<string> {
  const palette = dirname(createRequire(import.meta.url).resolve(`${PALETTE}/package.json`));
  const userDir = await mkdtemp(join(tmpdir(), 'kore-notify-demo-'));
  options.takeDown(() => rm(userDir, { recursive: true, force: true }));
  const example = await readFile(join(palette, 'examples', 'demo.json'), 'utf8');
  await writeFile(join(userDir, 'flows.json'), await fillIn(example, options));

  const app = express();
  const server = createServer(app);
  const port = await listen(server, USUAL_PORT).catch(() => listen(server, 0));
  options.takeDown(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  RED.init(server, {
    userDir,
    flowFile: 'flows.json',
    credentialSecret: false,
    nodesDir: palette,
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: '/',
    httpNodeRoot: '/api',
    functionGlobalContext: {},
    logging: { console: { level: 'error', metrics: false, audit: false } },
    ...QUIET,
  });
  app.use('/', RED.httpAdmin);
  app.use('/api', RED.httpNode);
  RED.hooks.add('onSend.demo', (events: readonly SendEvent[]) => {
    for (const { source, msg } of events) options.onSend({ nodeId: source.id, output: source.port, msg });
  });
  const isStarted = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
  await RED.start();
  options.takeDown(() => RED.stop());
  await isStarted;
  return `http://127.0.0.1:${port}/`;
}

/** The node of the demo that holds the file. */
const FILE_NODE = 'demo-file';

/** The flow of the Import menu, for the simulator that runs, and the file as it is now. */
async function fillIn(
  example: string,
  { simulatorUrl, csv }: { readonly simulatorUrl: string; readonly csv: string },
): Promise<string> {
  const template = await readFile(csv, 'utf8');
  const flow = JSON.parse(example) as { readonly id: string; readonly type: string }[];
  return JSON.stringify(
    flow.map((node) => {
      if (node.type === 'kore-app') return { ...node, host: simulatorUrl };
      return node.id === FILE_NODE ? { ...node, template } : node;
    }),
  );
}

/** Nothing that calls home or greets. */
const QUIET = {
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { palette: { allowInstall: false } },
  editorTheme: {
    tours: false,
    projects: { enabled: false },
    palette: { catalogues: [] },
    header: { title: 'Kore Notify demo' },
  },
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
