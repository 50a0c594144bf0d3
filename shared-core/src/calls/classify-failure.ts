import { inWords } from '../text/in-words.ts';
import { parseHttpDate } from '../wire/platform-date.ts';
import type { ErrorCode, ErrorInfo } from '../vocabulary/errors.ts';
import { DEFAULTS } from '../vocabulary/options.ts';
import type { HttpAnswer, HttpFailure } from '../vocabulary/ports.ts';
import { parseJson } from '../text/parse-json.ts';
import type { Carried } from '../text/carried.ts';
import { redact } from '../text/redact.ts';
import type { Scope } from '../wire/request-spec.ts';
import { isLimitInSuccess, parseErrorBody, saysLimit } from '../wire/parse-error-body.ts';

/** The result of one HTTP request: the rows of the table in docs/design.md#when-a-call-is-repeated. */
export type Verdict<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The platform never saw it. */
  | { readonly kind: 'not-sent'; readonly error: ErrorInfo }
  /** Refused by a limit; nothing was done. */
  | {
      readonly kind: 'limited';
      readonly window: 'minute' | 'hour';
      readonly retryAfterMs?: number;
      readonly error: ErrorInfo;
    }
  /** The token was refused, and a fresh one may be accepted. */
  | { readonly kind: 'refused-token'; readonly clockOffsetMs: number; readonly error: ErrorInfo }
  /** The body was too large; nothing was done. */
  | { readonly kind: 'too-large'; readonly error: ErrorInfo }
  /** Refused; nothing was done. `affectsAll`: every other request would meet the same. */
  | { readonly kind: 'refused'; readonly affectsAll: boolean; readonly error: ErrorInfo }
  /** The platform asked to come back later; nothing was done. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number; readonly error: ErrorInfo }
  /** No usable answer: it may have been done. */
  | { readonly kind: 'lost'; readonly error: ErrorInfo };

/** What classification needs beside the answer. What the request carried is removed from texts. */
export interface ClassifyContext<T> extends Carried {
  readonly scope: Scope;
  /** Repeating it is safe. */
  readonly isRepeatable: boolean;
  /** The value of the answer; undefined if the body is not an answer of this call. */
  readonly read: (body: unknown, carried: Carried) => T | undefined;
  readonly nowMs: number;
  /** The clock offset by which the token was signed. */
  readonly clockOffsetMs: number;
}

/** Of a final answer. */
const MIN_STATUS = 200;
const HOURLY = /hour/i;
const REPLAY = /replay/i;
const EXPIRED = /expired|not active|"exp"|"iat"|"nbf"/i;

/** The meaning of an answer, or of its absence. Pure; never throws, however long or strange the answer is. */
export function classify<T>(result: HttpAnswer | HttpFailure, context: ClassifyContext<T>): Verdict<T> {
  if (result.kind !== 'answer') return classifyFailure(result, context);
  try {
    return classifyAnswer(result, context);
  } catch {
    // A text that is longer than the engine can make: it answered, and nobody can tell what.
    return unreadable(result.status, context);
  }
}

