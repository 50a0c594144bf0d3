import type { Api } from './outcomes.ts';
import type { SendReport } from './reports.ts';

/** Channels of the V1 call (docs/kore-ai-api.md#send-v1). */
export const V1_CHANNELS = ['msteams', 'slack'] as const;
/** Channels of the V2 call (docs/kore-ai-api.md#send-v2). */
export const V2_CHANNELS = ['ivr', 'hangouts', 'whatsapp', 'msteams'] as const;
/** Message types of the V1 call. */
export const V1_MESSAGE_TYPES = ['text', 'script'] as const;
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
 * Recipients as people have them: an array of strings, objects as the API wants them, rows such as
 * `{ email, name, orderId }`, or a mixture; one such object; or one string separated by commas, semicolons or line
 * breaks, or holding a JSON array.
 */
export type RecipientsInput = string | object;

/** Input of Send Notification (V1). Values come from flows, so everything is checked, whatever its type says. */
export interface SendInput {
  readonly channel: V1Channel;
  /** @default 'text' */
  readonly messageType?: V1MessageType;
  readonly message: string;
  readonly recipients: RecipientsInput;
  /** Field of a row that holds the identity. @default 'email' */
  readonly identityField?: string;
}

/** Input of Send Notification V2. Values come from flows, so everything is checked, whatever its type says. */
export interface SendV2Input {
  readonly channel: V2Channel;
  /** @default 'text' */
  readonly messageType?: V2MessageType;
  /** Text with `{placeholders}`; for a template also an object, or the JSON text of one. */
  readonly message: string | object;
  readonly recipients: RecipientsInput;
  /** Field of a row that holds the identity. @default the channel's identity key: email, spaceId or phoneNumber */
  readonly identityField?: string;
  /**
   * Key of the message object in the request (docs/kore-ai-api.md#send-v2).
   * @default `content` for ivr and hangouts, `message` for whatsapp and msteams
   */
  readonly messageKey?: 'message' | 'content';
  /** Only with the channel ivr. */
  readonly webhookInstanceName?: string;
  /** @default 'resolve' */
  readonly userIdentityType?: string;
}

/** Which jobs to ask for: request ids, rows or requests of a report, or a whole report; one or many. */
export interface StatusInput {
  readonly requests:
    string | { readonly requestId?: string; readonly api?: Api } | readonly unknown[] | SendReport;
  /** For request ids that do not say themselves which call made them. @default 'v2' */
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
  readonly userId: string;
}

/** Devices of a user that stop getting push messages (docs/kore-ai-api.md#devices). */
export interface UnsubscribeDevicesInput {
  readonly userId: string;
  /** One device or several, or rows of a list of devices, whose other fields are not sent. */
  readonly devices: { readonly deviceId: string; readonly osType: string } | readonly object[];
}

/** The user whose devices all stop getting push messages (docs/kore-ai-api.md#devices). */
export interface UnsubscribeAllDevicesInput {
  readonly userId: string;
}
