import assert from 'node:assert/strict';
import fc from 'fast-check';
import { QuietTimes } from '../../../src/send/guards/quiet-times.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Moments at which clocks are set, forward and back. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Havana', '2026-03-08T05:00Z'],
  ['Asia/Kathmandu', '2026-06-01T00:00Z'],
] as const;

describe('Quiet hours', () => {
  const times = fc
    .tuple(fc.nat({ max: 47 }), fc.nat({ max: 47 }))
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => ({ from: from * 30, to: to * 30 }));
  const moments = fc.array(fc.integer({ min: -60, max: 84 }), { minLength: 1, maxLength: 6 });

  it('hold in every minute that the clocks of the zone say, whatever was asked before', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHANGES), times, moments, ([timeZone, change], { from, to }, hours) => {
        const format = new Intl.DateTimeFormat('en-GB', {
          timeZone,
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        });
        const quiet = new QuietTimes({ from, to, timeZone, hold: true });
        for (const hour of hours) {
          const now = Date.parse(change) + hour * HOUR_MS;
          const [hh = 0, mm = 0] = format.format(now).split(':').map(Number);
          const minute = hh * 60 + mm;
          const isWithin = from < to ? minute >= from && minute < to : minute >= from || minute < to;
          const found = quiet.at(now);
          if (isWithin) assert.ok(found !== undefined && found.until > now, new Date(now).toISOString());
          // Near a change an hour may come twice, and is quiet both times.
          else if (Math.abs(hour) > 3) assert.equal(found, undefined, new Date(now).toISOString());
        }
      }),
      { numRuns: 150, examples: [[CHANGES[0], { from: 120, to: 180 }, [-12, 23]]] },
    );
  });
});
