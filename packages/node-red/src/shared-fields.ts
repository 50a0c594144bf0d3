import { FROM_FLOW, type Source } from './fields.ts';

/** How a field that is usually typed gets its value; and one that usually comes with the message. */
export const TYPED: readonly Source[] = ['str', ...FROM_FLOW];
export const CHOSEN: readonly Source[] = ['choice', ...TYPED];
export const LISTED: readonly Source[] = [...FROM_FLOW, 'json', 'str'];

/** Of every node that makes calls. */
export const NODE_FIELDS = {
  name: { kind: 'text', value: '' },
  app: { kind: 'node', type: 'kore-app', isRequired: true },
} as const;

/** Of every node that may wait for the limit. */
export const PAUSE_FIELD = { maxPauseSeconds: { kind: 'duration', default: 'maxPauseMs', min: 0 } } as const;

/** How a node waits for jobs to end. */
export const WAIT_FIELDS = {
  waitTimeoutSeconds: { kind: 'duration', default: 'waitTimeoutMs', min: 0 },
  firstIntervalSeconds: { kind: 'duration', default: 'firstIntervalMs', min: 0 },
} as const;

/** The first tab of both send nodes, except for the channel, and the key of *Send once*. */
export const MESSAGE_FIELDS = {
  otherChannel: { kind: 'value', value: '', sources: TYPED },
  identityKey: { kind: 'value', value: '', sources: TYPED },
  messageType: {
    kind: 'value',
    value: 'text',
    sources: CHOSEN,
    isRequired: true,
    choices: { words: 'shared.messageType' },
  },
  message: { kind: 'value', value: '', sources: [...TYPED, 'json'], isRequired: true, isLarge: true },
  recipients: { kind: 'value', value: 'payload', sources: LISTED, isRequired: true },
  identityField: { kind: 'value', value: '', sources: TYPED },
  mode: {
    kind: 'value',
    value: 'send',
    sources: CHOSEN,
    choices: { words: 'shared.mode', values: ['send', 'preview', 'instead'] },
  },
  sendTo: { kind: 'value', value: '', sources: TYPED },
  onceKey: { kind: 'value', value: '', sources: TYPED },
} as const;

/** The second tab of both send nodes. */
export const SEND_OPTION_FIELDS = {
  onceHours: { kind: 'number', default: 'onceHours', above: 0, max: 'maxOnceHours' },
  wait: { kind: 'text', value: 'auto' },
  output: { kind: 'text', value: 'report' },
  ...WAIT_FIELDS,
  onBadRecipient: { kind: 'text', value: 'stop' },
  onUnknown: { kind: 'text', value: 'report' },
  includeUnknown: { kind: 'switch', value: false },
  fillEach: { kind: 'switch', value: false },
  rowsArePlainData: { kind: 'switch', value: false },
  maxRecipients: { kind: 'number', default: 'maxRecipients', min: 0 },
  ...PAUSE_FIELD,
  paceShare: { kind: 'number', default: 'paceShare', min: 1, max: 'paceShare', isWhole: true },
  recipientsPerRequest: {
    kind: 'number',
    default: 'recipientsPerRequest',
    min: 1,
    max: 'recipientsPerRequest',
    isWhole: true,
  },
} as const;
