import type { ClientOptions, ErrorCode } from '@kore-notify/core';
import type { Fault, SimulatorOptions } from '@kore-notify/simulator';

/** A call of the client. */
export type CallName =
  | 'send'
  | 'sendV2'
  | 'getStatus'
  | 'waitForStatus'
  | 'listDevices'
  | 'subscribeDevice'
  | 'unsubscribeDevices'
  | 'unsubscribeAllDevices';

/** A device of a user, as the simulator keeps it. */
export interface GivenDevice {
  readonly userId: string;
  readonly deviceId: string;
  readonly osType: string;
}

/**
 * One call against one simulator, and what must come of it. Plain data that survives JSON, so that every host can run it.
 * In `input` the text `{requestId}` stands for the request id of the given job, in `faults` the text `{otherUrl}` for a
 * second simulator that must receive nothing.
 */
export interface Case {
  /** A fact, unique among all cases. */
  readonly title: string;
  readonly call: CallName;
  readonly input: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Settings of the client that differ from what the simulator's own app needs. */
  readonly client?: Partial<ClientOptions>;
  /** If it is not the one of the simulator's app. */
  readonly clientSecret?: string;
  readonly simulator?: SimulatorOptions;
  /** Scripted before the call, after what is given. */
  readonly faults?: readonly Fault[];
  /** What there is before the call: a job by a send with this input, devices. */
  readonly given?: {
    readonly job?: { readonly call: 'send' | 'sendV2'; readonly input: object };
    readonly devices?: readonly GivenDevice[];
  };
  /** Nothing listens at the host: ever, or until the call has begun. */
  readonly listens?: 'never' | 'later';
  /** The call is cancelled once this many of its requests have arrived; 0: before it is made. */
  readonly cancelAfter?: number;
  readonly expected: Expected;
}

/** What must come of a case. */
export interface Expected {
  /** Every request that the simulator received, in order: the call and the status answered, or `no answer`. */
  readonly wire: readonly string[];
  /** Identities in each of these requests. */
  readonly wireRecipients?: readonly (readonly string[])[];
  /** Body of each of these requests. */
  readonly wireBodies?: readonly unknown[];
  /** Least time between the first two of these requests. */
  readonly minGapMs?: number;
  /** Of each recipient, by index: the outcome, and after a colon the reason. */
  readonly outcomes?: readonly string[];
  /** How often each identity was truly sent a message; who is not named, never. */
  readonly processed?: Readonly<Record<string, number>>;
  /** Code of the error that the call ended with, or of the job asked for. */
  readonly error?: ErrorCode;
  /** Paths of the problems listed with `invalid_input`, in order. */
  readonly problems?: readonly string[];
  /** Part of what the call returned. */
  readonly result?: object;
  /** Ids of the devices subscribed in the end. */
  readonly devices?: readonly string[];
}
