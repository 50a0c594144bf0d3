import type { Problem } from '@kore-notify/core';

/** The labels of the dialogs for what the core calls by its own names. */
export const LABELS: Readonly<Record<string, string>> = {
  channel: 'Channel',
  otherChannel: 'Channel name',
  identityKey: 'Identity key',
  messageType: 'Message type',
  message: 'Message',
  messageKey: 'Message key',
  recipients: 'Recipients',
  identityField: 'Identity field',
  webhookInstanceName: 'Webhook instance',
  userIdentityType: 'Identity type',
  mode: 'Mode',
  sendTo: 'Send to',
  onceKey: 'Key',
  'once.key': 'Key',
  'once.hours': 'Remember for',
  timeoutMs: 'Maximum wait',
  firstIntervalMs: 'Poll interval',
  onBadRecipient: 'Invalid recipients',
  onUnknown: 'No response received',
  onMissingParameter: 'Missing parameter',
  maxRecipients: 'Maximum recipients',
  maxPauseMs: 'Maximum pause',
  paceShare: 'Rate-limit share',
  recipientsPerRequest: 'Recipients per request',
  requests: 'Report or request IDs',
  api: 'Sent with',
  operation: 'Operation',
  userId: 'User ID',
  deviceId: 'Device ID',
  osType: 'OS type',
  devices: 'Devices',
  botLanguage: 'Bot language',
  host: 'Host',
  botId: 'Bot ID',
  clientId: 'Client ID',
  clientSecret: 'Client Secret',
  privateKey: 'Private key',
  jwePublicKey: 'Public key (JWK)',
  algorithm: 'Signing algorithm',
  contentEncryption: 'Content encryption',
  tokenLifetimeSeconds: 'Token lifetime',
  subject: 'Subject',
  country: 'Default country',
  maxPerMinute: 'Requests per minute',
  maxPerHour: 'Requests per hour',
  maxInFlight: 'Concurrent requests',
  maxAttempts: 'Maximum attempts',
  requestTimeoutMs: 'Request timeout',
  timeScale: 'Time compression',
  'guards.only': 'Only these',
  'guards.never': 'Never these',
  'guards.perRun': 'Maximum per run',
  'guards.perDay': 'Maximum per day',
  'guards.timeZone': 'Time zone',
  'guards.quietHours.from': 'From',
  'guards.quietHours.to': 'Until',
  'guards.quietHours.timeZone': 'Time zone',
  'guards.quietHours.timeZoneField': 'Time zone field',
};

/** The option in the dialog that the core calls *Fill for each recipient*: how its label begins. */
export const FILL_LABEL = 'Fill {placeholders} in Node-RED';

/** What the core calls by the names of the API, or of the other palette, and what it is here; the longer before the shorter. */
const NAMES: readonly (readonly [said: string, here: string])[] = [
  ['Send Notification V2', 'kore send v2'],
  ['Send Notification (V2)', 'kore send v2'],
  ['Send Notification (V1)', 'kore send'],
  ['Send Notification sends', 'kore send sends'],
  ['“Fill for each recipient”', `“${FILL_LABEL}”`],
  [' In n8n an expression needs the field switched to Expression.', ''],
];

/** A sentence of the core with the names that nodes and options have here. */
export function withNamesOfNodeRed(sentence: string): string {
  return NAMES.reduce((text, [said, here]) => text.replaceAll(said, () => here), sentence);
}

/** The same of problems. */
export function problemsOfNodeRed(problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({
    ...problem,
    message: withNamesOfNodeRed(problem.message),
    remedy: withNamesOfNodeRed(problem.remedy),
  }));
}

/** Where the core says that something is: in a list, a field of it, or a setting. */
const PLACE =
  /^(?:(?<list>recipients|devices|requests)\[(?<index>\d+)\]\.?)?(?<field>[A-Za-z][\w.]*)?(?=(?:, entry \d+)?: )/;

/** The problems of the core, a line each, with labels and units of the dialogs, and rows by their number. */
export function inWordsOfNodeRed(lines: string): string {
  const named = withNamesOfNodeRed(lines)
    .split('\n')
    .map((line) => nameStart(nameRows(line)));
  // Two settings of the core may be one field of a dialog.
  return [...new Set(named)].join('\n');
}

/** Of a line about several recipients: `first recipients[0], recipients[1]`. */
function nameRows(line: string): string {
  return line.replace(/(?<= first )recipients\[\d+\](?:, recipients\[\d+\])*(?=\.)/, (places) =>
    places.replaceAll(/recipients\[(\d+)\]/g, (_, index: string) => rowOf('recipients', Number(index))),
  );
}

function nameStart(line: string): string {
  const { list, index, field = '' } = PLACE.exec(line)?.groups ?? {};
  if (list === undefined && field === '') return line;
  const row = list === undefined ? '' : rowOf(list, Number(index));
  const place = `${row.slice(0, 1).toUpperCase()}${row.slice(1)}`;
  const label = list === undefined ? (LABELS[field] ?? field) : field;
  const isDuration = field.endsWith('Ms') && label !== field;
  const rest = line.slice(PLACE.exec(line)?.[0].length ?? 0);
  const named = [place, isDuration ? `${label} (seconds)` : label].filter((part) => part !== '').join(', ');
  return `${named}${isDuration ? inSeconds(rest) : rest}`;
}

const ROWS: Readonly<Record<string, string>> = { recipients: 'row', devices: 'device', requests: 'request' };

/** Counted from 1, as people count. */
function rowOf(list: string, index: number): string {
  return `${ROWS[list] ?? list} ${index + 1}`;
}

/** What somebody typed in seconds the core quotes in milliseconds. */
function inSeconds(text: string): string {
  return text.replaceAll(/-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?/g, (number) =>
    String(Number(number.replaceAll(',', '')) / 1000),
  );
}

/** Characters that fit under a node. */
const MAX_DOT = 19;

/** What the dot says of a problem, for example `no phoneNumber`; undefined if there is no room for it. */
export function dotOf({ path, rule }: Problem): string | undefined {
  const { list, field = path } = PLACE.exec(`${path}: `)?.groups ?? {};
  const label = list === undefined ? (LABELS[field] ?? '').replace(/ \(.*/, '') : field;
  if (label === '') return undefined;
  const isGone = rule === 'required' || rule === 'empty';
  const word = list === undefined ? inSentence(label) : label;
  const text = isGone ? `no ${word}` : `check ${word}`;
  return text.length > MAX_DOT ? undefined : text;
}

/** A label amid a sentence: `Client ID` keeps its capitals, `Maximum wait` does not. */
function inSentence(label: string): string {
  return /^(?:Bot|Client|User|Device|OS)\b/.test(label) ? label : label.toLowerCase();
}
