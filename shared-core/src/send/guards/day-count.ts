import type { DayCount } from '../../vocabulary/guards.ts';
import type { Clock, Journal, OncePage } from '../../vocabulary/ports.ts';

/** Where a count of the day is noted, so that it survives the process. */
export interface DayCountJournal {
  /** The journal of the host. */
  readonly journal: Journal;
  /** Gives the time of each note. */
  readonly clock: Pick<Clock, 'now'>;
  /** For example `https://platform.kore.ai`. */
  readonly origin: string;
  /** Bot ID. */
  readonly botId: string;
  /** Tells the apps of one bot apart. */
  readonly app: string;
}

/**
 * Counts by day, and forgets a day when another begins. Keep one for each app (docs/another-host.md#guards). With a journal
 * the count of a day survives the process; then it rejects with KoreNotifyError `journal_failed` if the journal cannot be used.
 */
export function createDayCount(kept?: DayCountJournal): DayCount {
  let today: Day | undefined;

  function open(day: string): Promise<Counted> {
    if (today?.name === day) return today.counted;
    const opened: Day = { name: day, counted: kept === undefined ? IN_MEMORY() : readDay(kept, day) };
    today = opened;
    // What was wrong may be put right meanwhile.
    opened.counted.catch(() => {
      if (today === opened) today = undefined;
    });
    return opened.counted;
  }

  return {
    async take(day, wanted, maximum) {
      const counted = await open(day);
      const taken = Math.max(0, Math.min(wanted, maximum - counted.count));
      counted.count += taken;
      try {
        if (taken > 0) await counted.note?.(taken);
      } catch (error) {
        counted.count -= taken;
        throw error;
      }
      return taken;
    },
    async giveBack(day, given) {
      if (given === 0 || day !== today?.name) return;
      const counted = await today.counted;
      counted.count = Math.max(0, counted.count - given);
      await counted.note?.(-given);
    },
  };
}

interface Day {
  readonly name: string;
  readonly counted: Promise<Counted>;
}

interface Counted {
  count: number;
  /** Adds so many in the journal. */
  readonly note?: (added: number) => Promise<void>;
}

const IN_MEMORY = (): Promise<Counted> => Promise.resolve({ count: 0 });

/** A page for each day and app, in which every note is a number to add. */
async function readDay(
  { journal, clock, origin, botId, app }: DayCountJournal,
  day: string,
): Promise<Counted> {
  // No key of a user begins with a blank.
  const page = await journal.open({ origin, botId, key: ` ${day} ${app}`, keepMs: KEPT_MS });
  let notes = 0;
  let count = 0;
  for (const key of page.keys()) {
    notes++;
    count += Number(page.recall(key)?.content ?? 0);
  }
  return {
    count: Math.max(0, count),
    note: (added) => noteNumber(page, { number: notes++, added, at: clock.now() }),
  };
}

function noteNumber(
  page: OncePage,
  { number, added, at }: { readonly number: number; readonly added: number; readonly at: number },
): Promise<void> {
  // There must be room for what is sent; what was not is noted in any case.
  const state = added > 0 ? 'sending' : 'cleared';
  return page.note([page.keyOf(String(number))], { state, at, contents: [String(added)] });
}

/** A day of 25 hours, in any time zone. */
const KEPT_MS = 50 * 3_600_000;
