import { createHash } from 'node:crypto';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from './core';

interface Entry {
  readonly result: HttpAnswer | HttpFailure;
  readonly at: number;
}

/** n8n runs a node again at most 5 times, at most 5 s apart; what each run waits for comes on top. */
const MAX_AGE_MS = 6 * 3_600_000;
const MAX_ENTRIES = 20_000;

/** What executions had accepted, or lost the answer of, by execution, node, run and request. Oldest first. */
const entries = new Map<string, Entry>();

/**
 * Does not send again what this run of this node in this execution sent before and had accepted, or may have: n8n runs a
 * whole node again on Retry On Fail, and also when the first output row has an error. The earlier answer is given instead.
 */
export class LedgerHttp implements Http {
  readonly #http: Http;
  readonly #run: string;
  /** How often each request was made in this try: two items may mean the same request twice. */
  readonly #made = new Map<string, number>();

  constructor(
    http: Http,
    run: { readonly executionId: string; readonly nodeId: string; readonly runIndex: number },
  ) {
    this.#http = http;
    this.#run = `${run.executionId}/${run.nodeId}/${run.runIndex}`;
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    if (request.method !== 'POST') return this.#http.send(request);
    const hash = createHash('sha256')
      .update(request.url)
      .update('\n')
      .update(request.body ?? '')
      .digest('base64');
    const before = this.#made.get(hash) ?? 0;
    const key = `${this.#run}/${hash}/${before}`;
    const known = entries.get(key);
    if (known !== undefined && Date.now() - known.at < MAX_AGE_MS) {
      this.#made.set(hash, before + 1);
      return known.result;
    }
    const result = await this.#http.send(request);
    if (mayHaveSent(result)) {
      this.#made.set(hash, before + 1);
      remember(key, result);
    }
    return result;
  }
}

/** Anything but a clear refusal: those are the ones to try again. */
function mayHaveSent(result: HttpAnswer | HttpFailure): boolean {
  if (result.kind !== 'answer') return result.kind === 'lost';
  return (
    (result.status >= 200 && result.status < 300) ||
    (result.status >= 500 && result.headers['retry-after'] === undefined)
  );
}

function remember(key: string, result: HttpAnswer | HttpFailure): void {
  const now = Date.now();
  entries.set(key, { result, at: now });
  for (const [oldest, { at }] of entries) {
    if (entries.size <= MAX_ENTRIES && now - at < MAX_AGE_MS) break;
    entries.delete(oldest);
  }
}
