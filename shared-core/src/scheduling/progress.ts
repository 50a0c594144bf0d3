import { type Canceller, createCanceller } from './cancellation.ts';
import { NO_COUNTS } from '../vocabulary/outcomes.ts';
import type { PausedBy, Progress } from '../vocabulary/progress.ts';
import type { Clock } from '../vocabulary/ports.ts';

/** What a call waits for. */
export interface Wait {
  readonly by: PausedBy;
  /** In monotonic milliseconds; absent if nobody can say until when. */
  readonly until?: number;
}

type Pause = Required<Wait>;

/** What one call of a run tells of its waiting, and nobody else's. */
export interface CallWaits {
  /** It waits from now on; undefined: it goes on. */
  set(wait: Wait | undefined): void;
  /** The call is over. */
  end(): void;
}

/** Tells a listener how far a run is, whenever a part of it changes. */
export interface ProgressMeter {
  /**
   * Parts that are not named stay; a part given as undefined goes. Times are monotonic here; the listener gets them as
   * wall time, by the clock of the moment in which it is told.
   */
  update(parts: { readonly [Part in UpdatedPart]?: Progress[Part] | undefined }): void;
  /** A call of the run begins. Whether the run is paused is found in what all its calls tell, whenever it is told. */
  beginCall(): CallWaits;
  /** The run is over: it tells nothing by itself any more. */
  end(): void;
}

type UpdatedPart = Exclude<keyof Progress, 'pausedUntil' | 'pausedBy'>;

/**
 * A meter at the start of a run. A listener that throws harms nobody but itself. Once something was told it is told again
 * whenever nothing was for two seconds, but for a pause that was told, and when the wall clock was set anew.
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
  /** The calls under way, with what each waits for. */
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

/** Longest time in which nothing is told, but for a pause that was told. */
const LONGEST_SILENCE_MS = 2_000;
/** How soon a step of the wall clock is noticed, after which times that were told are wrong. */
const BEAT_MS = 1_000;
/** The two clocks of a machine drift apart by less than this between two things that are told. */
const SMALLEST_STEP_MS = 500;
