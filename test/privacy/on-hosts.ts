import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { createClient, KoreNotifyError } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import type { Node, NodeAPI } from 'node-red';
import { logLines, type NodeRun, runNode, testCredential } from '../../packages/n8n/test/run-workflow.ts';
import { builtNodes, type FlowNode, helper, pause, until } from '../../packages/node-red/test/flow.ts';
import { MARKS } from './marks.ts';
import type { Scenario } from './scenarios.ts';

/** Pauses and windows are short, so that no scenario waits for them. */
const TIME_SCALE = 6_000;

/** The connection to a platform, unless the scenario says otherwise. */
function connectionOf({ connection = {} }: Scenario, url: string): Record<string, string> {
  const usual = {
    host: url,
    botId: 'st-1',
    clientId: 'cs-1',
    algorithm: 'HS256',
    clientSecret: MARKS.secret,
  };
  return { ...usual, ...connection };
}

/** Whatever the core gives, throws and logs. */
export async function runInCore(scenario: Scenario, url: string): Promise<unknown> {
  const shown: unknown[] = [];
  const { algorithm, clientSecret = '', privateKey, ...options } = connectionOf(scenario, url);
  const http = new AxiosHttp({ proxy: false });
  try {
    const signer = new JsonwebtokenSigner({
      algorithm: algorithm as 'HS256',
      key: privateKey ?? clientSecret,
    });
    const client = createClient(
      { http, clock: new SystemClock(), signer, logger: { log: (...line) => void shown.push(line) } },
      { host: '', botId: '', clientId: '', ...options, timeScale: TIME_SCALE },
    );
    shown.push(await client.checkConnection());
    shown.push(await client[scenario.call](scenario.input as never, scenario.options ?? {}));
  } catch (error) {
    shown.push(error);
    if (!(error instanceof KoreNotifyError)) throw error;
  } finally {
    http.close();
  }
  return shown;
}

const require = createRequire(import.meta.url);
const debug = require('@node-red/nodes/core/common/21-debug.js') as (RED: NodeAPI) => unknown;
const { events } = require('@node-red/util') as { readonly events: EventEmitter };

const TYPES = {
  sendV2: 'kore-send-v2',
  getStatus: 'kore-status',
  subscribeDevice: 'kore-devices',
  listDevices: 'kore-devices',
} as const;
const OPERATIONS: Readonly<Record<string, string>> = { subscribeDevice: 'subscribe', listDevices: 'list' };
const FIELDS = {
  'kore-send-v2': ['channel', 'messageType', 'message', 'recipients', 'identityField'],
  'kore-status': ['requests', 'api'],
  'kore-devices': ['operation', 'userId', 'deviceId', 'osType', 'botLanguage'],
} as const;

/** A flow that runs on one connection, and what it shows. */
interface Session {
  readonly key: string;
  /** Since the last message. */
  shown: unknown[];
  isOver: boolean;
}

let session: Session | undefined;
events.on('comms', ({ topic, data }: { topic: string; data: unknown }) =>
  session?.shown.push(topic === 'debug' ? { ofDebugNode: { data } } : [topic, data]),
);

/** Whatever Node-RED shows: report, Catch, sidebar, status dots and log. What a flow gave itself is not among it. */
export async function runInNodeRed(scenario: Scenario, url: string): Promise<unknown> {
  const connection = connectionOf(scenario, url);
  const key = JSON.stringify(connection);
  if (session?.key !== key) {
    await closeNodeRed();
    session = await openNodeRed(key, connection);
  }
  const { call, input, options } = scenario;
  const logged = helper.log().args.length;
  Object.assign(session, { shown: [], isOver: false });
  const one = session;
  helper.getNode(idOf(TYPES[call])).receive({
    input: { ...input, operation: OPERATIONS[call], ...options },
  });
  await until(() => one.isOver, 'the end');
  // What goes to the sidebar follows.
  await pause(10);
  const lines = helper
    .log()
    .args.slice(logged)
    .map(([line]) => line as { readonly type?: string });
  return [...one.shown, lines.map((line) => (line.type === 'debug' ? { ofDebugNode: { line } } : line))];
}

/** Not the value of any property, which Node-RED would take for a reference. */
const idOf = (type: string): string => `node-of-${type}`;

/** Ends the flow that ran last. */
export async function closeNodeRed(): Promise<void> {
  if (session !== undefined) await helper.unload();
  session = undefined;
}

/** A report of Node-RED gives each row back to whoever gave it: it is no news to them. Everything else is looked at. */
function withoutRows(payload: unknown): unknown {
  const { recipients } = (payload ?? {}) as { readonly recipients?: readonly object[] };
  if (!Array.isArray(recipients)) return payload;
  return {
    ...(payload as object),
    recipients: recipients.map((one: object) => ({ ...one, row: undefined })),
  };
}

