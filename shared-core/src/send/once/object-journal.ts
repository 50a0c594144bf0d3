import { inWords } from '../../text/in-words.ts';
import { journalError, type KoreNotifyError } from '../../vocabulary/errors.ts';
import type { Clock, Journal, JournalNotes, JournalScope, OncePage } from '../../vocabulary/ports.ts';

/** What a host gives to keep a journal in an object that it saves. */
export interface ObjectJournalOptions {
  /** The object; the journal stands under one property of it. */
  readonly data: Record<string, unknown>;
  /** The run that writes, whose own notes are not recalled: what it did is for its memory to say. @default none */
  readonly run?: string | undefined;
  /** The same object for all journals of a process, so that a wall clock that is set meanwhile changes no age. */
  readonly clock: Pick<Clock, 'now' | 'elapsedMs'>;
  /** A keyed hash, such as HMAC-SHA-256, of at least 22 characters. */
  readonly hash: (secret: string, text: string) => string;
  /** A new random secret of at least 32 bytes. */
  readonly newSecret: () => string;
}

/** A note as it is kept: state, milliseconds since 1970, end of its time, run, request ID and content. */
type Kept = readonly [
  state: JournalNotes['state'],
  at: number,
  until: number,
  run: string,
  requestId?: string,
  content?: string,
];

interface Contents {
  readonly secret: string;
  notes: Record<string, Kept>;
  /** The newest time of any note, in milliseconds since 1970; found out anew when it is read. */
  newest: number;
}

/** Bounded, since a host keeps such an object in a row of its database. */
const MAX_NOTES = 20_000;
const PROPERTY = 'sendOnce';
const HASH_LENGTH = 22;

/** How long after the start of a process its wall clock may still be set, in milliseconds. */
const SETTLING_MS = 3_600_000;

/** When a process first used its clock, by the wall and in monotonic milliseconds. */
interface Start {
  readonly now: number;
  readonly elapsedMs: number;
}

const starts = new WeakMap<object, Start>();

/**
 * A journal in an object. Recipients stand in it as keyed hashes. It survives as long as the host keeps the object.
 *
 * Within a process ages come from monotonic time. Over a restart they come from the wall clock: a note that was made while it
 * was behind is forgotten too early, unless the journal holds a newer one.
 */
export function createObjectJournal(options: ObjectJournalOptions): Journal {
  const { data, run, clock, hash } = options;
  const start = starts.get(clock) ?? { now: clock.now(), elapsedMs: clock.elapsedMs() };
  starts.set(clock, start);
  let contents: Contents | undefined;
  /** In how many messages of this run a subject was asked for: two rows may mean the same recipient twice. */
  const asked = new Map<string, number>();

  const upMs = (): number => clock.elapsedMs() - start.elapsedMs;
  /** Over only if both clocks say so: a wall clock that was set ahead may be set right. */
  const isOver = ([, , until]: Kept): boolean => Math.min(clock.now(), start.now + upMs()) >= until;
  const withoutOld = (notes: Contents['notes']): Contents['notes'] =>
    Object.fromEntries(Object.entries(notes).filter(([, kept]) => !isOver(kept)));

  function read(): Contents {
    const { secret, notes = {} } = (data[PROPERTY] ?? {}) as Partial<Contents>;
    const newest = Object.values(notes).reduce((latest, [, at]) => Math.max(latest, at), 0);
    return {
      secret: secret ?? options.newSecret(),
      notes: upMs() >= SETTLING_MS ? withoutOld(notes) : { ...notes },
      newest,
    };
  }

  return {
    open({ origin, botId, key, keepMs }: JournalScope): Promise<OncePage> {
      const opened = (contents ??= read());
      const { secret } = opened;
      const earlier = new Map(asked);
      return Promise.resolve({
        keyOf(subject) {
          const own = hash(secret, JSON.stringify([origin, botId, key, subject])).slice(0, HASH_LENGTH);
          const before = earlier.get(own) ?? 0;
          asked.set(own, before + 1);
          return `${own}${before === 0 ? '' : before}`;
        },
        recall(subject) {
          const kept = opened.notes[subject];
          if (kept === undefined || isOver(kept)) return undefined;
          const [state, at, , writer, requestId = '', content = ''] = kept;
          if (writer !== '' && writer === run) return undefined;
          return {
            state,
            at,
            ...(requestId === '' ? {} : { requestId }),
            ...(content === '' ? {} : { content }),
          };
        },
        keys() {
          return Object.keys(withoutOld(opened.notes));
        },
        note(keys, note) {
          const { state, requestId = '', contents: own = [] } = note;
          const isNew = (subject: string): boolean => opened.notes[subject] === undefined;
          const isFull = (): boolean =>
            Object.keys(opened.notes).length + keys.filter(isNew).length > MAX_NOTES;
          if (state === 'sending' && isFull()) {
            opened.notes = withoutOld(opened.notes);
            if (isFull()) return Promise.reject(fullError());
          }
          const at = Math.max(note.at, opened.newest);
          opened.newest = at;
          const until = Math.max(at, start.now + upMs()) + keepMs;
          keys.forEach((subject, position) => {
            const rest = [requestId, own[position] ?? ''];
            while (rest.at(-1) === '') rest.pop();
            opened.notes[subject] = [state, at, until, run ?? '', ...rest] as unknown as Kept;
          });
          data[PROPERTY] = { secret, notes: opened.notes };
          return Promise.resolve();
        },
      });
    },
  };
}

function fullError(): KoreNotifyError {
  return journalError(
    `${inWords(MAX_NOTES)} recipients are remembered already, which is the maximum.`,
    'Nothing is forgotten before its hours are over. Use fewer hours, or a table of your own for larger lists.',
  );
}
