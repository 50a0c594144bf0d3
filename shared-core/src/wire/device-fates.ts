import type { DeviceRow } from './device-rows.ts';

/** What became of one device that was to be unsubscribed. */
export interface DeviceFate {
  /** As given. */
  readonly deviceId: string;
  /** As given. */
  readonly osType: string;
  /** `invalid`: unknown to the platform. `unknown`: the answer does not name it. */
  readonly status: 'unsubscribed' | 'invalid' | 'unknown';
  /** The same in words. */
  readonly message: string;
}

/** A device as the call names it. */
export interface NamedDevice {
  readonly deviceId: string;
  readonly osType: string;
}

/** What the platform says of the devices of one call. */
export interface UnsubscribeAnswer {
  readonly message: string;
  /** Undefined if the answer has no such list. */
  readonly unsubscribed: readonly DeviceRow[] | undefined;
  readonly invalid: readonly DeviceRow[];
  /** It says more of devices than is understood: who is not named is not known. */
  readonly isUnclear: boolean;
}

/** Each device once, in the order of their first rows. */
export function distinctDevices<T extends NamedDevice>(devices: readonly T[]): T[] {
  const seen = new Set<string>();
  return devices.filter((device) => {
    const key = keyOf(device);
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * The result of each device, in the order given. If the answer has no list of unsubscribed devices, its success
 * counts for every device that is not in the list of invalid ones. It counts for nobody if the answer says more than is
 * understood, or if that list has entries that are none of these devices: it may mean one of them in another spelling.
 */
export function fatesOf(devices: readonly NamedDevice[], answer: UnsubscribeAnswer): DeviceFate[] {
  const isUnsubscribed = answer.unsubscribed && finderOf(answer.unsubscribed);
  const isInvalid = finderOf(answer.invalid);
  const ids = new Set(devices.map(({ deviceId }) => deviceId.trim()));
  const isPlain =
    answer.unsubscribed === undefined &&
    !answer.isUnclear &&
    answer.invalid.every(({ deviceId }) => ids.has(deviceId.trim()));
  return devices.map(({ deviceId, osType }): DeviceFate => {
    const device = { deviceId, osType };
    const isOut = isUnsubscribed?.(device) ?? false;
    const isIn = isInvalid(device);
    if (isIn && !isOut)
      return { ...device, status: 'invalid', message: 'The platform does not know this device.' };
    if (!isIn && (isOut || isPlain)) return { ...device, status: 'unsubscribed', message: answer.message };
    return { ...device, status: 'unknown', message: 'The platform does not say what became of this device.' };
  });
}

/** Whether a list of the answer has a device. Properties that the answer leaves out are not compared. */
function finderOf(list: readonly DeviceRow[]): (device: NamedDevice) => boolean {
  const keys = new Set(list.map(({ deviceId, osType }) => keyOf({ deviceId, osType: osType ?? '' })));
  return (device) => keys.has(keyOf(device)) || keys.has(keyOf({ ...device, osType: '' }));
}

/** The platform returns `ios` for `iOS` (docs/kore-ai-api.md#devices). */
function keyOf({ deviceId, osType }: NamedDevice): string {
  return JSON.stringify([deviceId.trim(), osType.trim().toLowerCase()]);
}
