import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY_MS, isTimeZone, nameOfDay, ZonedTime } from '../../src/scheduling/zoned-time.ts';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];

function local(text: string): number {
  return Date.parse(`${text}Z`);
}

describe('Time in a zone', () => {
  it('knows the local time of a moment', () => {
    const zone = new ZonedTime('Europe/Berlin');
    assert.equal(zone.localOf(Date.parse('2026-01-01T00:00:00.250Z')), local('2026-01-01T01:00:00.250'));
    assert.equal(zone.localOf(Date.parse('2026-07-01T22:30:00Z')), local('2026-07-02T00:30:00'));
    assert.equal(nameOfDay(zone.dayOf(Date.parse('2026-07-01T22:30:00Z'))), '2026-07-02');
  });

  it('finds a local time that clocks show twice, both times', () => {
    const zone = new ZonedTime('Europe/Berlin');
    assert.equal(zone.epochOf(local('2026-10-25T02:30:00'), 'first'), Date.parse('2026-10-25T00:30:00Z'));
    assert.equal(zone.epochOf(local('2026-10-25T02:30:00'), 'last'), Date.parse('2026-10-25T01:30:00Z'));
  });

  it('takes the moment at which clocks are set forward for a local time that they leave out', () => {
    const zone = new ZonedTime('America/New_York');
    for (const side of ['first', 'last'] as const)
      assert.equal(zone.epochOf(local('2026-03-08T02:30:00'), side), Date.parse('2026-03-08T07:00:00Z'));
  });

  it('names days as the calendar does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_000, max: 2_900_000 }), (day) => {
        assert.equal(nameOfDay(day), new Date(day * DAY_MS).toISOString().slice(0, 10));
      }),
    );
  });

  it('comes back from a local time to its moment, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: local('2000-01-01'), max: local('2040-01-01') }),
        (name, epochMs) => {
          const zone = new ZonedTime(name);
          const at = zone.localOf(epochMs);
          assert.ok([zone.epochOf(at, 'first'), zone.epochOf(at, 'last')].includes(epochMs));
          assert.ok(zone.epochOf(at, 'last') - zone.epochOf(at, 'first') <= HOUR);
        },
      ),
    );
  });

  it('knows which names are zones', () => {
    for (const name of [...ZONES, 'europe/berlin', 'America/Argentina/Buenos_Aires'])
      assert.equal(isTimeZone(name), true, name);
    for (const name of ['', 'Berlin', 'Europe/Berln', 'GMT+25', '22:00'])
      assert.equal(isTimeZone(name), false, name);
  });
});
