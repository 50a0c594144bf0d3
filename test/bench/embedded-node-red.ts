import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Node, NodeMessage } from 'node-red';
import RED from 'node-red';

/** A flow to measure. */
export interface BenchFlow {
  /** With a node `sender`, which is given the messages, and what it sends wired to `sink`. */
  readonly nodes: readonly object[];
  /** By node id. */
  readonly credentials?: object;
  /** Ours; without it Node-RED has its own nodes only. */
  readonly hasPalette?: boolean;
  /** File names of nodes that are left out. */
  readonly without?: readonly string[];
}

const PALETTE = '@kore-notify/node-red-kore-notify';

/** The folder of our package. */
export function paletteFolder(): string {
  return dirname(createRequire(import.meta.url).resolve(`${PALETTE}/package.json`));
}

/** Starts Node-RED in this process, on a folder of its own; the process ends it. */
export async function startNodeRed({
  nodes,
  credentials = {},
  hasPalette = false,
  without = [],
}: BenchFlow): Promise<void> {
  const userDir = await mkdtemp(join(tmpdir(), 'kore-notify-bench-'));
  await writeFile(join(userDir, 'flows.json'), JSON.stringify(nodes));
  await writeFile(join(userDir, 'flows_cred.json'), JSON.stringify(credentials));
  // Node-RED also finds what stands beside it in node_modules.
  const nodesExcludes = hasPalette ? [...without] : [...without, basename(PALETTE)];
  RED.init(createServer(), {
    userDir,
    flowFile: 'flows.json',
    credentialSecret: false,
    ...(hasPalette ? { nodesDir: paletteFolder() } : {}),
    uiHost: '127.0.0.1',
    uiPort: 0,
    disableEditor: true,
    functionGlobalContext: {},
    logging: { console: { level: 'error', metrics: false, audit: false } },
    ...{ nodesExcludes },
    ...QUIET,
  });
  const isStarted = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
  await RED.start();
  await isStarted;
  await rm(userDir, { recursive: true, force: true });
}

/** Settings with which nothing calls home. */
export const QUIET = {
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { palette: { allowInstall: false } },
};

/** The tab, and the node that takes what was sent and does nothing. */
export const SURROUNDINGS: readonly object[] = [
  { id: 'tab', type: 'tab', label: 'Bench' },
  { id: 'sink', type: 'link out', z: 'tab', mode: 'link', links: [], wires: [] },
];

/** One of our send nodes as the editor saves it, between `sender` and `sink`; the app has the id `app`. */
export function sendNode(type: 'kore-send' | 'kore-send-v2', message: string): object {
  return {
    id: 'sender',
    type,
    z: 'tab',
    app: 'app',
    channel: 'msteams',
    channelSource: 'choice',
    messageType: 'text',
    messageTypeSource: 'choice',
    message,
    messageSource: 'str',
    recipients: 'payload',
    recipientsSource: 'msg',
    // These measures send to more than a new node would let through.
    maxRecipients: '0',
    configVersion: 1,
    wires: [['sink'], ['sink']],
  };
}

/** What comes out, with whatever properties. */
export type Message = NodeMessage & Readonly<Record<string, unknown>>;

/** Share of the messages that is sent before, and does not count: a flow is seldom the first of its Node-RED. */
const WARM_UP = 0.1;

/**
 * Gives `sender` all messages at once, as a flow does that splits a list. Returns the messages a second until the last of
 * them has come out. @throws Error if one comes out that is not as it should be
 */
export async function messagesPerSecond(
  messages: readonly object[],
  isGood: (msg: Message) => boolean,
): Promise<number> {
  await passMessages(messages.slice(0, messages.length * WARM_UP), isGood);
  const start = performance.now();
  await passMessages(messages, isGood);
  return messages.length / ((performance.now() - start) / 1_000);
}

function passMessages(messages: readonly object[], isGood: (msg: Message) => boolean): Promise<void> {
  const nodes = RED.nodes as unknown as { getNode(id: string): Node };
  const [sender, sink] = [nodes.getNode('sender'), nodes.getNode('sink')];
  return new Promise((resolve, reject) => {
    let count = 0;
    const take = (msg: Message): void => {
      if (!isGood(msg)) reject(new Error(`The node sent ${JSON.stringify(msg).slice(0, 500)}`));
      if (++count < messages.length) return;
      sink.removeListener('input', take);
      resolve();
    };
    sink.on('input', take);
    for (const message of messages) sender.receive({ ...message });
  });
}
