import type { Fields } from '../fields.ts';

/**
 * Ties the label of each typed field to the control that people see: Node-RED hides the input that the label names, and puts
 * others beside it.
 */
export function tieLabels(names: readonly string[]): void {
  for (const name of names) {
    const label = $(`label[for="${name}"]`);
    const shown = $(`#${name}`).next('.red-ui-typedInput-container');
    if (label.length === 0 || shown.length === 0) continue;
    const id = `${name}-label`;
    label.attr({ id, for: `${name}-typed` });
    shown.find('.red-ui-typedInput-input').first().attr('id', `${name}-typed`);
    shown.find('input, button').attr('aria-labelledby', id);
  }
}

/** Those of all fields that are read for each message. */
export function tieFieldLabels(fields: Fields): void {
  tieLabels(
    Object.entries(fields)
      .filter(([, { kind }]) => kind === 'value')
      .map(([name]) => `node-input-${name}`),
  );
}
