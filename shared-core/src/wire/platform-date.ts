/**
 * Milliseconds since 1970 of an HTTP date; undefined if it is not a date. It has whole seconds only, so it can be up
 * to a second in the past.
 */
export function parseHttpDate(value: string | undefined): number | undefined {
  // eslint-disable-next-line no-restricted-globals -- parsing a text reads no clock
  const time = value === undefined ? NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
