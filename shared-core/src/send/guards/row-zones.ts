import { isTimeZone } from '../../scheduling/zoned-time.ts';
import { findField } from '../../recipients/fields/find-field.ts';
import type { Report } from '../../recipients/read-recipient.ts';
import { quoteValue } from '../../text/quote.ts';

/** The time zones that rows say their recipients live in. */
export class RowZones {
  readonly #field: string;
  /** By index; absent where the zone of the app counts. */
  readonly #zones = new Map<number, string>();
  /** By what a row says: its zone, undefined if it is none. */
  readonly #known = new Map<string, string | undefined>();

  /** `field`: where a row says it; dots reach in. */
  constructor(field: string) {
    this.#field = field;
  }

  /** Reads the zone of one row. What is no time zone is warned of: the zone of the app counts for it. */
  read(index: number, row: object, warn: Report): void {
    const found = findField(row as Readonly<Record<string, unknown>>, this.#field);
    const given = found !== undefined && 'value' in found ? found.value : undefined;
    if (given === undefined || given === null || given === '') return;
    const zone = typeof given === 'string' ? this.#zoneOf(given.trim()) : undefined;
    if (zone === undefined)
      warn('', {
        rule: 'choice',
        message: `${quoteValue(given)} is no time zone: quiet hours are those of the app’s time zone.`,
        remedy: 'Enter a name of the IANA database, for example Europe/Berlin.',
      });
    else this.#zones.set(index, zone);
  }

  of(index: number): string | undefined {
    return this.#zones.get(index);
  }

  #zoneOf(name: string): string | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    const zone = name !== '' && isTimeZone(name) ? name : undefined;
    if (this.#known.size < MAX_KNOWN) this.#known.set(name, zone);
    return zone;
  }
}

/** More than there are zones. */
const MAX_KNOWN = 2_000;
