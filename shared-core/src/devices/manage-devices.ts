import { trimInvisible } from '../text/invisible.ts';
import { runUntilStopped } from '../calls/run-until-stopped.ts';
import {
  describeError,
  type ErrorCode,
  infoOf,
  isKoreNotifyError,
  type KoreNotifyError,
  affectsAllRequests,
} from '../vocabulary/errors.ts';
import type { DeviceOptions } from '../vocabulary/options.ts';
import type { SubscribeDeviceResult, UnsubscribeDevicesResult } from '../wire/devices.ts';
import type { DeviceFate } from '../wire/device-fates.ts';
import type { DeviceRow } from '../wire/device-rows.ts';

/** What can be done with the devices of a user. */
export const DEVICE_OPERATIONS = ['subscribe', 'list', 'unsubscribe', 'unsubscribe_all'] as const;

/** What can be done with the devices of a user. */
export type DeviceOperation = (typeof DEVICE_OPERATIONS)[number];

/** Who manages: a client, or why there is none. */
export type DeviceManager =
  | {
      subscribeDevice(input: NamedInput, options?: DeviceOptions): Promise<SubscribeDeviceResult>;
      listDevices(input: NamedInput, options?: DeviceOptions): Promise<readonly DeviceRow[]>;
      unsubscribeDevices(
        input: { readonly userId: string; readonly devices: readonly object[] },
        options?: DeviceOptions,
      ): Promise<UnsubscribeDevicesResult>;
      unsubscribeAllDevices(
        input: NamedInput,
        options?: DeviceOptions,
      ): Promise<{ readonly message: string }>;
    }
  | { readonly refusal: KoreNotifyError };

/** A device of a user, whatever the operation needs of it. */
export interface NamedInput {
  /** Kore.ai's ID of the user (`u-…`). */
  readonly userId: string;
  /** Of the one device, if the operation is about one. */
  readonly deviceId: string;
  /** As `deviceId`. */
  readonly osType: string;
}

/** One row of somebody's input: what to do with which device. */
export interface DeviceRequestRow {
  /** Where it stands in the input; it is given back. */
  readonly source: number;
  /** The client, or why there is none. */
  readonly manager: DeviceManager;
  /** What to do. */
  readonly operation: DeviceOperation;
  /** Of any value: what is wrong with it fails this row. */
  readonly userId: string;
  /** Not used by operations on all devices of a user. */
  readonly deviceId: string;
  /** As `deviceId`. */
  readonly osType: string;
  /** Options of the call; rows with other ones are not called together. */
  readonly options: DeviceOptions;
}

/** What came of one row; a list of devices gives one for each. */
export interface ManagedDevice {
  /** The row it came from. */
  readonly source: number;
  /** As given. */
  readonly userId: string;
  /** What the platform says of the device, or of the user. */
  readonly device: {
    readonly deviceId?: string;
    readonly osType?: string;
    readonly status?: string;
    readonly message?: string;
  };
  /** Undefined if it was done. */
  readonly failure?: {
    readonly reason: ErrorCode | DeviceFate['status'] | 'stopped';
    readonly detail: string;
  };
  /** The error behind it. */
  readonly error?: KoreNotifyError;
}

/** Options of a run over many rows. */
export interface ManageDevicesOptions extends Pick<DeviceOptions, 'signal' | 'onProgress'> {
  /** `stop`: after the first failure nothing more is tried. @default 'go_on' */
  readonly onFailure?: 'stop' | 'go_on';
}

/** One call of the platform, and the rows it is for. */
interface Call {
  readonly manager: DeviceManager;
  readonly rows: DeviceRequestRow[];
}

const WIDTH = 10;

/**
 * Does what the rows ask for, in their order: devices of one user that are to be unsubscribed go into one call. Each manager's
 * first call goes alone, then several at once; what would meet every call ends its run, and the rest is told as not tried.
 * Rows that are bad fail alone.
 */
export async function manageDevices(
  rows: Iterable<DeviceRequestRow>,
  { onFailure = 'go_on', ...run }: ManageDevicesOptions = {},
): Promise<ManagedDevice[]> {
  const calls = groupRows(rows);
  const ends = new Map<Call, readonly ManagedDevice[]>();
  const work = async (call: Call, stop: { readonly error: { readonly message: string } } | undefined) => {
    if (stop !== undefined) {
      if (onFailure === 'go_on')
        ends.set(
          call,
          call.rows.map((row) => notTried(row, stop.error)),
        );
      return {};
    }
    const { done, error } = await makeCall(call, { run, isLenient: onFailure === 'go_on' });
    ends.set(call, done);
    if (error === undefined) return { wasReached: true };
    return {
      wasReached: error.status !== undefined,
      failure: { reason: 'stopped' as const, error: infoOf(error) },
      affectsAll: affectsAllRequests(error) || onFailure === 'stop',
    };
  };
  await Promise.all(
    Array.from(new Set(calls.map(({ manager }) => manager)), (manager) =>
      runUntilStopped(
        calls.filter((call) => call.manager === manager),
        { width: WIDTH, work },
      ),
    ),
  );
  return calls.flatMap((call) => ends.get(call) ?? []);
}

