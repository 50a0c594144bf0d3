import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a run did to its host's process. */
export interface HostSight {
  /** From the message to the end of the run. */
  readonly ms: number;
  /** Bytes on V8's heap and in buffers before the run, its input included, after a garbage collection. */
  readonly heapBefore: number;
  /** The most that they were; garbage included, unless it was collected before each look. */
  readonly heapPeak: number;
  readonly rssBefore: number;
  readonly rssPeak: number;
  /** Delay of the event loop over the whole run, in milliseconds. */
  readonly delayP99Ms: number;
  /** The same, of the second in which it was worst. */
  readonly worstSecondP99Ms: number;
  readonly delayMaxMs: number;
  /** Times that the user was shown how far the run is. */
  readonly updates: number;
  /** The longest that a user saw nothing new, pauses with a known end left out. */
  readonly longestSilenceMs: number;
}

/** Milliseconds between two looks at the event loop; it is idle if it is not later than that. */
const RESOLUTION_MS = 10;
const LOOK_AT_MEMORY_MS = 50;
/** A full collection takes some hundred milliseconds. */
const COLLECT_MS = 1_000;

/** Watches the process that it runs in. */
export class HostWatch {
  readonly #before = memoryInUse();
  readonly #start = performance.now();
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #delayInSecond = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timers: NodeJS.Timeout[];
  #heapPeak = 0;
  #rssPeak = 0;
  #worstSecondP99Ms = 0;
  #updates = 0;
  #quietSince = Date.now();
  #longestSilenceMs = 0;

  readonly #collects: boolean;

  /**
   * Begins to watch, after what is garbage already is gone. Needs `--expose-gc`. `collects`: garbage is collected before
   * each look at the memory, which makes everything else slow.
   */
  constructor({ collects = false }: { readonly collects?: boolean }) {
    this.#collects = collects;
    this.#delay.enable();
    this.#delayInSecond.enable();
    this.#timers = [
      setInterval(() => this.#lookAtMemory(), collects ? COLLECT_MS : LOOK_AT_MEMORY_MS),
      setInterval(() => this.#closeSecond(), 1_000),
    ];
  }

  /** The user is shown something, perhaps until when there will be nothing new. */
  shown(pausedUntil = 0): void {
    const now = Date.now();
    this.#updates++;
    this.#longestSilenceMs = Math.max(this.#longestSilenceMs, now - this.#quietSince);
    this.#quietSince = Math.max(now, pausedUntil);
  }

  /** Ends the watch. */
  end(): HostSight {
    const ms = performance.now() - this.#start;
    for (const timer of this.#timers) clearInterval(timer);
    this.shown();
    this.#lookAtMemory();
    this.#closeSecond();
    this.#delay.disable();
    this.#delayInSecond.disable();
    return {
      ms,
      heapBefore: this.#before.heap,
      heapPeak: this.#heapPeak,
      rssBefore: this.#before.rss,
      rssPeak: this.#rssPeak,
      delayP99Ms: later(this.#delay.percentile(99)),
      worstSecondP99Ms: this.#worstSecondP99Ms,
      delayMaxMs: later(this.#delay.max),
      updates: this.#updates,
      longestSilenceMs: this.#longestSilenceMs,
    };
  }

  #lookAtMemory(): void {
    if (this.#collects) gc?.();
    const { heap, rss } = measureMemory();
    this.#heapPeak = Math.max(this.#heapPeak, heap);
    this.#rssPeak = Math.max(this.#rssPeak, rss);
  }

  #closeSecond(): void {
    if (this.#delayInSecond.count === 0) return;
    const p99Ms = later(this.#delayInSecond.percentile(99));
    this.#worstSecondP99Ms = Math.max(this.#worstSecondP99Ms, p99Ms);
    this.#delayInSecond.reset();
  }
}

/** Nanoseconds between two looks → milliseconds that the second was late. */
function later(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}

function memoryInUse(): { heap: number; rss: number } {
  // Twice, since the first may leave what only a finalizer frees.
  gc?.();
  gc?.();
  return measureMemory();
}

function measureMemory(): { heap: number; rss: number } {
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}
