import fc from 'fast-check';
import type { Api } from '@kore-notify/core';
import type { Fault } from '@kore-notify/simulator';

/** One run with everything that goes wrong in it, as data: what fast-check makes up, prints and shrinks, and what is kept. */
export interface Script {
  readonly api: Api;
  readonly channel: string;
  /** `personal` holds a placeholder, which only V2 fills. */
  readonly message: 'plain' | 'personal';
  /** Stands at the end of the message. */
  readonly extra: string;
  readonly recipients: readonly ScriptRecipient[];
  readonly recipientsPerRequest: number;
  readonly onBadRecipient: 'stop' | 'skip';
  readonly onUnknown: 'report' | 'send_again';
  /** Wait for delivery. */
  readonly waits: boolean;
  readonly useJti: boolean;
  /** How far the platform's clock is ahead. */
  readonly skewHours: number;
  readonly limits: Limits;
  /** Longest wait for a limit, absent for the usual one. */
  readonly maxPauseMs?: number | undefined;
  /** Percent of the limits, absent for all of them. */
  readonly paceShare?: number | undefined;
  readonly maxInFlight: number;
  readonly maxAttempts: number;
  readonly faults: readonly ScriptFault[];
  readonly outage?: Outage | undefined;
  readonly cancel?: Cancel | undefined;
  /** n8n: what the node does on errors, and how often it may be run again. */
  readonly n8n: {
    readonly onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
    readonly maxTries: number;
    readonly waitBetweenTriesMs: number;
    /** So many tries fail after the node has done its work. */
    readonly failsAfterwards: number;
  };
}

/** A recipient: `person` tells who, the rest how it is given. */
export interface ScriptRecipient {
  readonly person: number;
  /** `bad` is fit for no channel; `custom` has a message of its own, where the call knows such. */
  readonly form: 'text' | 'padded' | 'row' | 'custom' | 'bad';
  /** Fills the placeholder, and stands in a message of one's own. */
  readonly name: number;
}

/** `shared`: the client keeps to the limits of the platform. `foreign`: the platform's are lower than the client knows. */
export interface Limits {
  readonly kind: 'none' | 'shared' | 'foreign';
  readonly maxPerMinute: number;
  readonly maxPerHour: number;
}

/** A fault of the simulator, by the name of what it does and when. */
export interface ScriptFault {
  readonly what: keyof typeof EFFECTS;
  readonly call: 'sends' | 'any';
  readonly after: number;
  readonly times: number;
}

/** The platform is not there: never, or not for the first calls, or it starts again in the middle. */
export type Outage =
  | { readonly kind: 'dns' }
  | { readonly kind: 'dns-at-first'; readonly calls: number }
  | { readonly kind: 'restart'; readonly afterRequests: number; readonly downMs: number };

/** When the run is cancelled. */
export type Cancel =
  { readonly afterMs: number } | { readonly afterRequests: number; readonly thenMs: number };

/** What an answer means for a send, whoever gives it. */
export type Meaning =
  'taken' | 'lost' | 'limited' | 'refused' | 'refused-for-all' | 'stale' | 'too-large' | 'unavailable';

/** Longer than the client of such a script waits. */
export const DELAY_MS = 1_300;
export const TIMEOUT_MS = 1_000;
/** A wait for delivery looks for the first time after this at the earliest. */
export const FIRST_LOOK_MS = 1_000;
export const WAIT_MS = 3_000;
/** Header of scripted answers that says what they mean; the nodes know nothing of it. */
export const MEANING_HEADER = 'x-scripted-meaning';
/** Stands in a location that nobody must go to. */
const OTHER_HOST = '{otherUrl}';

const refusal = (msg: string, code: number | string = 4002) => ({ errors: [{ msg, code }] });
const answer = (
  meaning: Meaning,
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) => ({
  kind: 'answer' as const,
  status,
  ...(body === undefined ? {} : { body }),
  headers: { ...headers, [MEANING_HEADER]: meaning },
});
const limit = (window: 'minute' | 'hour' | 'old', headers: Readonly<Record<string, string>> = {}) => ({
  kind: 'limit' as const,
  window,
  headers: { ...headers, [MEANING_HEADER]: 'limited' as Meaning },
});
const redirect = (status: number) =>
  answer('refused-for-all', status, undefined, { location: `${OTHER_HOST}/api/public/bot/st-1/notifyV2` });

const MINUTE_WORDS = "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.";
const HOUR_WORDS = "You've exceeded the hourly rate limit. Please wait for sometime before retrying.";
const REPLAY_WORDS = 'error verifying the jwt: possibly a replay';

