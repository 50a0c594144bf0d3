import { fillPlaceholders } from '../../recipients/placeholders.ts';

/**
 * A message with the placeholders of its texts filled: of a text, and of every text inside an object, in a copy of it. A value is
 * only ever a part of a text, so that quotes and braces in it cannot change the structure; names of properties stay.
 */
export function fillTemplate(parsed: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof parsed === 'string') return fillPlaceholders(parsed, values);
  if (Array.isArray(parsed)) return parsed.map((inner) => fillTemplate(inner, values));
  if (typeof parsed !== 'object' || parsed === null) return parsed;
  // From entries: `__proto__` of a JSON text stays the property that it is there.
  return Object.fromEntries(
    Object.entries(parsed).map(([name, inner]) => [name, fillTemplate(inner, values)]),
  );
}
