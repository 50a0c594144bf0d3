import type { V1_CHANNELS, V2_CHANNELS } from './channels.ts';
import type { Api } from './outcomes.ts';
import type { SendReport } from './reports.ts';

/** Message types of the V1 call. */
export const V1_MESSAGE_TYPES = ['text', 'card', 'script'] as const;
/** Message types of the V2 call. */
export const V2_MESSAGE_TYPES = ['text', 'template', 'script'] as const;

/** A channel of the V1 call. */
export type V1Channel = (typeof V1_CHANNELS)[number];
/** A channel of the V2 call. */
export type V2Channel = (typeof V2_CHANNELS)[number];
/** A message type of the V1 call. */
export type V1MessageType = (typeof V1_MESSAGE_TYPES)[number];
/** A message type of the V2 call. */
export type V2MessageType = (typeof V2_MESSAGE_TYPES)[number];

/**
 * Recipients as people have them: an array of texts, of objects as the API wants them, of rows such as
 * `{ email, name, orderId }`, or a mixture; one such object; or one text with commas, semicolons or line breaks, or
 * with a JSON array.
 */
export type RecipientsInput = string | object;

/** Input of Send V1 (docs/kore-ai-api.md#send-v1). Everything is checked, whatever its type says. */
export interface SendInput {
  /** `msteams` or `slack`; any other only with an `identityKey`. */
  readonly channel: V1Channel | (string & {});
  /** Of a channel that is not documented, typed in on purpose: the field of a row that holds the identity. */
  readonly identityKey?: string;
  /** A `card` is JSON in the channel's own form. A `script` is JavaScript that Kore.ai runs. @default 'text' */
  readonly messageType?: V1MessageType;
  /** Text that everybody gets: V1 fills no placeholders. A card is an object, or its JSON text. */
  readonly message: string | object;
  /** Any number; they are split into requests of at most 1,000. */
  readonly recipients: RecipientsInput;
  /** Field of a row that holds the identity. @default 'email' */
  readonly identityField?: string;
}

/** Input of Send V2 (docs/kore-ai-api.md#send-v2). Everything is checked, whatever its type says. */
export interface SendV2Input {
  /** `ivr` is Webhook, `hangouts` is Google Chat; any other only with an `identityKey`. */
  readonly channel: V2Channel | (string & {});
  /** Of a channel that is not documented, typed in on purpose: the key of an identity in the request. */
  readonly identityKey?: string;
  /** A `script` is JavaScript that Kore.ai runs. @default 'text' */
  readonly messageType?: V2MessageType;
  /** Text with `{placeholders}`. A template may also be an object, or its JSON text. */
  readonly message: string | object;
  /** Any number; they are split into requests of at most 1,000. Fields of a row fill the placeholders. */
  readonly recipients: RecipientsInput;
  /** Field of a row that holds the identity. @default the channel's identity key: email, spaceId, phoneNumber or `identityKey` */
  readonly identityField?: string;
  /**
   * Key of the message object in the request (docs/kore-ai-api.md#send-v2).
   * @default `content` for ivr and hangouts, `message` for all others
   */
  readonly messageKey?: 'message' | 'content';
  /** Which webhook instance, if the bot has several; only with the channel `ivr`. */
  readonly webhookInstanceName?: string;
  /** How the platform resolves identities. @default 'resolve' */
  readonly userIdentityType?: string;
}

/** Jobs whose status is checked (docs/kore-ai-api.md#status). */
export interface StatusInput {
  /** Request IDs, rows or requests of a report, or a whole report; one or many. */
  readonly requests:
    string | { readonly requestId?: string; readonly api?: Api } | readonly unknown[] | SendReport;
  /** Which call sent them, for request IDs that do not say it themselves. @default 'v2' */
  readonly api?: Api;
}

/** A device that gets push messages (docs/kore-ai-api.md#devices). The mobile or web SDK must have registered it. */
export interface SubscribeDeviceInput {
  /** Kore.ai's ID of the user (`u-…`), as a JWT grant returns it. A number is accepted as text. */
  readonly userId: string;
  /** A number is accepted as text. */
  readonly deviceId: string;
  /** For example Android or iOS. */
  readonly osType: string;
}

/** The user whose devices are listed (docs/kore-ai-api.md#devices). */
export interface ListDevicesInput {
  /** Kore.ai's ID of the user (`u-…`). A number is accepted as text. */
  readonly userId: string;
}

/** Devices of a user that stop getting push messages (docs/kore-ai-api.md#devices). */
export interface UnsubscribeDevicesInput {
  /** Kore.ai's ID of the user (`u-…`). A number is accepted as text. */
  readonly userId: string;
  /** One device or several, or rows of a list of devices, whose other fields are not sent. */
  readonly devices: { readonly deviceId: string; readonly osType: string } | readonly object[];
}

/** The user whose devices all stop getting push messages (docs/kore-ai-api.md#devices). */
export interface UnsubscribeAllDevicesInput {
  /** Kore.ai's ID of the user (`u-…`). A number is accepted as text. */
  readonly userId: string;
}
