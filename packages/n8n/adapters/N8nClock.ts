import { sleep } from 'n8n-workflow';
import type { CancelSignal, Clock } from '../shared/core';

/** n8n's sleep cannot be ended everywhere, so a cancelled one leaves a timer of at most this length behind. */
const SLICE_MS = 250;

/** The clock of n8n: nodes may not use timers of their own. */
export class N8nClock implements Clock {
  now(): number {
    return Date.now();
  }

  elapsedMs(): number {
    return performance.now();
  }

  random(): number {
    return Math.random();
  }

  async sleep(ms: number, signal?: CancelSignal): Promise<void> {
    const end = performance.now() + ms;
    const aborted = whenAborted(signal);
    try {
      for (let left = ms; left > 0 && signal?.aborted !== true; left = end - performance.now())
        await Promise.race([sleep(Math.min(left, SLICE_MS)), aborted.promise]);
    } finally {
      aborted.forget();
    }
  }

  turn(): Promise<void> {
    return sleep(0);
  }
}

/** Longest that work goes on before n8n has its turn: nobody notices so little. */
const TURN_MS = 10;
/** Things that are done between two looks at the clock. */
const AT_ONCE = 100;

/** Goes through things in turns with n8n's other work. */
export async function* inTurns<T>(things: Iterable<T>): AsyncIterable<T> {
  let startMs = performance.now();
  let count = 0;
  for (const thing of things) {
    yield thing;
    if (++count % AT_ONCE !== 0 || performance.now() - startMs < TURN_MS) continue;
    await sleep(0);
    startMs = performance.now();
  }
}

function whenAborted(signal: CancelSignal | undefined): { readonly promise: Promise<void>; forget(): void } {
  let listener = (): void => undefined;
  const promise = new Promise<void>((resolve) => (listener = resolve));
  signal?.addEventListener('abort', listener);
  return { promise, forget: () => signal?.removeEventListener('abort', listener) };
}
