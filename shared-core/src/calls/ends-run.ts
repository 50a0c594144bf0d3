import type { ErrorInfo } from '../vocabulary/errors.ts';

/** What decides it, besides the failure. */
export interface RunState {
  /** Every other call would meet the same refusal. */
  readonly meetsAll: boolean;
  /** Some call of the run came to the platform, so far as is known. */
  readonly wasReached: boolean;
}

/**
 * Whether the failure of one call ends the run that it belongs to, so that what is left is not tried: a refusal that would
 * meet all of it, and a platform that nothing of the run ever reached. An outage in the middle costs only what meets it.
 */
export function endsRun({ code }: ErrorInfo, { meetsAll, wasReached }: RunState): boolean {
  return meetsAll || (code === 'unreachable' && !wasReached);
}
