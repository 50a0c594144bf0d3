import { isTimeZone } from '../scheduling/zoned-time.ts';
import { quoteValue } from '../text/quote.ts';
import type { IdentityList, ResolvedGuards, ResolvedQuietHours } from '../vocabulary/guards.ts';
import type { ProblemCollector } from '../vocabulary/problems.ts';
import { isEmpty } from '../validation/check-settings.ts';
import { readIdentityList } from './identity-list.ts';
import { GUARDS, QUIET_HOURS, readPart } from '../validation/read-given.ts';

/**
 * The guards of an app; undefined if there are none. What cannot be read is a problem: a guard that is not understood must not
 * let anything pass.
 */
export function readGuards(
  given: unknown,
  country: string | undefined,
  found: ProblemCollector,
): ResolvedGuards | undefined {
  if (isEmpty(given)) return undefined;
  const guards = readPart(given, GUARDS);
  if (guards === undefined) {
    found.add({ path: 'guards', rule: 'type', message: 'They cannot be read.', remedy: 'Pass an object.' });
    return undefined;
  }
  const readList = (name: 'only' | 'never', list: unknown): IdentityList | undefined =>
    readEntries(`guards.${name}`, list, { country, mayBeEmpty: name === 'never' }, found);
  const only = readList('only', guards.only);
  const never = readList('never', guards.never);
  const quietHours = readQuietHours(guards.quietHours, found);
  const timeZone = readTimeZone('guards.timeZone', guards.timeZone, found);
  return {
    ...(only && { only }),
    ...(never && { never }),
    perRun: readMaximum('perRun', guards.perRun, found),
    perDay: readMaximum('perDay', guards.perDay, found),
    timeZone: timeZone ?? quietHours?.timeZone ?? 'UTC',
    ...(quietHours && { quietHours }),
  };
}

/** Undefined if nothing was given. */
function readEntries(
  path: string,
  given: unknown,
  { country, mayBeEmpty }: { readonly country: string | undefined; readonly mayBeEmpty: boolean },
  found: ProblemCollector,
): IdentityList | undefined {
  if (isEmpty(given) || (typeof given === 'string' && given.trim() === '')) return undefined;
  const entries = entriesOf(given);
  if (entries === undefined) {
    found.add({
      path,
      rule: 'type',
      message: 'It is not a list.',
      remedy: 'Enter text with commas, semicolons or line breaks, or an array of texts.',
    });
    return undefined;
  }
  // Nobody at all may be messaged: more likely the list was lost on its way.
  if (entries.length === 0 && !mayBeEmpty)
    found.add({
      path,
      rule: 'empty',
      message: 'The list is empty.',
      remedy: 'Leave it out to allow everybody, or enter who may be messaged.',
    });
  return readIdentityList(entries, country, (position, fault) => {
    found.add({ path: `${path}, entry ${position}`, rule: 'format', ...fault });
  });
}

/** Undefined if it is no list, or cannot be read. */
function entriesOf(given: unknown): readonly unknown[] | undefined {
  if (typeof given === 'string') return given.split(/[,;\n]/).filter((entry) => entry.trim() !== '');
  try {
    return Array.isArray(given) ? Array.from(given as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

function readMaximum(name: 'perRun' | 'perDay', given: unknown, found: ProblemCollector): number {
  if (isEmpty(given)) return 0;
  if (typeof given === 'number' && Number.isInteger(given) && given >= 0) return given;
  found.add({
    path: `guards.${name}`,
    rule: 'range',
    message: `${quoteValue(given)} is out of range.`,
    remedy: 'Enter a whole number, or 0 for no maximum.',
  });
  return 0;
}

function readQuietHours(given: unknown, found: ProblemCollector): ResolvedQuietHours | undefined {
  if (isEmpty(given)) return undefined;
  const hours = readPart(given, QUIET_HOURS);
  if (hours === undefined) {
    found.add({
      path: 'guards.quietHours',
      rule: 'type',
      message: 'They cannot be read.',
      remedy: 'Pass an object with from, to and timeZone.',
    });
    return undefined;
  }
  const from = readMinute('from', hours.from, found);
  const to = readMinute('to', hours.to, found);
  const timeZone = readTimeZone('guards.quietHours.timeZone', hours.timeZone, found);
  if (isEmpty(hours.timeZone))
    found.add({
      path: 'guards.quietHours.timeZone',
      rule: 'required',
      message: 'The time zone is missing.',
      remedy: ZONE_REMEDY,
    });
  const { timeZoneField, hold } = hours as { readonly timeZoneField?: unknown; readonly hold?: unknown };
  if (!isEmpty(timeZoneField) && typeof timeZoneField !== 'string')
    found.add({
      path: 'guards.quietHours.timeZoneField',
      rule: 'type',
      message: 'It must be text.',
      remedy: 'Enter the name of a field.',
    });
  if (from === undefined || to === undefined) return undefined;
  if (from === to)
    found.add({
      path: 'guards.quietHours.to',
      rule: 'conflict',
      message: 'The quiet hours begin and end at the same time.',
      remedy: 'Enter another time, or leave both empty for no quiet hours.',
    });
  const field = typeof timeZoneField === 'string' ? timeZoneField.trim() : '';
  return {
    from,
    to,
    timeZone: timeZone ?? 'UTC',
    ...(field === '' ? {} : { timeZoneField: field }),
    hold: hold === true,
  };
}

/** Minutes since midnight. */
function readMinute(name: 'from' | 'to', given: unknown, found: ProblemCollector): number | undefined {
  const [, hour, minute] = typeof given === 'string' ? (/^(\d{1,2}):(\d{2})$/.exec(given.trim()) ?? []) : [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (hour !== undefined && Number(minute) < 60 && minutes < MINUTES_A_DAY) return minutes;
  // Up to the end of the day, as many write it.
  if (minutes === MINUTES_A_DAY && minute === '00' && name === 'to') return 0;
  const isMissing = isEmpty(given);
  found.add({
    path: `guards.quietHours.${name}`,
    rule: isMissing ? 'required' : 'format',
    message: isMissing ? 'The time is missing.' : `${quoteValue(given)} is no time of day.`,
    remedy: 'Enter hours and minutes, for example 22:00.',
  });
  return undefined;
}

const MINUTES_A_DAY = 1_440;

function readTimeZone(path: string, given: unknown, found: ProblemCollector): string | undefined {
  if (isEmpty(given)) return undefined;
  const name = typeof given === 'string' ? given.trim() : '';
  if (name !== '' && isTimeZone(name)) return name;
  found.add({
    path,
    rule: 'choice',
    message: `${quoteValue(given)} is no time zone.`,
    remedy: ZONE_REMEDY,
  });
  return undefined;
}

const ZONE_REMEDY = 'Enter a name of the IANA database, for example Europe/Berlin.';
