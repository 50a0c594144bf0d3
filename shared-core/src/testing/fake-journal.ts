import { journalError } from '../vocabulary/errors.ts';
import type { Journal, JournalNote, JournalPage, JournalScope } from '../vocabulary/ports.ts';

/** One page in this process: the memory of a run that is made several times, or a page of a FakeJournal. */
export class FakePage implements JournalPage {
  readonly #notes = new Map<string, JournalNote>();
  readonly #names = new Map<string, string>();

  keyOf(subject: string): string {
    const name = this.#names.get(subject) ?? `#${this.#names.size + 1}`;
    this.#names.set(subject, name);
    return name;
  }

  recall(key: string): JournalNote | undefined {
    return this.#notes.get(key);
  }

  note(keys: readonly string[], note: JournalNote): Promise<void> {
    for (const key of keys) this.#notes.set(key, note);
    return Promise.resolve();
  }
}

/** Keeps everything in this process, for ever, and every note in the order in which it came. */
export class FakeJournal implements Journal {
  readonly notes: { readonly keys: readonly string[]; readonly note: JournalNote }[] = [];
  readonly scopes: JournalScope[] = [];
  /** Fails the note with this number, counted from 1. */
  failsAt = Infinity;
  #asked = 0;
  readonly #pages = new Map<string, FakePage>();

  open(scope: JournalScope): Promise<JournalPage> {
    this.scopes.push(scope);
    const name = JSON.stringify([scope.origin, scope.botId, scope.key]);
    const page = this.#pages.get(name) ?? new FakePage();
    this.#pages.set(name, page);
    return Promise.resolve({
      keyOf: (subject) => page.keyOf(subject),
      recall: (key) => page.recall(key),
      note: (keys, note) => {
        if (++this.#asked === this.failsAt) return Promise.reject(journalError('No room.', 'Make some.'));
        this.notes.push({ keys, note });
        return page.note(keys, note);
      },
    });
  }

  /** Each note as its state and the number of those whom it is about. */
  get states(): string[] {
    return this.notes.map(({ note, keys }) => `${note.state} ${keys.length}`);
  }
}
