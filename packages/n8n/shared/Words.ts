/** The labels that n8n shows for what the core calls by its own names. */
export const LABELS: Readonly<Record<string, string>> = {
  channel: 'Channel',
  otherChannel: 'Channel Name',
  identityKey: 'Identity Key',
  messageType: 'Message Type',
  message: 'Message',
  messageKey: 'Message Key',
  recipients: 'Recipients',
  identityField: 'Identity Field',
  webhookInstanceName: 'Webhook Instance Name',
  userIdentityType: 'User Identity Type',
  maxRecipients: 'Maximum Recipients',
  recipientsPerRequest: 'Recipients per Request',
  paceShare: 'Rate Limit Share (%)',
  'once.key': 'Send Once: Key',
  'once.hours': 'Send Once: Hours',
  onMissingParameter: 'Missing Placeholder Values',
  onUnknown: 'If No Response Is Received',
  fillEach: 'Fill for Each Recipient',
  sendTo: 'Send To Me Instead',
  maxPauseMs: 'Maximum Pause (Seconds)',
  timeoutMs: 'Wait Timeout (Seconds)',
  firstIntervalMs: 'First Status Check After (Seconds)',
  requests: 'Request IDs',
  userId: 'User ID',
  deviceId: 'Device ID',
  osType: 'OS Type',
  botLanguage: 'Bot Language',
  host: 'Host',
  botId: 'Bot ID',
  clientId: 'Client ID',
  tokenLifetimeSeconds: 'Token Lifetime (Seconds)',
  maxPerMinute: 'Requests per Minute',
  maxPerHour: 'Requests per Hour',
  requestTimeoutMs: 'Request Timeout (Seconds)',
  timeScale: 'Time Compression (Simulator Only)',
  country: 'Default Country',
  'guards.only': 'Only These Recipients',
  'guards.never': 'Never These Recipients',
  'guards.perRun': 'Maximum Recipients per Run',
  'guards.perDay': 'Maximum Recipients per Day',
  'guards.timeZone': 'Time Zone',
  'guards.quietHours.from': 'Quiet Hours From',
  'guards.quietHours.to': 'Quiet Hours Until',
  'guards.quietHours.timeZone': 'Time Zone',
  'guards.quietHours.timeZoneField': 'Time Zone Field',
};

/** Who has a problem, by the index in the list of the core. */
export type PlaceOf = (index: number) => string;

/** Where nothing else is known of a recipient, rows have the same index. */
export const byIndex: PlaceOf = (index) => `Recipient with index ${index}`;

/** The problems of the core, a line each, in the words of n8n: the labels of fields, and items by their number. */
export function inWordsOfN8n(lines: string, placeOf: PlaceOf = byIndex): string {
  return lines
    .split('\n')
    .map((line) => nameStart(namePlaces(line, placeOf), placeOf))
    .join('\n')
    .replaceAll(
      /Give rows with a field (?:“[^”]*”|of this name), and not texts\./g,
      'Set Recipients From to Input Items, so that the fields of an item fill it.',
    );
}

/** Of a line about several recipients: `first recipients[0], recipients[1]`. */
function namePlaces(line: string, placeOf: PlaceOf): string {
  return line.replace(/(?<= first )recipients\[\d+\](?:, recipients\[\d+\])*(?=\.)/, (places) =>
    places.replaceAll(/recipients\[(\d+)\]/g, (_, index: string) => placeOf(Number(index))),
  );
}

/** What a line is about: a field, a recipient or the field of one, each also of an item. */
function nameStart(line: string, placeOf: PlaceOf): string {
  const start =
    /^(?:(?<item>Item \d+), )?(?:recipients\[(?<index>\d+)\]\.?|devices\[(?<device>\d+)\]\.?)?(?<field>[\w.]*)(?=: )/.exec(
      line,
    );
  const { item, index, device, field = '' } = start?.groups ?? {};
  const ofDevice = device === undefined ? undefined : `Device with index ${device}`;
  const place = item ?? (index === undefined ? ofDevice : placeOf(Number(index)));
  // A recipient that was dragged into the field of that name.
  const label = index === undefined || field === 'recipients' ? (LABELS[field] ?? field) : field;
  const named = [place ?? '', label].filter((part) => part !== '').join(', ');
  return `${named}${line.slice(start?.[0].length ?? 0)}`;
}
