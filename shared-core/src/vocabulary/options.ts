import type { Progress } from './progress.ts';
import type { CancelSignal } from './ports.ts';

/** Who sends, where to, and how fast. Defaults in `DEFAULTS`. */
export interface ClientOptions {
  /** For example `platform.kore.ai`; scheme, path, capitals and a trailing slash are tidied away. */
  readonly host: string;
  /** Bot id, also called stream id (`st-…`). */
  readonly botId: string;
  /** Client id of the app (`cs-…`). */
  readonly clientId: string;
  /** Claim `sub` of the token. @default the client id */
  readonly subject?: string;
  /** The app has "Enforce JTI" on: every request carries a fresh token. @default false */
  readonly useJti?: boolean;
  /** 60 to 86,400; with JTI at most 3,600 (docs/kore-ai-api.md#authentication). @default 300 */
  readonly tokenLifetimeSeconds?: number;
  /** Requests of this bot in any 60 s (docs/kore-ai-api.md#limits). @default 600 */
  readonly maxPerMinute?: number;
  /** Requests of this bot in any 3,600 s (docs/kore-ai-api.md#limits). @default 18000 */
  readonly maxPerHour?: number;
  /** Requests of this bot under way at once. @default 10 */
  readonly maxInFlight?: number;
  /** Time for one HTTP request. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** Attempts at one request, the first included; waiting for the limit does not count. @default 5 */
  readonly maxAttempts?: number;
  /** Allow http to a host other than this machine. @default false */
  readonly allowHttp?: boolean;
  /** Divides the length of both windows and of every pause that they and failures make: only for a simulator that compresses time. @default 1 */
  readonly timeScale?: number;
}

/** Options of every call. */
export interface CallOptions {
  readonly signal?: CancelSignal;
  /** Longest stretch to wait for the limit before giving up, in milliseconds. @default 3660000, which any hourly window outlasts */
  readonly maxPauseMs?: number;
  /** Told how far the call is and, when it must wait for the limit, until when. A listener that throws harms nobody but itself. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What concerns a run while it is under way. */
export type RunOptions = Pick<CallOptions, 'signal' | 'onProgress'>;

/** How to wait for jobs to end. */
export interface WaitOptions {
  /** @default 300000 */
  readonly timeoutMs?: number;
  /** Between looks at first, at least 1000; grows to 30 s. @default 2000 */
  readonly firstIntervalMs?: number;
}

/** What is sent once: a later send with the same key leaves out who got it, also after a crash. */
export interface OnceOptions {
  /** The user's name for what is sent, for example a campaign; 1 to 200 characters. A number is taken as text. */
  readonly key: string | number;
  /** How long it counts at least, in hours, up to a year. @default 24 */
  readonly hours?: number;
}

/** Options of a send. */
export interface SendOptions extends CallOptions {
  /** Wait until the platform says who got it. @default false */
  readonly wait?: boolean | WaitOptions;
  /** `stop`: nothing is sent if any recipient is bad. `skip`: the others are sent. @default 'stop' */
  readonly onBadRecipient?: 'stop' | 'skip';
  /** A `{placeholder}` without a value is a problem or only a warning. @default 'problem' */
  readonly onMissingParameter?: 'problem' | 'warning';
  /** What to do when an answer was lost. `send_again`: recipients may get it twice. @default 'report' */
  readonly onUnknown?: 'report' | 'send_again';
  /**
   * More recipients than this is a problem, and none of them is read; 0 = no maximum. Hosts offer `DEFAULTS.maxRecipients`.
   * @default 0
   */
  readonly maxRecipients?: number;
  /** 1 to 1,000 (docs/kore-ai-api.md#limits). @default 1000 */
  readonly recipientsPerRequest?: number;
  /**
   * Percent of the bot's limits, 1 to 100, that all sends of this process with the same share take together, so that a
   * large one leaves room for others. @default 100
   */
  readonly paceShare?: number;
  /** Needs the port `journal`. @default everything given is sent */
  readonly once?: OnceOptions;
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
  /** A reused token is renewed this long before it expires. */
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
  /** What hosts set unless their user raises it: a list that was chosen by mistake must not reach everybody. */
  maxRecipients: 1_000,
  /** Entries that any list may have, whatever its own maximum: more would not fit into the memory of a host. */
  listCeiling: 5_000_000,
  /** Percent. */
  paceShare: 100,
  /** How long a key of a send counts, in hours. */
  onceHours: 24,
  maxOnceHours: 8_760,
  /** First delay of the backoff; doubles with each attempt, full jitter. */
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  /** A refused token is signed anew if our clock differs more than this from the platform's `Date`. */
  maxClockSkewMs: 30_000,
  /** A clock that differs more than this from the platform's `Date` is a fault to correct, not an offset to allow for. */
  maxClockOffsetMs: 86_400_000,
  /** After a refusal by a limit nobody sends for this part of its window; doubles with each refusal in a row, with jitter. */
  refusalPauseShare: 1 / 12,
  minuteMs: 60_000,
  hourMs: 3_600_000,
} as const;

/** Options of a client, complete and checked. */
export interface ResolvedOptions extends Required<Omit<ClientOptions, 'host' | 'allowHttp'>> {
  /** For example `https://platform.kore.ai`. */
  readonly origin: string;
}
