import type { Guards, ResolvedGuards } from './guards.ts';
import type { Progress } from './progress.ts';
import type { CancelSignal } from './ports.ts';

/** Which bot sends, through which host, and how fast. The defaults are in `DEFAULTS`. */
export interface ClientOptions {
  /** For example `platform.kore.ai`, or a URL. Capitals, a path and a trailing slash do not matter. */
  readonly host: string;
  /** Bot ID, also called stream ID (`st-…`). */
  readonly botId: string;
  /** Client ID of the app (`cs-…`). */
  readonly clientId: string;
  /** Claim `sub` of the token, a user identity. @default the Client ID */
  readonly subject?: string;
  /** The app has "Enforce JTI" on: every request carries a fresh token. @default false */
  readonly useJti?: boolean;
  /** Seconds, 60 to 86,400; with JTI at most 3,600 (docs/kore-ai-api.md#authentication). @default 300 */
  readonly tokenLifetimeSeconds?: number;
  /** Maximum requests of this bot in any 60 s, 1 to 10,000,000 (docs/kore-ai-api.md#limits). @default 600 */
  readonly maxPerMinute?: number;
  /** Maximum requests of this bot in any 3,600 s, 1 to 10,000,000 (docs/kore-ai-api.md#limits). @default 18000 */
  readonly maxPerHour?: number;
  /** Maximum concurrent requests of this bot, 1 to 100. @default 10 */
  readonly maxInFlight?: number;
  /** Timeout of one HTTP request, 1 to 600,000 ms. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** Attempts at one request with the first, 1 to 100. Waiting for the limit does not count. @default 5 */
  readonly maxAttempts?: number;
  /** Allow http to another machine: the token could be intercepted. @default false */
  readonly allowHttp?: boolean;
  /**
   * Country of phone numbers that are given without one, as two letters (`DE`): it counts for numbers that begin with a
   * trunk zero, in North America for those of ten digits. @default none
   */
  readonly country?: string;
  /** Divides the limit windows and all pauses, 1 to 100,000: only for a simulator with compressed time. @default 1 */
  readonly timeScale?: number;
  /** Whom the app may message, how many, and when not (docs/decisions/guards.md). @default everybody, always */
  readonly guards?: Guards;
}

