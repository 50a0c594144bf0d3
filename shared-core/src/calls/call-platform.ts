import type { TokenSource } from '../auth/token-reuse.ts';
import { isAborted } from '../scheduling/cancellation.ts';
import type { ErrorInfo } from '../vocabulary/errors.ts';
import type { RunMemory } from './run-memory.ts';
import { asRecord, type RequestSpec } from '../wire/request-spec.ts';
import { DEFAULTS, type ResolvedOptions } from '../vocabulary/options.ts';
import type { DayCount } from '../vocabulary/guards.ts';
import type { UnsentReason } from '../vocabulary/outcomes.ts';
import type { RecentJobs } from './recent-jobs.ts';
import { redact } from '../text/redact.ts';
import type {
  CancelSignal,
  Clock,
  Http,
  HttpAnswer,
  HttpFailure,
  HttpRequest,
  Logger,
  Ports,
  RequestIdentity,
} from '../vocabulary/ports.ts';
import type { CallWaits, ProgressMeter } from '../scheduling/progress.ts';
import { backoffMs } from './backoff.ts';
import { classify, type Verdict } from './classify-failure.ts';
import { nextAttempt, type Next } from './next-attempt.ts';
import { type Pacer, SHORTEST_PAUSE_MS } from '../pace/pacer.ts';

/** What all calls of a client share. */
export interface Connection {
  readonly ports: Ports;
  readonly options: ResolvedOptions;
  readonly tokens: TokenSource;
  readonly pacer: Pacer;
  readonly recent: RecentJobs;
  /** Numbers the runs from 1, so that a log tells them apart. */
  readonly nextRun: () => number;
  /** @default every try of a run is the first */
  readonly memory?: RunMemory | undefined;
  /** Recipients that the app messaged today. */
  readonly dayCount: DayCount;
}

/** Journals a call that must not happen twice. Neither method rejects: each returns why it could not be noted. */
export interface CallTrack {
  /** Called before each attempt: if it cannot be noted, the attempt is not made. */
  begin(): Promise<ErrorInfo | undefined>;
  /** Called after each attempt. `cleared`: nothing was done. */
  end(state: 'accepted' | 'unknown' | 'cleared', requestId?: string): Promise<ErrorInfo | undefined>;
}

/** How one call is made. */
export interface CallPolicy {
  readonly signal?: CancelSignal | undefined;
  /** Monotonic milliseconds: after that nothing waits for the limit. */
  readonly patienceDeadline: number;
  /** Repeat the call after a lost answer, although it may have been carried out. */
  readonly repeatsWhenLost?: boolean;
  readonly maxAttempts?: number;
  /** Monotonic milliseconds: after that no attempt begins, except one with a fresh token. @default none */
  readonly deadline?: number | undefined;
  /** Progress of the run: it gets what the call waits for, and until when. */
  readonly progress?: Pick<ProgressMeter, 'beginCall'> | undefined;
  /** Journal of the call. @default none */
  readonly track?: CallTrack | undefined;
  /**
   * Asked before each attempt, and again once it has waited for the limit: with an error the attempt is not made. Never rejects.
   * @default nothing
   */
  readonly whyNot?: (() => Promise<ErrorInfo | undefined>) | undefined;
  /** Why nothing may be sent any more; the result of an earlier try still counts. @default sending is allowed */
  readonly end?: { readonly reason: UnsentReason; readonly error: ErrorInfo } | undefined;
}

/** How a call ended, after all attempts. */
export type CallResult<T> = { readonly attempts: number } & (
  | { readonly kind: 'ok'; readonly value: T }
  /** Refused; nothing was done. `affectsAll`: every other request would meet the same. */
  | {
      readonly kind: 'refused';
      readonly error: ErrorInfo;
      readonly affectsAll: boolean;
      readonly isTooLarge: boolean;
    }
  /** It may have been carried out. */
  | { readonly kind: 'unknown'; readonly error: ErrorInfo }
  /** Certainly not carried out, and not refused either. */
  | {
      readonly kind: 'unsent';
      readonly reason: UnsentReason;
      readonly error: ErrorInfo;
    }
);

