import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { HttpAnswer, HttpRequest } from '@kore-notify/core';
import { RunMemory } from '../../../shared-core/src/calls/run-memory.ts';
import type * as LedgerModule from '../shared/Ledger';

/** A ledger of its own: the bundle's is one for the process. */
async function loadLedger(): Promise<typeof LedgerModule> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../shared/Ledger.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  // A fragment makes it a module that was not loaded before.
  return (await import(`data:text/javascript;base64,${source}#${++loads}`)) as typeof LedgerModule;
}

let loads = 0;

const RUN = { executionId: '1', nodeId: 'node', runIndex: 0 };
const OK: HttpAnswer = { kind: 'answer', status: 200, headers: {}, body: '{"_id":"ds-1"}' };

function requestOf(body: string): Pick<HttpRequest, 'method' | 'url' | 'body'> {
  return { method: 'POST', url: 'https://platform.kore.ai/notify', body };
}

describe('the ledger of what an execution sent', () => {
  let ledger: typeof LedgerModule;
  beforeEach(async () => {
    ledger = await loadLedger();
  });
  const nextTry = (run = RUN) => new RunMemory(new ledger.Ledger(run));

  it('tells every later try what one remembered, and not that try itself', () => {
    const first = nextTry();
    assert.equal(first.recall(requestOf('a')), undefined);
    void first.remember(requestOf('a'), OK, 0);
    assert.equal(first.recall(requestOf('a')), undefined);
    for (let tries = 0; tries < 3; tries++) assert.deepEqual(nextTry().recall(requestOf('a')), OK);
  });

  it('keeps executions, nodes, runs, calls, hosts and bodies apart', () => {
    void nextTry().remember(requestOf('a'), OK, 0);
    for (const run of [
      { ...RUN, executionId: '2' },
      { ...RUN, nodeId: 'other' },
      { ...RUN, runIndex: 1 },
    ])
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
