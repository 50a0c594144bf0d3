import type { ErrorInfo } from './errors.ts';
import type {
  ListDevicesInput,
  SendInput,
  SendV2Input,
  StatusInput,
  SubscribeDeviceInput,
  UnsubscribeAllDevicesInput,
  UnsubscribeDevicesInput,
} from './inputs.ts';
import type {
  CallOptions,
  ClientOptions,
  DeviceOptions,
  SendOptions,
  WaitForStatusOptions,
} from './options.ts';
import type { SendReport, StatusReport } from './outcomes.ts';
import type { Ports } from './ports.ts';
import type { Problem, ProblemList } from './validation/problems.ts';

/** A device of a user, as the platform reports it. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly osType?: string;
  /** The platform's word, for example Subscribed. */
  readonly status?: string;
}

/** Answer of a subscription. */
export interface SubscribeDeviceResult {
  readonly message: string;
  readonly device: DeviceRow;
}

/** Answer of an unsubscription. */
export interface UnsubscribeDevicesResult {
  readonly message: string;
  readonly unsubscribedDevices: readonly DeviceRow[];
  /** Devices that the platform did not know, and so did not unsubscribe. */
  readonly invalidDeviceIds: readonly string[];
  /** True if some devices were not unsubscribed. */
  readonly isPartial: boolean;
}

/** What a test of the connection found. */
export interface ConnectionCheck {
  readonly ok: boolean;
  /** In words for the user, with what to do. */
  readonly message: string;
  readonly error?: ErrorInfo;
}

/** One recipient of a preview. */
export interface PreviewRow {
  readonly index: number;
  readonly identity: string;
  /** Number of the request that would carry it; absent if it would not be sent. */
  readonly requestNumber?: number;
  /** The message with its placeholders filled; of a template object, its JSON text. */
  readonly text: string;
  readonly reason?: 'duplicate' | 'invalid';
}

/** What a send would do. */
export interface Preview {
  readonly requests: readonly {
    readonly number: number;
    readonly method: string;
    readonly path: string;
    readonly recipientCount: number;
    /** The body that would be sent, parsed. */
    readonly body: unknown;
  }[];
  readonly recipients: readonly PreviewRow[];
  readonly problems: ProblemList;
  readonly warnings: readonly Problem[];
}

/** Sends Kore.ai notifications of one bot. One client a bot: it owns the bot's pace and its token. */
export interface Client {
  /** @throws KoreNotifyError `invalid_input`, before anything is sent. Anything later is in the report. */
  send(input: SendInput, options?: SendOptions): Promise<SendReport>;
  /** @throws KoreNotifyError `invalid_input`, before anything is sent. Anything later is in the report. */
  sendV2(input: SendV2Input, options?: SendOptions): Promise<SendReport>;
  /** Asks once for each job. @throws KoreNotifyError `invalid_input` */
  getStatus(input: StatusInput, options?: CallOptions): Promise<StatusReport>;
  /** Asks until each job is final, the time is over or the signal aborts. @throws KoreNotifyError `invalid_input` */
  waitForStatus(input: StatusInput, options?: WaitForStatusOptions): Promise<StatusReport>;
  /** @throws KoreNotifyError */
  subscribeDevice(input: SubscribeDeviceInput, options?: DeviceOptions): Promise<SubscribeDeviceResult>;
  /** @throws KoreNotifyError */
  listDevices(input: ListDevicesInput, options?: DeviceOptions): Promise<readonly DeviceRow[]>;
  /** @throws KoreNotifyError */
  unsubscribeDevices(
    input: UnsubscribeDevicesInput,
    options?: DeviceOptions,
  ): Promise<UnsubscribeDevicesResult>;
  /** @throws KoreNotifyError */
  unsubscribeAllDevices(
    input: UnsubscribeAllDevicesInput,
    options?: DeviceOptions,
  ): Promise<{ readonly message: string }>;
  /** Tells apart unreachable, wrong credentials, wrong scope and clock; sends no notification. Never rejects. */
  checkConnection(options?: CallOptions): Promise<ConnectionCheck>;
  /** What a send would do. Pure: sends nothing, never throws on bad input. */
  preview(api: 'v1', input: SendInput, options?: SendOptions): Preview;
  preview(api: 'v2', input: SendV2Input, options?: SendOptions): Preview;
}

export declare function createClient(ports: Ports, options: ClientOptions): Client;
