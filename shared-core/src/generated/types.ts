// DO NOT EDIT. Generated from schemas/ by scripts/generate.mjs; `npm run generate` writes it anew.
/**
 * Query of call 6: GET /api/public/streams/{botId}/subscribeddevices?uId={userId}.
 */
export interface ListDevicesRequest {
  /**
   * User id (u-…) received from the JWT grant.
   */
  uId: string;
}

/**
 * Answer of call 6.
 */
export interface ListDevicesResponse {
  subscribedDevices: SubscribedDevice[];
  [k: string]: unknown;
}
/**
 * A device as the platform reports it.
 */
export interface SubscribedDevice {
  /**
   * Device id.
   */
  deviceId: string;
  /**
   * Operating system, for example Android or iOS.
   */
  osType?: string;
  /**
   * Subscribed.
   */
  status?: string;
  [k: string]: unknown;
}

/**
 * Body of a refusal of any call; some pages of the documentation write message for msg.
 */
export interface Refusal {
  /**
   * @minItems 1
   */
  errors: RefusalEntry[];
  [k: string]: unknown;
}
/**
 * One reason.
 */
export interface RefusalEntry {
  /**
   * The platform's words.
   */
  msg?: string;
  /**
   * The platform's words, in another spelling.
   */
  message?: string;
  /**
   * The platform's code.
   */
  code?: number | string;
  [k: string]: unknown;
}

/**
 * E-mail address.
 */
export type Email = string;
/**
 * Google Chat space id.
 */
export type SpaceId = string;
/**
 * Phone number. No form of it is documented.
 */
export type PhoneNumber = string;
/**
 * Overrides the message for this recipient; may hold {placeholders}.
 */
export type CustomMessage = string;
/**
 * Phone number in international form, as this client sends it: 6 to 15 digits with an optional plus sign.
 */
export type Dialled = string;

/**
 * Body of call 2, Send Notification V2: POST /api/public/bot/{botId}/notifyV2. Its message object stands under exactly one of the two keys message and content.
 */
export interface SendV2Request {
  /**
   * Channel that carries the notification: ivr is Webhook, hangouts is Google Chat. Others are not documented, and have an identity key of their own.
   */
  channel: string;
  /**
   * Name of the webhook instance; only with the channel ivr.
   */
  webhookInstanceName?: string;
  /**
   * How identities are resolved.
   */
  userIdentityType?: string;
  message?: MessageObject;
  content?: MessageObject;
  /**
   * Recipients, each with exactly one identity key, which depends on the channel.
   *
   * @minItems 1
   * @maxItems 1000
   */
  identities: {}[];
}
/**
 */
export interface MessageObject {
  /**
   * text is sent as it is; template is the channel's own message format; script is JavaScript that the platform runs.
   */
  type: 'text' | 'template' | 'script';
  /**
   * Text, script, or template as an object or a text.
   */
  value: string | {};
}
/**
 * Values of the {placeholders}: at most 20, each a string of at most 200 characters.
 */
export interface Parameters {
  [k: string]: string;
}
/**
 * One recipient on the channel ivr.
 */
export interface IdentityIvr {
  email: Email;
  customMessage?: CustomMessage;
  parameters?: Parameters;
}
/**
 * One recipient on the channel hangouts.
 */
export interface IdentityHangouts {
  spaceId: SpaceId;
  customMessage?: CustomMessage;
  parameters?: Parameters;
}
/**
 * One recipient on the channel whatsapp.
 */
export interface IdentityWhatsapp {
  phoneNumber: PhoneNumber;
  customMessage?: CustomMessage;
  parameters?: Parameters;
}
/**
 * One recipient on the channel msteams.
 */
export interface IdentityMsteams {
  email: Email;
  customMessage?: CustomMessage;
  parameters?: Parameters;
}
/**
 * One recipient on the channel whatsapp, as this client sends it.
 */
export interface CheckedIdentityWhatsapp {
  phoneNumber: Dialled;
  customMessage?: CustomMessage;
  parameters?: Parameters;
}
/**
 * One recipient on any other channel: exactly one property besides customMessage and parameters.
 */
export interface IdentityOther {
  customMessage?: CustomMessage;
  parameters?: Parameters;
  /**
   * The identity, under the identity key of the channel.
   */
  [k: string]: string | Parameters | undefined;
}

/**
 * Answer of call 2: the job that now sends. The platform may add properties.
 */
