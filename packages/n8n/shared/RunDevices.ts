import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { type Client, type DeviceOptions, endsRun, isKoreNotifyError, runAll } from './core';
import { createExecutionClient } from './ExecutionClient';
import { type Account, type BadItem, readItems } from './ReadItems';
import { failNode, itemOf, problemsOf, routeRows, type Row, whyOf } from './Rows';
import { tellProgress } from './ShowProgress';

/** One call of the platform, for one item or several. */
interface DeviceCall {
  readonly account: Account;
  readonly userId?: unknown;
  readonly items: readonly number[];
  make(client: Client): Promise<Row[]>;
}

/** What became of a call: its rows, or why there are none. */
interface CallEnd {
  readonly call: DeviceCall;
  readonly rows: readonly Row[];
  readonly error?: unknown;
}

const WIDTH = 10;

/**
 * Makes the device calls that the input items ask for, a few at once; the API takes one user a call. After a failure that
 * would meet all calls with a credential the rest of them is not tried.
 */
export async function runDevices(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const isLenient = this.continueOnFail();
  const { calls, badItems } = await collectCalls(this);
  const [bad] = badItems;
  if (bad !== undefined && !isLenient) throw failNode(this, bad.failure, bad.item);
  const perAccount = [...new Set(calls.map(({ account }) => account))].map((account) =>
    makeCalls(
      this,
      account,
      calls.filter((call) => call.account === account),
    ),
  );
  const ends = new Map((await Promise.all(perAccount)).flat().map((end) => [end.call, end]));
  const inOrder = calls.flatMap((call) => ends.get(call) ?? []);
  const failed = inOrder.find(({ error }) => error !== undefined);
  if (failed !== undefined && !isLenient)
    throw failNode(this, failed.error, itemOf(failed.error, failed.call.items));
  const unread = badItems.flatMap(({ item, failure }) =>
    rowsOfFailure({ items: [item] }, whyUnread(failure)),
  );
  return routeRows(this, [...inOrder.flatMap(({ rows }) => rows), ...unread]);
}

