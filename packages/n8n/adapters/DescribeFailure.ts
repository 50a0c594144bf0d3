import { type INode, type JsonObject, NodeApiError } from 'n8n-workflow';
import { type ConnectionFacts, describeConnectionFailure, type HttpFailure } from '../shared/core';
import { isClientRequest, isOfProxy } from './ClientRequest';
import { Interrupted, type Response } from './ReadAnswer';

/** Code of the error of a credential that does not sign: nothing was sent. */
export const SIGNING_REFUSED = 'ERR_CREDENTIAL_REFUSAL';

/** Code of the error of a credential that is to sign what it signed before: it was sent, and is not sent again. */
export const ALREADY_SIGNED = 'ERR_SIGNED_BEFORE';

/** What is known besides n8n's error. */
export interface CallFacts {
  readonly timeoutMs: number;
  readonly isTls?: boolean;
  readonly endedBy?: HttpFailure['endedBy'];
}

/** n8n's error, as the core wants it. */
export function describeFailure(
  error: unknown,
  { timeoutMs, isTls = false, endedBy }: CallFacts,
): HttpFailure {
  restoreCause(error);
  const errors = errorsIn(error);
  const withCode = (code: string): Error | undefined =>
    errors.find((inner) => 'code' in inner && inner.code === code);
  const refusal = withCode(SIGNING_REFUSED);
  if (refusal !== undefined) return { kind: 'not-sent', reason: refusal.message };
  if (withCode(ALREADY_SIGNED) !== undefined)
    return { kind: 'lost', reason: 'it was a 401 that ended too early.' };
  const by = endedBy ?? (withCode('ERR_CANCELED') === undefined ? undefined : 'cancel');
  return describeConnectionFailure({
    error,
    timeoutMs,
    ...(error instanceof Interrupted ? { stage: 'kept' } : stageOf(errors, isTls)),
    ...(by === undefined ? {} : { endedBy: by }),
  });
}

/** True where n8n's errors keep the error that they wrap; in n8n 2.0 and 2.20, among others, they lose it. */
export function keepsCause(): boolean {
  const cause = new Error('any');
  return new NodeApiError({} as INode, cause as unknown as JsonObject).cause === cause;
}

/** What n8n has kept of an error that it lost: its code and its message. */
function restoreCause(error: unknown): void {
  if (!(error instanceof NodeApiError) || error.cause !== undefined) return;
  const [message = ''] = error.messages;
  error.cause = Object.assign(new Error(message), { code: error.httpCode });
}

/** The answer that n8n made an error of, if it is one. */
export function responseIn(error: unknown): Response | undefined {
  for (const inner of errorsIn(error)) {
    const response: unknown = 'response' in inner ? inner.response : undefined;
    if (typeof response !== 'object' || response === null || !('status' in response)) continue;
    const { status, headers, data, request } = response as Partial<Record<string, unknown>>;
    if (typeof status !== 'number') continue;
    return {
      statusCode: status,
      headers: typeof headers === 'object' ? { ...headers } : {},
      body: data,
      request,
    };
  }
  return undefined;
}

/**
 * How far a request got, by the request itself, where n8n still has it. Without TLS a socket does not say later whether it was
 * ever connected.
 */
function stageOf(errors: readonly Error[], isTls: boolean): Pick<ConnectionFacts, 'stage' | 'isOfProxy'> {
  const request = errors
    .map((error) => ('request' in error ? error.request : undefined))
    .find(isClientRequest);
  if (request === undefined) return {};
  const { socket, reusedSocket } = request;
  if (socket === null) return { stage: 'connecting' };
  if (!isTls) return {};
  if (isOfProxy(request)) return { stage: 'connecting', isOfProxy: true };
  if (socket.secureConnecting === true) return { stage: 'connecting' };
  return socket.secureConnecting === false ? { stage: reusedSocket ? 'kept' : 'first' } : {};
}

/** An error and those that it wraps: n8n puts its own around what failed. */
function errorsIn(error: unknown): Error[] {
  const errors: Error[] = [];
  for (let inner = error; inner instanceof Error && errors.length < MAX_DEPTH; inner = inner.cause)
    errors.push(inner);
  return errors;
}

const MAX_DEPTH = 10;
