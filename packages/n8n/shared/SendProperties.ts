import type { INodeProperties } from 'n8n-workflow';
import { type Api, CHANNELS, DEFAULTS, OTHER_CHANNEL } from './core';
import { identitiesByChannel } from './ChannelProperties';

const seconds = { minValue: 1 };

/** How long to wait for the bot's limits: the same in all nodes, but for what becomes of what is left. */
export function longestPause(whatIsLeft: string): INodeProperties {
  return {
    displayName: 'Maximum Pause (Seconds)',
    name: 'maxPauseSeconds',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 3660,
    description: `How long to wait for the rate limit at most. ${whatIsLeft}`,
  };
}

/** Which channel, and what is done, in the words that the node shows for them. */
export function subtitleOf(api: Api): string {
  const channels = Object.fromEntries(
    CHANNELS.filter(({ apis }) => apis.includes(api)).map(({ name, label }) => [name, label]),
  );
  const channel = `(${JSON.stringify(channels)})[$parameter["channel"]] ?? ($parameter["channel"] === "${OTHER_CHANNEL}" ? $parameter["otherChannel"] : $parameter["channel"])`;
  const operations = { preview: 'Preview', sendAndTrack: 'Send and Wait' };
  return `={{ (${channel}) + ": " + ((${JSON.stringify(operations)})[$parameter["operation"]] ?? "Send") }}`;
}

/** What a send node does. */
export const operationProperty: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Preview',
      value: 'preview',
      action: 'Preview a notification',
      description:
        'Send nothing: show what each recipient would read, what is wrong, and how many requests it takes',
    },
    {
      name: 'Send',
      value: 'send',
      action: 'Send a notification',
      description: 'Give a row for each recipient as soon as Kore.ai has taken it',
    },
    {
      name: 'Send and Wait for Delivery',
      value: 'sendAndTrack',
      action: 'Send a notification and wait for delivery',
      description: 'Wait until Kore.ai reports who got it',
    },
  ],
  default: 'send',
};

/** Where the recipients come from; the same for both send nodes. */
export function recipientProperties(api: Api): INodeProperties[] {
  const byChannel = identitiesByChannel(api);
  return [
    {
      displayName: 'Recipients From',
      name: 'recipientsFrom',
      type: 'options',
      noDataExpression: true,
      options: [
        {
          name: 'List',
          value: 'list',
          description: 'Text, or an expression that returns an array',
        },
        {
          name: 'Input Items',
          value: 'items',
          description: 'Each input item is a recipient; its fields fill the placeholders of the message',
        },
      ],
      // A text for each person is what V2 is for.
      default: api === 'v2' ? 'items' : 'list',
      description: 'Where the recipients are. As a tool of an AI agent choose List.',
    },
    ...byChannel.map(({ hide, identities: { words, example } }): INodeProperties => ({
      displayName: 'Recipients',
      name: 'recipients',
      type: 'string',
      typeOptions: { rows: 3 },
      displayOptions: { show: { recipientsFrom: ['list'] }, ...(hide === undefined ? {} : { hide }) },
      default: '',
      required: true,
      placeholder: `e.g. ${example}`,
      description: `${words}, separated by commas, semicolons or line breaks; or an expression that returns an array of them, of objects as the API wants them, or of rows. The same recipient with the same message is sent once, also if several input items name it.`,
    })),
    ...byChannel.map(({ hide, identities: { field, usual } }): INodeProperties => ({
      displayName: 'Identity Field',
      name: 'identityField',
      type: 'string',
      ...(hide === undefined ? {} : { displayOptions: { hide } }),
      default: '',
      placeholder: `e.g. ${field}`,
      description: `Field of an item or a row that holds the recipient. Leave empty for ${usual}.`,
    })),
    {
      displayName: 'Maximum Recipients',
      name: 'maxRecipients',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: DEFAULTS.maxRecipients,
      description:
        'If a run has more recipients than this, nothing is sent and the node fails. 0 is no maximum. As a tool of an AI agent the node sends to 50 recipients in an execution unless another number is set.',
    },
  ];
}

