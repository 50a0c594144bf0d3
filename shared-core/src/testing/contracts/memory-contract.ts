import type { HttpAnswer, JournalNote, JournalPage } from '../../vocabulary/ports.ts';
import { type ContractCase, expect, expectEqual } from './contract-case.ts';

/** What a host keeps of a run that it may make several times. */
export interface MemorySubject {
  /** The page of one run, as its next try has it. Runs have different names. */
  nextTry(run: string): JournalPage | Promise<JournalPage>;
}

const SUBJECT =
  'POST https://platform.kore.ai/api/public/bot/st-1/notify\n{"message":"Your salary was changed."}';
const ANSWER: HttpAnswer = { kind: 'answer', status: 200, headers: { date: 'x' }, body: '{"_id":"ds-1"}' };
const NOTE: JournalNote = { state: 'accepted', at: 1_700_000_000_000, answer: ANSWER };
/** Requests of one run. */
const MANY = 1_000;

/** What every memory of a run promises. `make` gives an empty one for each case. */
export function memoryContract(make: () => MemorySubject | Promise<MemorySubject>): ContractCase[] {
  const on = (title: string, run: (subject: MemorySubject) => Promise<void>): ContractCase => ({
    title,
    run: async () => run(await make()),
  });
  return [
    on('gives each later try the whole answer that an earlier one got', async (subject) => {
      const first = await subject.nextTry('run');
      expectEqual(first.recall(first.keyOf(SUBJECT)), undefined, 'The note before');
      await first.note([first.keyOf(SUBJECT)], NOTE);
      for (let tries = 0; tries < 3; tries++) {
        const again = await subject.nextTry('run');
        expectEqual(again.recall(again.keyOf(SUBJECT)), NOTE, 'The note after');
      }
    }),
    on('gives an answer that was lost as well', async (subject) => {
      const lost = { kind: 'lost', reason: 'the connection was reset.' } as const;
      const first = await subject.nextTry('run');
      await first.note([first.keyOf(SUBJECT)], { state: 'unknown', at: NOTE.at, answer: lost });
      const again = await subject.nextTry('run');
      expectEqual(again.recall(again.keyOf(SUBJECT))?.answer, lost, 'The answer');
    }),
    on('keeps runs apart, and the requests of one run', async (subject) => {
      const first = await subject.nextTry('run');
      await first.note([first.keyOf(SUBJECT)], NOTE);
      const other = await subject.nextTry('other run');
      expectEqual(other.recall(other.keyOf(SUBJECT)), undefined, 'The note of another run');
      const again = await subject.nextTry('run');
      expectEqual(again.recall(again.keyOf(`${SUBJECT} `)), undefined, 'The note of another request');
    }),
    on('keeps the last note of each, of many at once', async (subject) => {
      const first = await subject.nextTry('run');
      const keys = Array.from({ length: MANY }, (_, index) => `${first.keyOf(SUBJECT)}/${index}`);
      await first.note(keys, { state: 'unknown', at: NOTE.at });
      await Promise.all(keys.map((key, index) => first.note([key], { ...NOTE, requestId: `ds-${index}` })));
      const again = await subject.nextTry('run');
      for (const [index, key] of keys.entries())
        expectEqual(again.recall(key), { ...NOTE, requestId: `ds-${index}` }, 'The note');
    }),
    on('never forgets that there was an answer, however large it was', async (subject) => {
      const first = await subject.nextTry('run');
      const answer = { ...ANSWER, body: 'x'.repeat(4_000_000) };
      await first.note([first.keyOf(SUBJECT)], { ...NOTE, answer });
      const again = await subject.nextTry('run');
      const kept = again.recall(again.keyOf(SUBJECT))?.answer;
      const isWhole = kept?.kind === 'answer' && kept.body === answer.body;
      expect(isWhole || kept?.kind === 'lost', 'It is neither whole nor said to be lost.');
    }),
    on('tells nothing of a request by its name, however long that is', async (subject) => {
      const page = await subject.nextTry('run');
      const name = page.keyOf(SUBJECT.repeat(100));
      expect(name.length < 100, `The name has ${name.length} characters.`);
      for (const part of ['salary', 'st-1', 'notify'])
        expect(!name.includes(part), `The name tells ${part}.`);
    }),
  ];
}
