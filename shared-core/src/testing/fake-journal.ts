import { journalError } from '../vocabulary/errors.ts';
import type { Journal, JournalNote, JournalNotes, JournalScope, OncePage } from '../vocabulary/ports.ts';

/** One page in this process: the memory of a run that is made several times, or a page of a FakeJournal. */
export class FakePage implements OncePage {
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

  keys(): Iterable<string> {
    return this.#notes.keys();
  }

  note(keys: readonly string[], { contents, ...note }: JournalNotes): Promise<void> {
    keys.forEach((key, position) => {
      const content = contents?.[position] ?? '';
      this.#notes.set(key, content === '' ? note : { ...note, content });
    });
    return Promise.resolve();
  }

  /** Drops the note of a subject, as when its time is over. */
  forget(subject: string): void {
    this.#notes.delete(this.keyOf(subject));
  }
}

/** Keeps everything in this process, for ever, and every note in the order in which it came. */
export class FakeJournal implements Journal {
  readonly notes: { readonly keys: readonly string[]; readonly note: JournalNotes }[] = [];
  readonly scopes: JournalScope[] = [];
  /** Fails the note with this number, counted from 1. */
  failsAt = Infinity;
  #asked = 0;
  readonly #pages = new Map<string, FakePage>();

  open(scope: JournalScope): Promise<OncePage> {
    this.scopes.push(scope);
    const name = JSON.stringify([scope.origin, scope.botId, scope.key]);
    const page = this.#pages.get(name) ?? new FakePage();
    this.#pages.set(name, page);
    return Promise.resolve({
      keyOf: (subject) => page.keyOf(subject),
      recall: (key) => page.recall(key),
      keys: () => page.keys(),
      note: (keys, note) => {
        if (++this.#asked === this.failsAt) return Promise.reject(journalError('No room.', 'Make some.'));
        this.notes.push({ keys, note });
        return page.note(keys, note);
      },
    });
  }

  /** Drops the notes of a subject, as when its time is over. */
  forget(subject: string): void {
    for (const page of this.#pages.values()) page.forget(subject);
  }

  /** Each note as its state and the number of those whom it is about. */
  get states(): string[] {
    return this.notes.map(({ note, keys }) => `${note.state} ${keys.length}`);
  }
}
