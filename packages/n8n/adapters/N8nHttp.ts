import type {
  ICredentialDataDecryptedObject,
  IExecuteFunctions,
  IHttpRequestOptions,
  IN8nHttpFullResponse,
} from 'n8n-workflow';
import type { CancelSignal, Http, HttpAnswer, HttpFailure, HttpRequest } from '../shared/core';

/** The credential that signs. */
export const CREDENTIAL = 'koreNotifyApi';

/** Name of the error of a credential that does not sign: nothing was sent. */
export const CREDENTIAL_REFUSAL = 'CredentialRefusal';

/** Name of the error of a credential that is to sign what it signed before: it was sent, and is not sent again. */
export const SIGNED_BEFORE = 'SignedBefore';

/** Answers are capped at 5 MB, as in the other palette. */
const MAX_ANSWER_LENGTH = 5_000_000;

/** Failures before anything was written; with any other nobody knows how far the request got. */
const NOT_SENT =
  /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_SSL_WRONG_VERSION_NUMBER|EPROTO)$/;

/**
 * Sends through n8n's own HTTP helper. Its habits that would send a message twice, or the token elsewhere, are switched
 * off: on a 401 it sends again unless every status is an answer, and it follows redirects with all headers. A 401 that
 * ends too early is no answer all the same: then the credential refuses to sign again.
 */
export class N8nHttp implements Http {
  readonly #context: IExecuteFunctions;
  readonly #credential: ICredentialDataDecryptedObject;

  /** `credential`: as n8n computes it for the items that the requests are for; by itself it takes that of the first. */
  constructor(context: IExecuteFunctions, credential: ICredentialDataDecryptedObject) {
    this.#context = context;
    this.#credential = credential;
  }

  async send({
    method,
    url,
    headers,
    body,
    timeoutMs,
    signal,
  }: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    if (signal?.aborted === true)
      return { kind: 'not-sent', reason: 'the request was cancelled.', endedBy: 'cancel' };
    const request: IHttpRequestOptions = {
      method,
      url,
      headers: { ...headers },
      timeout: timeoutMs,
      encoding: 'text',
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
      ...(body === undefined ? {} : { body }),
    };
    try {
      const { helpers } = this.#context;
      const answer: unknown = await helpers.httpRequestWithAuthentication.call(
        this.#context,
        CREDENTIAL,
        request,
        { credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: this.#credential } },
      );
      return readAnswer(answer as IN8nHttpFullResponse);
    } catch (error) {
      return describeFailure(error, timeoutMs, isAborted(signal));
    }
  }
}

/** n8n's answer, as the core wants it. */
export function readAnswer({ statusCode, headers, body }: IN8nHttpFullResponse): HttpAnswer | HttpFailure {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  if (text.length > MAX_ANSWER_LENGTH)
    return { kind: 'lost', reason: 'it is larger than 5 MB.', endedBy: 'size' };
  const entries = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), textOf(value)] as const,
  );
  return { kind: 'answer', status: statusCode, headers: Object.fromEntries(entries), body: text };
}

function isAborted(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** In words: an error of n8n whose message holds one of these codes is given a message of n8n's own. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known.',
  EAI_AGAIN: 'the host name could not be looked up.',
  ECONNREFUSED: 'nothing listens there.',
  ECONNRESET: 'the connection was reset.',
  EHOSTUNREACH: 'there is no way to the host.',
  ENETUNREACH: 'there is no way to the network.',
  ETIMEDOUT: 'it did not take the connection in time.',
  EPROTO: 'it does not speak TLS, or not the same version of it.',
};

/** n8n's error, as the core wants it. */
export function describeFailure(error: unknown, timeoutMs: number, isCancelled: boolean): HttpFailure {
  const code = codeOf(error);
  if (isCancelled || code === 'ERR_CANCELED')
    return { kind: 'lost', reason: 'the request was cancelled.', endedBy: 'cancel' };
  const isConnecting = errorsIn(error).some(isOfConnecting);
  if (!isConnecting && (code === 'ECONNABORTED' || code === 'ETIMEDOUT'))
    return { kind: 'lost', reason: `no answer within ${timeoutMs / 1000} s.`, endedBy: 'timeout' };
  if (code !== undefined) {
    const kind = isConnecting || NOT_SENT.test(code) ? 'not-sent' : 'lost';
    // Messages of others are not shown: they can quote the request.
    const reason = REASONS[code] ?? `the ${kind === 'lost' ? 'answer' : 'connection'} failed (${code}).`;
    return { kind, reason };
  }
  // Without a code it may be the credential that refused to sign, before anything was sent.
  const refusal = errorsIn(error).find(({ name }) => name === CREDENTIAL_REFUSAL);
  if (refusal !== undefined) return { kind: 'not-sent', reason: refusal.message };
  if (errorsIn(error).some(({ name }) => name === SIGNED_BEFORE))
    return { kind: 'lost', reason: 'it was a 401 that ended too early.' };
  return { kind: 'lost', reason: 'the HTTP request of n8n failed.' };
}

/** True if there was no connection yet; where a host has several addresses, to none of them. */
function isOfConnecting(error: Error): boolean {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every((inner) => inner instanceof Error && isOfConnecting(inner));
  return 'syscall' in error && error.syscall === 'connect';
}

function codeOf(error: unknown): string | undefined {
  for (const inner of errorsIn(error))
    if ('code' in inner && typeof inner.code === 'string') return inner.code;
  return undefined;
}

/** An error and those that it wraps: n8n puts its own around what failed. */
function errorsIn(error: unknown): Error[] {
  const errors: Error[] = [];
  for (let inner = error; inner instanceof Error && errors.length < MAX_DEPTH; inner = inner.cause)
    errors.push(inner);
  return errors;
}

const MAX_DEPTH = 5;
