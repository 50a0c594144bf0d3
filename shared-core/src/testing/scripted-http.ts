import { isAborted } from '../scheduling/cancellation.ts';
import type { Clock, Http, HttpAnswer, HttpFailure, HttpRequest } from '../vocabulary/ports.ts';

/** One line of a script: an answer, a failure, or a function of the request and of the number of requests before it. */
export type ScriptedAnswer =
  HttpAnswer | HttpFailure | ((request: HttpRequest, previousRequests: number) => HttpAnswer | HttpFailure);

/**
 * The port `Http` for tests: answers each request by the next line of a script, repeats the last one, keeps requests.
 */
export class ScriptedHttp implements Http {
  /** What was sent, in order. `at`: wall time, in milliseconds since 1970. */
  readonly requests: (HttpRequest & { readonly at: number })[] = [];
  readonly #script: readonly ScriptedAnswer[];
  readonly #clock: Clock;
  readonly #latencyMs: number;

  constructor(clock: Clock, script: readonly ScriptedAnswer[], latencyMs = 0) {
    this.#clock = clock;
    this.#script = script;
    this.#latencyMs = latencyMs;
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    if (isAborted(request.signal))
      return { kind: 'not-sent', reason: 'the request was cancelled.', endedBy: 'cancel' };
    const previous = this.requests.length;
    this.requests.push({ ...request, at: this.#clock.now() });
    if (this.#latencyMs > 0) await this.#clock.sleep(this.#latencyMs, request.signal);
    if (isAborted(request.signal))
      return { kind: 'lost', reason: 'the request was cancelled.', endedBy: 'cancel' };
    const line = this.#script[Math.min(previous, this.#script.length - 1)];
    if (line === undefined) throw new Error('The script is empty.');
    return typeof line === 'function' ? line(request, previous) : line;
  }
}

/** Makes an answer with a JSON body. Header names in lower case. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { kind: 'answer', status, headers, body: JSON.stringify(body) };
}
