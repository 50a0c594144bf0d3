import type { Clock } from './clock.ts';
import type { Settings } from './options.ts';
import type { MemoryBudget, Shelf } from './store/memory-budget.ts';
import { bytesOfText, ENTRY_BYTES } from './store/memory-budget.ts';
import { OldestFirst } from './store/oldest-first.ts';

/** Which limit was hit: it decides the platform's words. */
export type LimitWindow = 'minute' | 'hour';

/** A call that came too early. */
export interface LimitHit {
  window: LimitWindow;
  /** Until the next call is let through, in ms of this machine. */
  retryAfterMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const BYTES_A_CALL = 8;

/** The calls let through within one rolling window. */
class RollingWindow {
  readonly name: LimitWindow;
  readonly #max: number;
  readonly #lengthMs: number;
  #times: number[] = [];
  #first = 0;

  constructor(name: LimitWindow, max: number) {
    this.name = name;
    this.#max = max;
    this.#lengthMs = name === 'minute' ? MINUTE_MS : HOUR_MS;
  }

  /** 0 if a call may pass now, else the time until one may. */
  waitMs(nowMs: number): number {
    this.#forget(nowMs);
    if (this.#times.length - this.#first < this.#max) return 0;
    const oldest = this.#times[this.#first] ?? nowMs;
    return oldest + this.#lengthMs - nowMs;
  }

  count(nowMs: number): void {
    if (this.#max !== Infinity) this.#times.push(nowMs);
  }

  get bytes(): number {
    return this.#times.length * BYTES_A_CALL;
  }

  isEmpty(nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#times.length === this.#first;
  }

  #forget(nowMs: number): void {
    const startsAfter = nowMs - this.#lengthMs;
    while (this.#first < this.#times.length && (this.#times[this.#first] ?? 0) <= startsAfter)
      this.#first += 1;
    if (this.#first * 2 < this.#times.length) return;
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}

/** What is known of the status calls of one request id. */
interface StatusCalls {
  windows: RollingWindow[];
  bytes: number;
  /** Of its latest call. */
  at: number;
}

/** Rolling limits: of all calls per bot, of status calls per request ID (docs/kore-ai-api.md#limits). */
export class Limits implements Shelf {
  #settings: Settings;
  readonly #clock: Clock;
  readonly #budget: MemoryBudget;
  readonly #perBot = new Map<string, RollingWindow[]>();
  readonly #perRequestId = new OldestFirst<string, StatusCalls>();
  #statusBytes = 0;

  constructor(settings: Settings, clock: Clock, budget: MemoryBudget) {
    this.#settings = settings;
    this.#clock = clock;
    this.#budget = budget;
    budget.add(this);
  }

  /** Counts a call, or says which limit it hit. A refused call does not count. */
  take({ botId, requestId }: { botId: string; requestId?: string | undefined }): LimitHit | undefined {
    const nowMs = this.#clock.simulatedMs();
    const windows = [...this.#windowsOfBot(botId)];
    const key = requestId === undefined ? undefined : `${botId} ${requestId}`;
    if (key !== undefined) windows.push(...this.#windowsOfRequest(key, nowMs));
    for (const window of windows) {
      const waitMs = window.waitMs(nowMs);
      if (waitMs > 0) return { window: window.name, retryAfterMs: waitMs / this.#clock.timeScale };
    }
    for (const window of windows) window.count(nowMs);
    if (key !== undefined) this.#measure(key);
    return undefined;
  }

  get bytes(): number {
    let bytes = this.#statusBytes;
    for (const windows of this.#perBot.values()) bytes += bytesOf(windows);
    return bytes;
  }

  get oldestAt(): number | undefined {
    return this.#perRequestId.oldest()?.[1].at;
  }

  dropOldest(): void {
    const [key, calls] = this.#perRequestId.oldest() ?? [];
    if (key === undefined || calls === undefined) return;
    this.#perRequestId.delete(key);
    this.#statusBytes -= calls.bytes;
  }

  /** Other limits of all calls per bot; what was let through so far is forgotten. */
  setPerBot(limits: { maxPerMinute: number; maxPerHour: number }): void {
    this.#settings = { ...this.#settings, ...limits };
    this.#perBot.clear();
  }

  /** Forgets every call. */
  reset(): void {
    this.#perBot.clear();
    this.#perRequestId.clear();
    this.#statusBytes = 0;
  }

  #windowsOfBot(botId: string): RollingWindow[] {
    let windows = this.#perBot.get(botId);
    if (windows === undefined) {
      windows = newWindows(this.#settings.maxPerMinute, this.#settings.maxPerHour);
      this.#perBot.set(botId, windows);
    }
    return windows;
  }

  #windowsOfRequest(key: string, nowMs: number): RollingWindow[] {
    this.#forgetIdle(nowMs);
    const { maxStatusPerMinute, maxStatusPerHour } = this.#settings;
    const known = this.#perRequestId.get(key);
    const windows = known?.windows ?? newWindows(maxStatusPerMinute, maxStatusPerHour);
    this.#perRequestId.renew(key, { windows, bytes: known?.bytes ?? 0, at: this.#budget.tick() });
    return windows;
  }

  #measure(key: string): void {
    const calls = this.#perRequestId.get(key);
    if (calls === undefined) return;
    const bytes = 2 * ENTRY_BYTES + bytesOfText(key) + bytesOf(calls.windows);
    this.#statusBytes += bytes - calls.bytes;
    calls.bytes = bytes;
    this.#budget.settle();
  }

  /** Request ids that nobody has asked for within the hour; the one that was asked for longest ago comes first. */
  #forgetIdle(nowMs: number): void {
    for (
      let oldest = this.#perRequestId.oldest();
      oldest !== undefined;
      oldest = this.#perRequestId.oldest()
    ) {
      if (!oldest[1].windows.every((window) => window.isEmpty(nowMs))) return;
      this.dropOldest();
    }
  }
}

function newWindows(perMinute: number, perHour: number): RollingWindow[] {
  return [new RollingWindow('minute', perMinute), new RollingWindow('hour', perHour)];
}

function bytesOf(windows: readonly RollingWindow[]): number {
  return windows.reduce((sum, { bytes }) => sum + bytes, 0);
}
