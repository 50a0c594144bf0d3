import { fillPlaceholders, mapTexts } from '../../recipients/placeholders.ts';

/**
 * A message with the placeholders of its texts filled: of a text, and of every text inside an object, in a copy of it. A value is
 * only ever a part of a text, so that quotes and braces in it cannot change the structure.
 */
export function fillTemplate<Template>(
  template: Template,
  values: Readonly<Record<string, string>>,
): Template {
  return mapTexts(template, (text) => fillPlaceholders(text, values));
}
