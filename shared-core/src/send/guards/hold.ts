import { isAborted } from '../../scheduling/cancellation.ts';
import type { ProgressMeter } from '../../scheduling/progress.ts';
import type { CancelSignal, Clock } from '../../vocabulary/ports.ts';

/** How to wait for the end of quiet hours. */
export interface HoldRules {
  readonly clock: Clock;
  readonly signal?: CancelSignal | undefined;
  readonly progress?: Pick<ProgressMeter, 'beginCall'> | undefined;
}

/**
 * Waits until `ends` (milliseconds since 1970) is over or undefined; asked again every minute, since the wall clock may be set,
 * and a machine may sleep. Resolves to false if it was cancelled before.
 */
export async function holdUntil(
  ends: () => number | undefined,
  { clock, signal, progress }: HoldRules,
): Promise<boolean> {
  const waits = progress?.beginCall();
  try {
    for (;;) {
      const until = ends();
      if (until === undefined) return true;
      if (isAborted(signal)) return false;
      const leftMs = until - clock.now();
      waits?.set({ by: 'quiet_hours', until: clock.elapsedMs() + leftMs });
      await clock.sleep(Math.max(0, Math.min(leftMs, LOOK_MS)), signal);
    }
  } finally {
    waits?.end();
  }
}

const LOOK_MS = 60_000;
