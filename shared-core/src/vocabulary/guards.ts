/** Whom an app may message, how many, and when not. Everything is checked, whatever its type says. */
export interface Guards {
  /**
   * Only these are messaged; others are `unsent`, `not_allowed`. Each entry is an address, a domain (`@example.com` or
   * `example.com`), a phone number with its country code, the beginning of one (`+49`), another identity as it is, or a pattern
   * in which `*` stands for any characters. A text holds entries separated by commas, semicolons or line breaks. Spelling and
   * capitals do not matter.
   * @default everybody
   */
  readonly only?: string | readonly string[];
  /** These are never messaged, also if they are among `only`: they are `unsent`, `suppressed`. @default nobody */
  readonly never?: string | readonly string[];
  /** The most recipients a run, as `maxRecipients` of a send; the smaller one counts. 0 = no maximum. @default 0 */
  readonly perRun?: number;
  /**
   * The most recipients a day, by `timeZone`; those beyond it are `unsent`, `over_maximum`. Counted by the port `dayCount`.
   * 0 = no maximum. @default 0
   */
  readonly perDay?: number;
  /** Hours in which nobody is messaged. @default none */
  readonly quietHours?: QuietHours;
  /** Time zone of the day that `perDay` counts, for example `Europe/Berlin`. @default that of the quiet hours, else UTC */
  readonly timeZone?: string;
}

/** Hours in which nobody is messaged: from `from` up to `to`, also over midnight. */
export interface QuietHours {
  /** Local time, `HH:MM`. */
  readonly from: string;
  /** Local time, `HH:MM`: the first minute in which messages may be sent again. */
  readonly to: string;
  /** Name in the IANA database, for example `Europe/Berlin`. */
  readonly timeZone: string;
  /** Field of a row that holds the recipient's own time zone; dots reach in. @default none: `timeZone` counts for everybody */
  readonly timeZoneField?: string;
  /** `true`: who may not be messaged yet waits until the hours end. `false`: they are `unsent`, `quiet_hours`. @default false */
  readonly hold?: boolean;
}

/** The guards of an app, read and checked. */
export interface ResolvedGuards {
  /** Absent: everybody. */
  readonly only?: IdentityList;
  /** Absent: nobody. */
  readonly never?: IdentityList;
  /** 0 = no maximum. */
  readonly perRun: number;
  /** 0 = no maximum. */
  readonly perDay: number;
  /** Of the day that `perDay` counts. */
  readonly timeZone: string;
  /** Absent: at any time. */
  readonly quietHours?: ResolvedQuietHours;
}

/** Some identities, addresses by domain, numbers by their beginning and so on. */
export interface IdentityList {
  /** True for one that is among them, however it is spelt. */
  has(identity: string): boolean;
}

/** Quiet hours, read and checked. */
export interface ResolvedQuietHours {
  /** Minutes since midnight. */
  readonly from: number;
  /** Minutes since midnight. */
  readonly to: number;
  /** IANA name, for rows without one of their own. */
  readonly timeZone: string;
  /** Field of a row that holds its zone. */
  readonly timeZoneField?: string;
  /** Wait until they end, and do not leave those out who are in them. */
  readonly hold: boolean;
}

/** How many recipients an app has messaged today; a host keeps one for each app as long as the process lives. */
export interface DayCount {
  /**
   * Counts up to `wanted` more on a day (`YYYY-MM-DD`), as far as there are no more than `maximum`. Resolves to how many, once
   * they are stored. @throws KoreNotifyError `journal_failed`: nothing is then sent
   */
  take(day: string, wanted: number, maximum: number): Promise<number>;
  /** So many that were counted on a day were not messaged after all. */
  giveBack(day: string, count: number): Promise<void>;
}