/** Makes one call: recall → pace → sign → HTTP → classify → repeat or not. Never rejects. */
export async function callPlatform<T>(
  connection: Connection,
  spec: RequestSpec<T>,
  policy: CallPolicy,
): Promise<CallResult<T>> {
  const waits = policy.progress?.beginCall();
  try {
    return await callUntilItEnds(connection, spec, { ...policy, waits });
  } finally {
    waits?.end();
  }
}

interface CallUnderWay extends CallPolicy {
  readonly waits: CallWaits | undefined;
}

async function callUntilItEnds<T>(
  connection: Connection,
  spec: RequestSpec<T>,
  policy: CallUnderWay,
): Promise<CallResult<T>> {
  const { ports, options } = connection;
  const { clock } = ports;
  const { patienceDeadline, signal, maxAttempts = options.maxAttempts, deadline = Infinity } = policy;
  let attempts = 0;
  let refusedByLimit = 0;
  let hasRefreshedToken = false;
  /** The failure of an earlier attempt that may have been carried out: it outweighs later results. */
  let lost: ErrorInfo | undefined;
  const end = (result: CallEnd<T>): CallResult<T> =>
    lost === undefined || result.kind === 'ok'
      ? { ...result, attempts }
      : { kind: 'unknown', error: lost, attempts };

  for (;;) {
    const recalled = recall(connection, spec);
    if (recalled === undefined && policy.end !== undefined) return end({ kind: 'unsent', ...policy.end });
    const barred = recalled === undefined ? await policy.whyNot?.() : undefined;
    if (barred !== undefined) return end({ kind: 'unsent', reason: 'stopped', error: barred });
    const verdict = recalled ?? (await attemptOnce(connection, spec, policy));
    if (verdict.kind === 'unsent') return end(verdict);
    attempts++;
    if (verdict.kind === 'ok') return end({ kind: 'ok', value: verdict.value });

    const isRepeatable = spec.isRepeatable || policy.repeatsWhenLost === true;
    if (verdict.kind === 'lost' && !spec.isRepeatable) lost = verdict.error;
    const attempt = attempts - refusedByLimit;
    const next = nextAttempt(verdict.kind, { attempt, maxAttempts, isRepeatable, hasRefreshedToken });
    logFailure(ports.logger, { method: spec.method, error: verdict.error, next, attempts });
    // What followed in the earlier try is recalled too, without a pause and even after a cancel.
    if (recalled !== undefined && next !== 'give-up') continue;
    // Nothing was done: without the signal it would have been repeated.
    if (isAborted(signal) && next !== 'give-up' && verdict.kind !== 'lost')
      return end({ kind: 'unsent', reason: 'cancelled', error: CANCELLED });
    if (next === 'give-up' || isAborted(signal)) return end(toFinalResult(verdict));
    // The limit has its own end, and a refused token says nothing about the call itself.
    const isTimely =
      verdict.kind === 'limited' || verdict.kind === 'refused-token' || clock.elapsedMs() < deadline;
    if (!isTimely) return end(toFinalResult(verdict));
    if (verdict.kind === 'limited') {
      refusedByLimit++;
    } else if (verdict.kind === 'refused-token') {
      hasRefreshedToken = true;
    } else {
      const now = clock.elapsedMs();
      const delayMs = backoffMs(attempt, clock.random()) / options.timeScale;
      const isAdvised = verdict.kind === 'unavailable';
      // “At once” would only use up the attempts.
      const until = isAdvised
        ? now + Math.max(verdict.retryAfterMs, delayMs)
        : Math.min(now + delayMs, deadline);
      if (isAdvised && until > patienceDeadline) return end(toFinalResult(verdict));
      const isPause = until - now >= SHORTEST_PAUSE_MS / options.timeScale;
      policy.waits?.set({ by: 'platform', ...(isPause && { until }) });
      await clock.sleep(until - now, signal);
      policy.waits?.set(undefined);
    }
  }
}

