import { createHash } from 'node:crypto';
import type { HttpFailure, JournalNote, JournalPage } from './core';

/** One run of one node in one execution; every try of Retry On Fail is the same run. */
export interface NodeRun {
  readonly executionId: string;
  readonly nodeId: string;
  readonly runIndex: number;
}

const MAX_ENTRIES = 20_000;
/** An answer to a send has a few hundred characters. */
const MAX_BODY_LENGTH = 20_000;

/** What executions had accepted, or lost the answer of, by execution, node, run and request. Oldest first. */
const entries = new Map<string, JournalNote>();

/**
 * What one run of one node sent and had accepted, or may have: n8n runs a whole node again on Retry On Fail, and also when
 * the first output row has an error. It lives as long as the process.
 */
export class Ledger implements JournalPage {
  readonly #run: string;

  constructor({ executionId, nodeId, runIndex }: NodeRun) {
    this.#run = `${executionId}/${nodeId}/${runIndex}`;
  }

  keyOf(subject: string): string {
    return createHash('sha256').update(subject).digest('base64');
  }

  recall(key: string): JournalNote | undefined {
    return entries.get(`${this.#run}/${key}`);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- kept at once; other journals are not so quick
  async note(keys: readonly string[], { answer, ...note }: JournalNote): Promise<void> {
    const isHuge = answer?.kind === 'answer' && answer.body.length > MAX_BODY_LENGTH;
    const kept = { ...note, ...(answer && { answer: isHuge ? HUGE : answer }) };
    for (const key of keys) {
      // Among the youngest again.
      entries.delete(`${this.#run}/${key}`);
      entries.set(`${this.#run}/${key}`, kept);
    }
    for (const oldest of entries.keys()) {
      if (entries.size <= MAX_ENTRIES) break;
      entries.delete(oldest);
    }
  }
}

/** What is left of an answer too large to keep: whatever it said, the request may have been carried out. */
const HUGE: HttpFailure = { kind: 'lost', reason: 'the answer was too large to keep.' };
