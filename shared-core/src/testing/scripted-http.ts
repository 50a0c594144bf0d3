import type { Clock, Http, HttpAnswer, HttpFailure, HttpRequest } from '../vocabulary/ports.ts';

/** What a script answers: an answer, a failure, or a function of the request and of how many came before. */
export type ScriptedAnswer =
  HttpAnswer | HttpFailure | ((request: HttpRequest, previousRequests: number) => HttpAnswer | HttpFailure);

/** Answers each request by the next line of a script, the last line again and again; keeps what it was sent. */
export class ScriptedHttp implements Http {
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
    const previous = this.requests.length;
    this.requests.push({ ...request, at: this.#clock.now() });
    if (this.#latencyMs > 0) await this.#clock.sleep(this.#latencyMs, request.signal);
    if (request.signal?.aborted === true)
      return { kind: 'lost', reason: 'the request was cancelled.', endedBy: 'cancel' };
    const line = this.#script[Math.min(previous, this.#script.length - 1)];
    if (line === undefined) throw new Error('The script is empty.');
    return typeof line === 'function' ? line(request, previous) : line;
  }
}

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { kind: 'answer', status, headers, body: JSON.stringify(body) };
}
