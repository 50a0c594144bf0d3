import assert from 'node:assert/strict';
import { createCanceller } from '../../src/scheduling/cancellation.ts';
import { SystemClock } from '../../src/node/index.ts';
import type { Clock, HttpRequest } from '../../src/vocabulary/ports.ts';
import { FakeClock, FakeSigner, jsonAnswer, ScriptedHttp } from '../../src/testing/index.ts';

const REQUEST: HttpRequest = {
  method: 'POST',
  url: 'https://platform.kore.ai/x',
  headers: {},
  body: '{}',
  timeoutMs: 1_000,
};

/** What every clock promises, whoever lets its time pass. */
function describeClock(
  name: string,
  create: () => { clock: Clock; pass: <T>(sleep: Promise<T>) => Promise<T> },
): void {
  describe(`${name} as a clock`, () => {
    it('sleeps as long as it is told, by its own time', async () => {
      const { clock, pass } = create();
      const start = clock.elapsedMs();
      await pass(clock.sleep(15));
      assert.ok(clock.elapsedMs() - start >= 15, `${clock.elapsedMs() - start}`);
    });

    it('does not sleep for a time that is over', async () => {
      const { clock, pass } = create();
      await pass(clock.sleep(0));
      await pass(clock.sleep(-5));
    });

    it('wakes at once when the signal aborts, and never rejects', async () => {
      const { clock, pass } = create();
      const controller = new AbortController();
      const start = clock.elapsedMs();
      const sleep = clock.sleep(60_000, controller.signal);
      controller.abort();
      await pass(sleep);
      assert.ok(clock.elapsedMs() - start < 1_000);
    });

    it('does not sleep at all when the signal has aborted', async () => {
      const { clock, pass } = create();
      const start = clock.elapsedMs();
      await pass(clock.sleep(60_000, AbortSignal.abort()));
      assert.ok(clock.elapsedMs() - start < 1_000);
    });

    it('leaves no listener at a signal that never aborts', async () => {
      const { clock, pass } = create();
      const listeners = new Set<() => void>();
      const signal = {
        aborted: false,
        addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
        removeEventListener: (_type: 'abort', listener: () => void) => void listeners.delete(listener),
      };
      await pass(clock.sleep(1, signal));
      assert.equal(listeners.size, 0);
    });

    it('gives chances from 0 to less than 1, not always the same', () => {
      const { clock } = create();
      const chances = Array.from({ length: 100 }, () => clock.random());
      assert.ok(chances.every((chance) => chance >= 0 && chance < 1));
      assert.ok(new Set(chances).size > 90);
    });
  });
}

describeClock('FakeClock', () => {
  const clock = new FakeClock();
  return { clock, pass: (sleep) => clock.runUntilSettled(sleep) };
});
describeClock('SystemClock', () => ({ clock: new SystemClock(), pass: (sleep) => sleep }));

describe('FakeClock', () => {
  it('wakes sleepers in the order of their times, then of their coming', async () => {
    const clock = new FakeClock(0);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now()}`);
    };
    await clock.runUntilSettled(Promise.all([sleep('late', 20), sleep('first', 10), sleep('second', 10)]));
    assert.deepEqual(woken, ['first 10', 'second 10', 'late 20']);
  });

  it('reports a deadlock when the promise is pending and no timer is scheduled', async () => {
    const clock = new FakeClock(0);
    await assert.rejects(
      clock.runUntilSettled(new Promise(() => undefined)),
      /Deadlock: the promise is pending/,
    );
  });

  it('hands on what the awaited promise was rejected with', async () => {
    const clock = new FakeClock(0);
    await assert.rejects(clock.runUntilSettled(Promise.reject(new Error('mine'))), /mine/);
  });

  it('lets time pass by both clocks without waking anybody', () => {
    const clock = new FakeClock(1_000, 1, 0);
    void clock.sleep(100);
    clock.shift(500);
    assert.deepEqual([clock.now(), clock.elapsedMs(), clock.sleeping], [1_500, 500, 1]);
  });

  it('has its wall clock set forward and back, which delays nobody', async () => {
    const clock = new FakeClock(1_000, 1, 0);
    const sleep = clock.sleep(100);
    clock.step(-86_400_000);
    await clock.runUntilSettled(sleep);
    assert.deepEqual([clock.now(), clock.elapsedMs()], [1_100 - 86_400_000, 100]);
    clock.step(86_400_000 + 3_600_000);
    assert.deepEqual([clock.now(), clock.elapsedMs()], [1_100 + 3_600_000, 100]);
  });
});

describe('SystemClock', () => {
  it('tells the time of this machine', () => {
    assert.ok(Math.abs(new SystemClock().now() - Date.now()) < 1_000);
  });

  it('sleeps longer than a timer of Node can without firing at once', async () => {
    const controller = new AbortController();
    const state = { isAwake: false };
    const sleep = new SystemClock().sleep(2 ** 40, controller.signal).then(() => void (state.isAwake = true));
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(state.isAwake, false);
    controller.abort();
    await sleep;
  });
});

describe('ScriptedHttp', () => {
  it('answers line by line, the last one again and again, and keeps what it was sent', async () => {
    const clock = new FakeClock(0);
    const http = new ScriptedHttp(clock, [
      jsonAnswer(200, 1),
      (_request, previous) => jsonAnswer(200, previous),
    ]);
    const bodies = [];
    for (let index = 0; index < 3; index++) {
      const answer = await http.send(REQUEST);
      bodies.push(answer.kind === 'answer' ? answer.body : '');
    }
    assert.deepEqual(bodies, ['1', '1', '2']);
    assert.deepEqual(http.requests[0], { ...REQUEST, at: 0 });
  });

  it('loses the answer of a request that is cancelled in flight, at once', async () => {
    const clock = new FakeClock(0);
    const http = new ScriptedHttp(clock, [jsonAnswer(200, 1)], 5_000);
    const controller = new AbortController();
    const answer = http.send({ ...REQUEST, signal: controller.signal });
    controller.abort();
    const { kind, endedBy } = (await answer) as { kind: string; endedBy?: string };
    assert.deepEqual([kind, endedBy], ['lost', 'cancel']);
    assert.equal(clock.now(), 0);
  });

  it('says so when its script is empty', async () => {
    await assert.rejects(new ScriptedHttp(new FakeClock(), []).send(REQUEST), /script is empty/);
  });
});

describe('FakeSigner', () => {
  it('numbers its tokens and keeps the claims', () => {
    const signer = new FakeSigner();
    const claims = { appId: 'cs-1', sub: 'cs-1', iat: 1, exp: 2 };
    assert.deepEqual([signer.sign(claims), signer.sign(claims)], ['token-1', 'token-2']);
    assert.deepEqual(signer.signed, [claims, claims]);
  });
});

describe('A canceller', () => {
  it('tells each listener once, in order, and not those that were removed', () => {
    const canceller = createCanceller();
    const { signal } = canceller;
    const told: number[] = [];
    const second = (): void => void told.push(2);
    signal.addEventListener('abort', () => told.push(1));
    signal.addEventListener('abort', second);
    signal.addEventListener('abort', () => told.push(3));
    signal.removeEventListener('abort', second);
    assert.equal(signal.aborted, false);
    canceller.cancel();
    canceller.cancel();
    assert.equal(signal.aborted, true);
    assert.deepEqual(told, [1, 3]);
  });
});
