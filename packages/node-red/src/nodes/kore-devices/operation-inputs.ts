/** The operations of a `kore-devices`, and the fields that each needs; the dialog shows no others. */
export const INPUTS: Readonly<Record<string, readonly string[]>> = {
  subscribe: ['userId', 'deviceId', 'osType'],
  list: ['userId'],
  unsubscribe: ['userId', 'devices'],
  unsubscribe_all: ['userId'],
};

/** The name that an operation has today: flows may still compute the one it had in version 1. */
export function currentName(operation: unknown): unknown {
  return operation === 'unsubscribeAll' ? 'unsubscribe_all' : operation;
}
