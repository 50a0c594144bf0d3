import {
  type NodeResult,
  type NodeRun,
  type OutputRow,
  runNode,
} from '../../packages/n8n/test/run-workflow.ts';
import { LABELS } from '../../packages/n8n/shared/Words.ts';
import type { Case } from '../cases/case.ts';
import type { CaseOnHost, HostEnd } from './case-on-a-host.ts';
import { describeOutcome } from './read-reports.ts';

/** Runs a case in n8n's own engine, where every field is an expression. */
export async function runInN8n({ one, connection, input }: CaseOnHost): Promise<HostEnd> {
  const { requestTimeoutMs, tokenLifetimeSeconds, ...settings } = connection;
  const credential = {
    algorithm: 'HS256',
    // Of guards, which no case of these has, the credential has fields of its own.
    ...(settings as Omit<typeof settings, 'guards'>),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutSeconds: requestTimeoutMs / 1000 }),
    ...(tokenLifetimeSeconds === undefined ? {} : { lifetimeSeconds: tokenLifetimeSeconds }),
  };
  const isBadInput = one.expected.error === 'invalid_input';
  const { rows, error } = await runNode({
    credential,
    // A node that stops tells of bad input in words; one that goes on tells every outcome in rows.
    settings: { onError: isBadInput ? 'stopWorkflow' : 'continueRegularOutput' },
    ...nodeOf(one, input),
  });
  if (error !== undefined) return readProblems(error);
  // Of an empty list n8n gives one row, so that the branch goes on: it is about nobody.
  if (one.call.startsWith('send'))
    return { outcomes: rows.filter(({ index }) => index !== undefined).map(describeOutcome) };
  const failure = { error: rows.find(({ reason }) => reason !== undefined)?.reason };
  if (!one.call.endsWith('Status'))
    return one.call === 'unsubscribeDevices' ? { error: failureOf(rows) } : failure;
  return failure.error === undefined ? { jobs: rows.map(describeJob) } : failure;
}

/** A device that the platform does not know is no failure of the call. */
function failureOf(rows: readonly OutputRow[]): string | undefined {
  return rows.find(({ status }) => status === 'failed')?.reason;
}

function describeJob({ api, jobStatus, isFinal, delivered, undelivered }: OutputRow): object {
  return { api, jobStatus, isFinal, delivered, undelivered };
}

/** n8n says them with its own labels: back to the names of the core. */
function readProblems({ description }: NonNullable<NodeResult['error']>): HostEnd {
  const starts = (description ?? '').matchAll(
    /^(?:(Recipient|Device) with index (\d+)(?=[,:]))?(?:, )?([^:,\n]*): (?=[A-Z“]|\w+ is empty)/gm,
  );
  const fieldOf = (label: string): string =>
    Object.keys(LABELS).find((field) => LABELS[field] === label) ?? label;
  const paths = [...starts].map(([, place, index, name = '']) => {
    if (place === undefined || index === undefined) return fieldOf(name);
    const field = place === 'Device' ? fieldOf(name) : name;
    return `${place.toLowerCase()}s[${index}]${name === '' ? '' : `.${field}`}`;
  });
  return { error: 'invalid_input', problems: paths };
}

const DEVICE_OPERATIONS: Readonly<Record<string, string>> = {
  subscribeDevice: 'subscribe',
  listDevices: 'getAll',
  unsubscribeDevices: 'unsubscribe',
  unsubscribeAllDevices: 'unsubscribeAll',
};

type Fields = Readonly<Record<string, unknown>>;
type Node = Pick<NodeRun, 'type' | 'parameters' | 'items'>;

function nodeOf({ call, options = {} }: Case, input: unknown): Node {
  const given = (input ?? {}) as Fields;
  const items = [{ input: given }] as unknown as NonNullable<NodeRun['items']>;
  const operation = DEVICE_OPERATIONS[call];
  if (operation !== undefined) {
    // One item a device: the node puts those of a user together.
    const devices = Array.isArray(given['devices']) ? (given['devices'] as Fields[]) : [{}];
    return {
      type: 'koreManageDevices',
      items: devices.map((device) => ({ input: { ...given, ...device } })),
      parameters: {
        operation,
        ...fromItem(['userId', 'deviceId', 'osType']),
        options: optionsOf(options) as Record<string, string>,
      },
    };
  }
  if (call === 'send' || call === 'sendV2')
    return {
      type: call === 'send' ? 'koreSendNotification' : 'koreSendNotificationV2',
      items,
      parameters: {
        operation: typeof options['wait'] === 'object' ? 'sendAndTrack' : 'send',
        recipientsFrom: 'list',
        ...fromItem(['channel', 'message', 'recipients']),
        ...fromItem(
          ['messageType', 'identityField', 'identityKey', 'webhookInstanceName'].filter(
            (name) => name in given,
          ),
        ),
        options: {
          ...fromItem(['messageKey', 'userIdentityType'].filter((name) => name in given)),
          ...(optionsOf(options) as Record<string, string>),
        },
      },
    };
  return {
    type: 'koreCheckStatus',
    items,
    parameters: {
      ...fromItem(['requests']),
      api: '={{ $json.input.api ?? "item" }}',
      operation: call === 'waitForStatus' ? 'wait' : 'get',
      options: optionsOf(options) as Record<string, string>,
    },
  };
}

function fromItem(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `={{ $json.input.${name} }}`]));
}

/** Options under the names that they have in n8n, in seconds. */
function optionsOf(options: Fields): Fields {
  const { wait, onBadRecipient, ...others } = options;
  const waiting = typeof wait === 'object' && wait !== null ? wait : {};
  const named = { ...others, ...waiting, ...(onBadRecipient === 'skip' ? { skipBadRecipients: true } : {}) };
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) =>
      name.endsWith('Ms')
        ? [({ timeoutMs: 'waitTimeout' }[name] ?? name.slice(0, -2)) + 'Seconds', Number(value) / 1000]
        : [name, value as unknown],
    ),
  );
}
