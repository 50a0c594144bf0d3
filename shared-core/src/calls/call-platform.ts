import type { TokenSource } from '../auth/token-reuse.ts';
import { isAborted } from '../scheduling/cancellation.ts';
import type { ErrorInfo } from '../vocabulary/errors.ts';
import type { RunMemory } from './run-memory.ts';
import { asRecord, type RequestSpec } from '../wire/request-spec.ts';
import { DEFAULTS, type ResolvedOptions } from '../vocabulary/options.ts';
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
import { mayCallAgain, type Next } from './may-call-again.ts';
import { type Pacer, SHORTEST_PAUSE_MS } from '../pace/pacer.ts';

/** What a client shares among its calls. */
export interface Connection {
  readonly ports: Ports;
  readonly options: ResolvedOptions;
  readonly tokens: TokenSource;
  readonly pacer: Pacer;
  readonly recent: RecentJobs;
  /** @default every try of a run is the first */
  readonly memory?: RunMemory | undefined;
}

/** Follows a call that must not happen twice. Neither method rejects; each tells what kept it from being noted. */
export interface CallTrack {
  /** Before each attempt leaves: if it cannot be noted, the attempt is not made. */
  begin(): Promise<ErrorInfo | undefined>;
  /** After each attempt. `cleared`: nothing was done. */
  end(state: 'accepted' | 'unknown' | 'cleared', requestId?: string): Promise<ErrorInfo | undefined>;
}

/** How one call is made. */
export interface CallPolicy {
  readonly signal?: CancelSignal | undefined;
  /** In monotonic milliseconds: afterwards nobody waits for the limit any more. */
  readonly giveUpAt: number;
  /** A lost answer is followed by another attempt although the call may have been carried out. */
  readonly repeatsWhenLost?: boolean;
  readonly maxAttempts?: number;
  /** In monotonic milliseconds: afterwards no further attempt begins, but one with a fresh token. @default none */
  readonly deadline?: number | undefined;
  /** Told of the run that the call belongs to: whether it waits, what for and until when. */
  readonly progress?: Pick<ProgressMeter, 'beginCall'> | undefined;
  /** @default nobody follows it */
  readonly track?: CallTrack | undefined;
  /** Why nothing may be sent any more: what an earlier try came to is told all the same. @default it may */
  readonly end?: { readonly reason: UnsentReason; readonly error: ErrorInfo } | undefined;
}

