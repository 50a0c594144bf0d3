import type {
  Client,
  DeviceOptions,
  ListDevicesInput,
  SubscribeDeviceInput,
  UnsubscribeAllDevicesInput,
  UnsubscribeDevicesInput,
} from '@kore-notify/core';
import { quoteValue } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import type { SavedConfig } from '../../config-version.ts';
import { settingsOf, valueNames } from '../../fields.ts';
import { runNode } from '../../run-node.ts';
import { given } from '../../saved-values.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';
import { currentName, INPUTS } from './operation-inputs.ts';

/** What a call found, and how the status dot shows it. */
interface DeviceCallEnd {
  readonly result: unknown;
  readonly status: NodeStatus;
}

type DeviceCall = (client: Client, input: unknown, options: DeviceOptions) => Promise<DeviceCallEnd>;

const done = (text: string): NodeStatus => ({ fill: 'green', shape: 'dot', text });

/** Inputs come from a flow and are of any type: the core checks them. */
const CALLS: Readonly<Record<string, DeviceCall>> = {
  subscribe: async (client, input, options) => {
    const result = await client.subscribeDevice(input as SubscribeDeviceInput, options);
    return { result, status: done('subscribed') };
  },
  list: async (client, input, options) => {
    const result = await client.listDevices(input as ListDevicesInput, options);
    return { result, status: done(result.length === 1 ? '1 device' : `${result.length} devices`) };
  },
  unsubscribe: async (client, input, options) => {
    const result = await client.unsubscribeDevices(input as UnsubscribeDevicesInput, options);
    const idsOf = (isDone: boolean): Set<string> =>
      new Set(
        result.devices
          .filter(({ status: fate }) => (fate === 'unsubscribed') === isDone)
          .map(({ deviceId }) => deviceId),
      );
    if (result.devices.length === 0)
      return { result, status: { fill: 'grey', shape: 'dot', text: 'nothing to do' } };
    const status: NodeStatus = result.isPartial
      ? { fill: 'yellow', shape: 'dot', text: `${idsOf(false).size} not unsubscribed` }
      : done(`${idsOf(true).size} unsubscribed`);
    return { result, status };
  },
  unsubscribe_all: async (client, input, options) => {
    const result = await client.unsubscribeAllDevices(input as UnsubscribeAllDevicesInput, options);
    return { result, status: done('all unsubscribed') };
  },
};

/** @throws Error naming the operations there are */
function callOf(given: unknown): { readonly call: DeviceCall; readonly inputs: readonly string[] } {
  const operation = currentName(given);
  const name = typeof operation === 'string' && Object.hasOwn(INPUTS, operation) ? operation : '';
  const call = CALLS[name];
  const inputs = INPUTS[name];
  if (call === undefined || inputs === undefined) {
    const known = Object.keys(INPUTS).join(', ');
    throw new Error(`${quoteValue(given)} is not a valid operation. Use one of: ${known}.`);
  }
  return { call, inputs };
}

/** An expression that yields nothing, as a filter without a match does, is a list of nobody. */
function valueOfNothing(config: SavedConfig, name: string): unknown {
  return name === 'devices' && config['devicesSource'] === 'jsonata' ? [] : undefined;
}

export default function register(RED: NodeAPI): void {
  function koreDevices(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    runNode({
      RED,
      node: this,
      saved,
      migrations,
      kindOf: (config) => ({
        fields: valueNames(FIELDS),
        run: async ({ client, fields: values, signal, onProgress }) => {
          const { call, inputs } = callOf(values['operation']);
          // The other fields of the dialog belong to other operations.
          const input = given(
            Object.fromEntries(inputs.map((name) => [name, values[name] ?? valueOfNothing(config, name)])),
          );
          const options = {
            signal,
            onProgress,
            ...given({
              maxPauseMs: settingsOf(FIELDS, config).maxPauseMs,
              botLanguage: values['botLanguage'] as string | undefined,
            }),
          };
          const { result, status } = await call(client, input, options);
          return { payloads: [{ payload: result }], status };
        },
      }),
    });
  }

  RED.nodes.registerType('kore-devices', koreDevices);
}
