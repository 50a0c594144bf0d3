import { type Fields, FROM_FLOW } from '../../fields.ts';
import { CHOSEN, NODE_FIELDS, PAUSE_FIELD, TYPED } from '../../shared-fields.ts';
import { INPUTS } from './operation-inputs.ts';

/** Everything that a kore-devices saves. */
export const FIELDS = {
  ...NODE_FIELDS,
  operation: {
    kind: 'value',
    value: 'list',
    sources: CHOSEN,
    isRequired: true,
    choices: { words: 'kore-devices.operation', values: Object.keys(INPUTS) },
  },
  userId: { kind: 'value', value: 'userId', sources: [...FROM_FLOW, 'str'], isRequired: true },
  deviceId: { kind: 'value', value: 'deviceId', sources: [...FROM_FLOW, 'str'] },
  osType: {
    kind: 'value',
    value: 'Android',
    sources: CHOSEN,
    choices: { words: 'kore-devices.osType', values: ['Android', 'iOS'] },
  },
  devices: { kind: 'value', value: 'payload', sources: [...FROM_FLOW, 'json'] },
  botLanguage: { kind: 'value', value: '', sources: TYPED },
  ...PAUSE_FIELD,
} as const satisfies Fields;
