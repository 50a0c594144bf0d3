import {
  type CancelSignal,
  createCanceller,
  describeConnectionFailure,
  type HttpAnswer,
  type HttpFailure,
  type HttpRequest,
  TimeLimit,
} from '../shared/core';
import { describeFailure, Interrupted, isOfProxy, responseIn } from './DescribeFailure';
import { N8nClock } from './N8nClock';

/**
 * By how much n8n's own time-out is longer than ours. It is one of silence, fires before what has arrived is read, and is only
 * there for a call that n8n does not let us end.
 */
export const BACKSTOP_MS = 60_000;

/** Answers are capped at 5 MB, as in the other palette. */
const MAX_ANSWER_BYTES = 5_000_000;

const clock = new N8nClock();

/** An answer as n8n gives it: the body may be a stream, and the request is Node's own, where n8n has it. */
export interface Response {
  readonly statusCode: number;
  readonly headers: object;
  readonly body?: unknown;
  readonly request?: unknown;
}

/**
 * Makes a call of n8n's, given the signal that ends it, and ends it at the request's time-out in total or when the request is
 * cancelled. Ends by then also if n8n does not: what comes later is dropped. Never rejects.
 */
export async function callWithin(
  { url, timeoutMs, signal }: Pick<HttpRequest, 'url' | 'timeoutMs' | 'signal'>,
  call: (end: AbortSignal) => Promise<unknown>,
): Promise<HttpAnswer | HttpFailure> {
  if (signal?.aborted === true)
    return describeConnectionFailure({ stage: 'connecting', endedBy: 'cancel', timeoutMs });
  const ender = new AbortController();
  const idle = createCanceller();
  let endedBy: HttpFailure['endedBy'];
  const isTls = /^https:/i.test(url);
  const run = async (): Promise<HttpAnswer | HttpFailure> => {
    try {
      return await readAnswer(await responseOf(call(ender.signal)), ender.signal, isTls);
    } catch (error) {
      return describeFailure(error, { timeoutMs, isTls, endedBy });
    }
  };
  let cancel = (): void => undefined;
  const cancelled = new Promise<'cancel'>((resolve) => (cancel = () => resolve('cancel')));
  signal?.addEventListener('abort', cancel);
  const result = run();
  try {
    const first = await Promise.race([result, whenOver(timeoutMs, idle.signal), cancelled]);
    if (typeof first !== 'string') return first;
    endedBy = first;
    ender.abort();
    // n8n then says how far the call got.
    const last = await Promise.race([result, turns()]);
    return last ?? describeConnectionFailure({ endedBy, timeoutMs });
  } finally {
    idle.cancel();
    signal?.removeEventListener('abort', cancel);
  }
}

/** Resolves once the time is over and all that has arrived meanwhile has been read, or the wait is given up. */
async function whenOver(timeoutMs: number, idle: CancelSignal): Promise<'timeout'> {
  const limit = new TimeLimit(timeoutMs);
  for (;;) {
    const sinceMs = clock.elapsedMs();
    await clock.sleep(limit.nextMs, idle);
    if (idle.aborted || limit.isReachedAfter(clock.elapsedMs() - sinceMs)) break;
  }
  await turns();
  return 'timeout';
}

async function turns(): Promise<undefined> {
  for (let turn = 0; turn < 2; turn++) await clock.turn();
  return undefined;
}

/** The answer, also where n8n makes an error of it. */
async function responseOf(calling: Promise<unknown>): Promise<Response> {
  try {
    return (await calling) as Response;
  } catch (error) {
    const response = responseIn(error);
    if (response === undefined) throw error;
    return response;
  }
}

/** n8n's answer, as the core wants it. @throws Interrupted if it ends before it is complete */
async function readAnswer(
  { statusCode, headers, body, request }: Response,
  end: AbortSignal,
  isTls: boolean,
): Promise<HttpAnswer | HttpFailure> {
  // By its meaning 407 is not the platform's, whoever stands between.
  if (statusCode === 407 || (isTls && isOfProxy(request))) {
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
