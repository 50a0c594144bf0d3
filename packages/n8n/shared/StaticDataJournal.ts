import { createHmac, randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { type Journal, type JournalNote, type JournalPage, type JournalScope, KoreNotifyError } from './core';

/** One run of a node, which n8n may make again: what its earlier tries did is its ledger's to tell. */
export interface StaticDataRun {
  /** The node's part of the static data of its workflow. */
  readonly data: IDataObject;
  /** Undefined if n8n gave the execution no id. */
  readonly run: string | undefined;
}

/** A note as it is kept: state, milliseconds since 1970, end of its time, run and request id. */
type Kept = readonly [
  state: JournalNote['state'],
  at: number,
  until: number,
  run: string,
  requestId?: string,
];

/** Bounded, since n8n keeps static data in the row of the workflow. */
const MAX_NOTES = 20_000;

/**
 * A journal in the static data of a workflow, which n8n saves when a production execution has ended: nothing in it
 * survives the end of the process, and a run started in the editor leaves nothing. Recipients stand in it as hashes.
 */
export class StaticDataJournal implements Journal {
  readonly #data: IDataObject;
  readonly #run: string | undefined;
  /** As it was when the run began, and what it noted since. */
  #kept: { readonly secret: string; readonly notes: Record<string, Kept> } | undefined;
  /** In how many messages of this run a subject was asked for: two items may mean the same recipient twice. */
  readonly #asked = new Map<string, number>();

  constructor({ data, run }: StaticDataRun) {
    this.#data = data;
    this.#run = run;
  }

  open({ origin, botId, key, keepMs }: JournalScope): Promise<JournalPage> {
    this.#kept ??= this.#read();
    const { secret, notes } = this.#kept;
    const hash = (text: string): string =>
      createHmac('sha256', secret).update(text).digest('base64url').slice(0, HASH_LENGTH);
    const earlier = new Map(this.#asked);
    return Promise.resolve({
      keyOf: (subject) => {
        const own = hash(JSON.stringify([origin, botId, key, subject]));
        const before = earlier.get(own) ?? 0;
        this.#asked.set(own, before + 1);
        return `${own}${before === 0 ? '' : before}`;
      },
      recall: (subject) => {
        const [state, at, , run, requestId] = notes[subject] ?? [];
        const isOwn = run !== undefined && run !== '' && run === this.#run;
        if (state === undefined || at === undefined || isOwn) return undefined;
        return { state, at, ...(requestId === undefined ? {} : { requestId }) };
      },
      note: (keys, { state, at, requestId }) => {
        const isNew = keys.filter((subject) => notes[subject] === undefined).length;
        if (state === 'sending' && Object.keys(notes).length + isNew > MAX_NOTES)
          return Promise.reject(full());
        const kept = [
          state,
          at,
          at + keepMs,
          this.#run ?? '',
          ...(requestId === undefined ? [] : [requestId]),
        ];
        for (const subject of keys) notes[subject] = kept as unknown as Kept;
        this.#data[DATA] = { secret, notes };
        return Promise.resolve();
      },
    });
  }

  /** What is kept, without what is older than it must be. */
  #read(): { readonly secret: string; readonly notes: Record<string, Kept> } {
    const kept = this.#data[DATA] as { secret?: string; notes?: Record<string, Kept> } | undefined;
    const secret = kept?.secret ?? randomBytes(32).toString('base64url');
    const now = Date.now();
    const notes = Object.entries(kept?.notes ?? {}).filter(([, [, , until]]) => until > now);
    return { secret, notes: Object.fromEntries(notes) };
  }
}

const DATA = 'sendOnce';
const HASH_LENGTH = 22;

function full(): KoreNotifyError {
  return new KoreNotifyError({
    code: 'journal_failed',
    message: `The workflow remembers ${MAX_NOTES.toLocaleString('en-US')} recipients already, which is the maximum.`,
    hint: 'Nothing is forgotten before its hours are over. Use fewer hours, or a table of your own for larger lists.',
  });
}
