import { type Fields, figureOf, type Figures, isInRange, type NumberField } from '../fields.ts';
import { savedText } from '../saved-values.ts';

/** The core's numbers, as the runtime gives them to the editor. */
function figures(): Figures {
  return (RED.settings as unknown as { readonly koreAppDefaults?: Figures }).koreAppDefaults ?? {};
}

/** Whether a number field may hold this: it may be left empty, and come from an environment variable as `${NAME}`. */
export function isNumberFor(field: NumberField, value: unknown): boolean {
  const text = typeof value === 'number' ? String(value) : savedText(value);
  return text === undefined || /^\$\{\S+\}$/.test(text) || isInRange(field, Number(text), figures());
}

/** Shows the default of each number field where nothing is typed. */
export function showDefaults(fields: Fields, prefix: string): void {
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'number' && field.kind !== 'duration') continue;
    const value = figureOf(field, field.default, figures());
    if (value !== undefined) $(`#${prefix}-${name}`).attr('placeholder', String(value));
  }
}
