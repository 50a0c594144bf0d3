import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CREDENTIAL } from '../adapters/N8nHttp';
import { type Client, type DeviceOptions, endsRun, isKoreNotifyError, runAll } from './core';
import { createExecutionClient } from './ExecutionClient';
import { failNode, itemOf, routeRows, type Row, whyOf } from './Rows';
import { tellProgress } from './ShowProgress';

/** One call of the platform, for one item or several. */
interface DeviceCall {
  readonly userId?: unknown;
  readonly items: readonly number[];
  make(client: Client): Promise<Row[]>;
}

const WIDTH = 10;

/**
 * Makes the device calls that the input items ask for, a few at once; the API takes one user a call. After a failure that
 * would meet all of them the rest is not tried.
 */
export async function runDevices(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const isLenient = this.continueOnFail();
  const rows = new Map<DeviceCall, Row[]>();
  let calls: readonly DeviceCall[] = [];
  let failed: { readonly error: unknown; readonly items: readonly number[] } | undefined;
  let stoppedBy: unknown;
  let wasReached = false;
  try {
    calls = collectCalls(this);
    const client = createExecutionClient(this, await this.getCredentials(CREDENTIAL));
    const makeCall = async (call: DeviceCall): Promise<void> => {
      if (failed !== undefined) return;
      if (stoppedBy !== undefined) return void rows.set(call, rowsOfFailure(call, whyNotTried(stoppedBy)));
      try {
        rows.set(call, await call.make(client));
        wasReached = true;
      } catch (error) {
        if (isKoreNotifyError(error)) {
          const { info, meetsAll } = error;
          if (endsRun(info, { meetsAll, wasReached })) stoppedBy ??= error;
          wasReached ||= info.status !== undefined;
        }
        if (isLenient) rows.set(call, rowsOfFailure(call, whyOf(error)));
        else failed ??= { error, items: call.items };
      }
    };
    const queue = [...calls];
    // The first goes alone: what would meet all of them shows there.
    await runAll(queue.splice(0, 1), 1, makeCall);
    await runAll(queue, WIDTH, makeCall);
  } catch (error) {
    failed = { error, items: [] };
  }
  if (failed === undefined)
    return routeRows(
      this,
      calls.flatMap((call) => rows.get(call) ?? []),
    );
  const { error, items } = failed;
  if (!isLenient) throw failNode(this, error, itemOf(error, items));
  const all = calls.length > 0 ? calls : this.getInputData().map((_input, item) => ({ items: [item] }));
  return routeRows(
    this,
    all.flatMap((call) => rowsOfFailure(call, whyOf(error))),
  );
}

/** Under Continue On Fail: a row for each item of a call that failed. */
function rowsOfFailure({ items, userId }: Pick<DeviceCall, 'items' | 'userId'>, why: Why): Row[] {
  const user = typeof userId === 'string' || typeof userId === 'number' ? { userId } : {};
  return items.map((item) => ({
    json: { ...user, status: 'failed', ...why },
    isReached: false,
    items: [item],
  }));
}

type Why = ReturnType<typeof whyOf>;

/** Of a call that would have met the same as one before. */
function whyNotTried(error: unknown): Why {
  return { reason: 'stopped', detail: `It was not tried. ${whyOf(error).detail}` };
}

function collectCalls(context: IExecuteFunctions): DeviceCall[] {
  const calls: DeviceCall[] = [];
  const onProgress = tellProgress(context);
  const together = new Map<string, { items: number[]; devices: object[] }>();
  context.getInputData().forEach((_input, item) => {
    // Of any type: the core checks what comes from a workflow.
    const text = (name: string): string => context.getNodeParameter(name, item, '') as string;
    const operation = text('operation');
    const userId = text('userId');
    const { botLanguage, maxPauseSeconds } = context.getNodeParameter('options', item);
    const options: DeviceOptions = {
      onProgress,
      ...(botLanguage === undefined ? {} : { botLanguage: botLanguage as string }),
      ...(maxPauseSeconds === undefined ? {} : { maxPauseMs: Number(maxPauseSeconds) * 1000 }),
      ...signalOf(context),
    };
    const row = (json: object): Row => ({ json: { userId, ...json }, isReached: true, items: [item] });
    const device = { deviceId: text('deviceId'), osType: text('osType') };
    if (operation === 'unsubscribe') {
      const key = JSON.stringify([userId, botLanguage, maxPauseSeconds]);
      const known = together.get(key);
      if (known !== undefined) {
        known.items.push(item);
        known.devices.push(device);
        return;
      }
      const group = { items: [item], devices: [device] };
      together.set(key, group);
      calls.push({
        userId,
        items: group.items,
        make: (client) => unsubscribe(client, userId, group, options),
      });
    } else
      calls.push({
        userId,
        items: [item],
        async make(client) {
          if (operation === 'subscribe') {
            const { message, device: known } = await client.subscribeDevice({ userId, ...device }, options);
            return [row({ ...known, message })];
          }
          if (operation === 'unsubscribeAll')
            return [row(await client.unsubscribeAllDevices({ userId }, options))];
          return (await client.listDevices({ userId }, options)).map((known) => row(known));
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