function groupRows(rows: Iterable<DeviceRequestRow>): Call[] {
  const calls: Call[] = [];
  const together = new Map<DeviceManager, Map<string, Call>>();
  for (const row of rows) {
    const { manager, operation, userId, options } = row;
    const known = together.get(manager) ?? new Map<string, Call>();
    together.set(manager, known);
    // As the call will have it: a device in two rows of one user must be in one call.
    const user = typeof userId === 'string' ? trimInvisible(userId) : userId;
    const key = operation === 'unsubscribe' ? JSON.stringify([user, options]) : `row ${row.source}`;
    const call = known.get(key);
    if (call === undefined) {
      const first: Call = { manager, rows: [row] };
      known.set(key, first);
      calls.push(first);
    } else call.rows.push(row);
  }
  return calls;
}

interface CallEnd {
  readonly done: readonly ManagedDevice[];
  readonly error?: KoreNotifyError;
}

async function makeCall(
  { manager, rows }: Call,
  how: { readonly run: DeviceOptions; readonly isLenient: boolean },
): Promise<CallEnd> {
  try {
    if ('refusal' in manager) throw manager.refusal;
    const [row] = rows;
    if (row === undefined) return { done: [] };
    const { source, userId, deviceId, osType } = row;
    const input = { userId, deviceId, osType };
    const options = { ...row.options, ...how.run };
    const doneWith = (device: ManagedDevice['device']): ManagedDevice => ({ source, userId, device });
    switch (row.operation) {
      case 'subscribe': {
        const { message, device } = await manager.subscribeDevice(input, options);
        return { done: [doneWith({ ...device, message })] };
      }
      case 'list':
        return { done: (await manager.listDevices(input, options)).map(doneWith) };
      case 'unsubscribe_all': {
        const { message } = await manager.unsubscribeAllDevices(input, options);
        return { done: [doneWith({ status: 'unsubscribed', message })] };
      }
      case 'unsubscribe':
        return { done: await unsubscribe({ manager, rows }, how) };
    }
  } catch (error) {
    if (!isKoreNotifyError(error)) throw error;
    const bad = badDevices(error);
    const isOthers = (position: number): boolean => rows.length > 1 && bad.size > 0 && !bad.has(position);
    const endOf = (row: DeviceRequestRow, position: number): ManagedDevice =>
      isOthers(position) ? notTried(row, error) : failed(row, error);
    return { done: rows.map(endOf), error };
  }
}

/** One end a row, also for rows that name the same device. Devices that are no devices fail alone, where `isLenient`. */
async function unsubscribe(
  { manager, rows }: Call,
  how: { readonly run: DeviceOptions; readonly isLenient: boolean },
): Promise<ManagedDevice[]> {
  if ('refusal' in manager) throw manager.refusal;
  const { userId = '', options } = rows[0] ?? {};
  const devices = rows.map(({ deviceId, osType }) => ({ deviceId, osType }));
  try {
    const result = await manager.unsubscribeDevices({ userId, devices }, { ...options, ...how.run });
    return rows.map((row, position) => fateOf(row, result.devices[position]));
  } catch (error) {
    const bad = isKoreNotifyError(error) ? badDevices(error) : new Map<number, string>();
    const good = rows.filter((_row, position) => !bad.has(position));
    if (!how.isLenient || bad.size === 0 || good.length === 0 || !isKoreNotifyError(error)) throw error;
    // Nothing was sent yet.
    const others = new Map((await unsubscribe({ manager, rows: good }, how)).map((end) => [end.source, end]));
    return rows.map((row, position): ManagedDevice => {
      const detail = bad.get(position);
      return detail === undefined
        ? (others.get(row.source) ?? failed(row, error))
        : { source: row.source, userId, device: {}, failure: { reason: 'invalid_input', detail }, error };
    });
  }
}

function fateOf({ source, userId }: DeviceRequestRow, fate: DeviceFate | undefined): ManagedDevice {
  const device = fate ?? {};
  if (fate === undefined || fate.status === 'unsubscribed') return { source, userId, device };
  return { source, userId, device, failure: { reason: fate.status, detail: fate.message } };
}

/** What is wrong with single devices of a call, by position. */
function badDevices({ problems }: KoreNotifyError): Map<number, string> {
  const bad = new Map<number, string>();
  for (const { path, message, remedy } of problems) {
    const [, position] = /^devices\[(\d+)\]/.exec(path) ?? [];
    // Something that is wrong with all of them.
    if (position === undefined) return new Map();
    const known = bad.get(Number(position));
    bad.set(Number(position), [...(known === undefined ? [] : [known]), message, remedy].join(' '));
  }
  return bad;
}

function failed({ source, userId }: DeviceRequestRow, error: KoreNotifyError): ManagedDevice {
  return { source, userId, device: {}, failure: { reason: error.code, detail: describeError(error) }, error };
}

/** Of a call that would have met the same as one before. */
function notTried({ source, userId }: DeviceRequestRow, error: { readonly message: string }): ManagedDevice {
  const detail = `It was not tried. ${describeError(error)}`;
  return { source, userId, device: {}, failure: { reason: 'stopped', detail } };
}