export interface SendV2Response {
  /**
   * Request id, to ask for the status with.
   */
  _id: string;
  /**
   * IN_PROGRESS at first.
   */
  status?: string;
  /**
   * 0 to 100.
   */
  percentageComplete?: number;
  /**
   * Bot id.
   */
  streamId?: string;
  /**
   * User id of the app.
   */
  createdBy?: string;
  /**
   * PROACTIVE_NOTIFICATIONS_API.
   */
  jobType?: string;
  /**
   * PROACTIVE_NOTIFICATIONS.
   */
  action?: string;
  /**
   * Empty when a job is new.
   */
  statusLogs?: unknown[];
  /**
   * Time of the last change, ISO 8601.
   */
  lMod?: string;
  /**
   * ISO 8601.
   */
  createdOn?: string;
  /**
   * ISO 8601.
   */
  requestedTime?: string;
  __v?: number;
  store?: {
    /**
     * Recipients taken.
     */
    identitiesCount?: number;
    [k: string]: unknown;
  };
  countOfDockStatuses?: number;
  [k: string]: unknown;
}

/**
 * One recipient.
 */
export type Identity = string;

/**
 * Body of call 1, Send Notification (V1): POST /api/public/bot/{botId}/notify.
 */
export interface SendRequest {
  /**
   * Channel that carries the notification: msteams or slack. Others are not documented.
   */
  channel: string;
  /**
   * The platform resolves each identity to the channel's own one.
   */
  userIdentityType: 'resolve';
  /**
   * The message, the same for every recipient.
   */
  message: {
    /**
     * text is sent as it is; script is JavaScript that the platform runs, and whose printed JSON is the message.
     */
    type: 'text' | 'script';
    /**
     * Text or script.
     */
    val: string;
  };
  /**
   * Recipients, e-mail addresses as a rule.
   *
   * @minItems 1
   * @maxItems 1000
   */
  identities: Identity[];
}

/**
 * Answer of call 1: the job that now sends. The platform may add properties.
 */
export interface SendResponse {
  /**
   * Request id, to ask for the status with.
   */
  _id: string;
  /**
   * IN_PROGRESS at first.
   */
  status?: string;
  /**
   * 0 to 100.
   */
  percentageComplete?: number;
  /**
   * Bot id.
   */
  streamId?: string;
  /**
   * User id of the app.
   */
  createdBy?: string;
  /**
   * PROACTIVE_NOTIFICATIONS_API.
   */
  jobType?: string;
  /**
   * PROACTIVE_NOTIFICATIONS.
   */
  action?: string;
  /**
   * Empty when a job is new.
   */
  statusLogs?: unknown[];
  /**
   * Time of the last change, ISO 8601.
   */
  lMod?: string;
  /**
   * ISO 8601.
   */
  createdOn?: string;
  /**
   * ISO 8601.
   */
  requestedTime?: string;
  __v?: number;
  [k: string]: unknown;
}

/**
 * Path parameters of call 4: GET /api/public/bot/{botId}/notifyV2/status/{requestId}.
 */
export interface StatusV2Request {
  /**
   * Request id (ds-…); Kore.ai calls it dockstatusId here.
   */
  requestId: string;
}

/**
 * Answer of call 4: the log of a V2 job; without id and percentage. The platform may add properties.
 */
export interface StatusV2Response {
  /**
   * IN_PROGRESS, then SUCCESS, FAILURE or PARTIAL_SUCCESS.
   */
  status: string;
  /**
   * One entry an identity, sometimes more.
   */
  statusLogs?: StatusV2LogEntry[];
  /**
   * Number of log entries, by the platform's count.
   */
  count?: number;
  /**
   * Bot id.
   */
  streamId?: string;
  percentageComplete?: number;
  [k: string]: unknown;
}
/**
 * What became of one identity.
 */
export interface StatusV2LogEntry {
  /**
   * Log entry id (nl-…).
   */
  _id?: string;
  /**
   * Request id.
   */
  requestId?: string;
  /**
   * The identity as it was sent.
   */
  originalId: string;
  /**
   * SUCCESS or FAILURE.
   */
  status: string;
  /**
   * Channel, in the log's own spelling.
   */
  channel?: string;
  /**
   * Free text.
   */
  comments?: string;
  /**
   * User id of the app.
   */
  createdBy?: string;
  /**
   * Bot id.
   */
  streamId?: string;
  /**
   * ISO 8601.
   */
  createdOn?: string;
  /**
   * Kore.ai user id, for a success.
   */
  koreId?: string;
  /**
   * The channel's own id of the user, for a success.
   */
  channelId?: string;
  /**
   * Message id, for a success.
   */
  messagestoreId?: string;
  __v?: number;
  [k: string]: unknown;
}

/**
 * Path parameters of call 3: GET /api/public/bot/{botId}/notify/status/{requestId}.
 */
export interface StatusRequest {
  /**
   * Request id (ds-…) that a send answered with.
   */
  requestId: string;
}

/**
 * Answer of call 3: the job and its log. The platform may add properties.
 */