/** What a user may set, and what nobody needs to. */
export function sendOptionProperties(own: INodeProperties[]): INodeProperties {
  const options: INodeProperties[] = [
    {
      displayName: 'Skip Invalid Recipients',
      name: 'skipBadRecipients',
      type: 'boolean',
      default: false,
      description:
        'Whether to send to the others if some recipients are invalid. Otherwise nothing is sent, and all problems are listed. Without this option it is on if On Error is set to Continue.',
    },
    {
      displayName: 'Include Input Fields',
      name: 'includeInputFields',
      type: 'boolean',
      displayOptions: { show: { '/recipientsFrom': ['items'] } },
      default: true,
      description:
        'Whether each row keeps the fields of its input item, with the result under notification. Otherwise a row holds the result only. Rows of requests and the summary never keep them.',
    },
    {
      displayName: 'Fill for Each Recipient',
      name: 'fillEach',
      type: 'boolean',
      default: false,
      description:
        'Whether to fill {placeholders} in n8n, with one request for each different text. Otherwise Send Notification sends the text as it is, and Send Notification V2 lets Kore.ai fill it.',
    },
    {
      displayName: 'First Status Check After (Seconds)',
      name: 'firstIntervalSeconds',
      type: 'number',
      displayOptions: { show: { '/operation': ['sendAndTrack'] } },
      typeOptions: seconds,
      default: 2,
      description: 'How long to wait before the first status check; later checks are up to 30 s apart',
    },
    longestPause('What is left then ends as unsent, with the reason limit.'),
    {
      // Not offered any more: workflows that were saved with it keep it.
      displayName: 'Maximum Recipients',
      name: 'maxRecipients',
      type: 'hidden',
      default: '',
    },
    {
      displayName: 'Missing Placeholder Values',
      name: 'onMissingParameter',
      type: 'options',
      options: [
        { name: 'Stop', value: 'problem' },
        { name: 'Leave Empty', value: 'warning' },
      ],
      default: 'problem',
      description: 'What to do if a recipient has no value for a placeholder of the message',
    },
    {
      displayName: 'If No Response Is Received',
      name: 'onUnknown',
      type: 'options',
      options: [
        { name: 'Report It', value: 'report' },
        { name: 'Send Again (Recipients May Get It Twice)', value: 'send_again' },
      ],
      default: 'report',
      description:
        'What to do when no response was received from the platform, so that the message may have been sent',
    },
    {
      displayName: 'Output',
      name: 'output',
      type: 'options',
      options: [
        { name: 'One Row per Recipient', value: 'recipient' },
        { name: 'One Row per Request', value: 'request' },
        {
          name: 'Summary',
          value: 'summary',
          description: 'One row for the whole run: a sentence, and how many in each outcome',
        },
      ],
      default: 'recipient',
      description:
        'What a row of the output stands for. On the error output there is one for each person in any case.',
    },
    {
      displayName: 'Placeholder Values',
      name: 'placeholderValues',
      type: 'fixedCollection',
      typeOptions: { multipleValues: true },
      placeholder: 'Add Placeholder',
      default: {},
      options: [
        {
          displayName: 'Placeholder',
          name: 'values',
          values: [
            {
              displayName: 'Name',
              name: 'name',
              type: 'string',
              default: '',
              placeholder: 'e.g. name',
              description: 'As it stands between the braces of the message',
            },
            {
              displayName: 'Value',
              name: 'value',
              type: 'string',
              default: '',
              placeholder: 'e.g. {{ $json.customer.firstName }}',
              description: 'The same text for everybody, or an expression that reads the item',
            },
          ],
        },
      ],
      description:
        'Values for placeholders that are called otherwise than the fields of the items, or are the same for everybody. They go before fields.',
    },
    {
      displayName: 'Rate Limit Share (%)',
      name: 'paceShare',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 100 },
      default: 100,
      description:
        "How much of the bot's rate limit all sends with this share use together, so that a large campaign leaves room for others. Example: 50 uses at most half.",
    },
    {
      displayName: 'Recipients per Request',
      name: 'recipientsPerRequest',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 1000 },
      default: 1000,
      description:
        'Lower it only if Kore.ai refuses large requests: each request counts against the rate limit',
    },
    ...own,
    {
      displayName: 'As AI Tool: Allow Scripts',
      name: 'allowToolScripts',
      type: 'boolean',
      default: false,
      description: 'Whether an AI agent that uses the node as a tool may send scripts, which Kore.ai runs',
    },
    {
      displayName: 'Send To Me Instead',
      name: 'sendTo',
      type: 'string',
      default: '',
      placeholder: 'e.g. me@example.com',
      description:
        'Address that gets the first three messages, as they are filled for their recipients. Nobody else is messaged.',
    },
    {
      displayName: 'Send Once: Hours',
      name: 'onceHours',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 24,
      description: 'How long the key of Send Once counts',
    },
    {
      displayName: 'Send Once: Key',
      name: 'onceKey',
      type: 'string',
      default: '',
      placeholder: 'e.g. the name of the campaign',
      description:
        'A later execution with the same key leaves out recipients who got it. Kept in the static data of the workflow, which n8n saves only after a production execution has ended: not for runs from the editor, and not for an execution that was killed.',
    },
    {
      displayName: 'Wait Timeout (Seconds)',
      name: 'waitTimeoutSeconds',
      type: 'number',
      displayOptions: { show: { '/operation': ['sendAndTrack'] } },
      typeOptions: seconds,
      default: 300,
      description:
        'After this time the rows say accepted. Check Status can continue the wait with the request ID.',
    },
  ];
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: options.sort((one, other) => one.displayName.localeCompare(other.displayName)),
  };
}
