import { V1_CHANNELS, V2_CHANNELS } from '../../vocabulary/channels.ts';
import {
  V1_MESSAGE_TYPES,
  V2_MESSAGE_TYPES,
  type V1MessageType,
  type V2MessageType,
} from '../../vocabulary/inputs.ts';
import type { Api } from '../../vocabulary/outcomes.ts';

/** A message to start from, as it is typed into a dialog. */
export interface MessageSample {
  /** The send call that takes it. */
  readonly api: Api;
  /** As the API calls it; undefined for any channel that has no sample of its own. */
  readonly channel: string | undefined;
  /** A type of that call. */
  readonly messageType: V1MessageType | V2MessageType;
  /** Text, a script, or JSON text. */
  readonly message: string;
}

const ADAPTIVE_CARD = {
  type: 'AdaptiveCard',
  version: '1.4',
  body: [{ type: 'TextBlock', text: 'Your order has been shipped.', wrap: true }],
};
const SCRIPT = `var name = 'John';
print(JSON.stringify({ text: 'Hi ' + name + ', please reset your password.' }));`;
const PLAIN = 'Please reset your password.';
const PERSONAL = 'Hello {name}! Your reference number is {refId}.';
const TEXT_TEMPLATE = 'Hello {name}, your order ID is {orderId}.';
const IMAGE = {
  type: 'image',
  image: { link: 'https://example.com/parcel.jpg', caption: 'Your order has been shipped.' },
};

/** What Kore.ai documents for all channels of a call (docs/kore-ai-api.md#send-v1, docs/kore-ai-api.md#send-v2). */
const OF_V1: Readonly<Record<V1MessageType, string | undefined>> = {
  text: PLAIN,
  // What a documented script prints: what Kore.ai makes of it fits every channel.
  card: inLines({ text: PLAIN }),
  script: SCRIPT,
};
const OF_V2: Readonly<Record<V2MessageType, string | undefined>> = {
  text: PERSONAL,
  template: TEXT_TEMPLATE,
  script: SCRIPT,
};

/** What it documents for one of them. */
const OF_CHANNEL: Readonly<Record<string, string>> = {
  'v1 msteams card': inLines(ADAPTIVE_CARD),
  'v2 msteams template': inLines({
    ...ADAPTIVE_CARD,
    body: [{ type: 'TextBlock', text: 'Hello {name}, your order {orderId} has been shipped.', wrap: true }],
  }),
  'v2 whatsapp template': inLines(IMAGE),
};

/** A sample for each call, channel and message type; those without a channel are for all others. */
export const SAMPLES: readonly MessageSample[] = [
  ...[...V1_CHANNELS, undefined].flatMap((channel) => samplesOf('v1', channel, V1_MESSAGE_TYPES)),
  ...[...V2_CHANNELS, undefined].flatMap((channel) => samplesOf('v2', channel, V2_MESSAGE_TYPES)),
];

function samplesOf(
  api: Api,
  channel: string | undefined,
  types: readonly (V1MessageType | V2MessageType)[],
): MessageSample[] {
  const ofAll: Readonly<Record<string, string | undefined>> = api === 'v1' ? OF_V1 : OF_V2;
  return types.flatMap((messageType) => {
    const message = OF_CHANNEL[`${api} ${channel ?? ''} ${messageType}`] ?? ofAll[messageType];
    return message === undefined ? [] : [{ api, channel, messageType, message }];
  });
}

/** The sample for these, else that for all channels of the call. */
export function sampleFor(api: Api, channel: unknown, messageType: unknown): MessageSample | undefined {
  const fits = SAMPLES.filter((sample) => sample.api === api && sample.messageType === messageType);
  return (
    fits.find((sample) => sample.channel === channel) ?? fits.find((sample) => sample.channel === undefined)
  );
}

function inLines(value: object): string {
  return JSON.stringify(value, null, 2);
}