async function openNodeRed(key: string, connection: Readonly<Record<string, string>>): Promise<Session> {
  const { clientSecret, privateKey, ...settings } = connection;
  const collector = (id: string): FlowNode => ({ id, type: 'helper', z: 'tab', wires: [] });
  const nodes = Object.entries(FIELDS).map(([type, fields]): FlowNode => {
    const typed = fields.flatMap((name) => [
      [name, `input.${name}`],
      [`${name}Source`, 'msg'],
    ]);
    const common = { id: idOf(type), type, z: 'tab', app: 'app', configVersion: 1, maxPauseSeconds: '0' };
    return { ...common, ...(Object.fromEntries(typed) as object), wires: [['out'], []] };
  });
  const flow: FlowNode[] = [
    { id: 'tab', type: 'tab', label: 'Test' },
    { id: 'app', type: 'kore-app', timeScale: String(TIME_SCALE), ...settings },
    ...nodes,
    ...['error', 'problems'].map((complete): FlowNode => {
      const side = { type: 'debug', z: 'tab', active: true, tosidebar: true, console: true, wires: [] };
      return { ...side, id: `side-${complete}`, complete, targetType: 'msg' };
    }),
    { id: 'catcher', type: 'catch', z: 'tab', wires: [['caught', 'side-error', 'side-problems']] },
    {
      id: 'completer',
      type: 'complete',
      z: 'tab',
      scope: Object.keys(FIELDS).map(idOf),
      wires: [['completed']],
    },
    ...['out', 'caught', 'completed'].map(collector),
  ];
  await helper.load([...builtNodes, debug], flow, { app: { clientSecret, privateKey } });
  const opened: Session = { key, shown: [], isOver: false };
  const on = (id: string, take: (msg: Readonly<Record<string, unknown>>) => void): unknown =>
    helper.getNode(id).on('input', (msg) => take(msg));
  on('out', ({ payload }) => void opened.shown.push(withoutRows(payload)));
  on('caught', ({ error, problems }) => {
    opened.isOver = true;
    opened.shown.push(error, problems);
  });
  on('completed', () => (opened.isOver = true));
  for (const type of Object.keys(FIELDS)) {
    const node = helper.getNode(idOf(type)) as Node & EventEmitter;
    node.on('call:status', ({ args }: { args: unknown[] }) => void opened.shown.push(args));
  }
  return opened;
}

const N8N_TYPES = {
  sendV2: 'koreSendNotificationV2',
  getStatus: 'koreCheckStatus',
  subscribeDevice: 'koreManageDevices',
  listDevices: 'koreManageDevices',
} as const;
const N8N_OPERATIONS: Readonly<Record<string, string>> = {
  subscribeDevice: 'subscribe',
  listDevices: 'getAll',
};

/** Whatever n8n shows and keeps of a node: its rows, its error and the log; stopped by the error, and going on. */
export async function runInN8n(scenario: Scenario, url: string): Promise<unknown> {
  const { call, input } = scenario;
  const { maxPauseMs, botLanguage } = scenario.options ?? {};
  const given = botLanguage === undefined ? input : { ...input, botLanguage };
  const named = Object.fromEntries(Object.keys(input).map((name) => [name, `={{ $json.input.${name} }}`]));
  const parameters = {
    ...named,
    recipientsFrom: 'list',
    wait: false,
    ...(call === 'getStatus' && !('api' in input) ? { api: 'v2' } : {}),
    ...(call in N8N_OPERATIONS ? { operation: N8N_OPERATIONS[call] } : {}),
    options: {
      ...(maxPauseMs === undefined ? {} : { maxPauseSeconds: Number(maxPauseMs) }),
      ...(botLanguage === undefined ? {} : { botLanguage: '={{ $json.input.botLanguage }}' }),
    },
  } as NodeRun['parameters'];
  const credential = { ...connectionOf(scenario, url), timeScale: TIME_SCALE };
  const shown: unknown[] = [await testCredential(credential)];
  const logged = logLines.length;
  for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
    const { outputs, error, run } = await runNode({
      type: N8N_TYPES[call],
      parameters,
      credential,
      items: [{ input: given }] as never,
      settings: { onError },
    });
    if (outputs.length === 0 && error === undefined) throw new Error('Nothing was shown.');
    // Items that n8n lays an error over hold what the flow gave itself.
    const rows = outputs.map((items) => items.map(({ json }) => ({ ...json, input: undefined })));
    shown.push(
      rows,
      error,
      run.data.resultData.runData['Under Test']?.map((task) => task.error ?? task.hints),
    );
  }
  return [...shown, logLines.slice(logged).map((line) => line.replaceAll(MARKS_IN_NODES, ''))];
}

/** How n8n's log prints the node that failed, with the expressions of the workflow. */
const MARKS_IN_NODES = /={{ \$json\.input\.\w+ }}/g;
