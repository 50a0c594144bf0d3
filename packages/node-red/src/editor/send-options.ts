import { defaults, showDefault } from './defaults.ts';
import { prepareWaitFields } from './wait-fields.ts';

/** What the second tab of both send nodes saves. */
export interface SendOptionProps {
  wait: boolean;
  waitTimeoutSeconds: string;
  firstIntervalSeconds: string;
  onceHours: string;
  onBadRecipient: string;
  onUnknown: string;
  includeUnknown: boolean;
  maxRecipients: string;
  maxPauseSeconds: string;
  paceShare: string;
  recipientsPerRequest: string;
}

/** The second tab of both send nodes. */
export function prepareSendOptions(): void {
  prepareWaitFields();
  showDefault('#node-input-maxRecipients', defaults().maxRecipients);
  showDefault('#node-input-recipientsPerRequest', defaults().recipientsPerRequest);
  showDefault('#node-input-onceHours', defaults().onceHours);
  showDefault('#node-input-paceShare', defaults().paceShare);
  const onUnknown = $('#node-input-onUnknown');
  const warn = (): void => {
    $('#kore-send-again-warning').toggle(onUnknown.val() === 'send_again');
  };
  onUnknown.on('change', warn);
  warn();
}
