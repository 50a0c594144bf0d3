import type { DayCount } from '../../vocabulary/guards.ts';

/** Counts by day, and forgets a day when another begins. Keep one for each app (docs/another-host.md#guards). */
export function createDayCount(): DayCount {
  let today = '';
  let count = 0;
  return {
    take(day, wanted, maximum) {
      if (day !== today) {
        today = day;
        count = 0;
      }
      const taken = Math.max(0, Math.min(wanted, maximum - count));
      count += taken;
      return taken;
    },
    giveBack(day, given) {
      if (day === today) count = Math.max(0, count - given);
    },
  };
}
