/** The operations of a `kore-devices`, and the fields that each needs; the dialog shows no others. */
export const INPUTS: Readonly<Record<string, readonly string[]>> = {
  subscribe: ['userId', 'deviceId', 'osType'],
  list: ['userId'],
  unsubscribe: ['userId', 'devices'],
  unsubscribeAll: ['userId'],
};
