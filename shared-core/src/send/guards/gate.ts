import { inWords } from '../../text/in-words.ts';
import { CANCELLED } from '../../calls/call-platform.ts';
import { nameOfDay, ZonedTime } from '../../scheduling/zoned-time.ts';
import type { ErrorInfo } from '../../vocabulary/errors.ts';
import type { DayCount, ResolvedGuards } from '../../vocabulary/guards.ts';
import type { Clock } from '../../vocabulary/ports.ts';
import type { LeftOut } from '../recipient-outcomes.ts';
import { journalFailure } from '../once/send-once.ts';
import { QuietTimes } from './quiet-times.ts';
import type { RowZones } from './row-zones.ts';

/** What the guards of an app need to know at the moment of sending. */
export interface GateInput {
  readonly guards: ResolvedGuards;
  readonly clock: Clock;
  readonly dayCount: DayCount;
  /** Absent if rows name no time zones. */
  readonly zones?: RowZones | undefined;
}

/** Guards that depend on the moment: quiet hours, and the most recipients a day. */
export class Gate {
  /** Who is in quiet hours waits for their end. */
  readonly holds: boolean;
  readonly #clock: Clock;
  readonly #dayCount: DayCount;
  readonly #perDay: number;
  readonly #day: ZonedTime;
  readonly #quiet: QuietTimes | undefined;
  readonly #zones: RowZones | undefined;

  constructor({ guards, clock, dayCount, zones }: GateInput) {
    const { quietHours, perDay, timeZone } = guards;
    this.holds = quietHours?.hold === true;
    this.#clock = clock;
    this.#dayCount = dayCount;
    this.#perDay = perDay;
    this.#day = new ZonedTime(timeZone);
    this.#quiet = quietHours && new QuietTimes(quietHours);
    this.#zones = zones;
  }

  /** Why one recipient, by index, is not to be messaged now; undefined outside of quiet hours. */
  whyQuiet(index: number): LeftOut | undefined {
    return this.#quiet?.at(this.#clock.now(), this.#zones?.of(index))?.why;
  }

  /** When the first quiet hours of some recipients end, in milliseconds since 1970; undefined once they have for one of them. */
  firstEnd(indices: Iterable<number>): number | undefined {
    const now = this.#clock.now();
    let first = Infinity;
    for (const index of indices) {
      const quiet = this.#quiet?.at(now, this.#zones?.of(index));
      if (quiet === undefined) return undefined;
      first = Math.min(first, quiet.until);
    }
    return first;
  }

  /** For the recipients of one request. */
  admit(indices: Uint32Array): Admission {
    return new Admission(indices, {
      quietOf: () => this.#quietOf(indices),
      take: () => this.#take(indices.length),
    });
  }

  #quietOf(indices: Uint32Array): Map<number, LeftOut> {
    const quiet = new Map<number, LeftOut>();
    if (this.#quiet === undefined) return quiet;
    for (const index of indices) {
      const why = this.whyQuiet(index);
      if (why !== undefined) quiet.set(index, why);
    }
    return quiet;
  }

  /** Counts so many recipients, as far as the day has room for them. @throws KoreNotifyError `journal_failed` */
  async #take(wanted: number): Promise<Taken> {
    if (this.#perDay === 0) return { count: wanted, giveBack: () => Promise.resolve(), why: OVER };
    const day = nameOfDay(this.#day.dayOf(this.#clock.now()));
    const count = await this.#dayCount.take(day, wanted, this.#perDay);
    const maximum = inWords(this.#perDay);
    return {
      count,
      giveBack: () => this.#dayCount.giveBack(day, count),
      why: { reason: 'over_maximum', detail: `${OVER.detail} (${maximum}). ${RAISE}` },
    };
  }
}

const OVER = {
  reason: 'over_maximum',
  detail: 'The app has messaged as many recipients as it may in a day',
} as const satisfies LeftOut;
const RAISE = 'Send it again tomorrow, or raise the maximum of the app.';

/** Recipients that were counted for a day. */
interface Taken {
  readonly count: number;
  giveBack(): Promise<void>;
  /** Said of those who were not. */
  readonly why: LeftOut;
}

/** What a request asks the gate. */
interface AskGate {
  readonly quietOf: () => ReadonlyMap<number, LeftOut>;
  readonly take: () => Promise<Taken>;
}

/** What the guards say of one request, asked again before each attempt. */
export class Admission {
  /** Who of it may not be messaged now, and why; undefined if all may. */
  barred: ReadonlyMap<number, LeftOut> | undefined;
  readonly #indices: Uint32Array;
  readonly #ask: AskGate;
  #taken: Taken | undefined;

  constructor(indices: Uint32Array, ask: AskGate) {
    this.#indices = indices;
    this.#ask = ask;
  }

  /** Undefined if the request may leave now: its recipients are counted for the day. Never rejects. */
  async whyNot(): Promise<ErrorInfo | undefined> {
    const quiet = this.#ask.quietOf();
    if (quiet.size > 0) return this.#bar(quiet);
    try {
      this.#taken ??= await this.#ask.take();
    } catch (error) {
      return journalFailure(error);
    }
    const { count, why } = this.#taken;
    if (count === this.#indices.length) return undefined;
    return this.#bar(new Map(Array.from(this.#indices.subarray(count), (index) => [index, why])));
  }

  /** It was not sent: its recipients do not count for the day. Never rejects. */
  async giveBack(): Promise<void> {
    const taken = this.#taken;
    this.#taken = undefined;
    // If that cannot be noted the day has less room, and not more.
    await taken?.giveBack().catch(() => undefined);
  }

  async #bar(barred: ReadonlyMap<number, LeftOut>): Promise<ErrorInfo> {
    await this.giveBack();
    this.barred = barred;
    return CANCELLED;
  }
}
