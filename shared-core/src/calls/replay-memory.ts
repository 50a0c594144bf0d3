import type { HttpFailure, JournalNote, JournalPage } from '../vocabulary/ports.ts';

/** What runs sent that a host makes again, for as long as the process lives. */
export interface ReplayMemories {
  /** That of one run; every try of it has the same id. */
  of(runId: string): JournalPage;
}

/** What a host gives to remember with. */
export interface ReplayMemoryOptions {
  /** A short text that stands for a long one, such as a SHA-256. */
  readonly hash: (text: string) => string;
  /** Requests of all runs; the oldest go first. @default 20000 */
  readonly maxEntries?: number;
}

/** An answer to a send has a few hundred characters. */
const MAX_BODY_LENGTH = 20_000;

/**
 * Remembers what was accepted, or lost its answer, of runs that a host makes again as a whole, as a retry of a node does: the
 * further try sends only what the earlier one did not.
 */
export function createReplayMemories({ hash, maxEntries = 20_000 }: ReplayMemoryOptions): ReplayMemories {
  /** By run and request; oldest first. */
  const entries = new Map<string, JournalNote>();
  return {
    of: (runId) => ({
      keyOf: hash,
      recall: (key) => entries.get(`${runId}/${key}`),
      note(keys, { answer, ...note }) {
        const isHuge = answer?.kind === 'answer' && answer.body.length > MAX_BODY_LENGTH;
        const kept = { ...note, ...(answer && { answer: isHuge ? HUGE : answer }) };
        for (const key of keys) {
          // Among the youngest again.
          entries.delete(`${runId}/${key}`);
          entries.set(`${runId}/${key}`, kept);
        }
        for (const oldest of entries.keys()) {
          if (entries.size <= maxEntries) break;
          entries.delete(oldest);
        }
        return Promise.resolve();
      },
    }),
  };
}

/** What is left of an answer too large to keep: whatever it said, the request may have been carried out. */
const HUGE: HttpFailure = { kind: 'lost', reason: 'the answer was too large to keep.' };