function logFailure(
  logger: Logger | undefined,
  about: {
    readonly method: string;
    readonly error: ErrorInfo;
    readonly next: Next;
    readonly attempts: number;
  },
): void {
  const { method, error, next, attempts } = about;
  const { code, status } = error;
  const details = { code, attempts, ...(status === undefined ? {} : { status }) };
  logSafely(logger, 'debug', `${method} ${code}: ${next}`, details);
}

/** Logs and ignores exceptions: a log must not stop a send half-way. */
export function logSafely(
  logger: Logger | undefined,
  level: 'debug' | 'info' | 'warn',
  message: string,
  details?: Readonly<Record<string, unknown>>,
): void {
  try {
    logger?.log(level, message, details);
  } catch {
    return;
  }
}

/** The result of this call in an earlier try of the run, if it must not be made twice. */
function recall<T>(
  { ports, options, tokens, memory }: Connection,
  spec: RequestSpec<T>,
): Verdict<T> | undefined {
  if (spec.isRepeatable) return undefined;
  const answer = memory?.recall(identify(spec, options));
  return (
    answer && classify(answer, { ...spec, nowMs: ports.clock.now(), clockOffsetMs: tokens.clockOffsetMs })
  );
}

/** Waits for a permit, signs, sends and reads the answer. */
async function attemptOnce<T>(
  { ports, options, tokens, pacer, memory }: Connection,
  spec: RequestSpec<T>,
  { patienceDeadline, signal, waits, track, whyNot }: CallUnderWay,
): Promise<Verdict<T> | Unsent> {
  waits?.set({ by: 'limit' });
  const turn = await pacer.take({
    patienceDeadline,
    signal,
    ...(waits && { onPause: (until: number) => waits.set({ by: 'limit', until }) }),
  });
  waits?.set(undefined);
  if (turn === 'cancelled') return { kind: 'unsent', reason: 'cancelled', error: CANCELLED };
  if (turn === 'limit') return { kind: 'unsent', reason: 'limit', error: LIMIT };
  const barred = await whyNot?.();
  if (barred !== undefined) {
    turn.release(false);
    return { kind: 'unsent', reason: 'stopped', error: barred };
  }

  let token: string;
  let originMs: number;
  try {
    const signed = tokens.get();
    ({ originMs } = tokens);
    token = await signed;
  } catch (cause) {
    turn.release(false);
    return { kind: 'unsent', reason: 'stopped', error: signingFailed(cause) };
  }
  const unnoted = await track?.begin();
  if (unnoted !== undefined) {
    turn.release(false);
    return { kind: 'unsent', reason: 'stopped', error: unnoted };
  }
  const answer = await sendOnce(ports.http, buildHttpRequest(spec, token, options, signal));
  const nowMs = ports.clock.now();
  // The offset of this token from the wall clock of now, which may have been set since.
  const clockOffsetMs = originMs + ports.clock.elapsedMs() - nowMs;
  const secrets = (): readonly string[] => ports.signer.hides?.(token) ?? [token];
  const verdict = classify(answer, { ...spec, secrets, nowMs, clockOffsetMs });
  if (verdict.kind === 'ok') tokens.trust(originMs);
  if (verdict.kind === 'refused-token') {
    // Requests under way together learn the same offset; each is told against the one it was signed with. A token that had
    // expired, when nothing tells the platform's time, was signed by a time that is wrong by now: the wall clock is left.
    const isTold = answer.kind === 'answer' && answer.headers['date'] !== undefined;
    tokens.clockOffsetMs = isTold || verdict.error.code !== 'clock_skew' ? verdict.clockOffsetMs : 0;
    tokens.discard();
  }
  if (!spec.isRepeatable && NOT_SENT_AGAIN.has(verdict.kind))
    await memory?.remember(identify(spec, options), answer, ports.clock.now());
  // Before the release, which starts the next request at once.
  if (verdict.kind === 'limited') pacer.refused(verdict);
  turn.release(verdict.kind !== 'not-sent' && verdict.kind !== 'limited');
  await noteEnd(track, verdict, ports.logger);
  return verdict;
}

