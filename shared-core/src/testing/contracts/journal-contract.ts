import { isKoreNotifyError } from '../../vocabulary/errors.ts';
import type { Journal, JournalNote, JournalScope, OncePage } from '../../vocabulary/ports.ts';
import { type ContractCase, expect, expectEqual, expectRejection } from './contract-case.ts';

/** A journal, as later runs find it. */
export interface JournalSubject {
  /** The journal as one run has it: what earlier runs noted is there. */
  nextRun(): Journal | Promise<Journal>;
  /** Milliseconds since 1970, by which notes grow old. */
  now(): number;
  /** Lets the time pass by which notes grow old. @default cases about that are left out */
  letPass?(ms: number): void | Promise<void>;
  /** All that is kept, as it is kept: whoever can read it may see this. @default it is kept where nobody can look */
  kept?(): string | Promise<string>;
}

/** What a journal is given, and for how much there is room. */
export interface JournalSubjects {
  /** An empty journal for each case. */
  readonly make: () => JournalSubject | Promise<JournalSubject>;
  /** Empty, with room for `room` notes at most. @default there is always room */
  readonly small?: { readonly make: () => JournalSubject | Promise<JournalSubject>; readonly room: number };
}

const HOUR_MS = 3_600_000;
const SCOPE: JournalScope = {
  origin: 'https://platform.kore.ai',
  botId: 'st-1',
  key: 'lunch',
  keepMs: HOUR_MS,
};
const ANN = 'ann@example.com';
const BOB = 'bob@example.com';

