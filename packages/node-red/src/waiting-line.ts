import type { CancelSignal } from '@kore-notify/core';

/** Where the messages of a node wait until it is worth while to begin with them. */
export interface WaitingLine {
  /**
   * Resolves when there is room, first come, first served, or when the signal aborts. Gives the way to make room for the
   * next, which may be called more than once.
   */
  enter(signal: CancelSignal): Promise<() => void>;
}

/**
 * A line with room for so many at once. The core's own limit of requests under way does not replace it, for two reasons.
 * What a run has read, checked and built stays in memory until it is sent: a flow that lets go of thousands of messages
 * together would hold it for all of them. And a call that waits since the platform asked for patience (503) has given its
 * place back: without this line every other message would call in the meantime, 20 of 20 where now 2 do.
 */
export function createWaitingLine(room: number): WaitingLine {
  let free = room;
  const waiting = new Set<() => void>();

  return {
    enter: (signal) =>
      new Promise((resolve) => {
        const begin = (): void => {
          waiting.delete(begin);
          signal.removeEventListener('abort', begin);
          free--;
          let isInside = true;
          resolve(() => {
            if (!isInside) return;
            isInside = false;
            free++;
            const [first] = waiting;
            if (free > 0) first?.();
          });
        };
        if (free > 0 || signal.aborted) {
          begin();
          return;
        }
        waiting.add(begin);
        signal.addEventListener('abort', begin);
      }),
  };
}