async function noteEnd(
  track: CallTrack | undefined,
  verdict: Verdict<unknown>,
  logger: Logger | undefined,
): Promise<void> {
  const state = verdict.kind === 'ok' ? 'accepted' : verdict.kind === 'lost' ? 'unknown' : 'cleared';
  const unnoted = await track?.end(state, verdict.kind === 'ok' ? requestIdOf(verdict.value) : undefined);
  // Without a noted end it counts as unknown: nobody is messaged twice, but the log should show it.
  if (unnoted !== undefined) logSafely(logger, 'warn', unnoted.message, { code: unnoted.code });
}

function requestIdOf(value: unknown): string | undefined {
  const id = asRecord(value)?.['requestId'];
  return typeof id === 'string' ? id : undefined;
}

/**
 * What another try of the run must not send again: what was or may have been done, and what was too large. The latter
 * went in halves; as a whole it could reach the recipients of these halves again.
 */
const NOT_SENT_AGAIN: ReadonlySet<Verdict<unknown>['kind']> = new Set(['ok', 'lost', 'too-large']);

type Unsent = Extract<CallEnd<never>, { kind: 'unsent' }>;

type CallEnd<T> =
  CallResult<T> extends infer Result ? (Result extends unknown ? Omit<Result, 'attempts'> : never) : never;

/** The result of a failure if no attempt follows. */
function toFinalResult(verdict: Exclude<Verdict<unknown>, { kind: 'ok' }>): CallEnd<never> {
  const { error } = verdict;
  switch (verdict.kind) {
    case 'not-sent':
      return { kind: 'unsent', reason: error.code === 'cancelled' ? 'cancelled' : 'unreachable', error };
    case 'lost':
      return { kind: 'unknown', error };
    case 'limited':
      return { kind: 'unsent', reason: 'limit', error };
    case 'refused-token':
      return { kind: 'refused', error, affectsAll: true, isTooLarge: false };
    case 'too-large':
      return { kind: 'refused', error, affectsAll: false, isTooLarge: true };
    case 'refused':
      return { kind: 'refused', error, affectsAll: verdict.affectsAll, isTooLarge: false };
    case 'unavailable':
      return { kind: 'refused', error, affectsAll: false, isTooLarge: false };
  }
}

/** An adapter must not reject. If it does, the request may have been written. */
async function sendOnce(http: Http, request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
  try {
    return await http.send(request);
  } catch {
    return { kind: 'lost', reason: 'the HTTP adapter failed.' };
  }
}

function buildHttpRequest(
  spec: RequestSpec<unknown>,
  token: string,
  options: ResolvedOptions,
  signal: CancelSignal | undefined,
): HttpRequest {
  return {
    ...identify(spec, options),
    headers: {
      accept: 'application/json',
      auth: token,
      ...(spec.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...spec.headers,
    },
    timeoutMs: options.requestTimeoutMs,
    ...(signal === undefined ? {} : { signal }),
  };
}

function identify(
  { method, path, body }: RequestSpec<unknown>,
  { origin }: ResolvedOptions,
): RequestIdentity {
  return { method, url: origin + path, ...(body === undefined ? {} : { body }) };
}

/** Of a call that was never made. */
export const CANCELLED: ErrorInfo = { code: 'cancelled', message: 'Cancelled before it was sent.' };
const LIMIT: ErrorInfo = {
  code: 'rate_limited',
  message: 'Rate limit: the wait would exceed the maximum pause.',
  hint: 'Try what is left later, or allow a longer pause.',
};

function signingFailed(cause: unknown): ErrorInfo {
  // The message of a library can contain the key: only errors of the adapter itself are shown.
  const said = cause instanceof Error && cause.name === 'KoreNotifyError' ? ` ${redact(cause.message)}` : '';
  return {
    code: 'signing_failed',
    message: `The token could not be signed.${said}`,
    hint: 'Check the algorithm and the client secret or key.',
  };
}

/** Monotonic milliseconds until which a call may wait for the limit. */
export function patienceDeadlineOf(clock: Clock, maxPauseMs: number | undefined): number {
  return clock.elapsedMs() + (maxPauseMs ?? DEFAULTS.maxPauseMs);
}