/** Options of every call. */
export interface CallOptions {
  /** Stops the call. What is in flight then ends as `unknown`, the rest as `unsent`. */
  readonly signal?: CancelSignal;
  /** Maximum wait for the limit, in milliseconds. @default 3660000, a little more than the hourly window */
  readonly maxPauseMs?: number;
  /** Called with the progress and, during a pause, with its end. Exceptions thrown by the listener are ignored. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What concerns a run while it is under way. */
export type RunOptions = Pick<CallOptions, 'signal' | 'onProgress'>;

/** How to wait for jobs to end. */
export interface WaitOptions {
  /** Maximum wait, in milliseconds. Jobs that are not final then are in `pendingRequestIds`. @default 300000 */
  readonly timeoutMs?: number;
  /** First interval between status checks, in milliseconds, at least 1,000. It grows to 30 s. @default 2000 */
  readonly firstIntervalMs?: number;
}

/** Send once: a later send with the same key skips recipients that got it already, also after a crash. */
export interface OnceOptions {
  /** Name of what is sent, for example of a campaign: 1 to 200 characters. A number is accepted as text. */
  readonly key: string | number;
  /** Minimum time for which the key counts, in hours: more than 0, at most 8,760. @default 24 */
  readonly hours?: number;
}

/** Options of a send. */
export interface SendOptions extends CallOptions {
  /** Wait for delivery, until every job is final. @default false */
  readonly wait?: boolean | WaitOptions;
  /** `stop`: nothing is sent if any recipient is invalid. `skip`: the valid ones are sent. @default 'stop' */
  readonly onBadRecipient?: 'stop' | 'skip';
  /** Whether a `{placeholder}` without a value is a problem or only a warning. @default 'problem' */
  readonly onMissingParameter?: 'problem' | 'warning';
  /**
   * Fill the placeholders here, and not on the platform: each different text is then a request of its own. V1 has no
   * placeholders without it; V2 then takes values of any length and number. @default false
   */
  readonly fillEach?: boolean;
  /** The fields `parameters` and `customMessage` of a row are ordinary ones. @default false */
  readonly rowsArePlainData?: boolean;
  /** Country of phone numbers without one. @default that of the client */
  readonly country?: string;
  /** What to do when an answer was lost. `send_again`: recipients may get it twice. @default 'report' */
  readonly onUnknown?: 'report' | 'send_again';
  /**
   * More recipients than this are a problem, and none of them is read; 0 = no maximum. Hosts use
   * `DEFAULTS.maxRecipients`.
   * @default 0
   */
  readonly maxRecipients?: number;
  /** Recipients per request, 1 to 1,000 (docs/kore-ai-api.md#limits). @default 1000 */
  readonly recipientsPerRequest?: number;
  /**
   * Percent of the bot's limits, 1 to 100, for all sends of this process with the same percentage together: a large
   * send then leaves room for others. @default 100
   */
  readonly paceShare?: number;
  /** Send once under a key. Needs the port `journal`. @default everybody is sent to */
  readonly once?: OnceOptions;
  /**
   * Send to me instead: the first three messages, filled for their recipients, go to this one identity; all others are `unsent`,
   * `preview`. Neither guards nor `once` apply.
   * @default everybody gets his own
   */
  readonly sendTo?: string;
}

/** Options of a wait. */
export interface WaitForStatusOptions extends CallOptions, WaitOptions {}

/** Options of a device call. */
export interface DeviceOptions extends CallOptions {
  /** Header `bot-language`, for example `en` (docs/kore-ai-api.md#calls). */
  readonly botLanguage?: string;
}

/** Every default and every fixed figure of the platform, in one place. */
export const DEFAULTS = {
  useJti: false,
  tokenLifetimeSeconds: 300,
  minTokenLifetimeSeconds: 60,
  maxTokenLifetimeSeconds: 86_400,
  /** With JTI, `exp` is at most 1 hour ahead (docs/kore-ai-api.md#authentication). */
  maxTokenLifetimeSecondsWithJti: 3_600,
  /** A reused token is renewed this many seconds before it expires. */
  tokenRenewalSeconds: 30,
  /** docs/kore-ai-api.md#limits */
  maxPerMinute: 600,
  /** docs/kore-ai-api.md#limits */
  maxPerHour: 18_000,
  maxInFlight: 10,
  requestTimeoutMs: 30_000,
  maxAttempts: 5,
  allowHttp: false,
  timeScale: 1,
  maxPauseMs: 3_660_000,
  waitTimeoutMs: 300_000,
  firstIntervalMs: 2_000,
  maxIntervalMs: 30_000,
  /** At most 60 status checks of a job in 60 s (docs/kore-ai-api.md#limits). */
  minIntervalMs: 1_000,
  intervalGrowth: 1.5,
  /** docs/kore-ai-api.md#limits */
  recipientsPerRequest: 1_000,
  /** Hosts set this unless their user raises it: a list that was chosen by mistake must not reach everybody. */
  maxRecipients: 1_000,
  /** Maximum entries of any list: more would not fit into the memory of a host. */
  listCeiling: 5_000_000,
  /** Percent. */
  paceShare: 100,
  /** How long a key of a send counts, in hours. */
  onceHours: 24,
  /** Messages that *Send to me instead* sends. */
  sentInstead: 3,
  /** Recipients a run and a day by the guards of an app; 0 = no maximum. */
  perRun: 0,
  perDay: 0,
  maxOnceHours: 8_760,
  /** First delay of the backoff; it doubles with each attempt, with full jitter. */
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  /** A refused token is signed again if this clock differs by more than this from the platform's `Date`. */
  maxClockSkewMs: 30_000,
  /** A clock that differs by more than this from the platform's `Date` must be corrected; no offset is applied. */
  maxClockOffsetMs: 86_400_000,
  minuteMs: 60_000,
  hourMs: 3_600_000,
} as const;

/** Options of a client, complete and checked. */
export interface ResolvedOptions extends Required<
  Omit<ClientOptions, 'host' | 'allowHttp' | 'country' | 'guards'>
> {
  /** For example `https://platform.kore.ai`. */
  readonly origin: string;
  /** In capitals. */
  readonly country?: string;
  /** Absent if there are none. */
  readonly guards?: ResolvedGuards;
}
