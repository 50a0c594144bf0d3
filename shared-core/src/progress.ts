import { NO_COUNTS, type Progress } from './outcomes.ts';
import type { Clock } from './ports.ts';

/** Tells a listener how far a run is, whenever a part of it changes. */
export interface ProgressMeter {
  /**
   * Parts that are not named stay; a part given as undefined goes. Times are monotonic here; the listener gets them as
   * wall time, by the clock of the moment in which it is told.
   */
  update(parts: { readonly [Part in keyof Progress]?: Progress[Part] | undefined }): void;
}

/** A meter at the start of a run. A listener that throws harms nobody but itself. */
export function createProgressMeter(
  clock: Clock,
  onProgress: ((progress: Progress) => void) | undefined,
  start: Partial<Progress>,
): ProgressMeter {
  let state: Progress = {
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
  return {
    update(parts) {
      if (onProgress === undefined) return;
      const { pausedUntil, pausedBy, estimatedEnd, ...others } = { ...state, ...parts };
      state = {
        ...(others as Progress),
        ...(pausedUntil === undefined
          ? {}
          : { pausedUntil, ...(pausedBy === undefined ? {} : { pausedBy }) }),
        ...(estimatedEnd === undefined ? {} : { estimatedEnd }),
      };
      const wallTime = (at: number): number => Math.round(clock.now() + at - clock.elapsedMs());
      try {
        onProgress({
          ...state,
          ...(state.pausedUntil !== undefined && { pausedUntil: wallTime(state.pausedUntil) }),
          ...(state.estimatedEnd !== undefined && { estimatedEnd: wallTime(state.estimatedEnd) }),
        });
      } catch {
        // Showing progress must not stop a send half-way.
        return;
      }
    },
  };
}