/** How a call ended, its repetitions included. */
export type CallResult<T> = { readonly attempts: number } & (
  | { readonly kind: 'ok'; readonly value: T }
  /** Refused; nothing was done. `meetsAll`: every other request would meet the same. */
  | {
      readonly kind: 'refused';
      readonly error: ErrorInfo;
      readonly meetsAll: boolean;
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

/** Makes one call: recall → pace → sign → HTTP → classify → again or not. Never rejects. */
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
  const { giveUpAt, signal, maxAttempts = options.maxAttempts, deadline = Infinity } = policy;
  let attempts = 0;
  let refusedByLimit = 0;
  let hadFreshToken = false;
  /** The failure of an earlier attempt that may have been carried out: it outweighs what later ones say. */
  let lost: ErrorInfo | undefined;
  const end = (result: CallEnd<T>): CallResult<T> =>
    lost === undefined || result.kind === 'ok'
      ? { ...result, attempts }
      : { kind: 'unknown', error: lost, attempts };

  for (;;) {
    const recalled = recall(connection, spec);
    if (recalled === undefined && policy.end !== undefined) return end({ kind: 'unsent', ...policy.end });
    const verdict = recalled ?? (await attemptOnce(connection, spec, policy));
    if (verdict.kind === 'unsent') return end(verdict);
    attempts++;
    if (verdict.kind === 'ok') return end({ kind: 'ok', value: verdict.value });

    const isRepeatable = spec.isRepeatable || policy.repeatsWhenLost === true;
    if (verdict.kind === 'lost' && !spec.isRepeatable) lost = verdict.error;
    const attempt = attempts - refusedByLimit;
    const next = mayCallAgain(verdict.kind, { attempt, maxAttempts, isRepeatable, hadFreshToken });
    logFailure(ports.logger, { method: spec.method, error: verdict.error, next, attempts });
    // What followed it in the earlier try is recalled as well, also after a cancel, and without a pause.
    if (recalled !== undefined && next !== 'give-up') continue;
    // Nothing was done, and it would have been tried again but for the signal.
    if (isAborted(signal) && next !== 'give-up' && verdict.kind !== 'lost')
      return end({ kind: 'unsent', reason: 'cancelled', error: CANCELLED });
    if (next === 'give-up' || isAborted(signal)) return end(giveUp(verdict));
    // The limit has its own end, and a stale token says nothing of what was asked for.
    const isTimely =
      verdict.kind === 'limited' || verdict.kind === 'stale-token' || clock.elapsedMs() < deadline;
    if (!isTimely) return end(giveUp(verdict));
    if (verdict.kind === 'limited') {
      refusedByLimit++;
    } else if (verdict.kind === 'stale-token') {
      hadFreshToken = true;
    } else {
      const now = clock.elapsedMs();
      const delayMs = backoffMs(attempt, clock.random()) / options.timeScale;
      const isAdvised = verdict.kind === 'unavailable';
      // “At once” is no advice: followed, it would only use up the attempts.
      const until = isAdvised
        ? now + Math.max(verdict.retryAfterMs, delayMs)
        : Math.min(now + delayMs, deadline);
      if (isAdvised && until > giveUpAt) return end(giveUp(verdict));
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

/** A log must not stop a send half-way, when nobody could tell any more what was sent. */
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

/** What an earlier try of the run came to with this call, if it must not be made twice. */
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

/** Waits for its turn, signs, sends and reads the answer. */
async function attemptOnce<T>(
  { ports, options, tokens, pacer, memory }: Connection,
  spec: RequestSpec<T>,
  { giveUpAt, signal, waits, track }: CallUnderWay,
): Promise<Verdict<T> | Unsent> {
  waits?.set({ by: 'limit' });
  const turn = await pacer.take({
    giveUpAt,
    signal,
    ...(waits && { onPause: (until: number) => waits.set({ by: 'limit', until }) }),
  });
  waits?.set(undefined);
  if (turn === 'cancelled') return { kind: 'unsent', reason: 'cancelled', error: CANCELLED };
  if (turn === 'limit') return { kind: 'unsent', reason: 'limit', error: LIMIT };

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
  // Of the token, as the wall clock stands now: it may have been set anew since.
  const clockOffsetMs = originMs + ports.clock.elapsedMs() - nowMs;
  const secrets = (): readonly string[] => ports.signer.hides?.(token) ?? [token];
  const verdict = classify(answer, { ...spec, secrets, nowMs, clockOffsetMs });
  if (verdict.kind === 'ok') tokens.trust(originMs);
  if (verdict.kind === 'stale-token') {
    // Requests under way together learn the same offset; each is told against the one it was signed with. A token that had
    // expired, when nothing tells the platform's time, was signed by a time that is wrong by now: the wall clock is left.
    const isTold = answer.kind === 'answer' && answer.headers['date'] !== undefined;
    tokens.clockOffsetMs = isTold || verdict.error.code !== 'clock_skew' ? verdict.clockOffsetMs : 0;
    tokens.discard();
  }
  if (!spec.isRepeatable && NOT_SENT_AGAIN.has(verdict.kind))
    await memory?.remember(identify(spec, options), answer, ports.clock.now());
  // Before the release, which lets the next one go at once.
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
  // What was begun and has no end counts as unknown: nobody is messaged twice, but somebody should know.
  if (unnoted !== undefined) logSafely(logger, 'warn', unnoted.message, { code: unnoted.code });
}

function requestIdOf(value: unknown): string | undefined {
  const id = asRecord(value)?.['requestId'];
  return typeof id === 'string' ? id : undefined;
}

/**
 * What another try of the run must not send again: what was done or may have been, and what was too large, which went in
 * halves: whole it could reach those whom the halves reached.
 */
const NOT_SENT_AGAIN: ReadonlySet<Verdict<unknown>['kind']> = new Set(['ok', 'lost', 'too-large']);

type Unsent = Extract<CallEnd<never>, { kind: 'unsent' }>;

type CallEnd<T> =
  CallResult<T> extends infer Result ? (Result extends unknown ? Omit<Result, 'attempts'> : never) : never;

/** What a failure means when no further attempt follows. */
function giveUp(verdict: Exclude<Verdict<unknown>, { kind: 'ok' }>): CallEnd<never> {
  const { error } = verdict;
  switch (verdict.kind) {
    case 'not-sent':
      return { kind: 'unsent', reason: error.code === 'cancelled' ? 'cancelled' : 'unreachable', error };
    case 'lost':
      return { kind: 'unknown', error };
    case 'limited':
      return { kind: 'unsent', reason: 'limit', error };
    case 'stale-token':
      return { kind: 'refused', error, meetsAll: true, isTooLarge: false };
    case 'too-large':
      return { kind: 'refused', error, meetsAll: false, isTooLarge: true };
    case 'refused':
      return { kind: 'refused', error, meetsAll: verdict.meetsAll, isTooLarge: false };
    case 'unavailable':
      return { kind: 'refused', error, meetsAll: false, isTooLarge: false };
  }
}

/** An adapter must not fail; if one does, nobody knows how far the request got. */
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
  message: 'The limit would have made this wait longer than allowed.',
  hint: 'Try what is left later, or allow a longer pause.',
};

function signingFailed(cause: unknown): ErrorInfo {
  // A library's message may quote its input, the key: only the adapter's own errors are known to be clean.
  const said = cause instanceof Error && cause.name === 'KoreNotifyError' ? ` ${redact(cause.message)}` : '';
  return {
    code: 'signing_failed',
    message: `The token could not be signed.${said}`,
    hint: 'Check the algorithm and the client secret or private key.',
  };
}

/** The longest that anybody waits for the limit from now on, in monotonic milliseconds. */
export function giveUpTime(clock: Clock, maxPauseMs: number | undefined): number {
  return clock.elapsedMs() + (maxPauseMs ?? DEFAULTS.maxPauseMs);
}
