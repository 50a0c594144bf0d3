import type { Clock } from './clock.ts';
import type { Settings } from './options.ts';

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

/** Beyond this, request ids that nobody has asked for within the hour are forgotten. */
const MAX_REQUEST_IDS = 10_000;

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
    this.#times.push(nowMs);
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

/** The rolling limits of the platform (spec §7): per bot over all calls, and per request id over status calls. */
export class Limits {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #perBot = new Map<string, RollingWindow[]>();
  readonly #perRequestId = new Map<string, RollingWindow[]>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Counts a call, or says which limit it hit. A refused call does not count. */
  take({ botId, requestId }: { botId: string; requestId?: string | undefined }): LimitHit | undefined {
    const nowMs = this.#clock.simulatedMs();
    const windows = this.#windowsOf(this.#perBot, botId, [
      this.#settings.maxPerMinute,
      this.#settings.maxPerHour,
    ]);
    if (requestId !== undefined) {
      this.#forgetIdle(nowMs);
      const limits: [number, number] = [this.#settings.maxStatusPerMinute, this.#settings.maxStatusPerHour];
      windows.push(...this.#windowsOf(this.#perRequestId, `${botId} ${requestId}`, limits));
    }
    for (const window of windows) {
      const waitMs = window.waitMs(nowMs);
      if (waitMs > 0) return { window: window.name, retryAfterMs: waitMs / this.#clock.timeScale };
    }
    for (const window of windows) window.count(nowMs);
    return undefined;
  }

  /** Forgets every call. */
  reset(): void {
    this.#perBot.clear();
    this.#perRequestId.clear();
  }

  #windowsOf(
    map: Map<string, RollingWindow[]>,
    key: string,
    [perMinute, perHour]: [number, number],
  ): RollingWindow[] {
    let windows = map.get(key);
    if (windows === undefined) {
      windows = [new RollingWindow('minute', perMinute), new RollingWindow('hour', perHour)];
      map.set(key, windows);
    }
    return [...windows];
  }

  #forgetIdle(nowMs: number): void {
    if (this.#perRequestId.size < MAX_REQUEST_IDS) return;
    for (const [key, windows] of this.#perRequestId)
      if (windows.every((window) => window.isEmpty(nowMs))) this.#perRequestId.delete(key);
  }
}
