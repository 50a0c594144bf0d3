import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { Simulator } from '@kore-notify/simulator';

const require = createRequire(import.meta.url);
helper.init(require.resolve('node-red'));

type Register = (RED: NodeAPI) => unknown;
/** A node of a flow, as its file holds it. */
export type FlowNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };
/** A message, with whatever the node under test put into it. */
export type Message<T> = NodeMessage & { readonly payload: T };

const TYPES = ['kore-app', 'kore-send', 'kore-send-v2', 'kore-status', 'kore-devices'];

/** The nodes as they are shipped, and those of Node-RED that they use. */
export const builtNodes: readonly Register[] = [
  ...TYPES.map((type) => (require(`../dist/nodes/${type}/${type}.js`) as { default: Register }).default),
  require('@node-red/nodes/core/network/05-tls.js') as Register,
  require('@node-red/nodes/core/network/06-httpproxy.js') as Register,
];

/** A `kore-app` with id `app` that uses a simulator. */
export function appOf(simulator: Simulator, settings: object = {}): FlowNode {
  const { url, app } = simulator;
  return { id: 'app', type: 'kore-app', host: url, botId: app.botId, clientId: app.clientId, ...settings };
}

let bots = 0;

/** A `kore-app` of a bot that no other test uses: all apps of one bot share its pace, also after a deploy. */
export function appOfOwnBot(simulator: Simulator, settings: object = {}): FlowNode {
  bots++;
  const own = { botId: `st-own-${bots}`, clientId: `cs-own-${bots}` };
  simulator.addApp({ ...simulator.app, ...own });
  return appOf(simulator, { ...own, ...settings });
}

/**
 * A flow on one tab: the app, the node under test (id `node`), a collector for each of its outputs (ids `out1` and
 * `out2`), a Catch (to `caught`) and a Complete (to `completed`).
 */
export function flowAround(node: object, app: FlowNode): FlowNode[] {
  const collector = (id: string): FlowNode => ({ id, type: 'helper', z: 'tab', wires: [] });
  return [
    { id: 'tab', type: 'tab', label: 'Test' },
    app,
    {
      id: 'node',
      type: 'none',
      z: 'tab',
      app: 'app',
      configVersion: 1,
      wires: [['out1'], ['out2']],
      ...node,
    },
    collector('out1'),
    collector('out2'),
    { id: 'catcher', type: 'catch', z: 'tab', scope: ['node'], wires: [['caught']] },
    collector('caught'),
    { id: 'completer', type: 'complete', z: 'tab', scope: ['node'], wires: [['completed']] },
    collector('completed'),
  ];
}

/** What left a node, in order; grows while the flow runs. */
export interface Seen {
  readonly from: string;
  readonly msg: NodeMessage;
}

/** A flow that runs. */
export interface RunningFlow {
  /** Everything that reached a collector, in order. */
  readonly seen: readonly Seen[];
  readonly statuses: readonly NodeStatus[];
  give(msg: object): void;
  /** The first message that the collector got, now or later. */
  from<T>(collector: string): Promise<Message<T>>;
  /** Resolves once something reached the collectors, and all that goes with it had time to follow. */
  settled(count?: number): Promise<readonly Seen[]>;
}

const COLLECTORS = ['out1', 'out2', 'caught', 'completed'];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What never happens is told; what a busy machine does late is waited for. */
const PATIENCE_MS = 50_000;

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`This did not happen in time: ${what}.`);
    await pause(5);
  }
}

/** Starts a flow in Node-RED's own runtime. */
export async function startFlow(flow: readonly FlowNode[], credentials: object): Promise<RunningFlow> {
  const seen: Seen[] = [];
  const statuses: NodeStatus[] = [];
  await helper.load(builtNodes, flow, credentials);
  for (const from of COLLECTORS) {
    (helper.getNode(from) as Node | null)?.on('input', (msg) => void seen.push({ from, msg }));
  }
  const node = helper.getNode('node');
  const events: EventEmitter = node;
  events.on('call:status', (call: { args: [NodeStatus] }) => void statuses.push(call.args[0]));
  return {
    seen,
    statuses,
    give: (msg) => node.receive(msg as NodeMessage),
    from: async <T>(collector: string) => {
      await until(() => seen.some(({ from }) => from === collector), `a message at ${collector}`);
      return seen.find(({ from }) => from === collector)!.msg as Message<T>;
    },
    settled: async (count = 1) => {
      await until(() => seen.length >= count, `${count} messages at the collectors`);
      await pause(50);
      return seen;
    },
  };
}

/** Every log line so far, as text. */
export function logText(): string {
  return helper
    .log()
    .args.map(([line]) => `${String(line.msg)} ${JSON.stringify(line)}`)
    .join('\n');
}

export { helper, pause, until };
