import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CREDENTIAL } from '../adapters/N8nHttp';
import { type Client, type DeviceOptions, runAll } from './core';
import { createExecutionClient } from './ExecutionClient';
import { failNode, routeRows, type Row, rowOfFailure } from './Rows';

/** One call of the platform, for one item or several. */
interface DeviceCall {
  readonly items: readonly number[];
  make(client: Client): Promise<Row[]>;
}

const WIDTH = 10;

/** Makes the device calls that the input items ask for, a few at once; the API takes one user a call. */
export async function runDevices(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const isLenient = this.continueOnFail();
  const calls = collectCalls(this);
  const rows = new Map<DeviceCall, Row[]>();
  let failed: { readonly error: unknown; readonly items: readonly number[] } | undefined;
  try {
    const client = createExecutionClient(this, await this.getCredentials(CREDENTIAL));
    await runAll([...calls], WIDTH, async (call) => {
      if (failed !== undefined) return;
      try {
        rows.set(call, await call.make(client));
      } catch (error) {
        if (isLenient) rows.set(call, rowOfFailure(error, call.items));
        else failed ??= { error, items: call.items };
      }
    });
  } catch (error) {
    if (!isLenient) throw failNode(this, error, [0]);
    for (const call of calls) rows.set(call, rowOfFailure(error, call.items));
  }
  if (failed !== undefined) throw failNode(this, failed.error, failed.items);
  return routeRows(
    this,
    calls.flatMap((call) => rows.get(call) ?? []),
  );
}

function collectCalls(context: IExecuteFunctions): DeviceCall[] {
  const calls: DeviceCall[] = [];
  const together = new Map<string, { items: number[]; devices: object[] }>();
  context.getInputData().forEach((_input, item) => {
    const text = (name: string): string => {
      const value: unknown = context.getNodeParameter(name, item, '');
      return typeof value === 'string' ? value : JSON.stringify(value);
    };
    const operation = text('operation');
    const userId = text('userId');
    const { botLanguage } = context.getNodeParameter('options', item);
    const options: DeviceOptions = {
      ...(typeof botLanguage === 'string' ? { botLanguage } : {}),
      ...signalOf(context),
    };
    const row = (json: object, isReached = true): Row => ({
      json: { userId, ...json },
      isReached,
      items: [item],
    });
    if (operation === 'unsubscribe') {
      const device = { deviceId: text('deviceId'), osType: text('osType') };
      const key = JSON.stringify([userId, botLanguage]);
      const known = together.get(key);
      if (known !== undefined) {
        known.items.push(item);
        known.devices.push(device);
        return;
      }
      const group = { items: [item], devices: [device] };
      together.set(key, group);
      calls.push({ items: group.items, make: (client) => unsubscribe(client, userId, group, options) });
    } else
      calls.push({
        items: [item],
        async make(client) {
          if (operation === 'subscribe') {
            const input = { userId, deviceId: text('deviceId'), osType: text('osType') };
            const { message, device } = await client.subscribeDevice(input, options);
            return [row({ ...device, message })];
          }
          if (operation === 'unsubscribeAll')
            return [row(await client.unsubscribeAllDevices({ userId }, options))];
          return (await client.listDevices({ userId }, options)).map((device) => row(device));
        },
      });
  });
  return calls;
}

/** One row a device; those that the platform did not know are not unsubscribed, though it calls the call a success. */
async function unsubscribe(
  client: Client,
  userId: string,
  { items, devices }: { readonly items: readonly number[]; readonly devices: readonly object[] },
  options: DeviceOptions,
): Promise<Row[]> {
  const { message, invalidDeviceIds } = await client.unsubscribeDevices({ userId, devices }, options);
  return devices.map((device, position): Row => {
    const isInvalid = 'deviceId' in device && invalidDeviceIds.includes(String(device.deviceId).trim());
    const status = isInvalid ? 'invalid' : 'unsubscribed';
    return {
      json: {
        userId,
        ...device,
        status,
        message: isInvalid ? 'The platform does not know this device.' : message,
      },
      isReached: !isInvalid,
      items: [items[position] ?? 0],
    };
  });
}

function signalOf(context: IExecuteFunctions): Pick<DeviceOptions, 'signal'> {
  const signal = context.getExecutionCancelSignal();
  return signal === undefined ? {} : { signal };
}
