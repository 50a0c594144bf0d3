import type { DEFAULTS } from '@kore-notify/core';

/** The core's defaults, as the runtime tells them to the editor. */
export const defaults = (): Partial<typeof DEFAULTS> =>
  (RED.settings as unknown as { readonly koreAppDefaults?: typeof DEFAULTS }).koreAppDefaults ?? {};

/** Shows the default of a number field where nothing is typed. */
export function showDefault(selector: string, value: number | undefined): void {
  if (value !== undefined) $(selector).attr('placeholder', String(value));
}

/** The same for a field in seconds whose default is in milliseconds. */
export function showDefaultSeconds(selector: string, ms: number | undefined): void {
  showDefault(selector, ms === undefined ? undefined : ms / 1000);
}
