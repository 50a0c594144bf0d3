import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { SendV2Input } from '../../../src/vocabulary/inputs.ts';
import { isKoreNotifyError } from '../../../src/vocabulary/errors.ts';
import type { JournalNote, JournalScope } from '../../../src/vocabulary/ports.ts';
import { createObjectJournal } from '../../../src/send/once/object-journal.ts';
import { ACCEPTED, createBench, fates, refusal } from '../../run-client.ts';

const HOUR_MS = 3_600_000;
const SCOPE: JournalScope = {
  origin: 'https://platform.kore.ai',
  botId: 'st-1',
  key: 'lunch',
  keepMs: 24 * HOUR_MS,
};

/** One process, with a clock that can be set. */
function createProcess(startMs = 1_000 * HOUR_MS) {
  let wall = startMs;
  let elapsed = -77;
  return {
    clock: { now: () => wall, elapsedMs: () => elapsed },
    set(ms: number): void {
      wall = ms;
    },
    step(ms: number): void {
      wall += ms;
    },
    pass(ms: number): void {
      wall += ms;
      elapsed += ms;
    },
  };
}

describe('A journal in an object', () => {
  let data: Record<string, unknown>;
  let host: ReturnType<typeof createProcess>;
  let runs: number;
  beforeEach(() => {
    data = {};
    host = createProcess();
    runs = 0;
  });

  /** Of the next run; a host keeps the object as JSON. */
  function open(scope: Partial<JournalScope> = {}) {
    data = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
    const journal = createObjectJournal({
      data,
      run: String(++runs),
      clock: host.clock,
      hash: (secret, text) => createHmac('sha256', secret).update(text).digest('base64url'),
      newSecret: () => 's'.repeat(32),
    });
    return journal.open({ ...SCOPE, ...scope });
  }
  const at = (state: JournalNote['state']): JournalNote => ({ state, at: host.clock.now() });
  async function note(subject: string, scope?: Partial<JournalScope>): Promise<void> {
    const page = await open(scope);
    await page.note([page.keyOf(subject)], at('accepted'));
  }
  async function recall(subject: string): Promise<string | undefined> {
    const page = await open();
    return page.recall(page.keyOf(subject))?.state;
  }

  it('tells the next run its notes and their contents, and this run nothing of its own', async () => {
    const page = await open();
    const keys = ['ann', 'bob', 'cem'].map((subject) => page.keyOf(subject));
    await page.note(keys, { ...at('accepted'), requestId: 'ds-1', contents: ['x', '', 'y'] });
    await page.note(keys.slice(1, 2), { ...at('sending'), contents: ['z'] });
    assert.deepEqual(
      keys.map((key) => page.recall(key)),
      [undefined, undefined, undefined],
    );
    const next = await open();
    assert.deepEqual(
      ['ann', 'bob', 'cem'].map((subject) => next.recall(next.keyOf(subject))),
      [
        { ...at('accepted'), requestId: 'ds-1', content: 'x' },
        { ...at('sending'), content: 'z' },
        { ...at('accepted'), requestId: 'ds-1', content: 'y' },
      ],
    );
    assert.deepEqual([...next.keys()].sort(), [...keys].sort());
  });

  it('keeps a note for its hours, and forgets it then', async () => {
    await note('ann');
    host.pass(24 * HOUR_MS - 1);
    assert.equal(await recall('ann'), 'accepted');
    host.pass(1);
    assert.equal(await recall('ann'), undefined);
    assert.deepEqual([...(await open()).keys()], []);
    await note('bob');
    assert.ok(!JSON.stringify(data).includes('"accepted",3600000000'), 'still kept');
  });

  for (const [what, before, after] of [
    ['behind when it is noted', -25, 25],
    ['ahead when it is recalled', 0, 25],
    ['set back', 0, -48],
  ] as const)
    it(`knows what this process noted although the clock is ${what}`, async () => {
      await recall('ann');
      host.step(before * HOUR_MS);
      await note('ann');
      host.step(after * HOUR_MS);
      assert.equal(await recall('ann'), 'accepted');
    });

  it('loses nothing by another note that was made while the clock was ahead', async () => {
    await note('ann');
    host.step(25 * HOUR_MS);
    await note('bob', { key: 'dinner' });
    host.step(-25 * HOUR_MS);
    assert.equal(await recall('ann'), 'accepted');
  });

  it('makes no note older than the newest, so that a clock behind costs the next process nothing', async () => {
    await note('ann');
    const now = host.clock.now();
    host = createProcess(now - 25 * HOUR_MS);
    await note('bob');
    host = createProcess(now + HOUR_MS);
    assert.equal(await recall('bob'), 'accepted');
  });

  it('removes nothing for good because a clock says so when a process begins', async () => {
    await note('ann');
    const now = host.clock.now();
    host = createProcess(now + 25 * HOUR_MS);
    assert.equal(await recall('ann'), undefined);
    await note('bob');
    host.set(now);
    assert.equal(await recall('ann'), 'accepted');
  });

  it('stops when it is full, but not for notes whose hours are over', async () => {
    const page = await open();
    const subjects = Array.from({ length: 20_000 }, (_, n) => `r${n}`);
    await page.note(subjects, at('sending'));
    await page.note(['r0'], at('sending'));
    await page.note(['one more'], at('accepted'));
    await assert.rejects(page.note(['another'], at('sending')), (error) => {
      assert.ok(isKoreNotifyError(error));
      assert.equal(error.code, 'journal_failed');
      return true;
    });
    host.pass(24 * HOUR_MS);
    await page.note(['another'], at('sending'));
    assert.equal(Object.keys((data['sendOnce'] as { notes: object }).notes).length, 1);
  });

  it('tells the messages of one person apart, over runs and over several lists in one run', async () => {
    const input = (orders: readonly string[]): SendV2Input => ({
      channel: 'ivr',
      message: 'Order {order}',
      recipients: orders.map((order) => ({ email: 'ann@example.com', order })),
    });
    /** One run that sends some lists one after the other. */
    async function send(lists: readonly (readonly string[])[], refused: readonly string[] = []) {
      data = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
      const journal = createObjectJournal({
        data,
        run: String(++runs),
        clock: host.clock,
        hash: (secret, text) => createHmac('sha256', secret).update(text).digest('base64url'),
        newSecret: () => 's'.repeat(32),
      });
      const bench = createBench(
        [
          (request, previous) =>
            refused.some((one) => request.body?.includes(`"order":"${one}"`) === true)
              ? refusal(412, 'Validation errors/ Invalid arguments')
              : typeof ACCEPTED === 'function'
                ? ACCEPTED(request, previous)
                : ACCEPTED,
        ],
        { journal },
      );
      const options = { once: { key: 'orders' }, recipientsPerRequest: 1 };
      const all: string[] = [];
      for (const list of lists)
        all.push(
          ...fates(await bench.run(bench.client.sendV2(input(list), options))).map((fate) =>
            fate.slice(0, 8),
          ),
        );
      return all;
    }
    assert.deepEqual(await send([['A', 'B', 'C']], ['A', 'C']), ['rejected', 'accepted', 'rejected']);
    assert.deepEqual(await send([['A', 'C']]), ['accepted', 'accepted']);
    assert.deepEqual(await send([['C', 'B', 'A']]), ['unsent: ', 'unsent: ', 'unsent: ']);
    assert.deepEqual(await send([['A', 'B', 'C'], ['D']]), ['unsent: ', 'unsent: ', 'unsent: ', 'accepted']);
    assert.deepEqual(await send([['A', 'B', 'C'], ['D'], ['D']]), [
      'unsent: ',
      'unsent: ',
      'unsent: ',
      'unsent: ',
      'accepted',
    ]);
  });
});
