import { asRecord } from './request-spec.ts';

/** A device of a user, as the platform reports it. */
export interface DeviceRow {
  /** For iOS, the APNs token in hexadecimal. */
  readonly deviceId: string;
  /** In the platform's spelling, for example `Android` or `ios`. */
  readonly osType?: string;
  /** The platform's word, for example `Subscribed`. */
  readonly status?: string;
}

/** The devices of a list of devices or device IDs. Entries without an ID are skipped. */
export function readDevices(given: unknown): DeviceRow[] {
  // A number in place of a list is a count of devices.
  if (typeof given === 'number') return [];
  return listOf(given).flatMap((entry: unknown): DeviceRow[] => {
    const device = asRecord(entry);
    const deviceId = textOf(device === undefined ? entry : device['deviceId']);
    const osType = textOf(device?.['osType']);
    const status = textOf(device?.['status']);
    if (deviceId === undefined) return [];
    return [
      { deviceId, ...(osType === undefined ? {} : { osType }), ...(status === undefined ? {} : { status }) },
    ];
  });
}

/** One device alone counts as a list. */
export function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? (given as readonly unknown[]) : [given];
}

/** An ID as text. A number is accepted: some JSON writes IDs as numbers. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
