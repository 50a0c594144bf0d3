import { quoteValue } from '../text/quote.ts';
import type { ProblemCollector } from '../vocabulary/problems.ts';

/** A country as two letters in capitals; undefined if none is given, or if it is not one, which is a problem then. */
export function readCountry(given: unknown, problems: ProblemCollector): string | undefined {
  if (given === undefined || given === null) return undefined;
  const country = typeof given === 'string' ? given.trim().toUpperCase() : undefined;
  if (country === '') return undefined;
  if (country !== undefined && /^[A-Z]{2}$/.test(country)) return country;
  problems.add({
    path: 'country',
    rule: 'format',
    message: `${quoteValue(given)} is not a country.`,
    remedy: 'Enter the two letters of the country, for example DE, or leave it empty.',
  });
  return undefined;
}
