import {
  type CancelSignal,
  createCanceller,
  describeConnectionFailure,
  type HttpAnswer,
  type HttpFailure,
  type HttpRequest,
  TimeLimit,
} from '../shared/core';
import { describeFailure, responseIn } from './DescribeFailure';
import { N8nClock } from './N8nClock';
import { readAnswer, type Response } from './ReadAnswer';

/**
 * By how much n8n's own time-out is longer than ours. It is one of silence, fires before what has arrived is read, and is only
 * there for a call that n8n does not let us end.
 */
export const BACKSTOP_MS = 60_000;

const clock = new N8nClock();

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
