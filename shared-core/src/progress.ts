import { NO_COUNTS, type Progress } from './outcomes.ts';

/** Tells a listener how far a run is, whenever a part of it changes. */
export interface ProgressMeter {
  /** Parts that are not named stay; a part given as undefined goes. */
  update(parts: { readonly [Part in keyof Progress]?: Progress[Part] | undefined }): void;
}

/** A meter at the start of a run. A listener that throws harms nobody but itself. */
export function createProgressMeter(
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
      try {
        onProgress(state);
      } catch {
        // Showing progress must not stop a send half-way.
        return;
      }
    },
  };
}
