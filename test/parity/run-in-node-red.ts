import type { Problem } from '@kore-notify/core';
import { flowAround, helper, startFlow, until } from '../../packages/node-red/test/flow.ts';
import type { Case } from '../cases/case.ts';
import type { CaseOnHost, HostEnd } from './case-on-a-host.ts';
import { readReport } from './read-reports.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Runs a case in Node-RED's own runtime, where every field comes from the message. One at a time. */
export async function runInNodeRed({ one, connection, input }: CaseOnHost): Promise<HostEnd> {
  const { clientSecret, requestTimeoutMs, ...settings } = connection;
  const app = {
    id: 'app',
    type: 'kore-app',
    ...asText(settings),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutSeconds: String(requestTimeoutMs / 1000) }),
  };
  const flow = await startFlow(flowAround(nodeOf(one), app), { app: { clientSecret } });
  try {
    flow.give({ input });
    await until(() => flow.seen.some(({ from }) => from === 'completed' || from === 'caught'), 'the end');
    const out = flow.seen.find(({ from }) => from === 'out1' || from === 'out2');
    const caught = flow.seen.find(({ from }) => from === 'caught')?.msg as
      { readonly error: { readonly code?: string }; readonly problems?: readonly Problem[] } | undefined;
    const said = readReport((out?.msg as { payload?: unknown } | undefined)?.payload);
    if (said.outcomes !== undefined || caught === undefined) return said;
    return { ...said, error: caught.error.code, problems: caught.problems?.map(({ path }) => path) };
  } finally {
    await helper.unload();
  }
}

const DEVICE_OPERATIONS: Readonly<Record<string, string>> = {
  subscribeDevice: 'subscribe',
  listDevices: 'list',
  unsubscribeDevices: 'unsubscribe',
  unsubscribeAllDevices: 'unsubscribe_all',
};
const FIELDS = {
  send: ['channel', 'identityKey', 'messageType', 'message', 'recipients', 'identityField'],
  sendV2: [
    'channel',
    'identityKey',
    'messageType',
    'message',
    'recipients',
    'identityField',
    'messageKey',
    'webhookInstanceName',
    'userIdentityType',
  ],
  status: ['requests', 'api'],
  devices: ['userId', 'deviceId', 'osType', 'devices'],
} as const;

function nodeOf({ call, options = {} }: Case): object {
  const operation = DEVICE_OPERATIONS[call];
  if (operation !== undefined)
    return {
      type: 'kore-devices',
      operation,
      operationSource: 'choice',
      ...fromMessage(FIELDS.devices),
      botLanguage: options['botLanguage'] ?? '',
      botLanguageSource: 'str',
      ...asText(secondsOf(options)),
    };
  if (call === 'send' || call === 'sendV2') {
    const { wait, ...others } = options;
    const waiting =
      typeof wait === 'object' && wait !== null ? { wait: true, ...asText(secondsOf(wait)) } : {};
    return {
      type: call === 'send' ? 'kore-send' : 'kore-send-v2',
      ...fromMessage(FIELDS[call]),
      ...asText(secondsOf(others)),
      ...waiting,
    };
  }
  return {
    type: 'kore-status',
    ...fromMessage(FIELDS.status),
    wait: call === 'waitForStatus',
    ...asText(secondsOf(options)),
  };
}

function fromMessage(names: readonly string[]): Settings {
  return Object.fromEntries(
    names.flatMap((name) => [
      [name, `input.${name}`],
      [`${name}Source`, 'msg'],
    ]),
  );
}

/** Options as a dialog has them: in seconds. */
function secondsOf(options: object): Settings {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) =>
      name.endsWith('Ms')
        ? [({ timeoutMs: 'waitTimeout' }[name] ?? name.slice(0, -2)) + 'Seconds', Number(value) / 1000]
        : [name, value as unknown],
    ),
  );
}

/** Numbers as the editor saves them. */
function asText(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),
  );
}
