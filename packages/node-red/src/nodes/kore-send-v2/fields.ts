import type { Fields } from '../../fields.ts';
import { CHOSEN, MESSAGE_FIELDS, NODE_FIELDS, SEND_OPTION_FIELDS, TYPED } from '../../shared-fields.ts';

/** Everything that a kore-send-v2 saves. */
export const FIELDS = {
  ...NODE_FIELDS,
  channel: {
    kind: 'value',
    value: 'whatsapp',
    sources: CHOSEN,
    isRequired: true,
    choices: { words: 'shared.channel' },
  },
  ...MESSAGE_FIELDS,
  messageKey: {
    kind: 'value',
    value: '',
    sources: CHOSEN,
    choices: { words: 'kore-send-v2.messageKey', values: ['', 'message', 'content'] },
  },
  webhookInstanceName: { kind: 'value', value: '', sources: TYPED },
  userIdentityType: { kind: 'value', value: '', sources: TYPED },
  ...SEND_OPTION_FIELDS,
  onMissingParameter: { kind: 'text', value: 'problem' },
} as const satisfies Fields;
