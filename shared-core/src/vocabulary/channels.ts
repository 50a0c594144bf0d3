import type { Api } from './outcomes.ts';

/** What an identity is, on the channels that are documented (docs/kore-ai-api.md#send-v2). */
export type IdentityKey = 'email' | 'spaceId' | 'phoneNumber';

/** A channel that Kore.ai documents, and what people need to know of it. */
export interface Channel {
  /** As the API calls it. */
  readonly name: string;
  /** As people call it. */
  readonly label: string;
  /** The send calls that know it. */
  readonly apis: readonly Api[];
  /** The key of an identity in the V2 call; in V1 the usual field of a row. */
  readonly identityKey: IdentityKey;
  /** What has to be set up on Kore.ai before a message can arrive. */
  readonly setUp: string;
  /** The likely causes if Kore.ai took a message that did not arrive (docs/kore-ai-api.md#why-an-accepted-message-reaches-nobody). */
  readonly hint: string;
}

const SWITCH = 'its Proactive Notifications switch is on, and the bot was published since';

/** All channels that are documented. */
export const CHANNELS: readonly Channel[] = [
  {
    name: 'msteams',
    label: 'Microsoft Teams',
    apis: ['v1', 'v2'],
    identityKey: 'email',
    setUp:
      'Enable the channel, turn on its Proactive Notifications switch (it needs the client ID, secret and tenant of the Azure app), and publish the bot. Each user must have the Teams app of the bot installed.',
    hint: `Check that Microsoft Teams is enabled for the bot, ${SWITCH}. Then check that the user has the Teams app of the bot installed.`,
  },
  {
    name: 'slack',
    label: 'Slack',
    apis: ['v1'],
    identityKey: 'email',
    setUp:
      'Enable the channel, turn on its Proactive Notifications switch if it has one, and publish the bot.',
    hint: 'Check that Slack is enabled for the bot, and that the bot was published since. Then check that the platform knows this identity on the channel.',
  },
  {
    name: 'ivr',
    label: 'Webhook / IVR',
    apis: ['v2'],
    identityKey: 'email',
    setUp:
      'Enable the Webhook channel, turn on its Proactive Notifications switch, and publish the bot. The webhook instance must be asynchronous, with API version 2.0. Messages go to its URL; nobody is called.',
    hint: `Check that the Webhook channel is enabled for the bot, ${SWITCH}. Then check that its instance is asynchronous, with API version 2.0.`,
  },
  {
    name: 'hangouts',
    label: 'Google Chat',
    apis: ['v2'],
    identityKey: 'spaceId',
    setUp:
      'Enable the channel, turn on its Proactive Notifications switch, and publish the bot. Recipients are spaces that the bot knows.',
    hint: `Check that Google Chat is enabled for the bot, ${SWITCH}. Then check that the bot knows the space.`,
  },
  {
    name: 'whatsapp',
    label: 'WhatsApp',
    apis: ['v2'],
    identityKey: 'phoneNumber',
    setUp:
      'Enable the channel, turn on its Proactive Notifications switch, and publish the bot. More than 24 hours after the last message of a user, only approved templates arrive. Their form depends on the WhatsApp provider.',
    hint: `Check that WhatsApp is enabled for the bot, ${SWITCH}. If the last message of the user is more than 24 hours old, only an approved template arrives.`,
  },
];

/** What a dialog offers beside the documented channels: the name of the channel is typed in then. It is no channel itself. */
export const OTHER_CHANNEL = 'other';

/** What holds for every other channel. */
const OTHER_HINT = `Check that the channel is enabled for the bot, ${SWITCH}. Then check that the platform knows this identity on the channel.`;

/** How the logs of the platform write some channels (docs/kore-ai-api.md#status). */
const LOG_NAMES: ReadonlyMap<string, string> = new Map([
  ['hangoutchat', 'hangouts'],
  ['msteam', 'msteams'],
]);

/** The channel of that name, also as logs write it; undefined if it is not documented. */
export function findChannel(name: unknown): Channel | undefined {
  if (typeof name !== 'string') return undefined;
  const plain = name.trim().toLowerCase();
  return CHANNELS.find((channel) => channel.name === (LOG_NAMES.get(plain) ?? plain));
}

/** What to check for a recipient whom a message did not reach although the platform took it. */
export function hintOfUndelivered(channel: unknown): string {
  return findChannel(channel)?.hint ?? OTHER_HINT;
}

/** Channels of the V1 call (docs/kore-ai-api.md#send-v1). */
export const V1_CHANNELS = ['msteams', 'slack'] as const;
/** Channels of the V2 call (docs/kore-ai-api.md#send-v2). */
export const V2_CHANNELS = ['ivr', 'hangouts', 'whatsapp', 'msteams'] as const;
