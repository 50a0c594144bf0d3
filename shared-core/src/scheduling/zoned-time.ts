/** A time zone as people live in it: its local days and times. Works without the clock of the machine. */
export class ZonedTime {
  readonly #format: Intl.DateTimeFormat;

  /** `timeZone`: a name of the IANA database. @throws RangeError if there is no such zone */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Local time, as milliseconds since the first of January 1970, 00:00 local time. */
  localOf(epochMs: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(epochMs)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const seconds = (daysOf(year, month, day) * 24 + hour) * 3_600 + minute * 60 + second;
    return seconds * 1_000 + (((epochMs % 1_000) + 1_000) % 1_000);
  }

  /** The local day, counted from the first of January 1970. */
  dayOf(epochMs: number): number {
    return Math.floor(this.localOf(epochMs) / DAY_MS);
  }

  /**
   * When it is a local time. Where clocks are set back that is twice, and `side` says which; where they are set forward it may be
   * never, and it is the moment at which they are.
   */
  epochOf(localMs: number, side: 'first' | 'last'): number {
    // Twice a year they are set, and never twice within two days.
    const before = localMs - this.#offsetAt(localMs - DAY_MS);
    const after = localMs - this.#offsetAt(localMs + DAY_MS);
    const found = [before, after].filter((epochMs) => this.localOf(epochMs) === localMs);
    if (found.length > 0) return side === 'first' ? Math.min(...found) : Math.max(...found);
    let [from, to] = [Math.min(before, after), Math.max(before, after)];
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (this.localOf(middle) < localMs) from = middle;
      else to = middle;
    }
    return to;
  }

  #offsetAt(epochMs: number): number {
    return this.localOf(epochMs) - epochMs;
  }
}

/** Milliseconds of a day in which no clock is set. */
export const DAY_MS = 86_400_000;

/** True if there is a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new ZonedTime(name);
    return true;
  } catch {
    return false;
  }
}

/** A local day as `YYYY-MM-DD`. */
export function nameOfDay(day: number): string {
  // Days since the first of March of the year 0, so that a leap day is the last of its year.
  const shifted = day + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_OF_ERA);
  const ofEra = shifted - era * DAYS_OF_ERA;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((ofYear * 5 + 2) / 153);
  const date = ofYear - Math.floor((fromMarch * 153 + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(date)}`;
}

/** Days from the first of January 1970 to a date, by the Gregorian calendar. */
function daysOf(year: number, month: number, day: number): number {
  const ofMarchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(ofMarchYear / 400);
  const yearOfEra = ofMarchYear - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return era * DAYS_OF_ERA + ofEra - DAYS_TO_1970;
}

/** After 400 years the calendar repeats itself. */
const DAYS_OF_ERA = 146_097;
/** From the first of March of the year 0. */
const DAYS_TO_1970 = 719_468;
