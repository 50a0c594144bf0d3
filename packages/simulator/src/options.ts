import type { Scope } from './calls.ts';
import type { ScenarioName } from './scenario-names.ts';
import { SCENARIO_NAMES } from './scenario-names.ts';

/** Signature algorithm of an app (docs/kore-ai-api.md#authentication). */
export type Algorithm = 'HS256' | 'HS512' | 'RS256' | 'RS512';

/** An app that may call the platform: whose tokens are believed, for which bot, and for what. */
export interface App {
  /** Claim `appId` of its tokens. */
  clientId: string;
  /** Key of HS256 and HS512. */
  clientSecret?: string;
  /** Public key of RS256 and RS512, PEM. */
  publicKey?: string;
  /** The one bot that it may call for. */
  botId: string;
  /** @default 'HS256', or 'RS256' with a public key */
  algorithm?: Algorithm;
  /** Every token needs a `jti` that was not seen before, and lives an hour at most. @default false */
  enforceJti?: boolean;
  /** Every token is encrypted for the app's public key, and none is signed. @default false */
  enforceJwe?: boolean;
  /** @default both */
  scopes?: Scope[];
}

/** What becomes of messages to an identity. The first rule that fits decides. */
export interface DirectoryRule {
  /** The identity, in any case; `*` stands for any run of characters. */
  identity: string;
  /** Only on this channel, as the send names it. @default any */
  channel?: string;
  /** `pending`: no outcome, so the job stays in progress until somebody changes it. */
  outcome: 'delivered' | 'undelivered' | 'pending';
  /** Comment in the log. @default the platform's words */
  comment?: string;
  /** The outcome comes this late after the send, in ms, faster with `timeScale`. @default with the others of the job */
  afterMs?: number;
}

/** Settings of a simulator; each has a default. */
export interface SimulatorOptions {
  /** 0 takes a free port. @default 0 */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** Other names that requests may have in their `Host` header, for example behind a proxy. @default [] */
  allowedHosts?: string[];
  /** How fast time runs for limit windows and jobs: with 60, a minute's window lasts a second. @default 1 */
  timeScale?: number;
  /** Calls in a rolling 60 s, per bot. `Infinity` for no limit. See docs/kore-ai-api.md#limits. @default 600 */
  maxPerMinute?: number;
  /** Calls in a rolling 3,600 s, per bot. See docs/kore-ai-api.md#limits. @default 18000 */
  maxPerHour?: number;
  /** Status calls in a rolling 60 s, per request id, as an older page had it. See docs/kore-ai-api.md#limits. @default Infinity */
  maxStatusPerMinute?: number;
  /** Status calls in a rolling 3,600 s, per request id. See docs/kore-ai-api.md#limits. @default Infinity */
  maxStatusPerHour?: number;
  /** From IN_PROGRESS to the final status; 0 is final at once. @default 3000 */
  jobDurationMs?: number;
  /** The default app enforces JTI. @default false */
  jti?: boolean;
  /** The default app enforces JWE. @default false */
  jwe?: boolean;
  /** How far the platform's clock is ahead of this machine's: moves the token checks and the Date header. @default 0 */
  clockOffsetMs?: number;
  /** Refusals for a limit carry Retry-After, in seconds of this machine. @default false */
  sendRetryAfter?: boolean;
  /** How many inbox messages and how many received requests are kept; the oldest go first. @default 10000 */
  maxMessages?: number;
  /** What all that is kept may take in memory, in MB of 1,048,576 bytes; the oldest go first. @default 256 */
  maxMemoryMb?: number;
  /** A request that takes longer to come in is ended, in ms. @default 60000 */
  requestTimeoutMs?: number;
  /** Larger bodies are refused with 413. @default 1048576 */
  maxBodyBytes?: number;
  /** Makes the faults with a probability come out the same in each run. @default 1 */
  seed?: number;
  /** Apps beside the default one. @default [] */
  apps?: App[];
  /** Who can be reached. @default anybody but identities that start with `nobody` and phone numbers that end in 0000 */
  directory?: DirectoryRule[];
  /** What goes wrong from the start. It replaces limits, job duration, faults and rules where it has its own. @default 'normal' */
  scenario?: ScenarioName;
  /** Where push messages are posted, on this machine or a name in `allowedHosts`; empty for nowhere. @default '' */
  pushWebhook?: string;
}

