import assert from 'node:assert/strict';
import { createCanceller } from '../../src/scheduling/cancellation.ts';
import type { HttpRequest } from '../../src/vocabulary/ports.ts';
import {
  clockContract,
  FakeClock,
  FakeJournal,
  FakePage,
  FakeSigner,
  httpContract,
  journalContract,
  jsonAnswer,
  memoryContract,
  ScriptedHttp,
  signerContract,
} from '../../src/testing/index.ts';
import { ScriptedServers } from './scripted-servers.ts';

const REQUEST: HttpRequest = {
  method: 'POST',
  url: 'https://platform.kore.ai/x',
  headers: {},
  body: '{}',
  timeoutMs: 1_000,
};

describe('FakeClock', () => {
  const make = () => {
    const clock = new FakeClock();
    return { clock, pass: <T>(promise: Promise<T>) => clock.runUntilSettled(promise) };
  };
  for (const { title, run } of clockContract(make)) it(title, run);
});

describe('FakeSigner', () => {
  for (const { title, run } of signerContract({ makeSigner: () => new FakeSigner() })) it(title, run);
});

describe('FakeJournal', () => {
  const make = () => {
    const journal = new FakeJournal();
    return { nextRun: () => journal, now: () => 0 };
  };
  for (const { title, run } of journalContract({ make })) it(title, run);
});

describe('FakePage', () => {
  const make = () => {
    const pages = new Map<string, FakePage>();
    return {
      nextTry(run: string) {
        const page = pages.get(run) ?? new FakePage();
        pages.set(run, page);
        return page;
      },
    };
  };
  for (const { title, run } of memoryContract(make)) it(title, run);
});

describe('ScriptedHttp', () => {
  const contract = httpContract({
    startServers: () => new ScriptedServers(),
    use: (_way, run) =>
      run(new ScriptedHttp(new FakeClock(), [(request) => ScriptedServers.answer(request)])),
  });
  for (const { title, needsNetwork, run } of contract) if (!needsNetwork) it(title, run);
});

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
