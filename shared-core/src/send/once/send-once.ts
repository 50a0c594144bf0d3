import type { ErrorInfo } from '../../vocabulary/errors.ts';
import { infoOf, isKoreNotifyError, journalError } from '../../vocabulary/errors.ts';
import type { RecipientOutcomes } from '../recipient-outcomes.ts';
import type { SendDraft } from '../draft.ts';
import { DEFAULTS, type OnceOptions, type SendOptions } from '../../vocabulary/options.ts';
import type { Clock, Journal, JournalNote, OncePage } from '../../vocabulary/ports.ts';
import type { CallTrack, Connection } from '../../calls/call-platform.ts';
import { PageLocks } from './page-locks.ts';
import { findSlots, type Slots } from './slots.ts';

/** A send that reaches nobody twice under its key, as far as the journal knows. */
export interface SendOnce {
  /** Follows one request of these recipients. */
  track(indices: Uint32Array): CallTrack;
  /**
   * They were accepted, and the platform says for good that it did not reach them: the next send tries again. Never rejects;
   * tells what kept it from being noted.
   */
  notReached(indices: readonly number[]): Promise<ErrorInfo | undefined>;
  /** Nothing more is sent: another send with the same key may begin. */
  close(): void;
}

/** What is to be sent once. */
export interface Campaign {
  readonly draft: SendDraft;
  readonly ledger: RecipientOutcomes;
  readonly options: Pick<SendOptions, 'once' | 'onUnknown' | 'signal'>;
}

/**
 * Opens the journal, and takes out of the draft who got it under this key already, and who may have: their outcomes stand
 * in the ledger. @throws KoreNotifyError `journal_failed`, `cancelled`
 */
export async function openSendOnce(
  { ports: { clock, journal }, options: { origin, botId } }: Connection,
  { draft, ledger, options: { once, onUnknown, signal } }: Campaign,
): Promise<SendOnce | undefined> {
  // A test to oneself is no part of the campaign.
  if (once === undefined || draft.sendTo !== undefined) return undefined;
  if (journal === undefined) throw journalError('No journal is kept here.', 'Send without a key.');
  const { key, keepMs } = readOnce(once);
  const locks = locksOf.get(journal) ?? new PageLocks();
  locksOf.set(journal, locks);
  const close = await locks.take(JSON.stringify([origin, botId, key]), signal);
  try {
    const openedMs = clock.elapsedMs();
    const page = await journal.open({ origin, botId, key, keepMs });
    const slots = await findSlots(draft, page, clock);
    const leftOut = new Set<number>();
    const doubtful = new Set<number>();
    for (const index of draft.recipients.sendable) {
      const note = page.recall(slots.keys[index] ?? '');
      if (note === undefined || note.state === 'cleared') continue;
      if (note.state !== 'accepted' && onUnknown === 'send_again') doubtful.add(index);
      else {
        leftOut.add(index);
        tell(ledger, index, { note, key });
      }
    }
    if (leftOut.size > 0) draft.recipients.leaveOut(leftOut);
    const notes = new OnceNotes({ page, slots, doubtful, clock });
    return {
      track: (indices) => notes.track(indices),
      // Once its hours are over, another send may have noted something else, which this page does not know.
      notReached: async (indices) =>
        clock.elapsedMs() - openedMs < keepMs ? notes.note(indices, 'cleared') : undefined,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Two sends with the same key go one after the other, else they would both find that nobody got it yet. */
const locksOf = new WeakMap<Journal, PageLocks>();

/** The key as text, and how long it counts. What is given was checked before. */
function readOnce({ key, hours = DEFAULTS.onceHours }: OnceOptions): { key: string; keepMs: number } {
  return { key: String(key).trim(), keepMs: hours * DEFAULTS.hourMs };
}

function tell(
  ledger: RecipientOutcomes,
  index: number,
  { note: { state, at, requestId }, key }: { readonly note: JournalNote; readonly key: string },
): void {
  // eslint-disable-next-line no-restricted-globals -- writes a time that is given; no clock is read
  const sentAt = new Date(at).toISOString();
  const by = requestId === undefined ? '' : `, request ${requestId}`;
  if (state === 'accepted')
    ledger.decide(index, 'unsent', {
      reason: 'already_sent',
      detail: `Already sent with the key “${key}” at ${sentAt}${by}.`,
      sentAt,
      ...(requestId === undefined ? {} : { requestId }),
    });
  else
    ledger.decide(index, 'unknown', {
      reason: 'interrupted',
      detail:
        `An earlier send with the key “${key}” was interrupted at ${sentAt}, or got no response: it may have arrived. ` +
        'Check before you send it again.',
      sentAt,
    });
}

/** Notes what becomes of the recipients of a send. */
class OnceNotes {
  readonly #page: OncePage;
  readonly #slots: Slots;
  /** Indices of those that an attempt may have reached: that a further one was refused does not undo that. */
  readonly #doubtful: Set<number>;
  readonly #clock: Clock;

  constructor(given: {
    readonly page: OncePage;
    readonly slots: Slots;
    /** Those that an earlier send may have reached. */
    readonly doubtful: Set<number>;
    readonly clock: Clock;
  }) {
    this.#page = given.page;
    this.#slots = given.slots;
    this.#doubtful = given.doubtful;
    this.#clock = given.clock;
  }

  /** Follows one request, before it leaves and after each attempt. */
  track(given: Uint32Array): CallTrack {
    const indices = [...given];
    return {
      begin: () => this.note(indices, 'sending'),
      end: (state, requestId) => this.note(indices, state, requestId),
    };
  }

  /** Never rejects; tells what kept it from being noted. */
  async note(
    indices: readonly number[],
    state: JournalNote['state'],
    requestId?: string,
  ): Promise<ErrorInfo | undefined> {
    if (state === 'unknown') for (const index of indices) this.#doubtful.add(index);
    const isDoubtful = (index: number): boolean => state === 'cleared' && this.#doubtful.has(index);
    try {
      await this.#write(indices.filter(isDoubtful), { state: 'unknown' });
      await this.#write(
        indices.filter((index) => !isDoubtful(index)),
        { state, ...(requestId === undefined ? {} : { requestId }) },
      );
      return undefined;
    } catch (error) {
      return journalFailure(error);
    }
  }

  async #write(indices: readonly number[], note: Omit<JournalNote, 'at' | 'content'>): Promise<void> {
    if (indices.length === 0) return;
    const { keys, contents } = this.#slots;
    await this.#page.note(
      indices.map((index) => keys[index] ?? ''),
      { ...note, at: this.#clock.now(), contents: indices.map((index) => contents[index] ?? '') },
    );
  }
}

/** What kept the journal from being read or written, fit for a report. */
export function journalFailure(error: unknown): ErrorInfo {
  return infoOf(
    isKoreNotifyError(error)
      ? error
      : journalError('The journal cannot be used.', 'Check where it is kept, or send without a key.'),
  );
}
