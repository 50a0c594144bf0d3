/** The rows about waiting are shown only while the box is checked that asks for it. */
export function prepareWaitRows(): void {
  const wait = $('#node-input-wait');
  const show = (): void => {
    $('.kore-wait-row').toggle(wait.is(':checked'));
  };
  wait.on('change', show);
  show();
}
