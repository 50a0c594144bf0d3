import { createHash } from 'node:crypto';
import { type Http, type HttpAnswer, type HttpFailure, type HttpRequest, mayHaveBeenDone } from './core';

interface Entry {
  readonly result: HttpAnswer | HttpFailure;
  readonly at: number;
}

/** One run of one node in one execution; every try of Retry On Fail is the same run. */
export interface NodeRun {
  readonly executionId: string;
  readonly nodeId: string;
  readonly runIndex: number;
}

/** n8n runs a node again at most 5 times, at most 5 s apart; what each run waits for comes on top. */
const MAX_AGE_MS = 6 * 3_600_000;
const MAX_ENTRIES = 20_000;
/** An answer to a send has a few hundred characters. */
const MAX_BODY_LENGTH = 20_000;

/** What executions had accepted, or lost the answer of, by execution, node, run and request. Oldest first. */
const entries = new Map<string, Entry>();

/**
 * Does not send again what this run of this node in this execution sent before and had accepted, or may have: n8n runs a
 * whole node again on Retry On Fail, and also when the first output row has an error. The earlier answer is given instead.
 * For sends only: other calls may be made again, and should ask anew.
 */
export class LedgerHttp implements Http {
  readonly #http: Http;
  readonly #run: string;
  /**
   * The places of each request in this try that are taken: two items may mean the same request twice, and both may be
   * under way at once. A request that was clearly refused gives its place back.
   */
  readonly #taken = new Map<string, Set<number>>();

  constructor(http: Http, { executionId, nodeId, runIndex }: NodeRun) {
    this.#http = http;
    this.#run = `${executionId}/${nodeId}/${runIndex}`;
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const hash = createHash('sha256')
      .update(request.url)
      .update('\n')
      .update(request.body ?? '')
      .digest('base64');
    const taken = this.#taken.get(hash) ?? new Set<number>();
    this.#taken.set(hash, taken);
    let place = 0;
    while (taken.has(place)) place++;
    taken.add(place);
    const key = `${this.#run}/${hash}/${place}`;
    const known = entries.get(key);
    if (known !== undefined && Date.now() - known.at < MAX_AGE_MS) return known.result;
    const result = await this.#http.send(request);
    if (mayHaveBeenDone(result) || isTooLarge(result)) remember(key, result);
    else taken.delete(place);
    return result;
  }
}

/** A request that was too large goes in halves: tried again whole, it could reach those whom the halves reached. */
function isTooLarge(result: HttpAnswer | HttpFailure): boolean {
  return result.kind === 'answer' && result.status === 413;
}

function remember(key: string, result: HttpAnswer | HttpFailure): void {
  const now = Date.now();
  const isHuge = result.kind === 'answer' && result.body.length > MAX_BODY_LENGTH;
  entries.delete(key);
  entries.set(key, { result: isHuge ? HUGE : result, at: now });
  for (const [oldest, { at }] of entries) {
    if (entries.size <= MAX_ENTRIES && now - at < MAX_AGE_MS) break;
    entries.delete(oldest);
  }
}

/** What is left of an answer too large to keep: whatever it said, the request may have been carried out. */
const HUGE: HttpFailure = { kind: 'lost', reason: 'the answer was too large to keep.' };
