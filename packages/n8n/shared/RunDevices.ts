import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
  DEVICE_OPERATIONS,
  type DeviceRequestRow,
  KoreNotifyError,
  type ManagedDevice,
  manageDevices,
} from './core';
import { Clients } from './ExecutionClient';
import { isTool } from './Maximum';
import { assertN8n } from './OldestN8n';
import { readItems } from './ReadItems';
import { failNode, routeRows, type Row, whyOf } from './Rows';
import { given, milliseconds, runOptionsOf } from './SendOptions';
import { tellProgress } from './ShowProgress';

/** Makes the device calls that the input items ask for, and gives a row for each item, or for each device of a list. */
export async function runDevices(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  assertN8n(this);
  const isLenient = this.continueOnFail() || isTool(this);
  const clients = new Clients(this);
  const rows: DeviceRequestRow[] = [];
  const badItems = await readItems(this, {
    read: (item) => readItem(this, item),
    take: (values, { item, account }) =>
      rows.push({ source: item, manager: clients.clientOf(account), ...values }),
  });
  const [bad] = badItems;
  if (bad !== undefined && !isLenient) throw failNode(this, bad.failure, bad.item);
  const managed = await manageDevices(rows, {
    ...runOptionsOf(this, tellProgress(this)),
    onFailure: isLenient ? 'go_on' : 'stop',
  });
  const failed = managed.find(({ error }) => error !== undefined);
  if (failed?.error !== undefined && !isLenient) throw failNode(this, failed.error, failed.source);
  return routeRows(this, [
    ...managed.map(rowOf),
    ...badItems.map(({ item, failure }): Row => {
      const why = { ...whyOf(failure), reason: 'invalid_input' };
      return { json: { status: 'failed', ...why }, isReached: false, items: [item] };
    }),
  ]);
}

function readItem(context: IExecuteFunctions, item: number) {
  // Of any type: the core checks what comes from a workflow.
  const text = (name: string): string => context.getNodeParameter(name, item, '') as string;
  const { botLanguage, maxPauseSeconds, allowToolUnsubscribeAll } = context.getNodeParameter('options', item);
  const operation = text('operation');
  if (operation === 'unsubscribeAll' && isTool(context) && allowToolUnsubscribeAll !== true)
    throw new KoreNotifyError({
      code: 'invalid_input',
      message: 'An AI agent may not unsubscribe all devices with this tool.',
      hint: 'Unsubscribe single devices, or switch on “As AI Tool: Allow Unsubscribe All” in the options of the node.',
    });
  return {
    operation: DEVICE_OPERATIONS.find((one) => one === (OPERATIONS[operation] ?? operation)) ?? 'list',
    userId: text('userId'),
    deviceId: text('deviceId'),
    osType: text('osType'),
    options: given({
      botLanguage: botLanguage as string | undefined,
      maxPauseMs: milliseconds(maxPauseSeconds),
    }),
  };
}

/** What n8n calls operations. */
const OPERATIONS: Readonly<Record<string, string>> = { getAll: 'list', unsubscribeAll: 'unsubscribe_all' };

function rowOf({ source, userId, device, failure }: ManagedDevice): Row {
  const user = typeof userId === 'string' || typeof userId === 'number' ? { userId } : {};
  // What became of a device is in its status; anything else failed as a whole.
  const why = device.status === undefined && failure !== undefined ? { status: 'failed', ...failure } : {};
  return { json: { ...user, ...device, ...why }, isReached: failure === undefined, items: [source] };
}
