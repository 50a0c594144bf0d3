import type { CancelSignal } from '../vocabulary/ports.ts';

/** A signal and the way to abort it, for hosts without `AbortController`. */
export interface Canceller {
  /** Aborts when `cancel` is called. */
  readonly signal: CancelSignal;
  /** Aborts the signal; again does nothing. */
  readonly cancel: () => void;
}

/** A canceller that needs no host. Listeners run once, in the order in which they were added. */
export function createCanceller(): Canceller {
  const listeners = new Set<() => void>();
  let isAborted = false;
  return {
    signal: {
      get aborted() {
        return isAborted;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
    cancel() {
      if (isAborted) return;
      isAborted = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
    },
  };
}

/** True once a signal, if there is one, has aborted. */
export function isAborted(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
