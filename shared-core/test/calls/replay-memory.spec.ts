import assert from 'node:assert/strict';
import { createReplayMemories, type ReplayMemories } from '../../src/calls/replay-memory.ts';
import { RunMemory } from '../../src/calls/run-memory.ts';
import type { HttpAnswer, HttpRequest } from '../../src/vocabulary/ports.ts';

const RUN = 'run 1';
const OK: HttpAnswer = { kind: 'answer', status: 200, headers: {}, body: '{"_id":"ds-1"}' };

function requestOf(body: string): Pick<HttpRequest, 'method' | 'url' | 'body'> {
  return { method: 'POST', url: 'https://platform.kore.ai/notify', body };
}

describe('The memory of runs that a host makes again', () => {
  let memories: ReplayMemories;
  beforeEach(() => {
    memories = createReplayMemories({ hash: (text) => `#${text}` });
  });
  const nextTry = (run = RUN) => new RunMemory(memories.of(run));

  it('tells every later try what one remembered, and not that try itself', () => {
    const first = nextTry();
    assert.equal(first.recall(requestOf('a')), undefined);
    void first.remember(requestOf('a'), OK, 0);
    assert.equal(first.recall(requestOf('a')), undefined);
    for (let tries = 0; tries < 3; tries++) assert.deepEqual(nextTry().recall(requestOf('a')), OK);
  });

  it('keeps runs, calls, hosts and bodies apart', () => {
    void nextTry().remember(requestOf('a'), OK, 0);
    for (const run of ['run 2', 'run', 'run 10'])
      assert.equal(nextTry(run).recall(requestOf('a')), undefined);
    for (const changes of [{ url: 'https://other.example.org/notify' }, { method: 'GET' as const }])
      assert.equal(nextTry().recall({ ...requestOf('a'), ...changes }), undefined);
    assert.equal(nextTry().recall(requestOf('b')), undefined);
  });

  it('tells as many equal requests as were made, each once a try, in the order in which they ended', () => {
    const first = nextTry();
    const answers = ['ds-1', 'ds-2'].map((id) => ({ ...OK, body: `{"_id":"${id}"}` }));
    // Both were under way at once.
    for (const answer of answers) void first.remember(requestOf('a'), answer, 0);
    for (let tries = 0; tries < 2; tries++) {
      const again = nextTry();
      assert.deepEqual(
        [1, 2, 3].map(() => again.recall(requestOf('a'))),
        [...answers, undefined],
      );
    }
    const third = nextTry();
    while (third.recall(requestOf('a')) !== undefined);
    void third.remember(requestOf('a'), OK, 0);
    const last = nextTry();
    assert.deepEqual(
      [1, 2, 3, 4].map(() => last.recall(requestOf('a'))),
      [...answers, OK, undefined],
    );
  });

  it('keeps 20,000 requests, and forgets the oldest first', () => {
    const first = nextTry();
    for (let n = 0; n <= 20_000; n++) void first.remember(requestOf(String(n)), OK, 0);
    const again = nextTry();
    assert.deepEqual(
      [1, 20_000, 0].map((n) => again.recall(requestOf(String(n)))),
      [OK, OK, undefined],
    );
  });

  it('keeps no huge answer, but that there was one', () => {
    void nextTry().remember(requestOf('a'), { ...OK, body: 'x'.repeat(100_000) }, 0);
    assert.equal(nextTry().recall(requestOf('a'))?.kind, 'lost');
  });
});
