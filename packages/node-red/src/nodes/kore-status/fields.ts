import type { Fields } from '../../fields.ts';
import { CHOSEN, LISTED, NODE_FIELDS, PAUSE_FIELD, WAIT_FIELDS } from '../../shared-fields.ts';

/** Everything that a kore-status saves. */
export const FIELDS = {
  ...NODE_FIELDS,
  requests: { kind: 'value', value: 'payload', sources: LISTED, isRequired: true },
  api: {
    kind: 'value',
    value: 'v2',
    sources: CHOSEN,
    isRequired: true,
    choices: { words: 'kore-status.api', values: ['v2', 'v1'] },
  },
  wait: { kind: 'switch', value: true },
  ...WAIT_FIELDS,
  ...PAUSE_FIELD,
} as const satisfies Fields;
