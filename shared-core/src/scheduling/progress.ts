import { type Canceller, createCanceller } from './cancellation.ts';
import { NO_COUNTS } from '../vocabulary/outcomes.ts';
import type { PausedBy, Progress } from '../vocabulary/progress.ts';
import type { Clock } from '../vocabulary/ports.ts';

/** What a call waits for. */
export interface Wait {
  readonly by: PausedBy;
  /** Monotonic milliseconds; absent if the end is not known. */
  readonly until?: number;
}

type Pause = Required<Wait>;

/** The waiting of one call of a run. */
export interface CallWaits {
  /** It waits from now on; `undefined`: it continues. */
  set(wait: Wait | undefined): void;
  /** The call has ended. */
  end(): void;
}

/** Reports the progress of a run to a listener, whenever it changes. */
export interface ProgressMeter {
  /**
   * Parts that are not named stay; a part set to `undefined` is removed. Times are monotonic here; the listener gets
   * them as wall time, converted when it is called.
   */
  update(parts: { readonly [Part in UpdatedPart]?: Progress[Part] | undefined }): void;
  /** A call of the run begins. Whether the run is paused follows from all its calls. */
  beginCall(): CallWaits;
  /** The run has ended: nothing is reported any more. */
  end(): void;
}

type UpdatedPart = Exclude<keyof Progress, 'pausedUntil' | 'pausedBy'>;

/**
 * A meter at the start of a run. Exceptions of the listener are ignored. The last progress is reported again after two
 * silent seconds, except during a pause that was reported, and when the wall clock was set.
 */
export function createProgressMeter(
  clock: Clock,
  onProgress: ((progress: Progress) => void) | undefined,
  start: Partial<Progress>,
): ProgressMeter {
  if (onProgress === undefined) return NOBODY_LISTENS;
  let state: Omit<Progress, 'pausedUntil' | 'pausedBy'> = {
    phase: 'sending',
    requestsTotal: 0,
    requestsDone: 0,
    recipientsTotal: 0,
    recipientsRead: 0,
    counts: NO_COUNTS,
    jobsFinal: 0,
    jobsTotal: 0,
    ...start,
  };
  /** The calls in progress, and what each waits for. */
  const calls = new Map<symbol, Wait | undefined>();
  let told:
    | { readonly at: number; readonly wallOrigin: number; readonly pausedUntil: number | undefined }
    | undefined;
  let heart: Canceller | undefined;

  const wallOrigin = (): number => clock.now() - clock.elapsedMs();

  /** Until when nothing new begins: every call waits, or one waits for the limit, before which all others end as well. */
  function pause(): Pause | undefined {
    const now = clock.elapsedMs();
    const waits = [...calls.values()];
    const isIdle = waits.every((wait) => wait !== undefined);
    let first: Pause | undefined;
    for (const wait of waits) {
      if (wait?.until === undefined || wait.until <= now) continue;
      if ((isIdle || wait.by === 'limit') && wait.until < (first?.until ?? Infinity))
        first = { by: wait.by, until: wait.until };
    }
    return first;
  }

  function tell(): void {
    const paused = pause();
    const toWall = wallOrigin();
    // Not before the wait is over; what is less than a hundredth is an error of reckoning.
    const wallTime = (at: number): number => Math.ceil(at + toWall - 0.01);
    told = { at: clock.elapsedMs(), wallOrigin: toWall, pausedUntil: paused?.until };
    try {
      onProgress?.({
        ...state,
        ...(paused && { pausedUntil: wallTime(paused.until), pausedBy: paused.by }),
        ...(state.estimatedEnd !== undefined && { estimatedEnd: wallTime(state.estimatedEnd) }),
      });
    } catch {
      // Showing progress must not stop a send half-way.
    }
    if (heart === undefined) void beat((heart = createCanceller()));
  }

  /** Milliseconds until it is time to tell again, if nothing else is told meanwhile. */
  function silenceLeftMs(): number {
    if (told === undefined || Math.abs(wallOrigin() - told.wallOrigin) > SMALLEST_STEP_MS) return 0;
    const now = clock.elapsedMs();
    const { at, pausedUntil } = told;
    // A pause that was told is no silence as long as it lasts; one that ended before its time is news.
    const isAnnounced = pausedUntil !== undefined && (pausedUntil <= now || pausedUntil === pause()?.until);
    // It was told in whole milliseconds.
    return (isAnnounced ? pausedUntil - 1 : at) + LONGEST_SILENCE_MS - now;
  }

  async function beat({ signal }: Canceller): Promise<void> {
    while (!signal.aborted) {
      const leftMs = silenceLeftMs();
      if (leftMs <= 0) tell();
      else await clock.sleep(Math.min(leftMs, BEAT_MS), signal);
    }
  }

  return {
    update(parts) {
      const { estimatedEnd, ...others } = { ...state, ...parts };
      state = { ...(others as Progress), ...(estimatedEnd === undefined ? {} : { estimatedEnd }) };
      tell();
    },
    beginCall() {
      const call = Symbol('call');
      calls.set(call, undefined);
      return {
        set(wait) {
          calls.set(call, wait);
          const until = pause()?.until;
          if (until !== undefined && until !== told?.pausedUntil) tell();
        },
        end: () => void calls.delete(call),
      };
    },
    end() {
      heart?.cancel();
    },
  };
}

const NOBODY_LISTENS: ProgressMeter = {
  update: () => undefined,
  beginCall: () => ({ set: () => undefined, end: () => undefined }),
  end: () => undefined,
};

/** Maximum silence, except during a pause that was reported. */
const LONGEST_SILENCE_MS = 2_000;
/** How soon a step of the wall clock is noticed, after which times that were told are wrong. */
const BEAT_MS = 1_000;
/** The two clocks of a machine drift apart by less than this between two things that are told. */
const SMALLEST_STEP_MS = 500;
