import type { ErrorInfo } from '../../vocabulary/errors.ts';
import { infoOf, isKoreNotifyError, journalError } from '../../vocabulary/errors.ts';
import type { Ledger } from '../ledger.ts';
import type { SendDraft } from '../draft.ts';
import { DEFAULTS, type OnceOptions, type SendOptions } from '../../vocabulary/options.ts';
import type { Journal, JournalNote, JournalPage } from '../../vocabulary/ports.ts';
import type { CallTrack, Connection } from '../../calls/call-platform.ts';
import { Turns } from '../../scheduling/turns.ts';
import { PageLocks } from './page-locks.ts';

/** A send that reaches nobody twice under its key, as far as the journal knows. */
export interface SendOnce {
  /** Follows one request of these recipients. */
  track(indices: Uint32Array): CallTrack;
  /** Nothing more is sent: another send with the same key may begin. */
  close(): void;
}

/** What is to be sent once. */
export interface Campaign {
  readonly draft: SendDraft;
  readonly ledger: Ledger;
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
  if (once === undefined) return undefined;
  if (journal === undefined) throw journalError('No journal is kept here.', 'Send without a key.');
  const { key, keepMs } = readOnce(once);
  const locks = locksOf.get(journal) ?? new PageLocks();
  locksOf.set(journal, locks);
  const close = await locks.take(JSON.stringify([origin, botId, key]), signal);
  try {
    const page = await journal.open({ origin, botId, key, keepMs });
    const keys = await keysOf(draft, page, new Turns(clock));
    const leftOut = new Set<number>();
    for (const index of draft.recipients.sendable) {
      const note = page.recall(keys[index] ?? '');
      if (note === undefined || note.state === 'cleared') continue;
      if (note.state !== 'accepted' && onUnknown === 'send_again') continue;
      leftOut.add(index);
      tell(ledger, index, { note, key });
    }
    if (leftOut.size > 0) draft.recipients.leaveOut(leftOut);
    return {
      track: (indices) =>
        trackCall(
          page,
          Array.from(indices, (index) => keys[index] ?? ''),
          clock,
        ),
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

/**
 * What each recipient is noted under: channel, identity and, for somebody who is to get several messages, the number of
 * the message. The order of these is that of their content: a list in another order means the same messages.
 */
async function keysOf(
  { channel, recipients }: SendDraft,
  page: JournalPage,
  turns: Turns,
): Promise<readonly string[]> {
  const { sendable, identities, wire, canonical } = recipients;
  const byIdentity = new Map<string, number[]>();
  sendable.forEach((index, position) => {
    const identity = canonical(identities[index] ?? '');
    const same = byIdentity.get(identity);
    if (same === undefined) byIdentity.set(identity, [position]);
    else same.push(position);
  });
  const keys = new Array<string>(identities.length).fill('');
  let count = 0;
  for (const [identity, positions] of byIdentity) {
    if (positions.length > 1) {
      const contents = new Map(positions.map((position) => [position, wire.contentAt(position)]));
      positions.sort((one, other) => compare(contents.get(one) ?? '', contents.get(other) ?? ''));
    }
    positions.forEach((position, number) => {
      keys[sendable[position] ?? 0] = page.keyOf(JSON.stringify([channel, identity, number]));
    });
    if (++count % AT_ONCE === 0 && turns.isOver) await turns.next();
  }
  wire.close();
  return keys;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const AT_ONCE = 1_000;

function tell(
  ledger: Ledger,
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

/** Notes what becomes of one request, before it leaves and after each attempt. */
function trackCall(page: JournalPage, keys: readonly string[], clock: { now(): number }): CallTrack {
  let mayHaveArrived = false;
  return {
    async begin(): Promise<ErrorInfo | undefined> {
      try {
        await page.note(keys, { state: 'sending', at: clock.now() });
        return undefined;
      } catch (error) {
        return journalFailure(error);
      }
    },
    async end(state, requestId): Promise<ErrorInfo | undefined> {
      mayHaveArrived ||= state === 'unknown';
      // That a further attempt was refused does not undo what an earlier one may have done.
      const last = state === 'cleared' && mayHaveArrived ? 'unknown' : state;
      try {
        const id = requestId === undefined ? {} : { requestId };
        await page.note(keys, { state: last, at: clock.now(), ...id });
        return undefined;
      } catch (error) {
        return journalFailure(error);
      }
    },
  };
}

/** What kept the journal from being read or written, fit for a report. */
export function journalFailure(error: unknown): ErrorInfo {
  return infoOf(
    isKoreNotifyError(error)
      ? error
      : journalError('The journal cannot be used.', 'Check where it is kept, or send without a key.'),
  );
}
