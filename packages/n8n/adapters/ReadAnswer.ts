import { describeConnectionFailure, type HttpAnswer, type HttpFailure } from '../shared/core';
import { isOfProxy } from './ClientRequest';

/** Answers are capped at 5 MB, as in the other palette. */
const MAX_ANSWER_BYTES = 5_000_000;

/** An answer as n8n gives it: the body may be a stream, and the request is Node's own, where n8n has it. */
export interface Response {
  readonly statusCode: number;
  readonly headers: object;
  readonly body?: unknown;
  readonly request?: unknown;
}

/** An answer had begun, and ended before it was complete: whatever it was, the platform had the request. */
export class Interrupted extends Error {}

/** n8n's answer, as the core wants it. @throws Interrupted if it ends before it is complete */
export async function readAnswer(
  response: Response,
  end: AbortSignal,
  isTls: boolean,
): Promise<HttpAnswer | HttpFailure> {
  const { statusCode, headers, body } = response;
  if (isRefusalOfProxy(response, isTls)) {
    if (isStream(body)) body.destroy();
    return describeConnectionFailure({ proxyStatus: statusCode, timeoutMs: 0 });
  }
  const text = await readBody(body, end);
  if (text === undefined) return { kind: 'lost', reason: 'it is larger than 5 MB.', endedBy: 'size' };
  const entries = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), textOf(value)] as const,
  );
  return { kind: 'answer', status: statusCode, headers: Object.fromEntries(entries), body: text };
}

/**
 * By its meaning 407 is never the platform's. A 401, of which n8n keeps no request, is a proxy's if it asks for the
 * password of a proxy.
 */
function isRefusalOfProxy({ statusCode, headers, request }: Response, isTls: boolean): boolean {
  if (statusCode === 407) return true;
  const asksForPassword = Object.keys(headers).some((name) => name.toLowerCase() === 'proxy-authenticate');
  return isTls && (isOfProxy(request) || (statusCode === 401 && asksForPassword));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The body of an answer, as n8n hands it out where it is told not to read it. */
interface BodyStream extends AsyncIterable<Uint8Array | string> {
  destroy(): void;
}

function isStream(body: unknown): body is BodyStream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}

/** The text of a body; undefined once it is larger than it may be: the rest is not read. */
async function readBody(body: unknown, end: AbortSignal): Promise<string | undefined> {
  if (!isStream(body)) {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    return text.length > MAX_ANSWER_BYTES ? undefined : text;
  }
  const stop = (): void => body.destroy();
  if (end.aborted) stop();
  end.addEventListener('abort', stop);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      chunks.push(chunk);
      size += chunk.length;
      // Leaving the loop closes the connection.
      if (size > MAX_ANSWER_BYTES) return undefined;
    }
  } catch (error) {
    throw new Interrupted('The answer is not complete.', { cause: error });
  } finally {
    end.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks, size)
    .toString()
    .replace(/^\uFEFF/, '');
}
