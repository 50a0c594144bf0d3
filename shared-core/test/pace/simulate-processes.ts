import type { Clock } from '../../src/vocabulary/ports.ts';
import { createFairShare, type CreateShare } from '../../src/pace/adaptive-allowance.ts';
import { createPacerThatShares } from '../../src/pace/pacer.ts';

/** Processes that use one bot without knowing of each other, in virtual time. */
export interface Crowd {
  /** When each process starts, in windows. */
  readonly starts: readonly number[];
  /** Requests of each process; endless if it is not given. */
  readonly requests?: readonly number[];
  /** What the platform takes within a window. @default 600 */
  readonly maximum?: number;
  /** Which window has that maximum; the other has room for everything. @default 'minute' */
  readonly window?: 'minute' | 'hour';
  /** How long endless processes are watched. @default 25 */
  readonly windows?: number;
  /** Shortest and longest time of a request, as parts of a window. @default from 20 to 200 ms of a minute */
  readonly latency?: readonly [number, number];
  /** The window is already full when the first process starts. */
  readonly isFullAtFirst?: boolean;
  readonly seed: number;
  /** How each process shares a window with the others. @default as the core does */
  readonly createShare?: CreateShare;
  /** Called for each request that the platform accepts. `at`: in windows. */
  readonly onAccepted?: (process: number, at: number) => void;
  /** Called for each request that the platform refuses. `at`: in windows. */
  readonly onRefused?: (process: number, at: number) => void;
}

/** How a crowd did. */
export interface CrowdResult {
  readonly accepted: number;
  readonly refused: number;
  /** Of all requests, those refused after the first window and a half, in which the processes meet. */
  readonly refusedLaterPart: number;
  readonly refusedPart: number;
  /** Accepted, of what the limit allows from the first start to the last acceptance. */
  readonly rate: number;
  /** What the process that got least got, of an equal share among those present, over its whole time. */
  readonly least: number;
  /** The same over the second half of the time. */
  readonly leastLater: number;
  /** Windows from the first start to the end of the last request. */
  readonly endInWindows: number;
}

const LENGTHS = { minute: 60_000, hour: 3_600_000 };
const IN_FLIGHT = 10;

/** Lets a crowd send through one pacer each, against a platform that counts as a rolling window does. */
export async function simulateProcesses(crowd: Crowd): Promise<CrowdResult> {
  const { starts, maximum = 600, window = 'minute', windows = 25, seed } = crowd;
  const lengthMs = LENGTHS[window];
  const [shortest, longest] = crowd.latency ?? [1 / 3_000, 1 / 300];
  const clock = new QueueClock(seed);
  const endMs = crowd.requests === undefined ? windows * lengthMs : Infinity;
  const platform = new RollingLimit(maximum, lengthMs);
  if (crowd.isFullAtFirst === true) for (let index = 0; index < maximum; index++) platform.takes(0);
  const got = starts.map(() => ({ whole: 0, later: 0 }));
  const open = Number.MAX_SAFE_INTEGER;
  let refused = 0;
  let refusedLater = 0;
  let lastAcceptedAt = 0;
  let lastEndAt = 0;

  const run = async (index: number, startMs: number): Promise<void> => {
    await clock.sleep(startMs);
    const limits = {
      maxPerMinute: window === 'minute' ? maximum : open,
      maxPerHour: window === 'hour' ? maximum : open,
      maxInFlight: IN_FLIGHT,
      timeScale: 1,
    };
    const pacer = createPacerThatShares(clock, limits, crowd.createShare ?? createFairShare);
    let left = crowd.requests?.[index] ?? Infinity;
    const send = async (most: number): Promise<void> => {
      for (let sent = 0; sent < most && left-- > 0; sent++) {
        for (let isAccepted = false; !isAccepted;) {
          const turn = await pacer.take({ patienceDeadline: Infinity });
          if (typeof turn !== 'object' || clock.elapsedMs() >= endMs) return;
          const halfMs = ((shortest + (longest - shortest) * clock.random()) * lengthMs) / 2;
          await clock.sleep(halfMs);
          const now = clock.elapsedMs();
          isAccepted = platform.takes(now);
          if (isAccepted) {
            const mine = got[index]!;
            mine.whole++;
            if (now >= endMs / 2) mine.later++;
            lastAcceptedAt = now;
            crowd.onAccepted?.(index, now / lengthMs);
          } else {
            refused++;
            crowd.onRefused?.(index, now / lengthMs);
            if (now > 1.5 * lengthMs) refusedLater++;
          }
          await clock.sleep(halfMs);
          lastEndAt = clock.elapsedMs();
          if (!isAccepted) pacer.refused({ window });
          turn.release(isAccepted);
        }
      }
    };
    // As a send does it: the first goes alone.
    await send(1);
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => send(Infinity)));
  };
  for (const [index, start] of starts.entries()) void run(index, start * lengthMs);
  await clock.runUntil(endMs);

  const accepted = got.reduce((sum, { whole }) => sum + whole, 0);
  const firstMs = Math.min(...starts) * lengthMs;
  const spanMs = (crowd.requests === undefined ? endMs : lastAcceptedAt) - firstMs;
  const fair = (index: number, fromWindow: number): number =>
    maximum * fairWindows(starts, index, fromWindow, endMs / lengthMs) || Infinity;
  return {
    accepted,
    refused,
    refusedPart: refused / (accepted + refused),
    refusedLaterPart: refusedLater / (accepted + refused),
    rate: accepted / ((maximum * spanMs) / lengthMs),
    least: Math.min(...got.map(({ whole }, index) => whole / fair(index, 0))),
    leastLater: Math.min(...got.map(({ later }, index) => later / fair(index, windows / 2))),
    endInWindows: (lastEndAt - firstMs) / lengthMs,
  };
}

