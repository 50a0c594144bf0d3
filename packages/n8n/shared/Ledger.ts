import { createHash } from 'node:crypto';
import type { HttpAnswer, HttpFailure, Memory, RequestIdentity } from './core';

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
 * What the tries of one run of one node sent and had accepted, or may have: n8n runs a whole node again on Retry On Fail,
 * and also when the first output row has an error. One of these is the memory of one try.
 */
export class Ledger implements Memory {
  readonly #run: string;
  /** How many equal requests this try was told of or made: two items may mean the same request twice. */
  readonly #told = new Map<string, number>();

  constructor({ executionId, nodeId, runIndex }: NodeRun) {
    this.#run = `${executionId}/${nodeId}/${runIndex}`;
  }

  recall(request: RequestIdentity): HttpAnswer | HttpFailure | undefined {
    const { hash, count, key } = this.#next(request);
    const known = entries.get(key);
    if (known === undefined || Date.now() - known.at >= MAX_AGE_MS) return undefined;
    this.#told.set(hash, count + 1);
    return known.result;
  }

  remember(request: RequestIdentity, result: HttpAnswer | HttpFailure): void {
    const { hash, count, key } = this.#next(request);
    this.#told.set(hash, count + 1);
    remember(key, result);
  }

  #next({ method, url, body = '' }: RequestIdentity) {
    const hash = createHash('sha256').update(`${method} ${url}\n`).update(body).digest('base64');
    const count = this.#told.get(hash) ?? 0;
    return { hash, count, key: `${this.#run}/${hash}/${count}` };
  }
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
