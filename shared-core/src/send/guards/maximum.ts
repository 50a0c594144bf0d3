import type { ResolvedGuards } from '../../vocabulary/guards.ts';
import type { SendOptions } from '../../vocabulary/options.ts';

/** What the maximum of the app is called where it is said to be too small. */
export const APP_MAXIMUM = 'the maximum a run of the app';

/** The most recipients of a send: the smaller one of its own and the app's. 0 = no maximum. */
export function maximumOf(
  { maxRecipients }: Pick<SendOptions, 'maxRecipients'>,
  guards: Pick<ResolvedGuards, 'perRun'> | undefined,
): { readonly maximum: number; readonly maximumName?: string } {
  // What is no number has its problem from the settings, and must not lift the maximum.
  const own = typeof maxRecipients === 'number' ? maxRecipients : 0;
  const { perRun = 0 } = guards ?? {};
  return perRun > 0 && (own <= 0 || perRun < own)
    ? { maximum: perRun, maximumName: APP_MAXIMUM }
    : { maximum: own };
}
