import type { ErrorInfo } from '../vocabulary/errors.ts';
import type { UnsentReason } from '../vocabulary/outcomes.ts';

/** Why what is left of a run is not tried. */
export interface Stop {
  readonly reason: UnsentReason;
  readonly error: ErrorInfo;
}

/** What one piece of a run came to, as far as the others are concerned. */
export interface PieceEnd {
  /** The platform saw it, as far as is known. */
  readonly wasReached?: boolean | undefined;
  /** Why it failed, if it did. */
  readonly failure?: Stop | undefined;
  /** Every other piece would meet the same failure. */
  readonly affectsAll?: boolean | undefined;
}

/** How to go through the pieces of a run. */
export interface RunRules<T> {
  /** How many at once. */
  readonly width: number;
  /** Why nothing is to be tried from the start. */
  readonly stop?: Stop | undefined;
  /** Does one piece; or, once there is a stop, accounts for it. Should not reject. */
  readonly work: (piece: T, stop: Stop | undefined) => Promise<PieceEnd>;
}

/**
 * Goes through the pieces of a run: the first alone, since a refusal that all would meet shows there, then several at once,
 * starting them in order. More pieces may be added to `queue` meanwhile. What would meet every piece stops the run, and so
 * does a platform that no piece ever reached; an outage in the middle costs only what meets it. Every piece is given to
 * `work`. Resolves to what stopped the run. If `work` fails all the same, no piece is begun any more, and it rejects once
 * nothing is under way.
 */
export async function runUntilStopped<T>(
  queue: T[],
  { width, stop: givenStop, work }: RunRules<T>,
): Promise<Stop | undefined> {
  let stop = givenStop;
  let wasReached = false;
  let next = 0;
  let hasFailed = false;
  const goOn = async (count: number): Promise<void> => {
    while (!hasFailed && next < count && next < queue.length) {
      const piece = queue[next++];
      if (piece === undefined) continue;
      const end = await work(piece, stop).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
      wasReached ||= end.wasReached === true;
      const { failure, affectsAll } = end;
      if (
        failure !== undefined &&
        (affectsAll === true || (failure.error.code === 'unreachable' && !wasReached))
      )
        stop ??= failure;
    }
  };
  await goOn(1);
  const ends = await Promise.allSettled(
    Array.from({ length: Math.min(width, Math.max(1, queue.length)) }, () => goOn(Infinity)),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return stop;
}
