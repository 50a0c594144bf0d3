import { DAY_MS, nameOfDay, ZonedTime } from '../../scheduling/zoned-time.ts';
import type { ResolvedQuietHours } from '../../vocabulary/guards.ts';
import type { LeftOut } from '../recipient-outcomes.ts';

/** What holds in a zone from one moment up to another. */
interface Period {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970; exclusive. */
  readonly to: number;
  /** Absent outside of quiet hours. */
  readonly why?: LeftOut;
}

/** Quiet hours that are under way. */
export interface QuietNow {
  /** When they end, in milliseconds since 1970. */
  readonly until: number;
  readonly why: LeftOut;
}

/** Quiet hours, by time zone. Begin and end are looked up once, and hold until they are over: there may be a million recipients. */
export class QuietTimes {
  readonly #hours: ResolvedQuietHours;
  readonly #zones = new Map<string, { readonly zone: ZonedTime; period: Period }>();

  constructor(hours: ResolvedQuietHours) {
    this.#hours = hours;
  }

  /** `nowMs`: since 1970. `timeZone`: the recipient's own, if there is one. Undefined outside of quiet hours. */
  at(nowMs: number, timeZone = this.#hours.timeZone): QuietNow | undefined {
    let known = this.#zones.get(timeZone);
    if (known === undefined) {
      const zone = new ZonedTime(timeZone);
      known = { zone, period: this.#periodAt(nowMs, zone, timeZone) };
      this.#zones.set(timeZone, known);
    }
    // The wall clock may have been set back.
    if (nowMs < known.period.from || nowMs >= known.period.to)
      known.period = this.#periodAt(nowMs, known.zone, timeZone);
    const { to, why } = known.period;
    return why && { until: to, why };
  }

  #periodAt(nowMs: number, zone: ZonedTime, timeZone: string): Period {
    const { from, to } = this.#hours;
    const today = zone.dayOf(nowMs);
    let last = -Infinity;
    let next = Infinity;
    // Tomorrow there may be none: clocks that are set forward leave hours out.
    for (const day of [today - 1, today, today + 1, today + 2]) {
      // Where an hour of the clock comes twice, both are quiet.
      const start = zone.epochOf(day * DAY_MS + from * MINUTE_MS, 'first');
      const end = zone.epochOf((to < from ? day + 1 : day) * DAY_MS + to * MINUTE_MS, 'last');
      if (start <= nowMs && nowMs < end) return { from: start, to: end, why: whyQuiet(end, zone, timeZone) };
      if (end <= nowMs) last = Math.max(last, end);
      else if (start < end) next = Math.min(next, start);
    }
    return { from: last, to: next };
  }
}

function whyQuiet(end: number, zone: ZonedTime, timeZone: string): LeftOut {
  const local = zone.localOf(end);
  const day = Math.floor(local / DAY_MS);
  const minutes = Math.floor((local - day * DAY_MS) / MINUTE_MS);
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  const time = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  return {
    reason: 'quiet_hours',
    detail: `Quiet hours until ${nameOfDay(day)} ${time}, ${timeZone}. Send it again after that.`,
  };
}

const MINUTE_MS = 60_000;
