import { defaults, showDefaultSeconds } from './defaults.ts';

/** The fields about waiting: only those that matter are shown, each with its default. */
export function prepareWaitFields(): void {
  const wait = $('#node-input-wait');
  const show = (): void => {
    $('.kore-wait-row').toggle(wait.is(':checked'));
  };
  wait.on('change', show);
  show();
  showDefaultSeconds('#node-input-waitTimeoutSeconds', defaults().waitTimeoutMs);
  showDefaultSeconds('#node-input-firstIntervalSeconds', defaults().firstIntervalMs);
  showDefaultSeconds('#node-input-maxPauseSeconds', defaults().maxPauseMs);
}