/** Everything that can go wrong with one call (docs/kore-ai-api.md#errors). */
export const EFFECTS = {
  'minute limit': limit('minute'),
  'hour limit': limit('hour'),
  'older limit': limit('old'),
  'limit, come back at once': limit('minute', { 'retry-after': '0' }),
  'limit, come back soon': limit('hour', { 'retry-after': '0.02' }),
  'minute limit as 400': answer('limited', 400, refusal(MINUTE_WORDS)),
  'hour limit as 403': answer('limited', 403, refusal(HOUR_WORDS)),
  'minute limit as 500': answer('limited', 500, refusal(MINUTE_WORDS)),
  '400': answer('refused', 400, refusal('Validation errors/ Invalid arguments')),
  '401 replay': answer('stale', 401, refusal(REPLAY_WORDS, 401)),
  '401 expired': answer('stale', 401, refusal('error verifying the jwt: jwt expired', 401)),
  '401 lifetime': answer(
    'refused-for-all',
    401,
    refusal('error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)', 401),
  ),
  '401 credentials': answer('refused-for-all', 401, refusal('Invalid SDK credentials')),
  '401 malformed': answer('refused-for-all', 401, refusal('Invalid JWT token')),
  '401 scope': answer('refused-for-all', 401, refusal('Permission denied. Scope is incorrect!')),
  '401 that quotes the token': answer(
    'refused-for-all',
    401,
    refusal('Invalid SDK credentials: eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl'),
  ),
  '403': answer('refused-for-all', 403, { errors: [{ message: 'Forbidden', code: 403 }] }),
  '404': answer('refused-for-all', 404, refusal('Not Found', 404)),
  '405': answer('refused-for-all', 405, 'Method Not Allowed'),
  '409': answer('refused', 409),
  '412': answer('refused', 412, refusal('Validation errors/ Invalid arguments', 412)),
  '413': answer('too-large', 413, refusal('Request Entity Too Large', 413)),
  '422 page': answer('refused', 422, '<html><body>Unprocessable</body></html>'),
  '500': answer('lost', 500, refusal('Internal Server Error', 500)),
  '502 page': answer('lost', 502, '<html><body>Bad Gateway</body></html>'),
  '503': answer('lost', 503),
  '503, come back': answer('unavailable', 503, undefined, { 'retry-after': '0.01' }),
  '504': answer('lost', 504),
  '200 without a body': answer('lost', 200),
  '200 of something else': answer('lost', 200, { hello: 'world' }),
  '204': answer('lost', 204),
  '301': redirect(301),
  '302': redirect(302),
  '307': redirect(307),
  '308': redirect(308),
  'reset before': { kind: 'reset-before' },
  'reset after': { kind: 'reset-after' },
  'truncated body': { kind: 'truncated-body' },
  'non-JSON body': { kind: 'non-json-body' },
  'oversized body': { kind: 'oversized-body' },
  'late answer': { kind: 'delay', ms: DELAY_MS, process: 'before' },
  'late, and processed late': { kind: 'delay', ms: DELAY_MS, process: 'after' },
  'slow answer': { kind: 'delay', ms: 20, process: 'before' },
} as const satisfies Record<string, object>;

type Effect = (typeof EFFECTS)[keyof typeof EFFECTS];
type EffectName = ScriptFault['what'];
const RARE = ['oversized body', 'late answer', 'late, and processed late'] as const;
const ALL = Object.keys(EFFECTS) as EffectName[];
const TOLERATED = ['lost', 'limited', 'unavailable', 'stale', 'too-large', 'refused'];

/** What an effect means by its own answer; undefined where the simulator processes the call. */
export function meaningOf(what: EffectName): Meaning | undefined {
  const effect: Effect = EFFECTS[what];
  return 'headers' in effect ? effect.headers[MEANING_HEADER] : undefined;
}

/** The faults as the simulator takes them. */
export function faultsOf({ faults }: Script, otherUrl: string): Fault[] {
  return faults.map(({ what, call, after, times }) => {
    const effect = JSON.parse(JSON.stringify(EFFECTS[what]).replaceAll(OTHER_HOST, otherUrl)) as Fault;
    return { ...effect, call, after, times };
  });
}

/** Which scripts are made up: the hosts can do different things, and take different times. */
export interface ScriptRules {
  readonly maxRecipients: number;
  /** Waiting for delivery takes a second at least. */
  readonly waitsWeight: number;
  /** Each costs more than a second. */
  readonly delaysWeight: number;
  readonly outages: readonly Outage['kind'][];
}