/** Makes the calls with one credential. A workflow that stops on errors makes no more after the first that fails. */
async function makeCalls(
  context: IExecuteFunctions,
  account: Account,
  calls: readonly DeviceCall[],
): Promise<CallEnd[]> {
  const isLenient = context.continueOnFail();
  const ends: CallEnd[] = [];
  const failWith = (call: DeviceCall, error: unknown): void => {
    ends.push({ call, error, rows: rowsOfFailure(call, whyOf(error)) });
  };
  let client: Client;
  try {
    client = createExecutionClient(context, account);
  } catch (error) {
    for (const call of calls) failWith(call, error);
    return ends;
  }
  let stoppedBy: unknown;
  let wasReached = false;
  const makeCall = async (call: DeviceCall): Promise<void> => {
    if (!isLenient && ends.some(({ error }) => error !== undefined)) return;
    if (stoppedBy !== undefined)
      return void ends.push({ call, rows: rowsOfFailure(call, whyNotTried(stoppedBy)) });
    try {
      ends.push({ call, rows: await call.make(client) });
      wasReached = true;
    } catch (error) {
      if (isKoreNotifyError(error)) {
        const { info, meetsAll } = error;
        if (endsRun(info, { meetsAll, wasReached })) stoppedBy ??= error;
        wasReached ||= info.status !== undefined;
      }
      failWith(call, error);
    }
  };
  const queue = [...calls];
  // The first goes alone: what would meet all of them shows there.
  await runAll(queue.splice(0, 1), 1, makeCall);
  await runAll(queue, WIDTH, makeCall);
  return ends;
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

/** Of an item that cannot be read: the reason of a bad input, whatever n8n calls it. */
function whyUnread(failure: unknown): Why {
  return { ...whyOf(failure), reason: 'invalid_input' };
}

/** Of a call that would have met the same as one before. */
function whyNotTried(error: unknown): Why {
  return { reason: 'stopped', detail: `It was not tried. ${whyOf(error).detail}` };
}

/** What one item asks for. */
interface Asked {
  readonly operation: string;
  readonly userId: string;
  readonly device: { readonly deviceId: string; readonly osType: string };
  readonly options: DeviceOptions;
  /** Options that calls for several items must have in common. */
  readonly key: string;
}

function readAsked(context: IExecuteFunctions, item: number, shared: DeviceOptions): Asked {
  // Of any type: the core checks what comes from a workflow.
  const text = (name: string): string => context.getNodeParameter(name, item, '') as string;
  const userId = text('userId');
  const { botLanguage, maxPauseSeconds } = context.getNodeParameter('options', item);
  return {
    operation: text('operation'),
    userId,
    device: { deviceId: text('deviceId'), osType: text('osType') },
    options: {
      ...shared,
      ...(botLanguage === undefined ? {} : { botLanguage: botLanguage as string }),
      ...(maxPauseSeconds === undefined ? {} : { maxPauseMs: Number(maxPauseSeconds) * 1000 }),
    },
    key: JSON.stringify([userId, botLanguage, maxPauseSeconds]),
  };
}

async function collectCalls(
  context: IExecuteFunctions,
): Promise<{ readonly calls: readonly DeviceCall[]; readonly badItems: readonly BadItem[] }> {
  const calls: DeviceCall[] = [];
  const together = new Map<Account, Map<string, { items: number[]; devices: object[] }>>();
  const isLenient = context.continueOnFail();
  const signal = context.getExecutionCancelSignal();
  const shared = { onProgress: tellProgress(context), ...(signal === undefined ? {} : { signal }) };
  const badItems = await readItems(context, {
    read: (item) => readAsked(context, item, shared),
    take({ operation, userId, device, options, key }, { item, account }) {
      if (operation !== 'unsubscribe') {
        const make = (client: Client) => callForOne(client, { operation, userId, device, options }, item);
        calls.push({ account, userId, items: [item], make });
        return;
      }
      const groups = together.get(account) ?? new Map<string, { items: number[]; devices: object[] }>();
      together.set(account, groups);
      const known = groups.get(key);
      if (known !== undefined) {
        known.items.push(item);
        known.devices.push(device);
        return;
      }
      const group = { items: [item], devices: [device] };
      groups.set(key, group);
      const make = (client: Client) => unsubscribe(client, userId, { ...group, isLenient, options });
      calls.push({ account, userId, items: group.items, make });
    },
  });
  return { calls, badItems };
}

async function callForOne(
  client: Client,
  { operation, userId, device, options }: Omit<Asked, 'key'>,
  item: number,
): Promise<Row[]> {
  const row = (json: object): Row => ({ json: { userId, ...json }, isReached: true, items: [item] });
  if (operation === 'subscribe') {
    const { message, device: known } = await client.subscribeDevice({ userId, ...device }, options);
    return [row({ ...known, message })];
  }
  if (operation === 'unsubscribeAll') return [row(await client.unsubscribeAllDevices({ userId }, options))];
  return (await client.listDevices({ userId }, options)).map((known) => row(known));
}

/**
 * One row an item, also for those that name the same device: the core says what became of each. Devices that are no devices
 * fail alone, where `isLenient`.
 */
async function unsubscribe(
  client: Client,
  userId: string,
  {
    items,
    devices,
    isLenient,
    options,
  }: {
    readonly items: readonly number[];
    readonly devices: readonly object[];
    readonly isLenient: boolean;
    readonly options: DeviceOptions;
  },
): Promise<Row[]> {
  let result: Awaited<ReturnType<Client['unsubscribeDevices']>>;
  try {
    result = await client.unsubscribeDevices({ userId, devices }, options);
  } catch (error) {
    const bad = badDevices(error);
    const good = devices.map((_device, position) => position).filter((position) => !bad.has(position));
    if (!isLenient || bad.size === 0 || good.length === 0) throw error;
    // Nothing was sent yet.
    const others = {
      items: good.map((position) => items[position] ?? 0),
      devices: good.map((position) => devices[position] ?? {}),
    };
    const failed = [...bad].flatMap(([position, detail]) =>
      rowsOfFailure({ userId, items: [items[position] ?? 0] }, { reason: 'invalid_input', detail }),
    );
    return [...(await unsubscribe(client, userId, { ...others, isLenient, options })), ...failed];
  }
  return result.devices.map(({ deviceId, osType, status, message }, position): Row => {
    const item = items[position] ?? 0;
    return {
      json: { userId, deviceId, osType, status, message },
      isReached: status === 'unsubscribed',
      items: [item],
    };
  });
}

/** What is wrong with single devices of a call, by position. */
function badDevices(error: unknown): Map<number, string> {
  const bad = new Map<number, string>();
  for (const { path, message, remedy } of problemsOf(error)) {
    const [, position] = /^devices\[(\d+)\]/.exec(path) ?? [];
    // Something that is wrong with all of them.
    if (position === undefined) return new Map();
    const known = bad.get(Number(position));
    bad.set(Number(position), [...(known === undefined ? [] : [known]), message, remedy].join(' '));
  }
  return bad;
}
