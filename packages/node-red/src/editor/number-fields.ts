import { type Fields, figureOf, type Figures, isInRange, type NumberField } from '../fields.ts';
import { savedText } from '../saved-values.ts';

/** The core's numbers, as the runtime gives them to the editor. */
function figures(): Figures {
  return (RED.settings as unknown as { readonly koreAppDefaults?: Figures }).koreAppDefaults ?? {};
}

/**
 * Why a number field may not hold this, undefined if it may: it may be left empty, and come from an environment variable as
 * `${NAME}`.
 */
export function faultOfNumber(
  field: NumberField,
  value: unknown,
  words: (key: string, figures: object) => string,
): string | undefined {
  const text = typeof value === 'number' ? String(value) : savedText(value);
  const isFit = text === undefined || /^\$\{\S+\}$/.test(text) || isInRange(field, Number(text), figures());
  if (isFit) return undefined;
  const min = figureOf(field, field.min, figures()) ?? field.above;
  const max = figureOf(field, field.max, figures());
  const bounds = `${min === undefined ? '' : field.above === undefined ? 'From' : 'Above'}${max === undefined ? '' : 'To'}`;
  return words(`shared.invalid.number${bounds}`, { min, max });
}

/** Shows the default of each number field where nothing is typed. */
export function showDefaults(fields: Fields, prefix: string): void {
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'number' && field.kind !== 'duration') continue;
    const value = figureOf(field, field.default, figures());
    if (value !== undefined) $(`#${prefix}-${name}`).attr('placeholder', String(value));
  }
}
