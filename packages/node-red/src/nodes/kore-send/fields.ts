import type { Fields } from '../../fields.ts';
import { CHOSEN, MESSAGE_FIELDS, NODE_FIELDS, SEND_OPTION_FIELDS } from '../../shared-fields.ts';

/** Everything that a kore-send saves. */
export const FIELDS = {
  ...NODE_FIELDS,
  channel: {
    kind: 'value',
    value: 'msteams',
    sources: CHOSEN,
    isRequired: true,
    choices: { words: 'shared.channel' },
  },
  ...MESSAGE_FIELDS,
  ...SEND_OPTION_FIELDS,
} as const satisfies Fields;
