import type { ErrorInfo } from '../vocabulary/errors.ts';
import type { CallOptions } from '../vocabulary/options.ts';
import type { Http } from '../vocabulary/ports.ts';
import { callPlatform, type Connection, patienceDeadlineOf } from '../calls/call-platform.ts';
import { parseJson } from '../text/parse-json.ts';
import { buildListRequest } from '../wire/devices.ts';
import { asRecord, type RequestSpec } from '../wire/request-spec.ts';
import { buildStatusRequest } from '../wire/status.ts';

/** Result of a test of the connection. */
export interface ConnectionCheck {
  /** True if host, credentials and scope work. */
  readonly ok: boolean;
  /** For the user: what was found, and what to do. */
  readonly message: string;
  /** The failure; absent if `ok`. */
  readonly error?: ErrorInfo;
}

/** No job has this id: asking for it shows whether host, credentials and scope are right, and changes nothing. */
const NO_JOB = 'ds-00000000-0000-0000-0000-000000000000';

/** Patience of somebody who watches a button. */
const PATIENCE_MS = 10_000;

/** Codes of answers that only a caller with good credentials and the scope gets. */
const GOOD_REFUSALS: ReadonlySet<string> = new Set(['not_found', 'invalid_request', 'refused']);

/** Nobody has this user ID: listing the devices shows whether the app may manage them, and changes nothing. */
const NO_USER = 'kore-notify-connection-test';

/** Codes of a refusal that is about this call alone: another one may be allowed. */
const WRONG_SCOPE: ReadonlySet<string | undefined> = new Set(['wrong_scope', 'forbidden']);

/** Tests the connection with two harmless calls: for messages and for devices. Never rejects. */
export async function checkConnection(
  connection: Connection,
  given: Pick<CallOptions, 'signal' | 'maxPauseMs'> = {},
): Promise<ConnectionCheck> {
  const { options, tokens } = connection;
  const { origin, botId } = options;
  const unsent = await failureOf(connection, buildStatusRequest('v2', botId, NO_JOB), given);
  if (unsent !== undefined && !WRONG_SCOPE.has(unsent.code)) return failed(unsent);
  const unmanaged = await failureOf(connection, buildListRequest(botId, { userId: NO_USER }), given);
  // An app that may only manage devices is as good as one that may only send.
  if (unsent !== undefined && unmanaged !== undefined) return failed(unsent);
  const skewSeconds = Math.round(tokens.clockOffsetMs / 1000);
  const clock =
    skewSeconds === 0
      ? ''
      : ` The clock of this machine is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'behind' : 'ahead of'} the platform; tokens allow for it.`;
  return {
    ok: true,
    message: `Connected to ${origin} as bot ${botId}.${wordsOfRights(unsent, unmanaged)}${clock}`,
  };
}

/** What the app may do, as far as the platform said so. */
function wordsOfRights(unsent: ErrorInfo | undefined, unmanaged: ErrorInfo | undefined): string {
  if (unsent !== undefined)
    return ` The app may manage devices, and may not send messages. ${unsent.hint ?? ''}`;
  if (unmanaged === undefined) return ' The app may send messages and manage devices.';
  return WRONG_SCOPE.has(unmanaged.code) ? ' The app may send messages, and may not manage devices.' : '';
}

function failed(error: ErrorInfo): ConnectionCheck {
  const { message, hint } = error;
  return { ok: false, message: hint === undefined ? message : `${message} ${hint}`, error };
}

/** Why a call shows that the connection does not work; undefined if it works, also for a refusal that says so. */
async function failureOf(
  connection: Connection,
  spec: RequestSpec<unknown>,
  { signal, maxPauseMs = PATIENCE_MS }: Pick<CallOptions, 'signal' | 'maxPauseMs'>,
): Promise<ErrorInfo | undefined> {
  const { ports } = connection;
  const last = { hasErrors: false };
  const http: Http = {
    async send(request) {
      const answer = await ports.http.send(request);
      last.hasErrors =
        answer.kind === 'answer' && asRecord(asRecord(parseJson(answer.body))?.['errors']) !== undefined;
      return answer;
    },
  };
  const result = await callPlatform({ ...connection, ports: { ...ports, http } }, spec, {
    signal,
    patienceDeadline: patienceDeadlineOf(ports.clock, maxPauseMs),
    maxAttempts: 1,
  });
  if (result.kind === 'ok' || (last.hasErrors && isGood(result.error))) return undefined;
  const { code } = result.error;
  const isElsewhere = GOOD_REFUSALS.has(code) || code === 'unreadable_answer';
  return isElsewhere ? { ...result.error, hint: SOMEBODY_ELSE } : result.error;
}

/** The platform refuses with `errors` and words in them (docs/kore-ai-api.md#errors). Any server answers `{}`. */
function isGood({ code, platformMessage }: ErrorInfo): boolean {
  return GOOD_REFUSALS.has(code) && platformMessage !== undefined;
}

const SOMEBODY_ELSE = 'Unexpected response: this does not look like Kore.ai. Check the host and the proxy.';