/** Makes up scripts. */
export function scripts(rules: ScriptRules): fc.Arbitrary<Script> {
  const what = fc.oneof(
    // Those that end the whole run are met less often, since little happens after them.
    {
      arbitrary: fc.constantFrom(
        ...ALL.filter((name) => meaningOf(name) === 'refused-for-all' && !isRare(name)),
      ),
      weight: 15,
    },
    {
      arbitrary: fc.constantFrom(
        ...ALL.filter((name) => TOLERATED.includes(meaningOf(name) ?? 'lost') && !isRare(name)),
      ),
      weight: 85,
    },
    { arbitrary: fc.constant<EffectName>('oversized body'), weight: 1 },
    { arbitrary: fc.constantFrom<EffectName[]>(...RARE.slice(1)), weight: rules.delaysWeight },
  );
  const fault = fc.record({
    what,
    call: fc.oneof(
      { arbitrary: fc.constant('sends' as const), weight: 4 },
      { arbitrary: fc.constant('any' as const), weight: 1 },
    ),
    after: fc.nat({ max: 8 }),
    times: fc.oneof(
      { arbitrary: fc.constant(1), weight: 6 },
      { arbitrary: fc.integer({ min: 2, max: 4 }), weight: 2 },
    ),
  });
  const outages = fc.oneof(...rules.outages.map((kind) => outage(kind)));
  const cancel: fc.Arbitrary<Cancel> = fc.oneof(
    fc.record({ afterMs: fc.nat({ max: 40 }) }),
    fc.record({ afterRequests: fc.integer({ min: 1, max: 6 }), thenMs: fc.nat({ max: 6 }) }),
  );
  return fc
    .record({
      target: fc.constantFrom(...TARGETS),
      message: often(6, 'plain' as const, 2, 'personal' as const),
      extra: fc.constantFrom('', ' …“quoted”\\', ' ünïcødé 🎉', ' line\nbreak', ' "json": [1]'),
      recipients: fc.array(recipient, { minLength: 1, maxLength: rules.maxRecipients }),
      recipientsPerRequest: fc.integer({ min: 1, max: 6 }),
      onBadRecipient: often(1, 'stop' as const, 6, 'skip' as const),
      onUnknown: often(5, 'report' as const, 1, 'send_again' as const),
      waits: often(100 - rules.waitsWeight, false, rules.waitsWeight, true),
      useJti: fc.boolean(),
      skewHours: fc.oneof(
        { arbitrary: fc.constant(0), weight: 6 },
        { arbitrary: fc.constant(2), weight: 1 },
        { arbitrary: fc.constant(-2), weight: 1 },
      ),
      limits: fc.constantFrom(...LIMITS),
      maxPauseMs: fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 9 },
        { arbitrary: fc.nat({ max: 30 }), weight: 1 },
      ),
      paceShare: fc.constantFrom(undefined, undefined, undefined, 50, 90),
      maxInFlight: fc.integer({ min: 1, max: 10 }),
      maxAttempts: fc.constantFrom(1, 2, 5, 30),
      faults: fc.array(fault, { maxLength: 5 }),
      outage: fc.oneof({ arbitrary: fc.constant(undefined), weight: 8 }, { arbitrary: outages, weight: 1 }),
      cancel: fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: cancel, weight: 1 }),
      n8n: fc.record({
        onError: fc.constantFrom(
          'stopWorkflow' as const,
          'continueRegularOutput' as const,
          'continueErrorOutput' as const,
        ),
        maxTries: fc.integer({ min: 1, max: 3 }),
        // n8n takes 0 for a second.
        waitBetweenTriesMs: fc.integer({ min: 1, max: 3 }),
        failsAfterwards: often(4, 0, 1, 1),
      }),
    })
    .map(({ target, ...rest }) => ({ ...target, ...rest }));
}

const TARGETS = [
  { api: 'v1', channel: 'slack' },
  { api: 'v1', channel: 'msteams' },
  { api: 'v2', channel: 'msteams' },
  { api: 'v2', channel: 'whatsapp' },
  { api: 'v2', channel: 'hangouts' },
  { api: 'v2', channel: 'ivr' },
] as const;

/** Few kinds, so that simulators can be used again. */
const LIMITS: readonly Limits[] = [
  { kind: 'none', maxPerMinute: 600, maxPerHour: 18_000 },
  { kind: 'none', maxPerMinute: 600, maxPerHour: 18_000 },
  { kind: 'shared', maxPerMinute: 3, maxPerHour: 600 },
  { kind: 'shared', maxPerMinute: 600, maxPerHour: 8 },
  { kind: 'foreign', maxPerMinute: 3, maxPerHour: 600 },
  { kind: 'foreign', maxPerMinute: 600, maxPerHour: 8 },
];

const recipient: fc.Arbitrary<ScriptRecipient> = fc.record({
  person: fc.nat({ max: 14 }),
  form: fc.oneof(
    { arbitrary: fc.constantFrom('text' as const, 'row' as const), weight: 10 },
    { arbitrary: fc.constantFrom('padded' as const, 'custom' as const), weight: 4 },
    { arbitrary: fc.constant('bad' as const), weight: 1 },
  ),
  name: fc.nat({ max: 1 }),
});

function outage(kind: Outage['kind']): fc.Arbitrary<Outage> {
  switch (kind) {
    case 'dns':
      return fc.constant({ kind });
    case 'dns-at-first':
      return fc.record({ kind: fc.constant(kind), calls: fc.integer({ min: 1, max: 4 }) });
    case 'restart':
      return fc.record({
        kind: fc.constant(kind),
        afterRequests: fc.integer({ min: 1, max: 6 }),
        downMs: fc.nat({ max: 20 }),
      });
  }
}

function isRare(name: EffectName): boolean {
  return RARE.some((rare) => rare === name);
}

function often<T>(weight: number, value: T, otherWeight: number, other: T): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(value), weight },
    { arbitrary: fc.constant(other), weight: otherWeight },
  );
}
