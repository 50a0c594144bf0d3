import type { Progress } from './outcomes.ts';
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
  /** 60 to 86,400; with JTI at most 3,600 (spec section 2). @default 300 */
  readonly tokenLifetimeSeconds?: number;
  /** Requests of this bot in any 60 s (spec section 7). @default 600 */
  readonly maxPerMinute?: number;
  /** Requests of this bot in any 3,600 s (spec section 7). @default 18000 */
  readonly maxPerHour?: number;
  /** Requests of this bot under way at once. @default 10 */
  readonly maxInFlight?: number;
  /** Time for one HTTP request. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** Attempts at one request, the first included; waiting for the limit does not count. @default 5 */
  readonly maxAttempts?: number;
  /** Allow http to a host other than this machine. @default false */
  readonly allowHttp?: boolean;
  /** Divides the length of both windows and of every pause: only for a simulator that compresses time. @default 1 */
  readonly timeScale?: number;
}

/** Options of every call. */
export interface CallOptions {
  readonly signal?: CancelSignal;
  /** Longest stretch to wait for the limit before giving up, in milliseconds. @default 3660000, which any hourly window outlasts */
  readonly maxPauseMs?: number;
}

/** How to wait for jobs to end. */
export interface WaitOptions {
  /** @default 300000 */
  readonly timeoutMs?: number;
  /** Before the second look; grows to 30 s. @default 2000 */
  readonly firstIntervalMs?: number;
}

/** Options of a send. */
export interface SendOptions extends CallOptions {
  /** Wait until the platform says who got it. @default false */
  readonly wait?: boolean | WaitOptions;
  /** `stop`: nothing is sent if any recipient is bad. `skip`: the others are sent. @default 'stop' */
  readonly onBadRecipient?: 'stop' | 'skip';
  /** A `{placeholder}` without a value is a problem or only a warning. @default 'problem' */
  readonly onMissingParameter?: 'problem' | 'warning';
  /** What to do when an answer was lost. `send-again`: recipients may get it twice. @default 'report' */
  readonly onUnknown?: 'report' | 'send-again';
  /** More recipients than this is a problem. @default no maximum */
  readonly maxRecipients?: number;
  /** 1 to 1,000 (spec sections 3 and 4). @default 1000 */
  readonly recipientsPerRequest?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Options of a wait. */
export interface WaitForStatusOptions extends CallOptions, WaitOptions {
  readonly onProgress?: (progress: Progress) => void;
}

/** Options of a device call. */
export interface DeviceOptions extends CallOptions {
  /** Header `bot-language`, for example `en` (spec section 1). */
  readonly botLanguage?: string;
}

/** Every default and every fixed figure of the platform, in one place. */
export const DEFAULTS = {
  useJti: false,
  tokenLifetimeSeconds: 300,
  minTokenLifetimeSeconds: 60,
  maxTokenLifetimeSeconds: 86_400,
  /** Spec section 2: with JTI `exp` must be at most 1 hour ahead. */
  maxTokenLifetimeSecondsWithJti: 3_600,
  /** A reused token is renewed this long before it expires. */
  tokenRenewalSeconds: 30,
  /** Spec section 7. */
  maxPerMinute: 600,
  /** Spec section 7. */
  maxPerHour: 18_000,
  /** Spec section 7, of one request id. */
  maxStatusCallsPerMinute: 60,
  /** Spec section 7, of one request id. */
  maxStatusCallsPerHour: 1_800,
  maxInFlight: 10,
  requestTimeoutMs: 30_000,
  maxAttempts: 5,
  allowHttp: false,
  timeScale: 1,
  maxPauseMs: 3_660_000,
  waitTimeoutMs: 300_000,
  firstIntervalMs: 2_000,
  maxIntervalMs: 30_000,
  /** Spec sections 3 and 4. */
  recipientsPerRequest: 1_000,
  /** First delay of the backoff; doubles with each attempt, full jitter. */
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  /** A token whose clock differs more than this from the platform's `Date` is signed anew. */
  maxClockSkewMs: 30_000,
} as const;
