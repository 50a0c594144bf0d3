import assert from 'node:assert/strict';
import { type Client, createClient } from '../src/client.ts';
import { isKoreNotifyError, type KoreNotifyError } from '../src/vocabulary/errors.ts';
import type { DayCount } from '../src/vocabulary/guards.ts';
import type { SendInput, SendV2Input } from '../src/vocabulary/inputs.ts';
import type { ClientOptions } from '../src/vocabulary/options.ts';
import { OUTCOMES } from '../src/vocabulary/outcomes.ts';
import type { SendReport } from '../src/vocabulary/reports.ts';
import type { HttpAnswer, HttpFailure, HttpRequest, Journal, JournalPage } from '../src/vocabulary/ports.ts';
import { createPacer, type Pacer } from '../src/pace/pacer.ts';
import {
  type FakeClock,
  FakeSigner,
  jsonAnswer,
  type ScriptedAnswer,
  ScriptedHttp,
} from '../src/testing/index.ts';
import { createClock } from './stepping-clock.ts';

export const HOST = 'platform.kore.ai';
export const ORIGIN = 'https://platform.kore.ai';
export const BOT_ID = 'st-1';
export const CLIENT_ID = 'cs-1';

/** A line of the logger, as it was given. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly details: unknown;
}

/** A client on fake time against a script, and everything that can be seen of it. */
export interface TestBench {
  readonly client: Client;
  readonly clock: FakeClock;
  readonly http: TimedHttp;
  readonly signer: FakeSigner;
  readonly pacer: Pacer;
  readonly logged: LogLine[];
  /** Lets time pass until the promise settles, then makes sure that no timer remains. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** The same for a call that must fail with the core's own error. */
  fail(promise: Promise<unknown>): Promise<KoreNotifyError>;
  /** Bodies of the requests so far, parsed. */
  bodies(): Record<string, unknown>[];
  /** Milliseconds from the first request to each. */
  times(): number[];
  /** Milliseconds since 1970 by a clock that nobody sets: the wall clock of the bench at first. */
  platformNow(): number;
}

export interface BenchOptions {
  readonly options?: Partial<ClientOptions>;
  readonly latencyMs?: number;
  readonly startMs?: number;
  readonly memory?: JournalPage;
  readonly journal?: Journal;
  readonly dayCount?: DayCount;
  /** A bench of the same process, whose clock, script and pacer this one uses. */
  readonly shared?: TestBench;
}

/** Knows when each request came, whatever is done to the wall clock. */
class TimedHttp extends ScriptedHttp {
  readonly times: number[] = [];
  readonly #monotonic: FakeClock;

  constructor(clock: FakeClock, ...given: [readonly ScriptedAnswer[], number?]) {
    super(clock, ...given);
    this.#monotonic = clock;
  }

  override send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    this.times.push(this.#monotonic.elapsedMs());
    return super.send(request);
  }
}

/** A client for the bot `st-1` on platform.kore.ai that meets the answers of a script. */
export function createBench(script: readonly ScriptedAnswer[], bench: BenchOptions = {}): TestBench {
  const clock = bench.shared?.clock ?? createClock(bench.startMs);
  const originMs = clock.now() - clock.elapsedMs();
  const http = bench.shared?.http ?? new TimedHttp(clock, script, bench.latencyMs);
  const signer = new FakeSigner();
  const logged: LogLine[] = [];
  const logger = {
    log: (level: string, message: string, details?: unknown) => void logged.push({ level, message, details }),
  };
  const clientOptions = { host: HOST, botId: BOT_ID, clientId: CLIENT_ID, ...bench.options };
  const pacer =
    bench.shared?.pacer ??
    createPacer(clock, {
      maxPerMinute: 600,
      maxPerHour: 18_000,
      maxInFlight: 10,
      timeScale: 1,
      ...bench.options,
    });
  const client = createClient(
    {
      http,
      clock,
      signer,
      logger,
      pacer,
      ...(bench.memory && { memory: bench.memory }),
      ...(bench.journal && { journal: bench.journal }),
      ...(bench.dayCount && { dayCount: bench.dayCount }),
    },
    clientOptions,
  );
  return {
    client,
    clock,
    http,
    signer,
    pacer,
    logged,
    async run(promise) {
      const result = await clock.runUntilSettled(promise);
      assert.equal(clock.sleeping, 0, 'a timer remains');
      return result;
    },
    async fail(promise) {
      const error: unknown = await clock.runUntilSettled(
        promise.then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
      );
      assert.equal(clock.sleeping, 0, 'a timer remains');
      assert.ok(isKoreNotifyError(error), String(error));
      return error;
    },
    bodies: () => http.requests.map(({ body = '{}' }) => JSON.parse(body) as Record<string, unknown>),
    times: () => http.times.map((at) => at - (http.times[0] ?? 0)),
    platformNow: () => originMs + clock.elapsedMs(),
  };
}

/** Addresses `r0@example.com`, `r1@example.com` and so on. */
export function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `r${index}@example.com`);
}

/** A V1 input for some recipients. */
export function textTo(recipients: SendInput['recipients']): SendInput {
  return { channel: 'msteams', message: 'Please reset your password.', recipients };
}

/** A V2 input on the channel ivr for some recipients. */
export function ivrTo(recipients: SendV2Input['recipients'], more: Partial<SendV2Input> = {}): SendV2Input {
  return { channel: 'ivr', message: 'Hello!', recipients, ...more };
}

/** The platform takes a request; each gets its own request id. */
export const ACCEPTED: ScriptedAnswer = (_request, previous) =>
  jsonAnswer(200, { _id: `ds-${previous + 1}`, status: 'IN_PROGRESS', percentageComplete: 0 });

/** The platform refuses, in its own shape. */
export function refusal(
  status: number,
  msg: string,
  code: number = status,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return jsonAnswer(status, { errors: [{ msg, code }] }, headers);
}

export const NOT_SENT: HttpFailure = { kind: 'not-sent', reason: 'nothing listens there (ECONNREFUSED).' };
export const LOST: HttpFailure = { kind: 'lost', reason: 'the connection was reset (ECONNRESET).' };
export const TIMED_OUT: HttpFailure = {
  kind: 'lost',
  reason: 'no answer within 30 s.',
  endedBy: 'timeout',
};

export const MINUTE_LIMIT =
  "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.";
export const HOUR_LIMIT = "You've exceeded the hourly rate limit. Please wait for sometime before retrying.";

/** Every recipient has one place and one outcome, and the counts are those of the recipients. */
export function assertAccounted(report: SendReport, total: number): void {
  assert.equal(report.total, total);
  assert.deepEqual(
    report.recipients.map(({ index }) => index),
    Array.from({ length: total }, (_, index) => index),
  );
  let sum = 0;
  for (const outcome of OUTCOMES) {
    assert.equal(report.counts[outcome], report.recipients.filter((one) => one.outcome === outcome).length);
    sum += report.counts[outcome];
  }
  assert.equal(sum, total);
}

/** Identities of a V1 or V2 body, as texts. */
export function identitiesOf(body: Readonly<Record<string, unknown>>): unknown[] {
  return body['identities'] as unknown[];
}

/** Outcome and reason of each recipient, for short comparisons. */
export function fates(report: SendReport): string[] {
  return report.recipients.map(({ outcome, reason }) =>
    reason === undefined ? outcome : `${outcome}: ${reason}`,
  );
}