export interface StatusResponse {
  /**
   * Request id, to ask for the status with.
   */
  _id?: string;
  /**
   * IN_PROGRESS, then SUCCESS, FAILURE or PARTIAL_SUCCESS.
   */
  status: string;
  /**
   * 0 to 100.
   */
  percentageComplete?: number;
  /**
   * Bot id.
   */
  streamId?: string;
  /**
   * User id of the app.
   */
  createdBy?: string;
  /**
   * PROACTIVE_NOTIFICATIONS_API.
   */
  jobType?: string;
  /**
   * PROACTIVE_NOTIFICATIONS.
   */
  action?: string;
  /**
   * One entry an identity, sometimes more.
   */
  statusLogs?: StatusLogEntry[];
  /**
   * Time of the last change, ISO 8601.
   */
  lMod?: string;
  /**
   * ISO 8601.
   */
  createdOn?: string;
  /**
   * ISO 8601.
   */
  requestedTime?: string;
  __v?: number;
  /**
   * Number of log entries, by the platform's count.
   */
  count?: number;
  [k: string]: unknown;
}
/**
 * What became of one identity.
 */
export interface StatusLogEntry {
  /**
   * Log entry id (nl-…).
   */
  _id?: string;
  /**
   * Request id.
   */
  requestId?: string;
  /**
   * The identity as it was sent.
   */
  originalId: string;
  /**
   * SUCCESS or FAILURE.
   */
  status: string;
  /**
   * Channel, in the log's own spelling.
   */
  channel?: string;
  /**
   * Free text.
   */
  comments?: string;
  /**
   * User id of the app.
   */
  createdBy?: string;
  /**
   * Bot id.
   */
  streamId?: string;
  /**
   * ISO 8601.
   */
  createdOn?: string;
  /**
   * Kore.ai user id, for a success.
   */
  koreId?: string;
  /**
   * The channel's own id of the user, for a success.
   */
  channelId?: string;
  /**
   * Message id, for a success.
   */
  messagestoreId?: string;
  __v?: number;
  [k: string]: unknown;
}

/**
 * Body of call 5: POST /api/public/streams/{botId}/sdknotifications/subscribe.
 */
export interface SubscribeDeviceRequest {
  /**
   * Device id.
   */
  deviceId: string;
  /**
   * Operating system, for example Android or iOS.
   */
  osType: string;
  /**
   * User id (u-…) received from the JWT grant.
   */
  userId: string;
}

/**
 * Answer of call 5.
 */
export interface SubscribeDeviceResponse {
  success: boolean;
  /**
   * The platform's words.
   */
  message?: string;
  deviceDetails?: DeviceDetails;
  [k: string]: unknown;
}
/**
 * A device as the platform reports it.
 */
export interface DeviceDetails {
  /**
   * Device id.
   */
  deviceId: string;
  /**
   * Operating system, for example Android or iOS.
   */
  osType?: string;
  /**
   * Subscribed.
   */
  status?: string;
  [k: string]: unknown;
}

/**
 * Body of call 7: DELETE /api/public/streams/{botId}/sdknotifications/unsubscribe. Names either the devices or all.
 */
export type UnsubscribeDevicesRequest = UnsubscribeSomeRequest | UnsubscribeAllRequest;

/**
 * Some devices of one user.
 */
export interface UnsubscribeSomeRequest {
  /**
   * @minItems 1
   */
  devices: Device[];
  /**
   * User id (u-…) received from the JWT grant.
   */
  userId: string;
}
/**
 * One device.
 */
export interface Device {
  /**
   * Device id.
   */
  deviceId: string;
  /**
   * Operating system, for example Android or iOS.
   */
  osType: string;
}
/**
 * All devices of one user.
 */
export interface UnsubscribeAllRequest {
  unsubscribe: 'all';
  /**
   * User id (u-…) received from the JWT grant.
   */
  userId: string;
}

/**
 * Answer of call 7. success true with entries in invalidDeviceIds is a partial failure.
 */
export interface UnsubscribeDevicesResponse {
  success: boolean;
  /**
   * The platform's words.
   */
  message?: string;
  unsubscribedDevices?: UnsubscribedDevice[];
  invalidDeviceIds?: InvalidDevice[];
  [k: string]: unknown;
}
/**
 * A device that no longer gets push messages.
 */
export interface UnsubscribedDevice {
  /**
   * Device id.
   */
  deviceId: string;
  /**
   * Operating system, for example Android or iOS.
   */
  osType?: string;
  /**
   * unsubscribed.
   */
  status?: string;
  [k: string]: unknown;
}
/**
 * A device that the platform did not unsubscribe.
 */
export interface InvalidDevice {
  /**
   * Device id that the platform does not know.
   */
  deviceId: string;
  [k: string]: unknown;
}
