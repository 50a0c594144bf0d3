import type { ErrorInfo } from '../vocabulary/errors.ts';
import type { CallOptions } from '../vocabulary/options.ts';
import type { Http } from '../vocabulary/ports.ts';
import { callPlatform, type Connection, patienceDeadlineOf } from '../calls/call-platform.ts';
import { parseJson } from '../text/parse-json.ts';
import { asRecord } from '../wire/request-spec.ts';
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

/** Tests the connection with one harmless call. Never rejects. */
export async function checkConnection(
  connection: Connection,
  { signal, maxPauseMs = PATIENCE_MS }: Pick<CallOptions, 'signal' | 'maxPauseMs'> = {},
): Promise<ConnectionCheck> {
  const { ports, options, tokens } = connection;
  const patienceDeadline = patienceDeadlineOf(ports.clock, maxPauseMs);
  const spec = buildStatusRequest('v2', options.botId, NO_JOB);
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
    patienceDeadline,
    maxAttempts: 1,
  });

  if (result.kind !== 'ok' && !(last.hasErrors && isGood(result.error))) {
    const isElsewhere = GOOD_REFUSALS.has(result.error.code) || result.error.code === 'unreadable_answer';
    const error = isElsewhere ? { ...result.error, hint: SOMEBODY_ELSE } : result.error;
    return {
      ok: false,
      message: error.hint === undefined ? error.message : `${error.message} ${error.hint}`,
      error,
    };
  }
  const skewSeconds = Math.round(tokens.clockOffsetMs / 1000);
  const clock =
    skewSeconds === 0
      ? ''
      : ` The clock of this machine is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'behind' : 'ahead of'} the platform; tokens allow for it.`;
  return { ok: true, message: `Connected to ${options.origin} as bot ${options.botId}.${clock}` };
}

/** The platform refuses with `errors` and words in them (docs/kore-ai-api.md#errors). Any server answers `{}`. */
function isGood({ code, platformMessage }: ErrorInfo): boolean {
  return GOOD_REFUSALS.has(code) && platformMessage !== undefined;
}

const SOMEBODY_ELSE = 'Unexpected response: this does not look like Kore.ai. Check the host and the proxy.';