function classifyAnswer<T>(result: HttpAnswer, context: ClassifyContext<T>): Verdict<T> {
  const { status } = result;
  // An answer that has not come yet, or no HTTP: nobody can tell what the platform did.
  if (!(status >= MIN_STATUS)) return unreadable(status, context);
  const isSuccess = status < 300;
  if (isSuccess) {
    const answer = parseJson(result.body);
    const value = context.read(answer, context);
    if (value !== undefined) return { kind: 'ok', value };
    if (!isLimitInSuccess(answer, context)) return unreadable(status, context);
  }

  const words = parseErrorBody(result.body, context);
  const said = words.platformMessage ?? '';
  const fail = (code: ErrorCode, message: string, hint?: string): ErrorInfo => ({
    code,
    message: said === '' ? message : `${message} The platform says: ${endSentence(said)}`,
    ...(hint === undefined ? {} : { hint }),
    status,
    ...words,
  });
  const refused = (affectsAll: boolean, error: ErrorInfo): Verdict<T> => ({
    kind: 'refused',
    affectsAll,
    error,
  });
  const retryAfterMs = readRetryAfter(result, context.nowMs);

  // The platform's own code is more exact than the status of its gateway.
  if (isSuccess || status === 429 || saysLimit(result.body, context)) {
    const window = HOURLY.test(said) ? 'hour' : 'minute';
    const error = fail('rate_limited', `The limit of requests a ${window} is reached.`, HINTS.limit);
    return { kind: 'limited', window, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  if (status === 401) return classifyUnauthorized(result, said, context, fail);
  if (status === 413)
    return { kind: 'too-large', error: fail('too_large', 'The request is too large.', HINTS.tooLarge) };
  if (status === 503 && retryAfterMs !== undefined)
    return {
      kind: 'unavailable',
      retryAfterMs,
      error: fail('unavailable', 'The platform is busy.', HINTS.later),
    };
  if (status >= 500)
    return {
      kind: 'lost',
      error: fail('server_error', `The platform failed (${status}).`, lostHint(context)),
    };
  if (status < 400)
    return refused(true, fail('redirected', `The host redirects elsewhere (${status}).`, HINTS.host));
  if (status === 403)
    return refused(true, fail('forbidden', 'The platform forbids this call.', HINTS.scope[context.scope]));
  if (status === 404)
    return refused(true, fail('not_found', 'The platform does not know this address.', HINTS.notFound));
  if (status === 405)
    return refused(true, fail('method_not_allowed', 'The host does not offer this call.', HINTS.host));
  if (status === 412 || status === 400)
    return refused(
      false,
      fail('invalid_request', `The platform refuses the content (${status}).`, contentHint(context)),
    );
  return refused(false, fail('refused', `The platform refuses the request (${status}).`));
}

function classifyFailure(
  { kind, reason: given, hint, endedBy }: HttpFailure,
  context: Pick<ClassifyContext<unknown>, 'isRepeatable' | 'scope'> & Carried,
): Verdict<never> {
  const reason = redact(given, context, MAX_REASON);
  if (kind === 'not-sent') {
    const message = `The platform cannot be reached: ${reason}`;
    return {
      kind,
      error: {
        code: endedBy === 'cancel' ? 'cancelled' : 'unreachable',
        message,
        hint: hint ?? HINTS.unreachable,
      },
    };
  }
  if (endedBy === 'size' && context.isRepeatable && context.scope === 'notifications') {
    const message = `The answer cannot be read: ${reason}`;
    // The log of a job only grows: the next answer would be as long.
    return {
      kind: 'refused',
      affectsAll: false,
      error: { code: 'unreadable_answer', message, hint: HINTS.tooLong },
    };
  }
  const code = endedBy === 'timeout' ? 'timeout' : endedBy === 'cancel' ? 'cancelled' : 'connection_lost';
  return { kind, error: { code, message: `No response received: ${reason}`, hint: lostHint(context) } };
}

/** Of an adapter, in words for the user: longer than those of the platform need be. */
const MAX_REASON = 700;

function unreadable(status: number, context: Pick<ClassifyContext<unknown>, 'isRepeatable'>): Verdict<never> {
  const message = `The platform answered ${status}, but its answer cannot be read.`;
  return { kind: 'lost', error: { code: 'unreadable_answer', message, hint: lostHint(context), status } };
}

function classifyUnauthorized<T>(
  { headers }: HttpAnswer,
  said: string,
  { scope, nowMs, clockOffsetMs }: ClassifyContext<T>,
  fail: (code: ErrorCode, message: string, hint?: string) => ErrorInfo,
): Verdict<T> {
  const platformNowMs = parseHttpDate(headers['date']);
  const seenOffsetMs = platformNowMs === undefined ? clockOffsetMs : platformNowMs - nowMs;
  const isClockOff = Math.abs(seenOffsetMs - clockOffsetMs) > DEFAULTS.maxClockSkewMs;
  // A token for such a date would be valid at a time when somebody else may have found it.
  const isBeyondBelief = isClockOff && Math.abs(seenOffsetMs) > DEFAULTS.maxClockOffsetMs;
  const farClock = isBeyondBelief ? describeFarClock(seenOffsetMs) : undefined;
  if (REPLAY.test(said))
    return {
      kind: 'refused-token',
      clockOffsetMs: isClockOff && !isBeyondBelief ? seenOffsetMs : clockOffsetMs,
      error: fail(
        'token_replayed',
        'The platform took the token for a replay.',
        farClock === undefined ? HINTS.replay : `${HINTS.replay} ${farClock}`,
      ),
    };
  if (farClock !== undefined)
    return {
      kind: 'refused',
      affectsAll: true,
      error: fail('clock_skew', 'The token was refused, and the clocks differ.', farClock),
    };
  if (isClockOff)
    return {
      kind: 'refused-token',
      clockOffsetMs: seenOffsetMs,
      error: fail('clock_skew', 'The token was refused, and the clocks differ.', HINTS.clock),
    };
  if (said.includes('"jti" claim "exp"'))
    return {
      kind: 'refused',
      affectsAll: true,
      error: fail('token_lifetime', 'The token lives too long.', HINTS.lifetime),
    };
  if (EXPIRED.test(said))
    return {
      kind: 'refused-token',
      clockOffsetMs,
      error: fail('clock_skew', 'The token had expired.', HINTS.clock),
    };
  const isScope = /scope|permission/i.test(said);
  return {
    kind: 'refused',
    affectsAll: true,
    error: isScope
      ? fail('wrong_scope', 'The app may not make this call.', HINTS.scope[scope])
      : fail('wrong_credentials', 'The platform does not accept the credentials.', credentialsHint(said)),
  };
}

/** Text for an offset that is too large to be applied. */
function describeFarClock(offsetMs: number): string {
  const days = Math.round(Math.abs(offsetMs) / DEFAULTS.maxClockOffsetMs);
  const amount = days <= 1 ? 'more than 24 hours' : `${inWords(days)} days`;
  return `This machine's clock is ${amount} ${offsetMs > 0 ? 'behind' : 'ahead of'} the platform's Date header. Tokens allow for 24 hours at most: correct the clock.`;
}

function credentialsHint(said: string): string {
  return /jti/i.test(said)
    ? HINTS.jti
    : /invalid jwt token/i.test(said)
      ? HINTS.malformed
      : HINTS.credentials;
}

function lostHint({ isRepeatable }: Pick<ClassifyContext<unknown>, 'isRepeatable'>): string {
  return isRepeatable ? HINTS.lostRepeatable : HINTS.lost;
}

function contentHint({ scope, isRepeatable }: ClassifyContext<unknown>): string {
  return HINTS.content[scope === 'devices' ? 'devices' : isRepeatable ? 'status' : 'send'];
}

function readRetryAfter({ headers }: HttpAnswer, nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const dateMs = parseHttpDate(value);
  // The date is the platform's; its own Date header says what it takes for now.
  return dateMs === undefined ? undefined : Math.max(0, dateMs - (parseHttpDate(headers['date']) ?? nowMs));
}

/** What to do about each known refusal (docs/kore-ai-api.md#errors). */
const HINTS = {
  limit: 'Try again later, or allow a longer pause: other programs may use the same bot.',
  tooLarge: 'Shorten the message.',
  later: 'Try again later.',
  tooLong: 'Answers of more than 5 MB are not read. A status is shorter if the request has fewer recipients.',
  lost: 'It may have been carried out: check before sending again.',
  lostRepeatable: 'Try again later: repeating this call is safe.',
  unreachable: 'Check the host, the network, the proxy and the certificate.',
  host: 'Check the host: it should be that of your Kore.ai environment, for example platform.kore.ai.',
  notFound: 'Check the host and the bot ID, and the request id if you gave one.',
  content: {
    send: 'Check message and recipients against the channel.',
    status: 'Check the request id.',
    devices: 'Check the user id and the devices.',
  },
  replay: 'The app has "Enforce JTI" on: switch on JTI in the settings.',
  jti: 'The app has "Enforce JTI" on: switch on JTI in the settings.',
  clock: "Correct this machine's clock.",
  lifetime:
    'With JTI a token may live 3,600 seconds at most: lower the token lifetime, and check the clock of this machine.',
  malformed:
    'Check the algorithm and that the whole secret or private key was pasted; apps with API scopes take HS256. If the app has "Enforce JWE" on, switch it on in the settings too.',
  credentials:
    'Check client ID, client secret and bot ID, and that they are of the same app: the platform gives one answer for all three. If the app has "Enforce JTI" or "Enforce JWE" on, switch it on in the settings too: without it the answer is the same.',
  scope: {
    notifications:
      'Enter the app the scope "Proactive Messages" (App Builder) or "Channel Management > Proactive Messages" (Admin Console), then publish the bot: a scope takes effect only after that.',
    devices:
      'Enter the app the scope "SDKPushNotifications" (App Builder), then publish the bot: a scope takes effect only after that.',
  },
} as const;

/** The platform's words, so that ours can follow. */
function endSentence(words: string): string {
  return /[.…!?]$/.test(words) ? words : `${words}.`;
}
