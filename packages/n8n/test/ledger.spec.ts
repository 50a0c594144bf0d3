import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '@kore-notify/core';
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

const HOUR_MS = 3_600_000;
const RUN = { executionId: '1', nodeId: 'node', runIndex: 0 };
const OK: HttpAnswer = { kind: 'answer', status: 200, headers: {}, body: '{"_id":"ds-1"}' };

function requestOf(body: string): HttpRequest {
  return { method: 'POST', url: 'https://platform.kore.ai/notify', headers: {}, body, timeoutMs: 1 };
}

/** Answers each request with the next of these, the last again and again. */
function answering(
  ...answers: (HttpAnswer | HttpFailure)[]
): Http & { readonly sent: (string | undefined)[] } {
  const sent: (string | undefined)[] = [];
  return {
    sent,
    send: ({ body }) => {
      sent.push(body);
      return Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? OK);
    },
  };
}

describe('the ledger of what an execution sent', () => {
  let ledger: typeof LedgerModule;
  beforeEach(async () => {
    ledger = await loadLedger();
  });
  afterEach(() => mock.timers.reset());

  it('gives the answer of an earlier try, and sends nothing', async () => {
    const http = answering(OK);
    for (let tries = 0; tries < 3; tries++)
      assert.deepEqual(await new ledger.LedgerHttp(http, RUN).send(requestOf('a')), OK);
    assert.deepEqual(http.sent, ['a']);
  });

  it('keeps executions, nodes, runs, hosts and bodies apart', async () => {
    const http = answering(OK);
    for (const run of [
      RUN,
      { ...RUN, executionId: '2' },
      { ...RUN, nodeId: 'other' },
      { ...RUN, runIndex: 1 },
    ]) {
      await new ledger.LedgerHttp(http, run).send(requestOf('a'));
      await new ledger.LedgerHttp(http, run).send(requestOf('b'));
      await new ledger.LedgerHttp(http, run).send({
        ...requestOf('a'),
        url: 'https://other.example.org/notify',
      });
    }
    assert.equal(http.sent.length, 12);
  });

  it('sends equal requests of one try as often as they are meant, also those under way at once', async () => {
    const http = answering(OK);
    for (let tries = 0; tries < 3; tries++) {
      const one = new ledger.LedgerHttp(http, RUN);
      await Promise.all([one.send(requestOf('a')), one.send(requestOf('a'))]);
      await one.send(requestOf('a'));
    }
    assert.equal(http.sent.length, 3);
  });

  it('sends again what was clearly refused, and not what may have been sent', async () => {
    const refused: HttpAnswer = { kind: 'answer', status: 412, headers: {}, body: '' };
    const later: HttpAnswer = {
      ...refused,
      status: 503,
      headers: { 'retry-after': 'Sun, 22 Nov 2026 05:00:00 GMT' },
    };
    const notSent: HttpFailure = { kind: 'not-sent', reason: 'nothing listens there.' };
    const lost: HttpFailure = { kind: 'lost', reason: 'the connection was reset.' };
    const http = answering(refused, later, notSent, lost);
    for (let tries = 0; tries < 6; tries++) await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
    assert.equal(http.sent.length, 4);
  });

  it('keeps what was too large, so that the next try splits it the same way', async () => {
    const http = answering({ kind: 'answer', status: 413, headers: {}, body: '' }, OK);
    for (let tries = 0; tries < 3; tries++) {
      const { kind } = await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
      assert.equal(kind, 'answer');
    }
    assert.equal(http.sent.length, 1);
  });

  it('forgets after six hours', async () => {
    mock.timers.enable({ apis: ['Date'] });
    const http = answering(OK);
    await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
    mock.timers.setTime(6 * HOUR_MS - 1);
    await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
    assert.equal(http.sent.length, 1);
    mock.timers.setTime(6 * HOUR_MS);
    await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
    assert.equal(http.sent.length, 2);
  });

  it('keeps 20,000 requests, and forgets the oldest first', async () => {
    const http = answering(OK);
    const one = new ledger.LedgerHttp(http, RUN);
    for (let n = 0; n <= 20_000; n++) await one.send(requestOf(String(n)));
    const again = new ledger.LedgerHttp(http, RUN);
    for (const n of [1, 20_000, 0]) await again.send(requestOf(String(n)));
    assert.deepEqual(http.sent.slice(20_001), ['0']);
  });

  it('keeps no huge answer, and does not send again what it answered', async () => {
    const http = answering({ ...OK, body: 'x'.repeat(100_000) });
    await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
    const again = await new ledger.LedgerHttp(http, RUN).send(requestOf('a'));
    assert.equal(again.kind, 'lost');
    assert.equal(http.sent.length, 1);
  });
});