/** What every journal promises. */
export function journalContract({ make, small }: JournalSubjects): ContractCase[] {
  const on = (title: string, run: (subject: JournalSubject) => Promise<void>): ContractCase => ({
    title,
    run: async () => run(await make()),
  });
  const hasRoom = (title: string, run: (subject: JournalSubject, room: number) => Promise<void>) =>
    small === undefined ? [] : [{ title, run: async () => run(await small.make(), small.room) }];
  return [
    on('knows nothing of what was never noted', async (subject) => {
      expectEqual(await recall(subject, ANN), undefined, 'The note');
    }),
    on('gives a later run the last note of each subject, with request id and time', async (subject) => {
      await note(subject, [ANN, BOB], { state: 'sending', at: subject.now() });
      const accepted = { state: 'accepted', at: subject.now(), requestId: 'ds-1' } as const;
      await note(subject, [ANN], accepted);
      expectEqual(await recall(subject, ANN), accepted, 'The note of who was accepted');
      expectEqual((await recall(subject, BOB))?.state, 'sending', 'The note of who is under way');
      await note(subject, [BOB], { state: 'cleared', at: subject.now() });
      expectEqual((await recall(subject, BOB))?.state, 'cleared', 'The note of who was refused');
    }),
    on('keeps every state apart', async (subject) => {
      for (const state of ['sending', 'accepted', 'unknown', 'cleared'] as const) {
        await note(subject, [state], { state, at: subject.now() });
        expectEqual((await recall(subject, state))?.state, state, 'The state');
      }
    }),
    on('keeps the content of each key, and lists every key with a note', async (subject) => {
      const page = await pageOf(subject);
      const [ann = '', bob = ''] = [ANN, BOB].map((person) => page.keyOf(person));
      const contents = ['one text', ''];
      await page.note([ann, bob], { state: 'accepted', at: subject.now(), contents });
      const later = await pageOf(subject);
      expectEqual(later.recall(ann)?.content, 'one text', 'The content');
      expectEqual(later.recall(bob)?.content, undefined, 'The content of a key without one');
      const keys = new Set(later.keys());
      expectEqual(keys.has(ann) && keys.has(bob), true, 'Whether both keys are listed');
    }),
    on('keeps hosts, bots and keys apart, also where one name begins with the other', async (subject) => {
      await note(subject, [ANN], { state: 'accepted', at: subject.now() });
      for (const other of [
        { origin: 'https://platform.kore.ai:444' },
        { origin: 'http://platform.kore.ai' },
        { botId: 'st-2' },
        { botId: 'ST-1' },
        { botId: 'st-1/..' },
        { key: 'dinner' },
        { key: 'lunc' },
        { key: ' lunch' },
      ])
        expectEqual(await recall(subject, ANN, other), undefined, `The note under ${JSON.stringify(other)}`);
    }),
    on('names a subject alike in every run, and each by a name of its own', async (subject) => {
      // A journal may make the key of its names with the first note.
      await note(subject, [ANN], { state: 'accepted', at: subject.now() });
      const names = async () => {
        const page = await pageOf(subject);
        return [ANN, BOB, `${ANN} `, ANN.toUpperCase(), ''].map((text) => page.keyOf(text));
      };
      const first = await names();
      expectEqual(new Set(first).size, first.length, 'The number of names');
      expectEqual(await names(), first, 'The names in the next run');
    }),
    on('tells nothing of a subject by its name, however long that is', async (subject) => {
      const page = await pageOf(subject);
      const text = `${ANN} ${'and others '.repeat(1_000)}`;
      const name = page.keyOf(text);
      expect(name.length < 100, `The name has ${name.length} characters.`);
      for (const part of ['ann', 'example', 'others'])
        expect(!name.includes(part), `The name tells ${part}.`);
    }),
    on('holds no subject and no key that can be read', async (subject) => {
      await note(subject, [ANN, BOB], { state: 'accepted', at: subject.now(), requestId: 'ds-1' });
      const kept = (await subject.kept?.()) ?? '';
      for (const part of ['ann', 'bob', 'example', 'lunch'])
        expect(!kept.includes(part), `It holds ${part}.`);
    }),
    on('keeps many notes that are made at once', async (subject) => {
      const page = await pageOf(subject);
      const names = Array.from({ length: 500 }, (_, index) => `person ${index}`);
      await Promise.all(
        names.map((name, index) =>
          page.note([page.keyOf(name)], { state: 'accepted', at: subject.now(), requestId: `ds-${index}` }),
        ),
      );
      const again = await pageOf(subject);
      for (const [index, name] of names.entries())
        expectEqual(again.recall(again.keyOf(name))?.requestId, `ds-${index}`, `The request of ${name}`);
    }),
    on('forgets nothing within its time, and lets later pages keep theirs longer', async (subject) => {
      if (subject.letPass === undefined) return;
      await note(subject, [ANN], { state: 'accepted', at: subject.now() });
      await note(
        subject,
        [BOB],
        { state: 'accepted', at: subject.now() },
        { key: 'dinner', keepMs: 2 * HOUR_MS },
      );
      await subject.letPass(HOUR_MS - 1);
      expectEqual((await recall(subject, ANN))?.state, 'accepted', 'The note within its time');
      await subject.letPass(1);
      expectEqual(await recall(subject, ANN), undefined, 'The note after its time');
      const later = await recall(subject, BOB, { key: 'dinner', keepMs: 2 * HOUR_MS });
      expectEqual(later?.state, 'accepted', 'The note that is kept longer');
    }),
    ...hasRoom(
      'takes no note of a send when it is full, and still how earlier ones ended',
      async (subject, room) => {
        const people = Array.from({ length: room + CHUNK }, (_, index) => `person ${index}`);
        const chunk = Math.max(1, Math.floor(room / CHUNK));
        const fill = async () => {
          for (let from = 0; from < people.length; from += chunk)
            await note(subject, people.slice(from, from + chunk), { state: 'sending', at: subject.now() });
        };
        const error = await expectRejection(fill, 'A journal that is full');
        expect(isKoreNotifyError(error), `It threw ${String(error)}`);
        expectEqual(error.code, 'journal_failed', 'The code');
        const [first = ''] = people;
        expectEqual((await recall(subject, first))?.state, 'sending', 'The note made while there was room');
        await note(subject, [first], { state: 'accepted', at: subject.now(), requestId: 'ds-1' });
        expectEqual((await recall(subject, first))?.requestId, 'ds-1', 'The request');
      },
    ),
  ];
}

/** Into how many parts the room of a journal is filled. */
const CHUNK = 20;

async function pageOf(subject: JournalSubject, scope: Partial<JournalScope> = {}): Promise<OncePage> {
  const journal = await subject.nextRun();
  return journal.open({ ...SCOPE, ...scope });
}

async function note(
  subject: JournalSubject,
  people: readonly string[],
  what: JournalNote,
  scope?: Partial<JournalScope>,
): Promise<void> {
  const page = await pageOf(subject, scope);
  await page.note(
    people.map((person) => page.keyOf(person)),
    what,
  );
}

async function recall(
  subject: JournalSubject,
  person: string,
  scope?: Partial<JournalScope>,
): Promise<JournalNote | undefined> {
  const page = await pageOf(subject, scope);
  return page.recall(page.keyOf(person));
}