/** An equal share among those present, summed over the time of one process, in windows. */
function fairWindows(starts: readonly number[], index: number, from: number, to: number): number {
  if (to === Infinity) return 0;
  const edges = [...new Set([from, ...starts.filter((start) => start > from), to])].sort((a, b) => a - b);
  let sum = 0;
  for (const [at, edge] of edges.slice(0, -1).entries())
    if ((starts[index] ?? 0) <= edge)
      sum += ((edges[at + 1] ?? to) - edge) / starts.filter((start) => start <= edge).length;
  return sum;
}

/** Refused requests do not count (docs/kore-ai-api.md#limits). */
class RollingLimit {
  readonly #maximum: number;
  readonly #lengthMs: number;
  readonly #times: number[] = [];
  #first = 0;

  constructor(maximum: number, lengthMs: number) {
    this.#maximum = maximum;
    this.#lengthMs = lengthMs;
  }

  takes(now: number): boolean {
    while ((this.#times[this.#first] ?? Infinity) <= now - this.#lengthMs) this.#first++;
    if (this.#times.length - this.#first >= this.#maximum) return false;
    this.#times.push(now);
    return true;
  }
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Like the FakeClock, but with a heap: hundreds sleep at once, and hundreds of thousands of times. */
class QueueClock implements Clock {
  #now = 0;
  #order = 0;
  #state: number;
  readonly #heap: Sleeper[] = [];

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e37_79b9);
  }

  now(): number {
    return 1_700_000_000_000 + this.#now;
  }

  elapsedMs(): number {
    return this.#now;
  }

  /** Mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  sleep(...[ms, signal]: Parameters<Clock['sleep']>): Promise<void> {
    return new Promise((resolve) => {
      this.#push({ at: this.#now + Math.max(0, ms), order: this.#order++, wake: resolve });
      // Who is cancelled wakes now; the sleeper left in the heap wakes nobody later.
      signal?.addEventListener('abort', () => resolve());
    });
  }

  turn(): Promise<void> {
    return Promise.resolve();
  }

  /** Lets time pass until then, or until nobody sleeps. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
      const next = this.#heap[0];
      if (next === undefined || next.at > endMs) return;
      this.#pop();
      this.#now = next.at;
      next.wake();
    }
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#heap;
    let at = heap.push(sleeper) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, sleeper)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = sleeper;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(one: Sleeper, other: Sleeper): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Promises chained to each other that get their turn before time passes. */
const TURNS = 12;
