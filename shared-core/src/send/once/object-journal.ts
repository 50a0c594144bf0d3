import { journalError } from '../../vocabulary/errors.ts';
import type { Clock, Journal, JournalNote, JournalPage, JournalScope } from '../../vocabulary/ports.ts';

/** What a host gives to keep a journal in an object that it saves. */
export interface ObjectJournalOptions {
  /** The object; the journal stands under one property of it. */
  readonly data: Record<string, unknown>;
  /** The run that writes, whose own notes are not recalled: what it did is for its memory to say. @default none */
  readonly run?: string | undefined;
  /** Wall time, for the age of notes. */
  readonly clock: Pick<Clock, 'now'>;
  /** A keyed hash, such as HMAC-SHA-256, of at least 22 characters. */
  readonly hash: (secret: string, text: string) => string;
  /** A new random secret of at least 32 bytes. */
  readonly newSecret: () => string;
}

/** A note as it is kept: state, milliseconds since 1970, end of its time, run and request id. */
type Kept = readonly [
  state: JournalNote['state'],
  at: number,
  until: number,
  run: string,
  requestId?: string,
];

interface Contents {
  readonly secret: string;
  readonly notes: Record<string, Kept>;
}

/** Bounded, since a host keeps such an object in a row of its database. */
const MAX_NOTES = 20_000;
const PROPERTY = 'sendOnce';
const HASH_LENGTH = 22;

/** A journal in an object. Recipients stand in it as keyed hashes. It survives as long as the host keeps the object. */
export function createObjectJournal(options: ObjectJournalOptions): Journal {
  const { data, run, clock, hash } = options;
  let contents: Contents | undefined;
  /** In how many messages of this run a subject was asked for: two rows may mean the same recipient twice. */
  const asked = new Map<string, number>();

  /** What is kept, without what is older than it must be. */
  function read(): Contents {
    const { secret, notes } = (data[PROPERTY] ?? {}) as Partial<Contents>;
    const now = clock.now();
    const left = Object.entries(notes ?? {}).filter(([, [, , until]]) => until > now);
    return { secret: secret ?? options.newSecret(), notes: Object.fromEntries(left) };
  }

  return {
    open({ origin, botId, key, keepMs }: JournalScope): Promise<JournalPage> {
      contents ??= read();
      const { secret, notes } = contents;
      const earlier = new Map(asked);
      return Promise.resolve({
        keyOf(subject) {
          const own = hash(secret, JSON.stringify([origin, botId, key, subject])).slice(0, HASH_LENGTH);
          const before = earlier.get(own) ?? 0;
          asked.set(own, before + 1);
          return `${own}${before === 0 ? '' : before}`;
        },
        recall(subject) {
          const [state, at, , writer, requestId] = notes[subject] ?? [];
          const isOwn = writer !== undefined && writer !== '' && writer === run;
          if (state === undefined || at === undefined || isOwn) return undefined;
          return { state, at, ...(requestId === undefined ? {} : { requestId }) };
        },
        note(keys, { state, at, requestId }) {
          const isNew = keys.filter((subject) => notes[subject] === undefined).length;
          if (state === 'sending' && Object.keys(notes).length + isNew > MAX_NOTES)
            return Promise.reject(
              journalError(
                `${MAX_NOTES.toLocaleString('en-US')} recipients are remembered already, which is the maximum.`,
                'Nothing is forgotten before its hours are over. Use fewer hours, or a table of your own for larger lists.',
              ),
            );
          const kept: Kept = [state, at, at + keepMs, run ?? '', ...optional(requestId)];
          for (const subject of keys) notes[subject] = kept;
          data[PROPERTY] = { secret, notes };
          return Promise.resolve();
        },
      });
    },
  };
}

function optional(requestId: string | undefined): [] | [string] {
  return requestId === undefined ? [] : [requestId];
}
