import type { CallName, Case } from './case.ts';
import { inputFor, MESSAGE } from './people.ts';

interface Row {
  readonly title: string;
  readonly call: CallName;
  readonly input: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

const rows: readonly Row[] = [
  {
    title: 'an empty input names everything that is missing',
    call: 'send',
    input: {},
    problems: ['channel', 'message', 'recipients'],
  },
  {
    title: 'everything that is wrong is named at once',
    call: 'send',
    input: {
      channel: 'whatsapp',
      messageType: 'template',
      message: 7,
      recipients: ['', 'ada@example.org', null],
    },
    problems: ['channel', 'messageType', 'message', 'recipients[0]', 'recipients[2]'],
  },
  {
    title: 'no input at all names everything that is missing',
    call: 'sendV2',
    input: null,
    problems: ['channel', 'message', 'recipients'],
  },
  {
    title: 'everything that is wrong is named at once',
    call: 'sendV2',
    input: {
      channel: 'slack',
      messageType: 'audio',
      messageKey: '__proto__',
      message: MESSAGE,
      recipients: null,
    },
    problems: ['channel', 'messageType', 'messageKey', 'recipients'],
  },
  {
    title: 'every bad recipient is named by its index, and the good ones are not sent either',
    call: 'sendV2',
    input: {
      channel: 'msteams',
      message: MESSAGE,
      recipients: [
        'ada@example.org',
        'not an address',
        'bob@example.org',
        'ada@',
        { email: '', name: 'Eve' },
      ],
    },
    problems: ['recipients[1].email', 'recipients[3].email', 'recipients[4].email'],
  },
  {
    title: 'phone numbers have 6 to 15 digits',
    call: 'sendV2',
    input: {
      channel: 'whatsapp',
      message: MESSAGE,
      recipients: ['12345', '+491511234567', '1234567890123456'],
    },
    problems: ['recipients[0].phoneNumber', 'recipients[2].phoneNumber'],
  },
  {
    title: 'a placeholder without a value is a problem of its recipient',
    call: 'sendV2',
    input: {
      channel: 'msteams',
      message: 'Hi {name}',
      recipients: [{ email: 'ada@example.org', name: 'Ada' }, { email: 'bob@example.org' }],
    },
    problems: ['recipients[1].name'],
  },
  {
    title: 'a template that is no JSON is refused',
    call: 'sendV2',
    input: {
      channel: 'msteams',
      messageType: 'template',
      message: '{"type": "AdaptiveCard",',
      recipients: ['ada@example.org'],
    },
    problems: ['message'],
  },
  ...['{“type”: “AdaptiveCard”}', '[{"type": "AdaptiveCard"}]', '```\nHello\n```'].map((message) => ({
    title: `a template such as ${message.split('\n').join(' ')} is refused`,
    call: 'sendV2' as const,
    input: { channel: 'msteams', messageType: 'template', message, recipients: ['ada@example.org'] },
    problems: ['message'],
  })),
  ...(['send', 'sendV2'] as const).flatMap((call) => [
    {
      title: 'an object is no text',
      call,
      input: { ...inputFor(call, 1), message: { type: 'AdaptiveCard' } },
      problems: ['message'],
    },
    {
      title: 'a channel that is not documented needs an identity key',
      call,
      input: { ...inputFor(call, 1), channel: 'hangoutchat' },
      problems: ['channel'],
    },
    {
      title: 'an identity key has a name of its own',
      call,
      input: { ...inputFor(call, 1), channel: 'rcs', identityKey: 'parameters' },
      problems: ['identityKey'],
    },
  ]),
  {
    title: 'a channel of the list has its own identity key',
    call: 'sendV2',
    input: { ...inputFor('sendV2', 1), identityKey: 'phoneNumber' },
    problems: ['identityKey'],
  },
  {
    title: 'a card is one JSON object',
    call: 'send',
    input: { ...inputFor('send', 1), messageType: 'card', message: 'Hello' },
    problems: ['message'],
  },
  {
    title: 'a webhook goes only with ivr',
    call: 'sendV2',
    input: { ...inputFor('sendV2', 1), webhookInstanceName: 'callcentre' },
    problems: ['webhookInstanceName'],
  },
  {
    title: 'more recipients than the maximum set are refused',
    call: 'sendV2',
    input: inputFor('sendV2', 3),
    options: { maxRecipients: 2 },
    problems: ['recipients'],
  },
  {
    title: 'a request takes 1 to 1,000 recipients',
    call: 'send',
    input: inputFor('send', 1),
    options: { recipientsPerRequest: 1_001 },
    problems: ['recipientsPerRequest'],
  },
  {
    title: 'a share of the pace is 1 to 100 %',
    call: 'sendV2',
    input: inputFor('sendV2', 1),
    options: { paceShare: 101 },
    problems: ['paceShare'],
  },
  {
    title: 'a missing list is refused even by who skips bad recipients',
    call: 'send',
    input: { ...inputFor('send', 0), recipients: null },
    options: { onBadRecipient: 'skip' },
    problems: ['recipients'],
  },
  {
    title: 'a choice that there is not is refused, and not taken for the usual one',
    call: 'sendV2',
    input: { ...inputFor('sendV2', 1) },
    options: { onUnknown: 'twice', onMissingParameter: 'ignore' },
    problems: ['onMissingParameter', 'onUnknown'],
  },
  { title: 'no request id is refused', call: 'getStatus', input: { requests: [] }, problems: ['requests'] },
  {
    title: 'what is no request id is named by its index',
    call: 'waitForStatus',
    input: { requests: ['ds-1', '', '..', 7], api: 'v3' },
    problems: ['api', 'requests[1]', 'requests[2]', 'requests[3]'],
  },
  {
    title: 'everything that is missing is named at once',
    call: 'subscribeDevice',
    input: {},
    problems: ['deviceId', 'osType', 'userId'],
  },
  {
    title: 'a user id of blanks is refused',
    call: 'listDevices',
    input: { userId: '  ' },
    problems: ['userId'],
  },
  {
    title: 'what is missing of a device is named by its index',
    call: 'unsubscribeDevices',
    input: { userId: 'user-1', devices: [{ deviceId: 'device-1', osType: 'ios' }, { deviceId: 'device-2' }] },
    problems: ['devices[1].osType'],
  },
  { title: 'a missing user id is refused', call: 'unsubscribeAllDevices', input: {}, problems: ['userId'] },
  {
    title: 'what is no language code is refused',
    call: 'listDevices',
    input: { userId: 'user-1' },
    options: { botLanguage: 'en\r\nauth: x' },
    problems: ['botLanguage'],
  },
];

/** Input that is refused before anything is sent, with everything that is wrong. */
export const BAD_INPUT: readonly Case[] = rows.map(({ title, call, problems, ...row }) => ({
  title: `${call}: ${title}`,
  call,
  ...row,
  expected: { wire: [], error: 'invalid_input', problems, processed: {} },
}));
