// What the rows of each operation look like: n8n shows it in the next node before anything was run.
const text = { type: 'string' };
const integer = { type: 'integer' };
const rowOf = (properties) => ({ type: 'object', properties });
/** Beside the fields of the input item, which nobody knows here. */
const besideItem = (properties) => rowOf({ notification: rowOf(properties) });

const RECIPIENT = {
  index: integer,
  identity: text,
  outcome: text,
  requestId: text,
  reason: text,
  detail: text,
  hint: text,
  warning: text,
  duplicateOf: integer,
  sentAt: text,
  api: text,
  channel: text,
};
const PREVIEWED = { ...RECIPIENT, text, requestNumber: integer };
const JOB = {
  requestId: text,
  api: text,
  jobStatus: text,
  isFinal: { type: 'boolean' },
  percentageComplete: { type: 'number' },
  delivered: integer,
  undelivered: integer,
  reason: text,
  detail: text,
  hint: text,
  warning: text,
};
const DEVICE = {
  message: text,
  userId: text,
  deviceId: text,
  osType: text,
  status: text,
  reason: text,
  detail: text,
  hint: text,
};

/** By node and operation, in the form of its default settings. */
export const OUTPUT_SCHEMAS = {
  KoreSendNotification: {
    preview: rowOf(PREVIEWED),
    send: rowOf(RECIPIENT),
    sendAndTrack: rowOf(RECIPIENT),
  },
  KoreSendNotificationV2: {
    preview: besideItem(PREVIEWED),
    send: besideItem(RECIPIENT),
    sendAndTrack: besideItem(RECIPIENT),
  },
  KoreCheckStatus: { get: rowOf(JOB), wait: rowOf(JOB) },
  KoreManageDevices: {
    getAll: rowOf(DEVICE),
    subscribe: rowOf(DEVICE),
    unsubscribe: rowOf(DEVICE),
    unsubscribeAll: rowOf(DEVICE),
  },
};
