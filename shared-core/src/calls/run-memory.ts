import type { HttpAnswer, HttpFailure, JournalPage, RequestIdentity } from '../vocabulary/ports.ts';

/**
 * What earlier tries of the same run did, where a host runs a whole send again: one for each try. Only calls that must
 * not happen twice are remembered, and each is asked for before anything is waited for, signed or cancelled.
 */
export class RunMemory {
  readonly #page: JournalPage;
  /** How many equal requests this try was told of or made: two items may mean the same request twice. */
  readonly #seen = new Map<string, number>();

  /** `page`: what is kept of the run. */
  constructor(page: JournalPage) {
    this.#page = page;
  }

  /**
   * The next answer that an earlier try got to this very request and that this try was not told yet. An answer that this
   * try remembered itself is none.
   */
  recall(request: RequestIdentity): HttpAnswer | HttpFailure | undefined {
    const { request: seen, count, key } = this.#next(request);
    const answer = this.#page.recall(key)?.answer;
    if (answer !== undefined) this.#seen.set(seen, count + 1);
    return answer;
  }

  /** Keeps what a request of this try came to. `at`: milliseconds since 1970. */
  async remember(request: RequestIdentity, answer: HttpAnswer | HttpFailure, at: number): Promise<void> {
    const { request: seen, count, key } = this.#next(request);
    this.#seen.set(seen, count + 1);
    const state = answer.kind === 'answer' ? 'accepted' : 'unknown';
    await this.#page.note([key], { state, at, answer });
  }

  #next({ method, url, body = '' }: RequestIdentity) {
    const request = this.#page.keyOf(`${method} ${url}\n${body}`);
    const count = this.#seen.get(request) ?? 0;
    return { request, count, key: `${request}/${count}` };
  }
}
