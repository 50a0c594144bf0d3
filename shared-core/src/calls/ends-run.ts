import type { ErrorInfo } from '../vocabulary/errors.ts';

/** What decides, beside the failure. */
export interface RunState {
  /** Every other call would get the same refusal. */
  readonly meetsAll: boolean;
  /** At least one call of the run reached the platform. */
  readonly wasReached: boolean;
}

/**
 * Whether the failure of one call ends its run, so that the rest is not tried: a refusal that every call would get,
 * or a platform that no call of the run has reached. An outage in the middle affects only the calls during it.
 */
export function endsRun({ code }: ErrorInfo, { meetsAll, wasReached }: RunState): boolean {
  return meetsAll || (code === 'unreachable' && !wasReached);
}
