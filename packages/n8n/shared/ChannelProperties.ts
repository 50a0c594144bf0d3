import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { type Api, type Channel, CHANNELS, OTHER_CHANNEL, sampleFor } from './core';

/** What people type for an identity on a channel. */
export interface IdentityWords {
  readonly words: string;
  /** Some of them. */
  readonly example: string;
  /** Of a field that holds one. */
  readonly field: string;
  /** The field that counts if none is named. */
  readonly usual: string;
}

const BY_KEY: Readonly<Record<Channel['identityKey'], IdentityWords>> = {
  email: {
    words: 'E-mail addresses',
    example: 'ann@example.com, bob@example.com',
    field: 'contact.email',
    usual: 'email',
  },
  phoneNumber: {
    words: 'Phone numbers',
    example: '+447700900123, +447700900124',
    field: 'contact.mobile',
    usual: 'phoneNumber',
  },
  spaceId: {
    words: 'Space IDs',
    example: 'AAQAPWixxxx, o7ZNt8Axxxx',
    field: 'room.spaceId',
    usual: 'spaceId',
  },
};
const OF_ANY: IdentityWords = {
  words: 'Identities of the channel',
  example: 'user-1, user-2',
  field: 'contact.id',
  usual: 'the usual one of the channel: email, spaceId, phoneNumber or the identity key',
};

/** Shown for this value, and for no expression: of that it is not known yet what it gives. */
function only(parameter: string, value: string): NonNullable<IDisplayOptions['hide']> {
  return { [parameter]: [{ _cnd: { not: value } }] };
}

/** The channels of a send call. */
function channelsOf(api: Api): readonly Channel[] {
  return CHANNELS.filter(({ apis }) => apis.includes(api));
}

/** The identities of each channel of V2, and of what is no channel of the list: where to hide it, and how to call it. */
export function identitiesByChannel(
  api: Api,
): readonly { readonly hide: IDisplayOptions['hide']; readonly identities: IdentityWords }[] {
  if (api === 'v1') return [{ hide: undefined, identities: BY_KEY.email }];
  const channels = channelsOf(api);
  return [
    ...channels.map(({ name, identityKey }) => ({
      hide: only('channel', name),
      identities: BY_KEY[identityKey],
    })),
    { hide: { channel: channels.map(({ name }) => name) }, identities: OF_ANY },
  ];
}

/** The channel, what it needs on Kore.ai, and what is typed in for one that is not in the list. */
export function channelProperties(api: Api, first: string): INodeProperties[] {
  const channels = channelsOf(api);
  const options = channels.map(({ name, label, identityKey }) => ({
    name: label,
    value: name,
    description: `Recipients are ${BY_KEY[identityKey].words.charAt(0).toLowerCase()}${BY_KEY[identityKey].words.slice(1)}`,
  }));
  return [
    {
      displayName: 'Channel',
      name: 'channel',
      type: 'options',
      options: [
        ...options.sort((one, other) => one.name.localeCompare(other.name)),
        {
          name: 'Other Channel',
          value: OTHER_CHANNEL,
          description: 'One that Kore.ai does not document for this call: enter its name and identity key',
        },
      ],
      default: first,
    },
    ...channels.map(({ name, setUp }): INodeProperties => ({
      displayName: `On Kore.ai: ${setUp}`,
      name: `${name}Notice`,
      type: 'notice',
      displayOptions: { hide: only('channel', name) },
      default: '',
    })),
    {
      displayName: 'Channel Name',
      name: 'otherChannel',
      type: 'string',
      displayOptions: { show: { channel: [OTHER_CHANNEL] } },
      // Not required: n8n shows it for an expression too, which may give a channel of the list.
      default: '',
      placeholder: 'e.g. rcs',
      description:
        'As the API calls it. It is sent as you enter it, with a warning in the rows. Used only if the channel is Other Channel.',
    },
    {
      displayName: 'Identity Key',
      name: 'identityKey',
      type: 'string',
      displayOptions: { show: { channel: [OTHER_CHANNEL] } },
      default: '',
      placeholder: 'e.g. email',
      description:
        'Name of the identity in the request, for a channel that is not in the list. Leave empty for channels of the list.',
    },
  ];
}

/** The channel that the parameters mean: the one chosen, or the one typed in. */
export function withChannel(message: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { channel, otherChannel, ...others } = message;
  const meant = channel === OTHER_CHANNEL ? otherChannel : channel;
  return meant === undefined ? others : { channel: meant, ...others };
}

/** What the message is, by its type: each with an example to start from in its empty field. */
export function messageProperties(
  api: Api,
  descriptions: Readonly<Record<string, string>>,
): INodeProperties[] {
  const types = Object.keys(descriptions);
  return types.flatMap((messageType) => {
    const hasOwn = channelsOf(api).filter(
      ({ name }) => exampleOf(api, name, messageType) !== exampleOf(api, undefined, messageType),
    );
    // The first is shown for an expression too.
    const others = types.slice(1);
    const hide = messageType === types[0] ? { messageType: others } : only('messageType', messageType);
    return [
      ...hasOwn.map(({ name }) => messageProperty({ ...hide, ...only('channel', name) }, name, messageType)),
      messageProperty(
        hasOwn.length === 0 ? hide : { ...hide, channel: hasOwn.map(({ name }) => name) },
        undefined,
        messageType,
      ),
    ];
  });

  function messageProperty(
    hide: NonNullable<IDisplayOptions['hide']>,
    channel: string | undefined,
    messageType: string,
  ): INodeProperties {
    const example = exampleOf(api, channel, messageType) ?? '';
    const description = descriptions[messageType] ?? '';
    return {
      displayName: 'Message',
      name: 'message',
      ...editorFor(messageType, example),
      displayOptions: { hide },
      default: '',
      required: true,
      placeholder: `e.g. ${example}`,
      // The JSON editor shows no placeholder.
      description: example.startsWith('{')
        ? `${description} Example: ${JSON.stringify(JSON.parse(example))}`
        : description,
      ...(messageType === 'text' ? { hint: HINTS[api] } : {}),
    };
  }
}

/** A text field, unless the message is JSON or a script. */
function editorFor(messageType: string, example: string): Pick<INodeProperties, 'type' | 'typeOptions'> {
  if (messageType === 'script') return { type: 'string', typeOptions: { editor: 'jsEditor', rows: 5 } };
  return example.startsWith('{')
    ? { type: 'json', typeOptions: { rows: 8 } }
    : { type: 'string', typeOptions: { rows: 3 } };
}

const HINTS: Readonly<Record<Api, string>> = {
  v1: 'Everybody gets the same text. For a text per person use Kore Send Notification V2.',
  v2: 'Write {field} for what differs, not an expression: then one request takes up to 1,000 people.',
};

function exampleOf(api: Api, channel: string | undefined, messageType: string): string | undefined {
  return sampleFor(api, channel, messageType)?.message;
}
