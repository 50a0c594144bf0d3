import type { Case } from './case.ts';
import { HAPPY_OTHER_CALLS } from './happy-other-calls.ts';
import { inputFor, MESSAGE } from './people.ts';

const JOBS_END_AT_ONCE = { jobDurationMs: 0 };
/** One look, a tenth of a second after sending. */
const WAIT_A_MOMENT = { wait: { timeoutMs: 100 } };
const ADAPTIVE_CARD = {
  type: 'AdaptiveCard',
  version: '1.4',
  body: [{ type: 'TextBlock', text: 'Hi {name}' }],
};

const sends: readonly Case[] = [
  {
    title: 'send: a text to Slack is one request with the identities in order',
    call: 'send',
    input: { channel: 'slack', message: MESSAGE, recipients: 'ada@example.org; bob@example.org' },
    expected: {
      wire: ['send 200'],
      wireBodies: [
        {
          channel: 'slack',
          userIdentityType: 'resolve',
          message: { type: 'text', val: MESSAGE },
          identities: ['ada@example.org', 'bob@example.org'],
        },
      ],
      outcomes: ['accepted', 'accepted'],
      processed: { 'ada@example.org': 1, 'bob@example.org': 1 },
    },
  },
  {
    title: 'send: a script to Microsoft Teams is sent as it is',
    call: 'send',
    input: {
      channel: 'msteams',
      messageType: 'script',
      message: 'print(JSON.stringify({ text: "{name}" }));',
      recipients: ['any identity'],
    },
    expected: {
      wire: ['send 200'],
      wireBodies: [
        {
          channel: 'msteams',
          userIdentityType: 'resolve',
          message: { type: 'script', val: 'print(JSON.stringify({ text: "{name}" }));' },
          identities: ['any identity'],
        },
      ],
      outcomes: ['accepted'],
      processed: { 'any identity': 1 },
    },
  },
  {
    title: 'sendV2: a text to WhatsApp stands under “message”, and phone numbers are tidied',
    call: 'sendV2',
    input: { channel: 'whatsapp', message: MESSAGE, recipients: ['+49 (151) 123-45.67'] },
    expected: {
      wire: ['sendV2 200'],
      wireBodies: [
        {
          channel: 'whatsapp',
          userIdentityType: 'resolve',
          message: { type: 'text', value: MESSAGE },
          identities: [{ phoneNumber: '+491511234567' }],
        },
      ],
      outcomes: ['accepted'],
      processed: { '+491511234567': 1 },
    },
  },
  {
    title: 'sendV2: a text to Google Chat stands under “content”, and rows fill its placeholders',
    call: 'sendV2',
    input: {
      channel: 'hangouts',
      message: 'Hi {name}, your order {order} is ready',
      recipients: [
        { spaceId: 'spaces/AAA', name: 'Ada', order: 7, note: 'not in the message' },
        { spaceId: 'BBB', parameters: { name: 'Bob', order: '8' } },
      ],
    },
    expected: {
      wire: ['sendV2 200'],
      wireBodies: [
        {
          channel: 'hangouts',
          userIdentityType: 'resolve',
          content: { type: 'text', value: 'Hi {name}, your order {order} is ready' },
          identities: [
            { spaceId: 'AAA', parameters: { name: 'Ada', order: '7' } },
            { spaceId: 'BBB', parameters: { name: 'Bob', order: '8' } },
          ],
        },
      ],
      outcomes: ['accepted', 'accepted'],
      processed: { AAA: 1, BBB: 1 },
    },
  },
  {
    title: 'sendV2: a call names its webhook, and takes a message of its own for a recipient',
    call: 'sendV2',
    input: {
      channel: 'ivr',
      webhookInstanceName: 'callcentre',
      message: MESSAGE,
      recipients: [{ email: 'ada@example.org', customMessage: 'Ada, call {who}', parameters: { who: 'us' } }],
    },
    expected: {
      wire: ['sendV2 200'],
      wireBodies: [
        {
          channel: 'ivr',
          webhookInstanceName: 'callcentre',
          userIdentityType: 'resolve',
          content: { type: 'text', value: MESSAGE },
          identities: [
            { email: 'ada@example.org', customMessage: 'Ada, call {who}', parameters: { who: 'us' } },
          ],
        },
      ],
      outcomes: ['accepted'],
      processed: { 'ada@example.org': 1 },
    },
  },
  {
    title: 'sendV2: a template given as JSON text is sent as an object, under the key chosen',
    call: 'sendV2',
    input: {
      channel: 'msteams',
      messageType: 'template',
      messageKey: 'content',
      message: JSON.stringify(ADAPTIVE_CARD),
      recipients: [{ mail: 'ada@example.org', name: 'Ada' }],
      identityField: 'mail',
    },
    expected: {
      wire: ['sendV2 200'],
      wireBodies: [
        {
          channel: 'msteams',
          userIdentityType: 'resolve',
          content: { type: 'template', value: ADAPTIVE_CARD },
          identities: [{ email: 'ada@example.org', parameters: { name: 'Ada' } }],
        },
      ],
      outcomes: ['accepted'],
      processed: { 'ada@example.org': 1 },
    },
  },
  ...[
    { how: 'an object', message: ADAPTIVE_CARD },
    { how: 'its JSON text', message: JSON.stringify(ADAPTIVE_CARD, null, 2) },
    { how: 'its JSON text in a code fence', message: `\`\`\`json\n${JSON.stringify(ADAPTIVE_CARD)}\n\`\`\`` },
  ].map(({ how, message }): Case => ({
    title: `send: a card given as ${how} is sent as the JSON text of a script, and nothing in it is filled`,
    call: 'send',
    input: { channel: 'msteams', messageType: 'card', message, recipients: ['ada@example.org'] },
    expected: {
      wire: ['send 200'],
      wireBodies: [
        {
          channel: 'msteams',
          userIdentityType: 'resolve',
          message: { type: 'script', val: JSON.stringify(ADAPTIVE_CARD) },
          identities: ['ada@example.org'],
        },
      ],
      outcomes: ['accepted'],
      processed: { 'ada@example.org': 1 },
    },
  })),
  {
    title: 'sendV2: a channel that is not documented is sent to under the identity key given',
    call: 'sendV2',
    input: {
      channel: 'rcs',
      identityKey: 'msisdn',
      message: 'Hi {name}',
      recipients: [{ msisdn: 'a-1', name: 'Ada' }],
    },
    expected: {
      wire: ['sendV2 200'],
      wireBodies: [
        {
          channel: 'rcs',
          userIdentityType: 'resolve',
          message: { type: 'text', value: 'Hi {name}' },
          identities: [{ msisdn: 'a-1', parameters: { name: 'Ada' } }],
        },
      ],
      outcomes: ['accepted'],
      processed: { 'a-1': 1 },
    },
  },
  {
    title: 'send: a channel that is not documented is sent to, its identities by the key given',
    call: 'send',
    input: { channel: 'line', identityKey: 'user', message: MESSAGE, recipients: [{ user: 'a-1' }, 'a-2'] },
    expected: {
      wire: ['send 200'],
      wireBodies: [
        {
          channel: 'line',
          userIdentityType: 'resolve',
          message: { type: 'text', val: MESSAGE },
          identities: ['a-1', 'a-2'],
        },
      ],
      outcomes: ['accepted', 'accepted'],
      processed: { 'a-1': 1, 'a-2': 1 },
    },
  },
  ...(['send', 'sendV2'] as const).flatMap((call): Case[] => [
    {
      title: `${call}: the recipients are split into requests in their order`,
      call,
      input: inputFor(call, 5),
      options: { recipientsPerRequest: 2 },
      client: { maxInFlight: 1 },
      expected: {
        wire: [`${call} 200`, `${call} 200`, `${call} 200`],
        wireRecipients: [
          ['ada@example.org', 'bob@example.org'],
          ['cleo@example.org', 'dan@example.org'],
          ['eve@example.org'],
        ],
        outcomes: ['accepted', 'accepted', 'accepted', 'accepted', 'accepted'],
        processed: {
          'ada@example.org': 1,
          'bob@example.org': 1,
          'cleo@example.org': 1,
          'dan@example.org': 1,
          'eve@example.org': 1,
        },
      },
    },
    {
      title: `${call}: a wait tells who got it and who did not`,
      call,
      input: { ...inputFor(call, 0), recipients: ['ada@example.org', 'nobody@example.org'] },
      options: WAIT_A_MOMENT,
      simulator: JOBS_END_AT_ONCE,
      expected: {
        wire: [`${call} 200`, `${call === 'send' ? 'status' : 'statusV2'} 200`],
        outcomes: ['delivered', 'undelivered: not_delivered'],
        processed: { 'ada@example.org': 1, 'nobody@example.org': 1 },
        result: {
          end: { kind: 'finished' },
          pendingRequestIds: [],
          requests: [{ jobStatus: 'PARTIAL_SUCCESS' }],
        },
      },
    },
    {
      title: `${call}: a wait asks again where an answer about the job was lost`,
      call,
      input: inputFor(call, 2),
      // Longer than the moment before the first look, since no attempt begins after the end of a wait.
      options: { wait: { timeoutMs: 10_000, firstIntervalMs: 1 } },
      simulator: JOBS_END_AT_ONCE,
      faults: [{ kind: 'reset-before', call: call === 'send' ? 'status' : 'statusV2' }],
      expected: {
        wire: [
          `${call} 200`,
          ...['no answer', '200'].map((answer) => `${call === 'send' ? 'status' : 'statusV2'} ${answer}`),
        ],
        outcomes: ['delivered', 'delivered'],
        processed: { 'ada@example.org': 1, 'bob@example.org': 1 },
      },
    },
    {
      title: `${call}: a wait that is refused leaves what was accepted`,
      call,
      input: inputFor(call, 1),
      options: WAIT_A_MOMENT,
      faults: [{ kind: 'answer', status: 403, after: 1, times: 9 }],
      expected: {
        wire: [`${call} 200`, `${call === 'send' ? 'status' : 'statusV2'} 403`],
        outcomes: ['accepted'],
        processed: { 'ada@example.org': 1 },
      },
    },
    {
      title: `${call}: the same recipient twice is sent it once`,
      call,
      input: { ...inputFor(call, 0), recipients: 'ada@example.org, bob@example.org, ada@example.org' },
      expected: {
        wire: [`${call} 200`],
        wireRecipients: [['ada@example.org', 'bob@example.org']],
        outcomes: ['accepted', 'accepted', 'unsent: duplicate'],
        processed: { 'ada@example.org': 1, 'bob@example.org': 1 },
      },
    },
    {
      title: `${call}: bad recipients are skipped by choice, and the others are sent`,
      call,
      input: {
        ...inputFor(call, 0),
        recipients: ['ada@example.org', '', { name: 'Bob' }, 'cleo@example.org'],
      },
      options: { onBadRecipient: 'skip' },
      expected: {
        wire: [`${call} 200`],
        wireRecipients: [['ada@example.org', 'cleo@example.org']],
        outcomes: ['accepted', 'unsent: invalid', 'unsent: invalid', 'accepted'],
        processed: { 'ada@example.org': 1, 'cleo@example.org': 1 },
      },
    },
  ]),
];

/** Every call when nothing goes wrong. */
export const HAPPY_PATHS: readonly Case[] = [...sends, ...HAPPY_OTHER_CALLS];