/** Every option with its value. */
export type Settings = Required<SimulatorOptions>;

/** The app that every simulator starts with. */
export const DEFAULT_APP = {
  botId: 'st-simulator-1111-5111-8111-111111111111',
  clientId: 'cs-simulator-2222-5222-8222-222222222222',
  clientSecret: 'simulator-secret-of-no-value-3333-5333-8333',
} as const;

/** What an option is when nobody says otherwise. */
export const DEFAULTS: Settings = {
  port: 0,
  host: '127.0.0.1',
  allowedHosts: [],
  timeScale: 1,
  maxPerMinute: 600,
  maxPerHour: 18_000,
  maxStatusPerMinute: Infinity,
  maxStatusPerHour: Infinity,
  jobDurationMs: 3_000,
  jti: false,
  jwe: false,
  clockOffsetMs: 0,
  sendRetryAfter: false,
  maxMessages: 10_000,
  maxMemoryMb: 256,
  requestTimeoutMs: 60_000,
  maxBodyBytes: 1_048_576,
  seed: 1,
  apps: [],
  directory: [],
  scenario: 'normal',
  pushWebhook: '',
};

const MAX_PORT = 65_535;

type NumberOption = {
  [K in keyof Settings]: Settings[K] extends number ? K : never;
}[keyof Settings];

const RANGES: Record<NumberOption, { from: number; to: number; isWhole: boolean }> = {
  port: { from: 0, to: MAX_PORT, isWhole: true },
  timeScale: { from: 0.001, to: 1_000_000, isWhole: false },
  maxPerMinute: { from: 1, to: Infinity, isWhole: true },
  maxPerHour: { from: 1, to: Infinity, isWhole: true },
  maxStatusPerMinute: { from: 1, to: Infinity, isWhole: true },
  maxStatusPerHour: { from: 1, to: Infinity, isWhole: true },
  jobDurationMs: { from: 0, to: 86_400_000, isWhole: false },
  clockOffsetMs: { from: -Infinity, to: Infinity, isWhole: false },
  maxMessages: { from: 1, to: 1_000_000, isWhole: true },
  maxMemoryMb: { from: 1, to: 65_536, isWhole: true },
  requestTimeoutMs: { from: 1, to: 3_600_000, isWhole: true },
  maxBodyBytes: { from: 1, to: 1_073_741_824, isWhole: true },
  seed: { from: 0, to: Number.MAX_SAFE_INTEGER, isWhole: true },
};

/**
 * Fills in the defaults and checks every number once.
 * @throws RangeError that names the option, its value and its range
 */
export function resolveOptions(options: SimulatorOptions): Settings {
  const settings: Settings = { ...DEFAULTS, ...options };
  for (const name of Object.keys(RANGES) as NumberOption[]) {
    const value = settings[name];
    const { from, to, isWhole } = RANGES[name];
    const fits = value >= from && value <= to && (!isWhole || Number.isInteger(value) || value === Infinity);
    if (!fits)
      throw new RangeError(
        `The option ${name} is ${value}; it takes a ${isWhole ? 'whole ' : ''}number ${describeRange(from, to)}.`,
      );
  }
  if (!SCENARIO_NAMES.includes(settings.scenario))
    throw new RangeError(
      `The option scenario is ${settings.scenario}; it takes one of ${SCENARIO_NAMES.join(', ')}.`,
    );
  return settings;
}

function describeRange(from: number, to: number): string {
  if (to !== Infinity) return `from ${from} to ${to}`;
  return from === -Infinity ? '(which may be negative)' : `of at least ${from}`;
}
